//! A message of a team's digest: posted only if its channel passes the check right now, and hidden while the wrong
//! people can read it. A manager says whether an unconfirmed one was posted.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{Destination, Facts, Guard, MessageKind, MessageToPost, Outbox, Readers, Rendering, SendAttempt};
use crate::domain::delivery::{Delivery, DeliveryId, SendOutcome};
use crate::domain::digest::{ChannelCheck, ChannelLookup, ChannelProblem, DigestState, PostId, WEEK_OVER, exposing};
use crate::services::digests::{CHANNEL_RECHECK, finish, notify_managers, refused, update_authors, update_managers};
use crate::services::send_decision::SendDecision;
use crate::store::digest::{self, Part};
use crate::store::{StoreError, Writing, delivery};
use crate::views;

/// Slack's codes for a channel problem that shows only when posting.
const CHANNEL_CODES: [&str; 3] = ["channel_not_found", "not_in_channel", "is_archived"];
/// Wait before another look at a message hidden because of its channel: someone has to act first.
const HIDDEN_RECHECK: TimeDelta = TimeDelta::hours(6);

/// The delivery's subject is the id of the post.
pub(super) struct DigestKind;

#[async_trait]
impl MessageKind for DigestKind {
    fn destination(&self) -> Destination {
        Destination::Channel
    }

    async fn channel_to_check(&self, outbox: &Outbox, delivery: &Delivery) -> Result<Option<ChannelCheck>, StoreError> {
        outbox.digests.check_of_post(PostId(delivery.subject)).await
    }

    async fn decide(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<SendDecision<MessageToPost>, StoreError> {
        let Facts { delivery, channel, library, now } = facts;
        let (post, Some((check, lookup))) = (PostId(delivery.subject), channel) else {
            return Ok(SendDecision::Drop("gone"));
        };
        let problems = check.problems(lookup);
        if !problems.is_empty() {
            tracing::info!(digest = check.digest.id.0, reasons = problems.len(), "its channel isn't suitable");
            return Ok(SendDecision::Defer(outbox.digests.withhold(post, &problems, now).await?));
        }
        let begun = outbox.digests.begin(post, library, now).await?;
        Ok(begun.map(|(page, thread)| MessageToPost {
            message: views::digest::message(&page, check.digest.team, library),
            channel: Some(check.digest.channel.clone()),
            thread: thread.map(|place| place.ts),
        }))
    }

    async fn render(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<Option<Rendering>, StoreError> {
        let Facts { delivery, library, .. } = facts;
        let post = PostId(delivery.subject);
        let Some(check) = outbox.digests.check_of_post(post).await? else { return Ok(None) };
        let Some(page) = outbox.digests.shown(post, library).await? else { return Ok(None) };
        let message = views::digest::message(&page, check.digest.team, library);
        // Withdrawn words go, no matter who can read the channel.
        if page.is_withdrawn() {
            return Ok(Some(message.into()));
        }
        let hidden = views::digest::hidden(&page, check.digest.team);
        // It's shown again once a check finds its channel in order.
        if check.digest.is_hidden {
            return Ok(Some(hidden.into()));
        }
        let has_withdrawn = page.has_withdrawn();
        Ok(Some(Rendering { message, guard: Some(Guard { check, hidden, has_withdrawn }) }))
    }

    async fn doubt_until(
        &self,
        outbox: &Outbox,
        delivery: &Delivery,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let check = outbox.digests.check_of_post(PostId(delivery.subject)).await?;
        let soonest = now + CHANNEL_RECHECK;
        Ok(Some(check.map_or(soonest, |check| soonest.max(check.digest.due_at + WEEK_OVER))))
    }

    async fn after_send(&self, writing: &mut Writing, attempt: SendAttempt<'_>) -> Result<(), StoreError> {
        let SendAttempt { delivery, outcome, now } = attempt;
        let post = PostId(delivery.subject);
        match outcome {
            SendOutcome::Sent(_) | SendOutcome::Dropped { .. } => finish(writing, post, now).await,
            SendOutcome::Again { .. } => refused(writing, post, DigestState::Open).await.map(drop),
            SendOutcome::Dead { reason } if CHANNEL_CODES.contains(&reason.as_str()) => {
                // The channel was fine a moment ago. The next check says what the problem is.
                let stored = refused(writing, post, DigestState::Withheld).await?;
                delivery::update_ready(writing, delivery.id, now + CHANNEL_RECHECK).await?;
                let Some(stored) = stored else { return Ok(()) };
                let is_archived = reason == "is_archived";
                let problem = if is_archived { ChannelProblem::Archived } else { ChannelProblem::NotThere };
                digest::update_channel_problems(writing, stored.digest.id, &[problem]).await?;
                notify_managers(writing, &stored, now).await
            }
            SendOutcome::Dead { .. } => match refused(writing, post, DigestState::Open).await? {
                Some(stored) => notify_managers(writing, &stored, now).await,
                None => Ok(()),
            },
            SendOutcome::Unconfirmed { .. } => ask_managers(writing, delivery.id, post, now).await,
        }
    }

    async fn after_edit(
        &self,
        writing: &mut Writing,
        delivery: &Delivery,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        match digest::find_snapshot(writing, Part::AllOf(PostId(delivery.subject))).await? {
            Some(snapshot) if snapshot.is_out_of_reach() => notify_managers(writing, &snapshot.stored, now).await,
            // Managers who were asked to delete something by hand no longer need to.
            Some(snapshot) => update_managers(writing, snapshot.stored.digest.id, now).await,
            None => Ok(()),
        }
    }

    async fn after_give_up(&self, writing: &mut Writing, id: DeliveryId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Some(post) = digest::find_post_of(writing, id).await? else { return Ok(()) };
        finish(writing, post, now).await?;
        match digest::find_of_post(writing, post).await? {
            Some(stored) if stored.digest.state == DigestState::Dropped => notify_managers(writing, &stored, now).await,
            _ => Ok(()),
        }
    }
}

/// It's unknown whether Slack has a post, so the managers are asked.
async fn ask_managers(
    writing: &mut Writing,
    id: DeliveryId,
    post: PostId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(stored) = digest::find_of_post(writing, post).await? else { return Ok(()) };
    if stored.posts.iter().any(|other| other.id == post && !other.posting_started) {
        // It was claimed and never begun, so Slack doesn't have it.
        return delivery::update_ready(writing, id, now).await;
    }
    if matches!(stored.digest.state, DigestState::Unconfirmed | DigestState::Posted | DigestState::Dropped) {
        return Ok(());
    }
    digest::update_state(writing, stored.digest.id, DigestState::Unconfirmed).await?;
    update_authors(writing, stored.digest.id, now).await?;
    notify_managers(writing, &stored, now).await
}

impl Outbox {
    /// Hides a posted digest if its channel has other readers than its authors were told about.
    pub async fn check_readers(
        &self,
        check: &ChannelCheck,
        lookup: &ChannelLookup,
        now: DateTime<Utc>,
    ) -> Result<Readers, StoreError> {
        let problems = check.problems_of_posted(lookup);
        if problems.is_empty() {
            return Ok(Readers::AsDisclosed);
        }
        let (digest, reasons) = (check.digest.id.0, problems.len());
        tracing::info!(digest, reasons, "its channel is no longer suitable: the digest is hidden");
        let exposed = exposing(problems);
        self.digests.set_visibility(check.digest.id, &exposed, now).await?;
        Ok(Readers::Others { check_at: exposed.is_empty().then(|| now + HIDDEN_RECHECK) })
    }
}
