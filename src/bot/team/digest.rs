//! An admin or a manager changes a team's digest.

use tokio::time::Instant;

use crate::bot::Ack;
use crate::bot::background::report;
use crate::bot::members::FORM_WAITS;
use crate::bot::team::{TeamContext, filled, profiles};
use crate::controls::team::{edits, field_block};
use crate::domain::roster::{TeamField, TeamId};
use crate::services::digests::ChannelChange;
use crate::services::teams;
use crate::slack::inbound::{BlockAction, ViewSubmission};
use crate::slack::outbound::SubmitAnswer;
use crate::views::digest_settings as views;

/// *Digest settings*: for admins, and for the team's managers.
pub(in crate::bot) async fn open_form(cx: &TeamContext<'_>, team: TeamId, pressed: &BlockAction) -> anyhow::Result<()> {
    let by = &pressed.by;
    // The team's managers may open it too, so go on if admin status is unknown.
    let is_admin = cx.members.is_admin(by).await.inspect_err(|error| report("digest", error)).unwrap_or(false);
    let teams = if is_admin { teams::list(cx.store, &by.workspace).await? } else { cx.digests.teams_of(by).await? };
    let edited = teams.iter().find(|listed| listed.team.id == team);
    let modal = edited.map_or_else(views::not_theirs, |listed| views::form(&listed.team));
    Ok(cx.replies.show_modal(modal, pressed).await?)
}

/// Saves a team's digest, or says below the fields what to change.
pub(in crate::bot) async fn save(cx: &TeamContext<'_>, submitted: ViewSubmission) -> Ack {
    let ViewSubmission { by, metadata, state, .. } = submitted;
    let Ok(Some(team)) = edits(metadata.reveal()) else { return Ack::Received };
    let error = |field, says| (field_block(field, Some(team)), says);
    let mut filled = filled::digest(&state);
    let deadline = Instant::now() + FORM_WAITS;
    let profiles = profiles::ask(cx.members, deadline, &by.workspace, &filled).await;
    filled.absent = profiles.into_iter().map(|(listed, _)| listed).collect();
    let not_allowed = filled.not_allowed();
    let digest = if not_allowed.is_empty() { filled.digest() } else { Err(not_allowed) };
    let digest = match digest {
        Ok(digest) => digest,
        Err(faults) => {
            let errors = faults.iter().map(|fault| error(fault.field(), fault.to_string()));
            return Ack::Submit(SubmitAnswer::errors(errors.collect()));
        }
    };
    // The team's managers may save it too, so go on if admin status is unknown.
    let is_admin = cx.members.is_admin_by(deadline, &by).await;
    let is_admin = is_admin.inspect_err(|error| report("digest", error)).unwrap_or(false);
    let saved =
        teams::save_digest(cx.store, &by, is_admin, team, digest.as_ref(), &filled.allowed_members, cx.now()).await;
    Ack::Submit(match saved {
        Ok(true) => {
            // A digest may have been hidden because of someone who is on the list now.
            if let Some((_, channel)) = &digest {
                cx.digests.channel_changed(&by.workspace, channel, ChannelChange::Other);
            }
            cx.homes.refresh_later(by);
            SubmitAnswer::show(views::saved(digest.is_some()))
        }
        Ok(false) => SubmitAnswer::show(views::not_theirs()),
        Err(failed) => {
            report("digest", &anyhow::Error::new(failed).context("cannot save a digest"));
            SubmitAnswer::errors([error(TeamField::DigestWeekday, views::NOT_SAVED.to_owned())].into())
        }
    })
}
