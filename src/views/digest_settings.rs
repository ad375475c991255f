//! When and where a team's digest is posted: fields of the team's form, and a form of its own for the team's managers.

use chrono::NaiveTime;
use slack_morphism::prelude::{SlackBlock, SlackInputBlockElement};

use crate::controls::team::{DIGEST, NO_DIGEST, field_block, field_name, metadata};
use crate::domain::roster::{Team, TeamField, TeamId};
use crate::surface::{Form, Modal};
use crate::views::admin::{DAYS, on_the_wall};
use crate::views::kit::{self, fields};
use crate::views::text::Mrkdwn;

/// Shown if nothing is saved though the form has no fault.
pub const NOT_SAVED: &str = "Nothing was saved: the database did not answer. Try again in a moment.";
const TITLE: &str = "Digest settings";

/// The digest form of one team.
#[must_use]
pub fn form(team: &Team) -> Modal {
    let mut blocks = vec![kit::section(Mrkdwn::new().text("The digest of ").bold(team.name.as_str()).text("."))];
    blocks.extend(fields(Some(team)));
    let form = Form { callback_id: DIGEST, metadata: metadata(Some(team.id)), submit: "Save" };
    Modal { title: TITLE.into(), blocks, close: "Cancel", form: Some(form) }
}

/// What the user reads once the form is saved.
#[must_use]
pub fn saved(has_digest: bool) -> Modal {
    let text = if has_digest {
        "Saved. Nobody got a message from it. Before each post Bearings checks who is in the channel."
    } else {
        "Saved. This team has no digest. Nobody got a message from it."
    };
    Modal { close: "Done", ..Modal::to_read(TITLE, vec![kit::section(Mrkdwn::new().text(text))]) }
}

/// Shown to a user who neither manages this team nor is an admin, or if the team is gone.
#[must_use]
pub fn not_theirs() -> Modal {
    let text = "Only the managers of this team and admins can change its digest.";
    Modal::to_read(TITLE, vec![kit::section(Mrkdwn::new().text(text))])
}

/// Day, time, channel, and who may be in the channel.
pub(super) fn fields(of: Option<&Team>) -> Vec<SlackBlock> {
    let id: Option<TeamId> = of.map(|team| team.id);
    let field = |field: TeamField, label: &str, element: SlackInputBlockElement| {
        fields::Field::new(field_block(field, id), label, element)
    };
    let set = of.and_then(|team| team.digest).and_then(on_the_wall);
    let none = [("No digest".to_owned(), NO_DIGEST.to_owned())];
    let days = none.into_iter().chain(DAYS.map(|(day, name)| (name.to_owned(), day.to_string())));
    let chosen = set.map_or_else(|| NO_DIGEST.to_owned(), |(day, _)| day.to_string());
    let day = fields::menu(field_name(TeamField::DigestWeekday), "Day", days, Some(&chosen));
    let time = set.map_or_else(|| NaiveTime::from_hms_opt(16, 0, 0).unwrap_or_default(), |(_, time)| time);
    let time = fields::time(field_name(TeamField::DigestTime), time);
    let channel = of.and_then(|team| team.digest_channel.as_ref());
    let channel = fields::private_channel(field_name(TeamField::DigestChannel), "A private channel", channel);
    let insiders = of.iter().flat_map(|team| &team.insiders);
    let insiders = fields::members(field_name(TeamField::Insiders), "People", None, insiders);
    let what = "What engineers newly shared with their managers. They see the exact text first and can hold it back.";
    let who = "Invite Bearings to it. It posts only while nobody else is there: no guests, no other organisation.";
    let zone = of.map_or_else(
        || "In the team’s time zone.".to_owned(),
        |team| format!("In the team’s time zone, {}.", team.zone.replace('_', " ")),
    );
    vec![
        field(TeamField::DigestWeekday, "Digest on", day.into()).hint(what).into(),
        field(TeamField::DigestTime, "Digest at", time.into()).hint(&zone).optional().into(),
        field(TeamField::DigestChannel, "Digest channel", channel.into()).hint(who).optional().into(),
        field(TeamField::Insiders, "Who else may be in that channel", insiders.into())
            .hint("Beside the managers. Authors are told who can read their digest.")
            .optional()
            .into(),
    ]
}
