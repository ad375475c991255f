//! Sends due deliveries: claims one, renders it from current data, posts it and records the outcome. It never posts
//! blind.

mod edit;
mod post;
mod rate_limiter;
mod recipient;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::delivery::{Delivery, Method, SendOutcome, Task, Verdict, look_up_again_at, wait_for};
use crate::domain::digest::{ChannelCheck, ChannelLookup};
use crate::jobs::deliver::rate_limiter::RateLimiter;
use crate::services::Services;
use crate::services::deliveries::Deliveries;
use crate::services::frameworks::CurrentLibrary;
use crate::services::installation::Installations;
use crate::services::outbox::{Outbox, kind_of};
use crate::slack::{SlackError, WebApi};
use crate::store::{Store, StoreError};

/// A workspace's only sender.
pub struct Sender {
    deliveries: Arc<Deliveries>,
    installations: Arc<Installations>,
    outbox: Outbox,
    current_library: Arc<CurrentLibrary>,
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
    pub fn new(
        services: &Services,
        current_library: Arc<CurrentLibrary>,
        slack: Arc<WebApi>,
        clock: Clock,
        min_interval: Duration,
    ) -> Arc<Self> {
        let Services { store, installations, deliveries, .. } = services.clone();
        Arc::new(Self {
            deliveries,
            installations,
            outbox: Outbox::new(services),
            current_library,
            store,
            slack,
            started_at: clock.now(),
            clock,
            stopping: CancellationToken::new(),
            limiter: Mutex::new(RateLimiter::new(min_interval)),
        })
    }

    /// Takes over from an earlier run: what it was sending is in doubt, and the pauses that Slack asked for still hold.
    pub async fn take_up(&self) -> Result<(), StoreError> {
        let (mut limiter, now) = (self.limiter.lock().await, self.clock.now());
        self.deliveries.abandon(now).await?;
        for (method, until) in self.deliveries.holds(now).await? {
            limiter.pause_until(method, until);
            self.slack.pause(name_of(method), (until - now).to_std().ok());
        }
        Ok(())
    }

    /// Sends everything due, one message after another. Failures are logged, and the delivery is retried later.
    pub async fn send_due(&self) {
        let mut limiter = self.limiter.lock().await;
        // Until Slack confirms it, the token may be another workspace's, so nothing is sent.
        if self.installations.confirmed().is_none() {
            return;
        }
        while !self.stopping.is_cancelled() {
            match self.next(&mut limiter).await {
                Ok(true) => {}
                Ok(false) => return,
                // A claim has a lease that ends by itself.
                Err(error) => return tracing::error!(error = format!("{error:#}"), "can't send due deliveries"),
            }
        }
    }

    /// Returns when something new is due.
    pub async fn nudged(&self) {
        self.deliveries.nudged().await;
    }

    /// How long to wait until there may be something to do, if nothing new is promised.
    pub async fn rest(&self, most: Duration) -> Duration {
        let limiter = self.limiter.lock().await;
        let next_at = self.deliveries.next_at().await.ok().flatten();
        let now = self.clock.now();
        let free_at = limiter.free_at(now);
        let wait = next_at.map(|next_at| next_at.max(free_at.unwrap_or(next_at)) - now);
        // A test's clock can stand still, so what is due may stay due: always sleep between two polls.
        wait.map_or(most, |wait| wait.to_std().unwrap_or_default().clamp(LEAST_REST, most))
    }

    /// Starts no further message, and waits for the one under way.
    pub async fn stop(&self) {
        self.stopping.cancel();
        drop(self.limiter.lock().await);
    }

    /// Releases what wasn't finished in time; the next run looks for it.
    pub async fn let_go(&self) -> Result<(), StoreError> {
        self.deliveries.abandon(self.clock.now()).await
    }

    /// Handles one delivery; `false` if none is due.
    async fn next(&self, limiter: &mut RateLimiter) -> anyhow::Result<bool> {
        let now = self.clock.now();
        // Calls that answer users meet the same limits.
        for method in Method::ALL {
            if let Some(left) = self.slack.paused_for(name_of(method)) {
                limiter.pause_until(method, now + wait_for(Some(left)));
            }
        }
        let claimed = self.deliveries.claim(limiter.open(now), now).await.context("can't claim a delivery")?;
        let Some(delivery) = claimed else { return Ok(false) };
        match &delivery.task {
            Task::Edit(place) => self.edit(&delivery, place, limiter).await?,
            Task::Post => self.post(&delivery, limiter).await?,
            Task::Find => self.find(&delivery, limiter).await?,
        }
        Ok(true)
    }

    /// The channel as Slack describes it now, or when to ask again. Slack's pauses hold, and no one is told.
    async fn look_up(
        &self,
        delivery: &Delivery,
        check: &ChannelCheck,
        method: Method,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<Result<ChannelLookup, DateTime<Utc>>> {
        limiter.acquire().await;
        let error = match self.slack.look_up_channel(&check.digest.channel, &check.allowed, &BTreeSet::new()).await {
            Ok(lookup) => return Ok(Ok(lookup)),
            Err(error) => error,
        };
        let is_refused = matches!(error.verdict(), Verdict::Refused(_) | Verdict::AuthRejected(_));
        if is_refused && !kind_of(delivery.kind).needs_channel() {
            return Ok(Ok(ChannelLookup::NotThere));
        }
        let verdict = self.record_error(delivery, &error, method, limiter).await?;
        Ok(Err(look_up_again_at(verdict, method, delivery.attempts, self.clock.now())))
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
                tracing::info!(%error, "waiting, as Slack asked");
                let until = self.clock.now() + wait_for(*asked);
                limiter.pause_until(method, until);
                self.deliveries.pause(&delivery.workspace, method, until).await?;
            }
            Verdict::AuthRejected(_) => tracing::error!(%error, "Slack accepts no messages from this app"),
            Verdict::Refused(_) => tracing::warn!(delivery = id, %error, "not delivered"),
            Verdict::Retry(_) | Verdict::Unclear(_) => tracing::info!(delivery = id, %error, "will be tried again \
                later"),
        }
        Ok(verdict)
    }

    async fn settle(&self, delivery: &Delivery, outcome: &SendOutcome) -> anyhow::Result<()> {
        let settled = self.outbox.settle(delivery, outcome, self.clock.now()).await;
        settled.context("can't record the outcome of a delivery")
    }
}

fn name_of(method: Method) -> &'static str {
    match method {
        Method::Post => "chat.postMessage",
        Method::Find => "conversations.history",
        Method::Edit => "chat.update",
    }
}
