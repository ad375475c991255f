//! Sends due deliveries: claims one, draws it from current data, posts it and records the outcome. It never posts
//! blind.

mod digest;
mod draw;
mod edit;
mod rate_limiter;
mod recipient;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::delivery::{Delivery, Kind, Method, Step, Task, Verdict, after_post, after_unread, wait_for};
use crate::domain::ids::{Actor, ChannelId};
use crate::jobs::deliver::rate_limiter::RateLimiter;
use crate::services::Services;
use crate::services::deliveries::Deliveries;
use crate::services::digests::Digests;
use crate::services::frameworks::Served;
use crate::services::installation::Installations;
use crate::services::introductions::Introductions;
use crate::services::prompts::Prompts;
use crate::services::send_decision::SendDecision;
use crate::slack::{SlackError, WebApi};
use crate::store::{Store, StoreError};

/// A workspace's only sender. Clones share their state.
#[derive(Clone)]
pub struct Sender {
    shared: Arc<Shared>,
}

struct Shared {
    deliveries: Arc<Deliveries>,
    installations: Arc<Installations>,
    introductions: Arc<Introductions>,
    prompts: Arc<Prompts>,
    digests: Arc<Digests>,
    served: Arc<Served>,
    store: Arc<Store>,
    slack: Arc<WebApi>,
    clock: Clock,
    /// What Slack said before this may have changed.
    started_at: DateTime<Utc>,
    stopping: CancellationToken,
    /// What the next message has to wait for. Held while sending, so that messages go one at a time.
    limiter: Mutex<RateLimiter>,
}

/// The shortest wait between two rounds.
const LEAST_REST: Duration = Duration::from_secs(1);

