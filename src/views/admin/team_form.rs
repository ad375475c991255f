//! The form of a team, and what is shown after it is saved.

use chrono::{NaiveTime, Weekday};
use slack_morphism::prelude::{SlackBlock, SlackInputBlockElement};

use crate::controls::team::{TEAM, field_block, field_name, metadata};
use crate::domain::cadence::PromptTime;
use crate::domain::ids::TrackId;
use crate::domain::lookup::Library;
use crate::domain::roster::{MOST_MANAGERS, TeamDraft, TeamField, TeamName, TeamWithEngineers, WeeklyTime};
use crate::surface::{Form, Modal};
use crate::views::digest_settings;
use crate::views::kit::{self, fields};
use crate::views::text::Mrkdwn;

/// Shown if the team isn't saved though the form has no fault.
pub const NOT_SAVED: &str = "The team was not saved: the database did not answer. Try again in a moment.";
/// Shown if Slack doesn't confirm in time that the user is an admin.
pub const NOT_SURE: &str =
    "The team was not saved: Slack did not say in time whether you are an admin. Try again in a moment.";
/// How many of the engineers who moved are named.
const MOVED: usize = 20;

/// The modal to edit a team, or to set up a new one.
#[must_use]
pub fn form(of: Option<&TeamWithEngineers>, library: &Library) -> Modal {
    let id = of.map(|seated| seated.team.id);
    let field = |field: TeamField, label: &str, element: SlackInputBlockElement| {
        fields::Field::new(field_block(field, id), label, element)
    };
    let name = of.map_or("", |seated| seated.team.name.as_str());
    let name = fields::line(field_name(TeamField::Name), "Payments", name);
    let managers = of.iter().flat_map(|seated| &seated.team.managers);
    let managers = fields::members(field_name(TeamField::Managers), "One or two people", Some(MOST_MANAGERS), managers);
    let engineers = of.iter().flat_map(|seated| &seated.engineers);
    let engineers = fields::members(field_name(TeamField::Engineers), "People", None, engineers);
    let who_sees = "They see what its engineers share with them from then on, and nothing that was shared before.";
    let moves = "Whoever is in another team moves here. Nobody gets a message from it.";
    let mut blocks: Vec<SlackBlock> = vec![
        field(TeamField::Name, "Name", name.into()).into(),
        field(TeamField::Managers, "Managers", managers.into()).hint(who_sees).into(),
        field(TeamField::Engineers, "Engineers", engineers.into()).hint(moves).optional().into(),
    ];
    let mut tracks = library.track_indexes().map(|track_index| &track_index.framework).peekable();
    let first = tracks.next();
    if tracks.peek().is_some() {
        let options = first.into_iter().chain(tracks).map(|of| (of.name.clone(), of.track.as_str().to_owned()));
        let chosen = of.and_then(|seated| seated.team.track.as_ref()).map(TrackId::as_str);
        let track = fields::menu(field_name(TeamField::Track), "Track", options, chosen);
        let hint = "For engineers who have no track yet.";
        blocks.push(field(TeamField::Track, "Track", track.into()).hint(hint).optional().into());
    }
    let (day, time) = of.and_then(|seated| on_the_wall(seated.team.prompt)).unwrap_or_else(|| {
        let prompt_time = PromptTime::default();
        (prompt_time.weekday(), prompt_time.time())
    });
    let days = DAYS.map(|(day, name)| (name.to_owned(), day.to_string()));
    let day = fields::menu(field_name(TeamField::Weekday), "Day", days, Some(&day.to_string()));
    blocks.push(field(TeamField::Weekday, "Asked on", day.into()).into());
    let time = fields::time(field_name(TeamField::Time), time);
    blocks.push(field(TeamField::Time, "At", time.into()).hint("In each engineer’s own time.").into());
    blocks.extend(digest_settings::fields(of.map(|seated| &seated.team)));
    Modal {
        title: if of.is_some() { "Edit team" } else { "Set up a team" }.into(),
        blocks,
        close: "Cancel",
        form: Some(Form { callback_id: TEAM, metadata: metadata(id), submit: "Save" }),
    }
}

/// What an admin reads once the team is saved.
#[must_use]
pub fn saved(draft: &TeamDraft) -> Modal {
    let text = Mrkdwn::new().text("Saved: ").bold(draft.name.as_str()).text(". Nobody got a message from it.");
    let mut blocks = vec![kit::section(text)];
    if !draft.moved.is_empty() {
        let line = |(member, from): &(_, TeamName)| {
            Mrkdwn::new().member(member).text(" moved here from ").bold(from.as_str()).text(".")
        };
        let more = draft.moved.len().saturating_sub(MOVED);
        let rest = (more > 0).then(|| Mrkdwn::new().text(&format!("{more} more moved here from another team.")));
        blocks.extend(kit::sections(draft.moved.iter().take(MOVED).map(line).chain(rest)));
        let text = "A manager who stays theirs goes on; a new one sees nothing that was shared before.";
        blocks.push(kit::context(Mrkdwn::new().text(text)));
    }
    if !draft.guests.is_empty() {
        let text = Mrkdwn::new()
            .members(&draft.guests)
            .text(" joined this workspace as a guest. Check that this is who you mean.");
        blocks.push(kit::section(text));
    }
    let next = Mrkdwn::new().text("When the team knows what is coming, press ").bold("Introduce");
    blocks.push(kit::section(next.text(" in App Home.")));
    Modal::to_read("Team saved", blocks)
}

pub(in crate::views) const DAYS: [(Weekday, &str); 5] = [
    (Weekday::Mon, "Monday"),
    (Weekday::Tue, "Tuesday"),
    (Weekday::Wed, "Wednesday"),
    (Weekday::Thu, "Thursday"),
    (Weekday::Fri, "Friday"),
];

pub(in crate::views) fn on_the_wall(weekly: WeeklyTime) -> Option<(Weekday, NaiveTime)> {
    let day = Weekday::try_from(weekly.weekday.checked_sub(1)?).ok()?;
    Some((day, NaiveTime::from_hms_opt(u32::from(weekly.minute / 60), u32::from(weekly.minute % 60), 0)?))
}
