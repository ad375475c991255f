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
    " This note goes away when Slack sends one of them, for example when somebody joins a channel that Bearings is in.";

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
    let who = "Only admins see this part. Admins run Bearings and cannot read evidence.";
    blocks.push(kit::context(who));
    if of.teams.is_empty() {
        let import = Mrkdwn::new()
            .text("There is no team yet. Set one up here, or import all of them with ")
            .code("bearings people import");
        blocks.push(kit::section(import.text(". Nobody gets a message from it.")));
    } else {
        let text = Mrkdwn::new().text("Installing Bearings and adding people messages nobody. Only ").bold("Introduce");
        let text = text.text(" does: each person of the team gets one message and decides for themselves.");
        blocks.push(kit::section(text));
    }
    let shown = of.teams.iter().skip(of.page.saturating_mul(PAGE)).take(PAGE);
    blocks.extend(shown.flat_map(|seated| team(seated, of.introduced)));
    let mut buttons = vec![Button::new(Control::SetUp(None), "Set up a team", "Set up a team")];
    let has_more = of.teams.len() > of.page.saturating_add(1).saturating_mul(PAGE);
    let turns = [("Teams before", "Teams before these"), ("More teams", "More teams")];
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
        let says = format!("Introduce Bearings to everybody in {}", team.name);
        buttons.push(Button::new(Control::Introduce(team.id), "Introduce", says));
    }
    buttons.push(Button::new(Control::SetUp(Some(team.id)), "Edit", format!("Edit the team {}", team.name)));
    blocks.extend(kit::buttons(buttons));
    let done = introduced.filter(|(of, _)| *of == team.id).map(|(_, asked)| happened(asked));
    blocks.extend(done.map(|says| kit::context(&says)));
    blocks
}

fn listed(text: Mrkdwn, members: &BTreeSet<MemberId>) -> Mrkdwn {
    if members.is_empty() { text.text("nobody yet") } else { text.named(members, ", ") }
}

/// When a team is asked, in words.
fn asked_on(WeeklyTime { weekday, time }: WeeklyTime) -> String {
    format!("Asked on {}s at {}, in each engineer’s own time.", weekday_name(weekday), time.format("%H:%M"))
}

fn happened(asked: IntroductionOutcome) -> String {
    match asked {
        IntroductionOutcome { now: 0, before: 0 } => "Nobody is in this team any more.".into(),
        IntroductionOutcome { now: 0, .. } => "Everybody here has been asked already.".into(),
        IntroductionOutcome { now: 1, .. } => format!("Bearings introduces itself to 1 person. {WHEN}"),
        IntroductionOutcome { now, .. } => format!("Bearings introduces itself to {now} people. {WHEN}"),
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
    let looks = "Bearings looks for it in Slack before it sends anything again";
    let waits = match waiting {
        0 => None,
        1 => Some("1 message waits to be sent.".to_owned()),
        more => Some(format!("{more} messages wait to be sent.")),
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
        let text = format!("{count} {noun} could not be delivered in the last {days} days: ");
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
            "cannot be reached in Slack."
        }
        "messages_tab_disabled" => "the app has no Messages tab; switch it on in the app’s settings under App Home.",
        "missing_scope" | "not_allowed_token_type" => "the app may not do this; install it again with its manifest.",
        "restricted_action" => "the workspace does not let apps post there.",
        "is_archived" | "channel_not_found" | "not_in_channel" => "the conversation is closed.",
        "" => "Slack gave no reason.",
        code => return Mrkdwn::new().text("Slack says ").code(code).text("."),
    })
}