impl Sender {
    /// A sender that leaves this interval between two messages.
    #[must_use]
    pub fn new(
        services: &Services,
        served: Arc<Served>,
        slack: Arc<WebApi>,
        clock: Clock,
        min_interval: Duration,
    ) -> Self {
        let Services { store, installations, deliveries, introductions, prompts, digests, .. } = services.clone();
        let stopping = CancellationToken::new();
        let shared = Shared {
            deliveries,
            installations,
            introductions,
            prompts,
            digests,
            served,
            store,
            slack,
            started_at: clock.now(),
            clock,
            stopping,
            limiter: Mutex::new(RateLimiter::new(min_interval)),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Takes over from an earlier run: what it was sending is in doubt, and the pauses that Slack asked for still hold.
    pub async fn take_up(&self) -> Result<(), StoreError> {
        let (mut limiter, now) = (self.shared.limiter.lock().await, self.shared.clock.now());
        self.shared.deliveries.abandon(now).await?;
        for (method, until) in self.shared.deliveries.holds(now).await? {
            limiter.pause_until(method, until);
            self.shared.slack.pause(name_of(method), (until - now).to_std().ok());
        }
        Ok(())
    }

    /// Sends everything due, one message after another. Failures are logged, and the delivery is due again in its time.
    pub async fn send_due(&self) {
        let mut limiter = self.shared.limiter.lock().await;
        // Until Slack confirms it, the token may be another workspace's, so nothing is sent.
        if self.shared.installations.confirmed().is_none() {
            return;
        }
        while !self.shared.stopping.is_cancelled() {
            match self.shared.next(&mut limiter).await {
                Ok(true) => {}
                Ok(false) => return,
                // A claim has a lease that ends by itself.
                Err(error) => return tracing::error!(error = format!("{error:#}"), "cannot send what is due"),
            }
        }
    }

    /// Returns when something new is due.
    pub async fn nudged(&self) {
        self.shared.deliveries.nudged().await;
    }

    /// How long to wait until there may be something to do, if nothing new is promised.
    pub async fn rest(&self, most: Duration) -> Duration {
        let limiter = self.shared.limiter.lock().await;
        let next_at = self.shared.deliveries.next_at().await.ok().flatten();
        let now = self.shared.clock.now();
        let free_at = limiter.free_at(now);
        let wait = next_at.map(|next_at| next_at.max(free_at.unwrap_or(next_at)) - now);
        // With a stopped clock, what is due can stay due: never poll without a pause.
        wait.map_or(most, |wait| wait.to_std().unwrap_or_default().clamp(LEAST_REST, most))
    }

    /// Starts no further message, and waits for the one under way.
    pub async fn stop(&self) {
        self.shared.stopping.cancel();
        drop(self.shared.limiter.lock().await);
    }

    /// Releases what wasn't finished in time; the next run looks for it.
    ///
    /// # Errors
    /// If the database fails, the lease ends by itself.
    pub async fn let_go(&self) -> Result<(), StoreError> {
        self.shared.deliveries.abandon(self.shared.clock.now()).await
    }
}

impl Shared {
    /// Handles one delivery; `false` if none is due.
    async fn next(&self, limiter: &mut RateLimiter) -> anyhow::Result<bool> {
        let now = self.clock.now();
        // Calls that answer users meet the same limits.
        for method in Method::ALL {
            if let Some(left) = self.slack.paused_for(name_of(method)) {
                limiter.pause_until(method, now + wait_for(Some(left)));
            }
        }
        let claimed = self.deliveries.claim(limiter.open(now), now).await.context("cannot claim a delivery")?;
        let Some(delivery) = claimed else { return Ok(false) };
        let to = Actor { workspace: delivery.workspace.clone(), member: delivery.recipient.clone() };
        match &delivery.task {
            Task::Edit(place) if delivery.kind == Kind::Digest => self.edit_digest(&delivery, place, limiter).await?,
            Task::Edit(place) => self.edit(&delivery, &to, place, limiter).await?,
            Task::Post if delivery.kind == Kind::Digest => self.post_digest(&delivery, limiter).await?,
            // The bot may not read a channel's history, so a manager is asked.
            Task::Find if delivery.kind == Kind::Digest => self.doubt_digest(&delivery, "unclear").await?,
            Task::Post => self.post(&delivery, &to, limiter).await?,
            Task::Find => match self.deliveries.dm(&to).await? {
                Some(dm) => self.find(&delivery, &to, &dm, limiter).await?,
                // A post needs a known DM, so nothing was posted.
                None => self.post(&delivery, &to, limiter).await?,
            },
        }
        Ok(true)
    }

    async fn post(&self, delivery: &Delivery, to: &Actor, limiter: &mut RateLimiter) -> anyhow::Result<()> {
        if !self.know_recipient(delivery, to, limiter).await? {
            return Ok(());
        }
        let message = match self.drawn(delivery, to).await? {
            SendDecision::Send(message) => message,
            SendDecision::Defer(at) => return Ok(self.deliveries.put_off(delivery.id, at).await?),
            SendDecision::Drop(reason) => return self.settle(delivery, &Step::Dropped { reason }).await,
        };
        limiter.acquire().await;
        if let Some(earlier) = &delivery.replaces {
            // A failure is fine: it may be deleted already, by the bot or the user.
            if let Err(error) = self.slack.delete_message(earlier).await {
                tracing::info!(%error, "an earlier message stays");
            }
        }
        let step = match self.dm(to).await? {
            Ok(dm) => match self.slack.post_message(&dm, &message, &delivery.key).await {
                Ok(place) => Step::Sent(place),
                Err(error) => after_post(
                    self.record_error(delivery, &error, Method::Post, limiter).await?,
                    delivery.attempts,
                    self.clock.now(),
                ),
            },
            // Without a DM nothing was posted, so even an unclear failure can be retried.
            Err(error) => {
                let verdict = match self.record_error(delivery, &error, Method::Post, limiter).await? {
                    Verdict::Unclear(reason) => Verdict::Retry(reason.to_owned()),
                    verdict => verdict,
                };
                after_post(verdict, delivery.attempts, self.clock.now())
            }
        };
        self.settle(delivery, &step).await
    }

    async fn find(
        &self,
        delivery: &Delivery,
        to: &Actor,
        dm: &ChannelId,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<()> {
        let found = self.slack.find_message(dm, &delivery.key, delivery.first_tried_at).await;
        match found {
            Ok(Some(place)) => self.settle(delivery, &Step::Sent(place)).await,
            Ok(None) => match limiter.paused_until(Method::Post, self.clock.now()) {
                // It isn't there, and posting is paused: look once more when the pause ends.
                Some(at) => self.settle(delivery, &Step::Unconfirmed { at, reason: "ratelimited".into() }).await,
                None => self.post(delivery, to, limiter).await,
            },
            Err(error) => {
                let step = after_unread(
                    self.record_error(delivery, &error, Method::Find, limiter).await?,
                    delivery.attempts,
                    self.clock.now(),
                );
                self.settle(delivery, &step).await
            }
        }
    }

    /// What Slack's answer means; also stores a pause, which concerns more than this delivery.
    async fn record_error(
        &self,
        delivery: &Delivery,
        error: &SlackError,
        method: Method,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<Verdict> {
        let (verdict, id) = (error.verdict(), delivery.id.0);
        match &verdict {
            Verdict::Wait(asked) => {
                tracing::info!(%error, "waits as Slack asks");
                let until = self.clock.now() + wait_for(*asked);
                limiter.pause_until(method, until);
                self.deliveries.pause(&delivery.workspace, method, until).await?;
            }
            Verdict::AuthRejected(_) => tracing::error!(%error, "Slack does not take messages from this app"),
            Verdict::Refused(_) => tracing::warn!(delivery = id, %error, "not delivered"),
            Verdict::Retry(_) | Verdict::Unclear(_) => tracing::info!(delivery = id, %error, "tried again later"),
        }
        Ok(verdict)
    }

    async fn settle(&self, delivery: &Delivery, step: &Step) -> anyhow::Result<()> {
        let settled = self.deliveries.settle(delivery, step, self.clock.now()).await;
        settled.context("cannot write down what came of a delivery")
    }
}

/// Slack's name for the method.
fn name_of(method: Method) -> &'static str {
    match method {
        Method::Post => "chat.postMessage",
        Method::Find => "conversations.history",
        Method::Edit => "chat.update",
    }
}
