//! Updates a digest after something happened to one of its messages or entries.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::domain::delivery::{self as domain, Delivery, DeliveryId, Kind, Step};
use crate::domain::digest::{ChannelProblem, DigestId, PostId, State};
use crate::domain::ids::EntryId;
use crate::services::digests::lay_out::close;
use crate::services::digests::loaded::DigestSnapshot;
use crate::services::digests::trouble::{CHECK_AGAIN, tell};
use crate::store::digest::{self, Gathered, Part};
use crate::store::{StoreError, Writing, delivery};

/// Slack's codes for a channel problem that shows only when posting.
const CHANNEL_CODES: [&str; 3] = ["channel_not_found", "not_in_channel", "is_archived"];

/// Applies the outcome of a delivery, in the transaction that records it.
pub(in crate::services) async fn settled(
    writing: &mut Writing,
    sent: &Delivery,
    step: &Step,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    match (sent.kind, step) {
        (Kind::Preview, Step::Sent(_)) => {
            // This digest doesn't post what the preview didn't show, even if it's shared again later.
            release(writing, sent, |loaded, row| !loaded.may_be_posted(row)).await?;
            digest::update_previewed(writing, DigestId(sent.subject), &sent.recipient, now).await
        }
        // The author can't see their preview, so their part isn't posted, and the digest doesn't wait for it.
        (Kind::Preview, Step::Dead { .. } | Step::Dropped { .. }) => release(writing, sent, |_, _| true).await,
        (Kind::Digest, step) => posted(writing, sent, step, now).await,
        (Kind::Preview | Kind::DigestTrouble | Kind::Introduction | Kind::Prompt, _) => Ok(()),
    }
}

/// An admin gave up a message of a digest: if that drops the digest, its managers are told.
pub(in crate::services) async fn given_up(
    writing: &mut Writing,
    id: DeliveryId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(post) = digest::find_post_of(writing, id).await? else { return Ok(()) };
    finish(writing, post, now).await?;
    match DigestSnapshot::read(writing, Part::AllOf(post)).await? {
        Some(loaded) if loaded.digest.state == State::Dropped => tell(writing, &loaded, now).await,
        _ => Ok(()),
    }
}

/// A message of a digest was edited, or couldn't be.
pub(in crate::services) async fn edited(
    writing: &mut Writing,
    post: PostId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    match DigestSnapshot::read(writing, Part::AllOf(post)).await? {
        Some(loaded) if loaded.is_out_of_reach() => tell(writing, &loaded, now).await,
        // Managers who were asked to delete something by hand no longer need to.
        Some(loaded) => delivery::update_stale_about(writing, (Kind::DigestTrouble, loaded.digest.id.0), now).await,
        None => Ok(()),
    }
}

/// An entry was edited, shared, unshared, deleted or restored: everything that shows it is updated.
pub(in crate::services) async fn entry_changed(
    writing: &mut Writing,
    entry: EntryId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some((id, row)) = digest::find_of_entry(writing, entry).await? else { return Ok(()) };
    delivery::update_stale_about(writing, (Kind::Preview, id.0), now).await?;
    let Some(loaded) = DigestSnapshot::read(writing, Part::Author(id, &row.author)).await? else { return Ok(()) };
    // The question under an author's entries can move from one message to another.
    let posts: BTreeSet<PostId> = loaded.rows.iter().filter_map(|row| row.post).collect();
    for post in posts {
        delivery::update_stale_about(writing, (Kind::Digest, post.0), now).await?;
    }
    // A message whose place in Slack is unknown has to be deleted by hand, so its managers are asked to.
    if loaded.is_out_of_reach() { tell(writing, &loaded, now).await } else { Ok(()) }
}

