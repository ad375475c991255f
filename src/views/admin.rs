//! What admins see below their own evidence: teams and the state of deliveries. It holds no user's words, and nothing
//! about what any one person did or didn't do.

mod team_form;

use std::collections::BTreeSet;

use slack_morphism::prelude::SlackBlock;

use crate::controls::Control;
use crate::domain::dates::weekday_name;
use crate::domain::delivery::{Health, LATELY};
use crate::domain::ids::MemberId;
use crate::domain::introduction::IntroductionOutcome;
use crate::domain::needs::{Need, NeedKind};
use crate::domain::roster::{TeamId, TeamWithEngineers, WeeklyTime};
use crate::views::kit::{self, Button};
use crate::views::text::Mrkdwn;
pub use team_form::{NOT_SAVED, NOT_SURE, form, saved};

/// Teams per page: App Home allows 100 blocks.
pub const PAGE: usize = 10;

/// Why an introduction may not arrive at once.
const WHEN: &str = "Introductions arrive in each person’s working hours.";

/// The bot only learns that an event was added when Slack sends it.
const GOES_AWAY: &str =
    " This note goes away when Slack sends one of them, for example when someone joins a channel with Bearings in it.";

#[derive(Clone, Debug)]
pub struct AdminView {
    pub teams: Vec<TeamWithEngineers>,
    /// The page of teams to show, from 0.
    pub page: usize,
    /// The result of the last press on *Introduce*, and its team.
    pub introduced: Option<(TeamId, IntroductionOutcome)>,
    pub health: Health,
    /// The scopes and events that the code needs and the app lacks.
    pub missing: Vec<Need>,
}

/// All blocks below an admin's own evidence.
pub(super) fn blocks(of: &AdminView) -> Vec<SlackBlock> {
    let mut blocks = vec![kit::divider(), kit::header("Teams")];
    let who = "Only admins see this. Admins run Bearings, but can’t read evidence.";
    blocks.push(kit::context(who));
    if of.teams.is_empty() {
        let import = Mrkdwn::new()
            .text("There are no teams yet. Set one up here, or import them all with ")
            .code("bearings people import");
        blocks.push(kit::section(import.text(". No one gets a message about this.")));
    } else {
        let text = Mrkdwn::new().text("No one is messaged until you press ").bold("Introduce");
        let text = text.text(". Then each person in the team gets one message and decides for themselves.");
        blocks.push(kit::section(text));
    }
    let shown = of.teams.iter().skip(of.page.saturating_mul(PAGE)).take(PAGE);
    blocks.extend(shown.flat_map(|seated| team(seated, of.introduced)));
    let mut buttons = vec![Button::new(Control::SetUp(None), "Set up a team", "Set up a team")];
    let has_more = of.teams.len() > of.page.saturating_add(1).saturating_mul(PAGE);
    let turns = [("Previous teams", "Previous teams"), ("More teams", "More teams")];
    buttons.extend(kit::page_turns(of.page, has_more, turns, Control::Teams));
    blocks.extend(kit::buttons(buttons));
    blocks.push(kit::divider());
    blocks.push(kit::header("Deliveries"));
    blocks.extend(deliveries(&of.health));
    blocks.extend(installation(&of.missing));
    blocks
}

fn team(seated: &TeamWithEngineers, introduced: Option<(TeamId, IntroductionOutcome)>) -> Vec<SlackBlock> {
    let TeamWithEngineers { team, engineers } = seated;
    let text = Mrkdwn::new().bold(team.name.as_str()).line();
    let noun = if team.managers.len() == 1 { "Manager: " } else { "Managers: " };
    let text = listed(text.text(noun), &team.managers).line();
    let text = listed(text.text("Engineers: "), engineers).line();
    let mut blocks = vec![kit::section(text.text(&asked_on(team.prompt)))];
    let mut buttons = Vec::new();
    if !engineers.is_empty() {
        let says = format!("Introduce Bearings to everyone in {}", team.name);
        buttons.push(Button::new(Control::Introduce(team.id), "Introduce", says));
    }
    buttons.push(Button::new(Control::SetUp(Some(team.id)), "Edit", format!("Edit the team {}", team.name)));
    blocks.extend(kit::buttons(buttons));
    let done = introduced.filter(|(of, _)| *of == team.id).map(|(_, asked)| happened(asked));
    blocks.extend(done.map(|says| kit::context(&says)));
    blocks
}

