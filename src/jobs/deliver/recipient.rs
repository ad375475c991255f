//! Whom a message is for is known before it is drawn: events get lost while the bot is off, and the directory is read once a day.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::{Delivery, Kind, Step, Task, Verdict, after_post, wait_for};
use crate::domain::ids::{Actor, ChannelId};
use crate::domain::member::Profile;
use crate::jobs::deliver::Shared;
use crate::jobs::deliver::rate_limiter::RateLimiter;
use crate::services::members;
use crate::slack::SlackError;

/// What the daily sweep of the directory said is good until the next one, with some time for it to fail and go on.
const FRESH: TimeDelta = TimeDelta::hours(26);
/// After a look-up that failed the delivery waits this long.
const LOOK_UP_AGAIN: TimeDelta = TimeDelta::minutes(1);

impl Shared {
    /// Makes sure that Slack said something of the recipient since this run began. Where it cannot, or where they are gone, the
    /// delivery is dealt with; says whether it is still to be sent.
    pub(super) async fn know_recipient(
        &self,
        delivery: &Delivery,
        to: &Actor,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<bool> {
        let now = self.clock.now();
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
            Err(error) if error.is_of_nobody() => Profile::gone(),
            Err(error) => {
                self.not_looked_up(delivery, &error, limiter).await?;
                return Ok(false);
            }
        };
        let is_foreign = self.installations.confirmed().is_none_or(|installation| profile.is_foreign(&installation));
        let profile = if is_foreign { Profile::gone() } else { profile };
        // What is due again by it is seen on this same round.
        members::note(&self.store, to, &profile, now).await?;
        // Slack itself refuses whoever has left, but for a DM that is open; what a prompt does about it is the prompt's own rule.
        let is_refused = !is_foreign && self.deliveries.dm(to).await?.is_none();
        let is_a_prompt = delivery.kind == Kind::Prompt;
        if profile.is_deactivated && !is_refused && !is_a_prompt && matches!(delivery.task, Task::Post) {
            tracing::warn!(delivery = delivery.id.0, "not delivered: its recipient has left, or belongs elsewhere");
            let left = Verdict::Refused("user_disabled".to_owned());
            self.settle(delivery, &after_post(left, delivery.attempts, now)).await?;
            return Ok(false);
        }
        Ok(true)
    }

    /// The DM with a person; Slack is asked for it once.
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
            // Nothing is taken from this app, so its messages are not either.
            verdict @ Verdict::AuthRejected(_) => {
                tracing::error!(%error, "Slack does not take messages from this app");
                return self.settle(delivery, &after_post(verdict, delivery.attempts, now)).await;
            }
            Verdict::Retry(_) | Verdict::Refused(_) | Verdict::Unclear(_) => now + LOOK_UP_AGAIN,
        };
        tracing::info!(delivery = delivery.id.0, %error, "waits until Slack says whether its recipient is still there");
        self.wait(delivery, until).await
    }

    /// Lets the delivery wait as what it is: what may stand there already is looked for again.
    async fn wait(&self, delivery: &Delivery, at: DateTime<Utc>) -> anyhow::Result<()> {
        match delivery.task {
            Task::Find => self.settle(delivery, &Step::Unconfirmed { at, reason: "recipient".into() }).await,
            Task::Post | Task::Edit(_) => Ok(self.deliveries.put_off(delivery.id, at).await?),
        }
    }
}
