//! The form of a team, and what is shown after it is saved.

use slack_morphism::prelude::SlackBlock;

use crate::controls::settings::weekday_value;
use crate::controls::team::{TEAM, metadata};
use crate::domain::cadence::PromptTime;
use crate::domain::ids::TrackId;
use crate::domain::lookup::Library;
use crate::domain::roster::{MOST_MANAGERS, TeamDraft, TeamField, TeamName, TeamWithEngineers};
use crate::surface::{Modal, ModalForm};
use crate::views::digest_settings;
use crate::views::kit;
use crate::views::text::Mrkdwn;

/// Shown if the team isn't saved though the form has no fault.
pub const NOT_SAVED: &str = "Not saved: the database didn’t answer. Try again in a moment.";
/// Shown if Slack doesn't confirm in time that the user is an admin.
pub const NOT_SURE: &str = "Not saved: Slack didn’t confirm in time that you’re an admin. Try again in a moment.";
/// How many of the engineers who moved are named.
const MOVED: usize = 20;

/// The modal to edit a team, or to set up a new one.
#[must_use]
pub fn form(of: Option<&TeamWithEngineers>, library: &Library) -> Modal {
    let id = of.map(|of| of.team.id);
    let field = |field, label| digest_settings::team_field(field, id, label);
    let who_sees = "They see what engineers share with them from then on, and nothing shared earlier.";
    let moves = "People in another team move here. No one gets a message about this.";
    let managers = of.iter().flat_map(|of| &of.team.managers);
    let engineers = of.iter().flat_map(|of| &of.engineers);
    let mut blocks: Vec<SlackBlock> = vec![
        field(TeamField::Name, "Name").line("Payments", of.map_or("", |of| of.team.name.as_str())),
        field(TeamField::Managers, "Managers").hint(who_sees).members(
            "One or two people",
            Some(MOST_MANAGERS),
            managers,
        ),
        field(TeamField::Engineers, "Engineers").hint(moves).optional().members("People", None, engineers),
    ];
    let tracks: Vec<_> = library.track_indexes().map(|served| &served.framework).collect();
    if tracks.len() > 1 {
        let options = tracks.iter().map(|of| (of.name.clone(), of.track.as_str().to_owned()));
        let chosen = of.and_then(|of| of.team.track.as_ref()).map_or("", TrackId::as_str);
        let field = field(TeamField::Track, "Track").hint("For engineers without a track.").optional();
        blocks.push(field.menu("Track", options, chosen));
    }
    let usual = PromptTime::default();
    let (weekday, time) =
        of.map_or((usual.weekday(), usual.time()), |of| (of.team.prompt.weekday, of.team.prompt.time));
    let weekday = weekday_value(weekday);
    blocks.push(field(TeamField::Weekday, "Weekly question on").menu("Day", kit::working_days(), &weekday));
    blocks.push(field(TeamField::Time, "At").hint("In each engineer’s time zone.").time(time));
    blocks.extend(digest_settings::fields(of.map(|of| &of.team)));
    let title = if of.is_some() { "Edit team" } else { "Set up a team" };
    kit::form_modal(title, blocks, ModalForm { callback_id: TEAM, metadata: metadata(id), submit: "Save" })
}

/// What an admin reads once the team is saved.
#[must_use]
pub fn saved(draft: &TeamDraft) -> Modal {
    let text = Mrkdwn::new().text("Saved: ").bold(draft.name.as_str()).text(". No one gets a message about this.");
    let mut blocks = vec![kit::section(text)];
    if !draft.moved.is_empty() {
        let line = |(member, from): &(_, TeamName)| {
            Mrkdwn::new().member(member).text(" moved here from ").bold(from.as_str()).text(".")
        };
        let more = draft.moved.len().saturating_sub(MOVED);
        let rest = (more > 0).then(|| Mrkdwn::new().text(&format!("{more} more moved here from another team.")));
        blocks.extend(kit::sections(draft.moved.iter().take(MOVED).map(line).chain(rest)));
        let text = "An unchanged manager keeps access; a new one sees nothing shared earlier.";
        blocks.push(kit::context(text));
    }
    if !draft.guests.is_empty() {
        let text = Mrkdwn::new()
            .text("Guests in this workspace: ")
            .members(&draft.guests)
            .text(". Check that you picked the right people.");
        blocks.push(kit::section(text));
    }
    let next = Mrkdwn::new().text("Once the team knows what’s coming, press ").bold("Introduce");
    blocks.push(kit::section(next.text(" in App Home.")));
    Modal::to_read("Team saved", blocks)
}