/// Releases the author's entries that `is_out` picks, unless they are held back or laid out.
async fn release(
    writing: &mut Writing,
    preview: &Delivery,
    is_out: impl Fn(&DigestSnapshot, &Gathered) -> bool,
) -> Result<(), StoreError> {
    let Some(loaded) =
        DigestSnapshot::read(writing, Part::Author(DigestId(preview.subject), &preview.recipient)).await?
    else {
        return Ok(());
    };
    let goes = |row: &&Gathered| !row.is_held && row.post.is_none() && is_out(&loaded, row);
    let gone: Vec<EntryId> = loaded.rows.iter().filter(goes).map(|row| row.entry).collect();
    digest::delete_entries(writing, &gone).await
}

async fn posted(writing: &mut Writing, sent: &Delivery, step: &Step, now: DateTime<Utc>) -> Result<(), StoreError> {
    let post = PostId(sent.subject);
    match step {
        Step::Sent(_) | Step::Dropped { .. } => finish(writing, post, now).await,
        Step::Dead { reason } if CHANNEL_CODES.contains(&reason.as_str()) => {
            // The channel was fine a moment ago. The next check says what the problem is.
            refused(writing, post, State::Withheld).await?;
            delivery::update_ready(writing, sent.id, now + CHECK_AGAIN).await?;
            let Some(loaded) = DigestSnapshot::read(writing, Part::AllOf(post)).await? else { return Ok(()) };
            let wrong = if reason == "is_archived" { ChannelProblem::Archived } else { ChannelProblem::NotThere };
            digest::update_wrong(writing, loaded.digest.id, &[wrong]).await?;
            tell(writing, &loaded, now).await
        }
        Step::Again { .. } => refused(writing, post, State::Open).await,
        Step::Dead { .. } => {
            refused(writing, post, State::Open).await?;
            match DigestSnapshot::read(writing, Part::AllOf(post)).await? {
                Some(loaded) => tell(writing, &loaded, now).await,
                None => Ok(()),
            }
        }
        Step::Unconfirmed { .. } => {
            let Some(loaded) = DigestSnapshot::read(writing, Part::AllOf(post)).await? else { return Ok(()) };
            if loaded.posts.iter().any(|other| other.id == post && !other.is_begun) {
                // It was claimed and never begun, so Slack doesn't have it.
                return delivery::update_ready(writing, sent.id, now).await;
            }
            if !matches!(loaded.digest.state, State::Unconfirmed | State::Posted | State::Dropped) {
                digest::update_state(writing, loaded.digest.id, State::Unconfirmed).await?;
                delivery::update_stale_about(writing, (Kind::Preview, loaded.digest.id.0), now).await?;
                tell(writing, &loaded, now).await?;
            }
            Ok(())
        }
    }
}

/// Slack definitely doesn't have it: its authors can decide again, unless the channel has a message of the digest.
async fn refused(writing: &mut Writing, post: PostId, otherwise: State) -> Result<(), StoreError> {
    digest::update_begun(writing, post, false).await?;
    let Some(loaded) = DigestSnapshot::read(writing, Part::AllOf(post)).await? else { return Ok(()) };
    let is_posted = loaded.posts.iter().any(|post| post.is_begun);
    match loaded.digest.state {
        State::Posting | State::Open | State::Withheld => {
            let state = if is_posted && otherwise == State::Open { State::Posting } else { otherwise };
            digest::update_state(writing, loaded.digest.id, state).await
        }
        State::Unconfirmed | State::Posted | State::Dropped => Ok(()),
    }
}

/// Once every message is sent or dropped, the digest is posted, or dropped if none was sent.
pub(super) async fn finish(writing: &mut Writing, post: PostId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Some(loaded) = DigestSnapshot::read(writing, Part::AllOf(post)).await? else { return Ok(()) };
    let is_posted = |state| loaded.posts.iter().any(|post| post.state == state);
    let is_open = loaded.posts.iter().any(|post| !matches!(post.state, domain::State::Sent | domain::State::Dropped));
    match loaded.digest.state {
        State::Posted | State::Dropped => Ok(()),
        _ if is_open => Ok(()),
        _ => {
            let ended = if is_posted(domain::State::Sent) { State::Posted } else { State::Dropped };
            close(writing, &loaded, ended, now).await
        }
    }
}
