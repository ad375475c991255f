//! An author's preview of what their team will read: sent while there is time to hold entries back. What it doesn't
//! show isn't posted.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Facts, MessageKind, MessageToPost, Outbox, Rendering, SendAttempt, deferred_until};
use crate::domain::delivery::{Delivery, SendOutcome};
use crate::domain::digest::{ChannelCheck, DigestEntry, DigestId, DigestSnapshot, DigestState, NOTICE, PREVIEW_WAIT};
use crate::domain::ids::EntryId;
use crate::services::digests::{draw_preview, find_of_author};
use crate::services::send_decision::SendDecision;
use crate::store::digest::{self, Part};
use crate::store::{StoreError, Writing, person};
use crate::views::digest_preview;

/// The delivery's subject is the digest's id.
pub(super) struct PreviewKind;

#[async_trait]
impl MessageKind for PreviewKind {
    /// The managers, who can fix it, hear of it before the post.
    fn needs_channel(&self) -> bool {
        false
    }

    /// The first author is told which other apps read the channel, so that must be known.
    async fn channel_to_check(&self, outbox: &Outbox, delivery: &Delivery) -> Result<Option<ChannelCheck>, StoreError> {
        let found = outbox.digests.check_of(DigestId(delivery.subject)).await?;
        Ok(found.filter(|check| check.digest.apps.is_none() && check.digest.state == DigestState::Open))
    }

    async fn decide(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<SendDecision<MessageToPost>, StoreError> {
        let Facts { delivery, channel, library, now } = facts;
        if let Some((check, lookup)) = channel
            && let Some(apps) = lookup.other_apps()
        {
            outbox.digests.note_apps(check.digest.id, &apps).await?;
        }
        let (author, mut reading) = (delivery.to(), outbox.store.read().await?);
        let Some(snapshot) = find_of_author(&mut reading, &author, DigestId(delivery.subject)).await? else {
            return Ok(SendDecision::Drop("gone"));
        };
        if let Some(reason) = unwanted(&snapshot, now) {
            return Ok(SendDecision::Drop(reason));
        }
        // News that someone else can read what was posted doesn't wait for the morning.
        if snapshot.stored.digest.state != DigestState::Posted
            && let Some(at) = deferred_until(&person::find_person(&mut reading, &author).await?, now)
        {
            return Ok(SendDecision::Defer(at));
        }
        let preview = draw_preview(&mut reading, &author, &snapshot, library).await?;
        Ok(SendDecision::Send(digest_preview::message(&preview).into()))
    }

    async fn render(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<Option<Rendering>, StoreError> {
        let Facts { delivery, library, .. } = facts;
        let preview = outbox.digests.preview(&delivery.to(), DigestId(delivery.subject), library).await?;
        Ok(preview.map(|preview| digest_preview::message(&preview).into()))
    }

    async fn after_send(&self, writing: &mut Writing, attempt: SendAttempt<'_>) -> Result<(), StoreError> {
        let SendAttempt { delivery, outcome, now } = attempt;
        match outcome {
            SendOutcome::Sent(_) => {
                // This digest doesn't post what the preview didn't show, even if it's shared again later.
                release(writing, delivery, |snapshot, row| !snapshot.may_be_posted(row)).await?;
                digest::update_previewed(writing, DigestId(delivery.subject), &delivery.recipient, now).await
            }
            // The author can't see their preview, so their part isn't posted, and the digest doesn't wait for it.
            SendOutcome::Dead { .. } | SendOutcome::Dropped { .. } => release(writing, delivery, |_, _| true).await,
            SendOutcome::Again { .. } | SendOutcome::Unconfirmed { .. } => Ok(()),
        }
    }
}

/// Why a preview isn't sent, if so. After the post, authors hear again when someone else can read it.
fn unwanted(snapshot: &DigestSnapshot, now: DateTime<Utc>) -> Option<&'static str> {
    let stored = &snapshot.stored;
    let is_posted = |row: &DigestEntry| row.previewed_at.is_some() && row.post.is_some();
    if stored.digest.state == DigestState::Posted && snapshot.rows.iter().any(is_posted) {
        return None;
    }
    if stored.digest.state != DigestState::Open || !stored.posts.is_empty() || !stored.is_at_home() {
        return Some("over");
    }
    // It's too late for the author to have enough time with it.
    if now > stored.digest.due_at + PREVIEW_WAIT - NOTICE {
        return Some("too late");
    }
    let is_left = |row: &DigestEntry| row.is_held || snapshot.may_be_posted(row);
    (!snapshot.rows.iter().any(is_left)).then_some("nothing is left of it")
}

/// Releases the author's entries that `is_out` picks, unless they are held back or laid out.
async fn release(
    writing: &mut Writing,
    preview: &Delivery,
    is_out: impl Fn(&DigestSnapshot, &DigestEntry) -> bool + Send,
) -> Result<(), StoreError> {
    let of_author = Part::Author(DigestId(preview.subject), &preview.recipient);
    let Some(snapshot) = digest::find_snapshot(writing, of_author).await? else { return Ok(()) };
    let goes = |row: &&DigestEntry| !row.is_held && row.post.is_none() && is_out(&snapshot, row);
    let gone: Vec<EntryId> = snapshot.rows.iter().filter(goes).map(|row| row.entry).collect();
    digest::delete_entries(writing, &gone).await
}
