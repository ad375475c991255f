//! When and where a team's digest is posted: fields of the team's form, and a form of its own for the team's managers.

use chrono::NaiveTime;
use slack_morphism::prelude::SlackBlock;

use crate::controls::settings::weekday_value;
use crate::controls::team::{DIGEST, NO_DIGEST, field_block, metadata};
use crate::domain::roster::{Team, TeamField, TeamId};
use crate::surface::{Modal, ModalForm};
use crate::views::kit::{self, fields::Field};
use crate::views::text::Mrkdwn;

/// Shown if nothing is saved though the form has no fault.
pub const NOT_SAVED: &str = "Not saved: the database didn’t answer. Try again in a moment.";
const TITLE: &str = "Digest settings";
/// The time on offer for a team without a digest.
const FOUR_O_CLOCK: NaiveTime = NaiveTime::from_hms_opt(16, 0, 0).expect("four in the afternoon exists");

#[must_use]
pub fn form(team: &Team) -> Modal {
    let mut blocks = vec![kit::section(Mrkdwn::new().text("Digest for ").bold(team.name.as_str()))];
    blocks.extend(fields(Some(team)));
    kit::form_modal(TITLE, blocks, ModalForm { callback_id: DIGEST, metadata: metadata(Some(team.id)), submit: "Save" })
}

/// What the user reads once the form is saved.
#[must_use]
pub fn saved(has_digest: bool) -> Modal {
    let text = if has_digest {
        "Saved. No one gets a message about this. Before each post, Bearings checks who’s in the channel."
    } else {
        "Saved. This team has no digest. No one gets a message about this."
    };
    Modal { close: "Done", ..kit::notice_modal(TITLE, text) }
}

/// Shown to a user who neither manages this team nor is an admin, or if the team is gone.
#[must_use]
pub fn not_theirs() -> Modal {
    kit::notice_modal(TITLE, "Only the managers of this team and admins can change its digest.")
}

/// Day, time, channel, and who may be in the channel.
pub(super) fn fields(of: Option<&Team>) -> Vec<SlackBlock> {
    let digest = of.and_then(|team| team.digest);
    let none = [("No digest".to_owned(), NO_DIGEST.to_owned())];
    let chosen = digest.map_or_else(|| NO_DIGEST.to_owned(), |digest| weekday_value(digest.weekday));
    let what =
        "What engineers newly shared with their managers. They see the exact text first, and can hold entries back.";
    let who = "Invite Bearings to it. It posts only while no one else is in it: no guests, no other organisation.";
    let zone = of.map_or_else(
        || "In the team’s time zone.".to_owned(),
        |team| format!("In the team’s time zone, {}.", team.zone.replace('_', " ")),
    );
    let field = |field, label| team_field(field, of.map(|team| team.id), label);
    vec![
        field(TeamField::DigestWeekday, "Digest on").hint(what).menu(
            "Day",
            none.into_iter().chain(kit::working_days()),
            &chosen,
        ),
        field(TeamField::DigestTime, "Digest at")
            .hint(&zone)
            .optional()
            .time(digest.map_or(FOUR_O_CLOCK, |digest| digest.time)),
        field(TeamField::DigestChannel, "Digest channel")
            .hint(who)
            .optional()
            .private_channel("A private channel", of.and_then(|team| team.digest_channel.as_ref())),
        field(TeamField::AllowedMembers, "Who else may be in the channel")
            .hint("Besides the managers. Authors see who can read their digest.")
            .optional()
            .members("People", None, of.iter().flat_map(|team| &team.allowed_members)),
    ]
}

/// A field of this team's form, or of a new team's.
pub(super) fn team_field(field: TeamField, team: Option<TeamId>, label: &str) -> Field {
    Field::new(field.as_ref(), field_block(field, team), label)
}