fn listed(text: Mrkdwn, members: &BTreeSet<MemberId>) -> Mrkdwn {
    if members.is_empty() { text.text("none yet") } else { text.named(members, ", ") }
}

/// When a team is asked, in words.
fn asked_on(WeeklyTime { weekday, time }: WeeklyTime) -> String {
    format!("Weekly question on {}s at {}, in each engineer’s time zone.", weekday_name(weekday), time.format("%H:%M"))
}

fn happened(asked: IntroductionOutcome) -> String {
    match asked {
        IntroductionOutcome { now: 0, before: 0 } => "This team has no one to introduce any more.".into(),
        IntroductionOutcome { now: 0, .. } => "Everyone here has already been introduced.".into(),
        IntroductionOutcome { now: 1, .. } => format!("Bearings will introduce itself to 1 person. {WHEN}"),
        IntroductionOutcome { now, .. } => format!("Bearings will introduce itself to {now} people. {WHEN}"),
    }
}

/// What to change in the Slack app. Everything else works meanwhile.
fn installation(missing: &[Need]) -> Vec<SlackBlock> {
    if missing.is_empty() {
        return Vec::new();
    }
    let text = "Your Slack app was set up for an earlier version of Bearings. Everything works as before, except:";
    let mut lines = vec![Mrkdwn::new().text(text)];
    for (kind, after) in [(NeedKind::Scope, ""), (NeedKind::Event, GOES_AWAY)] {
        let mut of_kind = missing.iter().filter(|need| need.kind == kind).peekable();
        let remedy = of_kind.peek().map(|_| Mrkdwn::new().text(kind.remedy()).text(after));
        lines.extend(of_kind.map(|need| Mrkdwn::new().text("• ").code(need.name).text(&format!(": {}", need.without))));
        lines.extend(remedy);
    }
    vec![kit::divider(), kit::header("Slack app")].into_iter().chain(kit::sections(lines)).collect()
}

fn deliveries(health: &Health) -> Vec<SlackBlock> {
    let Health { waiting, doubtful, refused } = health;
    let looks = "Bearings checks Slack before sending anything again";
    let waits = match waiting {
        0 => None,
        1 => Some("1 message is waiting to be sent.".to_owned()),
        more => Some(format!("{more} messages are waiting to be sent.")),
    };
    let is_in_doubt = match doubtful {
        0 => None,
        1 => Some(format!("1 message is in doubt: {looks}.")),
        more => Some(format!("{more} messages are in doubt: {looks}.")),
    };
    let mut lines: Vec<Mrkdwn> = waits.iter().chain(&is_in_doubt).map(Mrkdwn::from).collect();
    let days = LATELY.num_days();
    for (code, count) in refused {
        let noun = if *count == 1 { "message" } else { "messages" };
        let text = format!("{count} {noun} couldn’t be delivered in the last {days} days: ");
        lines.push(Mrkdwn::new().text(&text).then(&why(code)));
    }
    if lines.is_empty() {
        lines.push(Mrkdwn::new().text("All delivered."));
    }
    vec![kit::section(kit::one_section(Mrkdwn::new(), lines))]
}

/// Slack's error code in words.
fn why(code: &str) -> Mrkdwn {
    Mrkdwn::new().text(match code {
        "user_disabled" | "user_not_found" | "users_not_found" | "cannot_dm_bot" | "account_inactive" => {
            "Slack can’t reach the recipient."
        }
        "messages_tab_disabled" => "the app has no Messages tab; turn it on in the app’s settings under App Home.",
        "missing_scope" | "not_allowed_token_type" => "the app isn’t allowed to; reinstall it with its manifest.",
        "restricted_action" => "the workspace doesn’t let apps post there.",
        "is_archived" | "channel_not_found" | "not_in_channel" => "the conversation is closed.",
        "" => "Slack gave no reason.",
        code => return Mrkdwn::new().text("Slack says ").code(code).text("."),
    })
}
