//! How fast the sender may go: Slack's rate limits, and the pauses it asks for.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use crate::domain::delivery::Method;
use crate::jobs::burst::Burst;
use crate::store::delivery::Open;

/// How many users are looked up in one burst; Slack allows 100 a minute, and other parts of the bot need some of them.
const LOOK_UPS: u32 = 20;
/// Then one per interval.
const LOOK_UP_EVERY: Duration = Duration::from_millis(800);

pub(super) struct RateLimiter {
    /// Between two messages.
    min_interval: Duration,
    next: Instant,
    /// Until when Slack wants no more calls of a method.
    held: HashMap<Method, DateTime<Utc>>,
    look_ups: Burst,
    look_ups_paused_until: Option<DateTime<Utc>>,
}

impl RateLimiter {
    pub(super) fn new(min_interval: Duration) -> Self {
        Self {
            min_interval,
            next: Instant::now(),
            held: HashMap::new(),
            look_ups: Burst::new(LOOK_UPS, LOOK_UP_EVERY),
            look_ups_paused_until: None,
        }
    }

    /// The methods that may be called now.
    pub(super) fn open(&self, now: DateTime<Utc>) -> Open {
        let is_open = |method| self.paused_until(method, now).is_none();
        Open { post: is_open(Method::Post), find: is_open(Method::Find), edit: is_open(Method::Edit) }
    }

    /// Pauses a method until then, as Slack asks.
    pub(super) fn pause_until(&mut self, method: Method, until: DateTime<Utc>) {
        let held = self.held.entry(method).or_insert(until);
        *held = until.max(*held);
    }

    /// Until when a method is paused, if it is.
    pub(super) fn paused_until(&self, method: Method, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.held.get(&method).copied().filter(|until| *until > now)
    }

    /// When the first of the pauses ends.
    pub(super) fn free_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        Method::ALL.into_iter().filter_map(|method| self.paused_until(method, now)).min()
    }

    /// Waits until the next user may be looked up.
    pub(super) async fn acquire_look_up(&mut self) {
        tokio::time::sleep_until(Instant::now() + self.look_ups.wait()).await;
        self.look_ups.take();
    }

    /// Pauses look-ups until then, as Slack asks.
    pub(super) fn pause_look_ups_until(&mut self, until: DateTime<Utc>) {
        self.look_ups_paused_until = Some(until);
    }

    /// Until when look-ups are paused, if they are.
    pub(super) fn look_ups_paused_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.look_ups_paused_until.filter(|until| *until > now)
    }

    /// Waits until the next message may go.
    pub(super) async fn acquire(&mut self) {
        tokio::time::sleep_until(self.next).await;
        self.next = Instant::now() + self.min_interval;
    }
}
