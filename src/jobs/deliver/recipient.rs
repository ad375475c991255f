//! Checks the recipient before a message is rendered: events get lost while the bot is off, and the directory is
//! read once a day.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::{Delivery, SendOutcome, Task, Verdict, after_post, wait_for};
use crate::domain::ids::{Actor, ChannelId};
use crate::domain::member::Profile;
use crate::jobs::deliver::Sender;
use crate::jobs::deliver::rate_limiter::RateLimiter;
use crate::services::members;
use crate::services::outbox::kind_of;
use crate::slack::SlackError;

/// How long a profile from the daily directory sync holds: until the next sync, with time to fail and retry.
const FRESH: TimeDelta = TimeDelta::hours(26);
/// Wait after a failed look-up.
const LOOK_UP_AGAIN: TimeDelta = TimeDelta::minutes(1);

impl Sender {
    /// Makes sure that Slack has described the recipient since this run began. If it can't, or if they have left, this
    /// postpones or settles the delivery. Returns whether it's still to be sent.
    pub(super) async fn confirm_recipient(
        &self,
        delivery: &Delivery,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<bool> {
        let (to, now) = (&delivery.to(), self.clock.now());
        let told_at = members::told_at(&self.store, to).await?;
        if told_at.is_some_and(|told_at| told_at >= self.started_at && now - told_at < FRESH) {
            return Ok(true);
        }
        if let Some(until) = limiter.look_ups_paused_until(now) {
            self.wait(delivery, until).await?;
            return Ok(false);
        }
        limiter.acquire_look_up().await;
        let profile = match self.slack.profile_of(&to.member).await {
            Ok(profile) => profile,
            Err(error) if error.is_unknown_user() => Profile::gone(),
            Err(error) => {
                self.not_looked_up(delivery, &error, limiter).await?;
                return Ok(false);
            }
        };
        let is_foreign = self.installations.confirmed().is_none_or(|installation| profile.is_foreign(&installation));
        let profile = if is_foreign { Profile::gone() } else { profile };
        // The current round also sends what becomes due again by this.
        members::note(&self.store, to, &profile, now).await?;
        // Slack refuses messages to someone who has left, unless their DM is open.
        let is_refused = !is_foreign && self.deliveries.dm(to).await?.is_none();
        let is_settled_here = !is_refused && !kind_of(delivery.kind).handles_leavers();
        if profile.is_deactivated && is_settled_here && matches!(delivery.task, Task::Post) {
            tracing::warn!(delivery = delivery.id.0, "not delivered: its recipient has left, or belongs elsewhere");
            let left = Verdict::Refused("user_disabled".to_owned());
            self.settle(delivery, &after_post(left, delivery.attempts, now)).await?;
            return Ok(false);
        }
        Ok(true)
    }

    /// The DM with a user; Slack is asked for it once.
    pub(super) async fn dm(&self, to: &Actor) -> anyhow::Result<Result<ChannelId, SlackError>> {
        if let Some(known) = self.deliveries.dm(to).await? {
            return Ok(Ok(known));
        }
        match self.slack.open_dm(&to.member).await {
            Ok(dm) => {
                self.deliveries.keep_dm(to, &dm).await?;
                Ok(Ok(dm))
            }
            Err(error) => Ok(Err(error)),
        }
    }

    async fn not_looked_up(
        &self,
        delivery: &Delivery,
        error: &SlackError,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<()> {
        let now = self.clock.now();
        let until = match error.verdict() {
            Verdict::Wait(asked) => {
                let until = now + wait_for(asked);
                limiter.pause_look_ups_until(until);
                until
            }
            // Slack rejects this app's calls, so it would reject its messages too.
            verdict @ Verdict::AuthRejected(_) => {
                tracing::error!(%error, "Slack accepts no messages from this app");
                return self.settle(delivery, &after_post(verdict, delivery.attempts, now)).await;
            }
            Verdict::Retry(_) | Verdict::Refused(_) | Verdict::Unclear(_) => now + LOOK_UP_AGAIN,
        };
        tracing::info!(delivery = delivery.id.0, %error, "waiting for Slack to say whether its recipient is still \
            there");
        self.wait(delivery, until).await
    }

    /// Postpones the delivery as what it is: one that may have been sent is looked for again.
    async fn wait(&self, delivery: &Delivery, at: DateTime<Utc>) -> anyhow::Result<()> {
        match delivery.task {
            Task::Find => self.settle(delivery, &SendOutcome::Unconfirmed { at, reason: "recipient".into() }).await,
            Task::Post | Task::Edit(_) => Ok(self.deliveries.put_off(delivery.id, at).await?),
        }
    }
}
