//! Posts a message, unless it is no longer wanted. It first looks for one that may already be posted, if
//! the bot may read the history.

use crate::domain::delivery::{Delivery, Method, SendOutcome, Verdict, after_post, after_unread};
use crate::jobs::deliver::Sender;
use crate::jobs::deliver::rate_limiter::RateLimiter;
use crate::services::outbox::{Destination, Facts, MessageToPost, kind_of};
use crate::services::send_decision::SendDecision;

impl Sender {
    /// Posts a delivery's message as it is now.
    pub(super) async fn post(&self, delivery: &Delivery, limiter: &mut RateLimiter) -> anyhow::Result<()> {
        let kind = kind_of(delivery.kind);
        let is_dm = kind.destination() == Destination::Dm;
        if is_dm && !self.confirm_recipient(delivery, limiter).await? {
            return Ok(());
        }
        let channel = match kind.channel_to_check(&self.outbox, delivery).await? {
            Some(check) => match self.look_up(delivery, &check, Method::Post, limiter).await? {
                Ok(lookup) => Some((check, lookup)),
                Err(at) => return Ok(self.deliveries.put_off(delivery.id, at).await?),
            },
            None => None,
        };
        let library = self.current_library.load();
        let facts = Facts { delivery, channel: channel.as_ref(), library: &library, now: self.clock.now() };
        match kind.decide(&self.outbox, facts).await? {
            SendDecision::Send(draft) => {
                // The look-up has waited already.
                if channel.is_none() {
                    limiter.acquire().await;
                }
                self.send(delivery, draft, limiter).await
            }
            SendDecision::Defer(at) => Ok(self.deliveries.put_off(delivery.id, at).await?),
            SendDecision::Drop(reason) => self.settle(delivery, &SendOutcome::Dropped { reason }).await,
        }
    }

    async fn send(&self, delivery: &Delivery, draft: MessageToPost, limiter: &mut RateLimiter) -> anyhow::Result<()> {
        if let Some(earlier) = &delivery.replaces {
            // A failure is fine: it may be deleted already, by the bot or the user.
            if let Err(error) = self.slack.delete_message(earlier).await {
                tracing::info!(%error, "an earlier message stays");
            }
        }
        let channel = match draft.channel {
            Some(channel) => Ok(channel),
            None => self.dm(&delivery.to()).await?,
        };
        let verdict = match channel {
            Ok(channel) => {
                let thread = draft.thread.as_deref();
                match self.slack.post_under(thread, &channel, &draft.message, &delivery.key).await {
                    Ok(place) => return self.settle(delivery, &SendOutcome::Sent(place)).await,
                    Err(error) => self.record_error(delivery, &error, Method::Post, limiter).await?,
                }
            }
            // Without a DM nothing was posted, so even an unclear failure can be retried.
            Err(error) => match self.record_error(delivery, &error, Method::Post, limiter).await? {
                Verdict::Unclear(reason) => Verdict::Retry(reason.to_owned()),
                verdict => verdict,
            },
        };
        let now = self.clock.now();
        let mut outcome = after_post(verdict, delivery.attempts, now);
        if let SendOutcome::Unconfirmed { at, .. } = &mut outcome {
            *at = kind_of(delivery.kind).doubt_until(&self.outbox, delivery, now).await?.unwrap_or(*at);
        }
        self.settle(delivery, &outcome).await
    }

    /// Looks for a message that may be posted, and posts it if it isn't there.
    pub(super) async fn find(&self, delivery: &Delivery, limiter: &mut RateLimiter) -> anyhow::Result<()> {
        let now = self.clock.now();
        if let Some(at) = kind_of(delivery.kind).doubt_until(&self.outbox, delivery, now).await? {
            return self.settle(delivery, &SendOutcome::Unconfirmed { at, reason: "unclear".into() }).await;
        }
        // Messages are posted only after the DM's id is stored: without an id, nothing was posted.
        let Some(dm) = self.deliveries.dm(&delivery.to()).await? else { return self.post(delivery, limiter).await };
        match self.slack.find_message(&dm, &delivery.key, delivery.first_tried_at).await {
            Ok(Some(place)) => self.settle(delivery, &SendOutcome::Sent(place)).await,
            Ok(None) => match limiter.paused_until(Method::Post, self.clock.now()) {
                // The message isn't in the history, and Slack's rate limit pauses posting. Check again when the pause
                // ends, in case it has appeared by then.
                Some(at) => self.settle(delivery, &SendOutcome::Unconfirmed { at, reason: "ratelimited".into() }).await,
                None => self.post(delivery, limiter).await,
            },
            Err(error) => {
                let verdict = self.record_error(delivery, &error, Method::Find, limiter).await?;
                self.settle(delivery, &after_unread(verdict, delivery.attempts, self.clock.now())).await
            }
        }
    }
}
