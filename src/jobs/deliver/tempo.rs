//! How fast it may go: what Slack takes of an app at best, and the pauses that it asks for.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use crate::domain::delivery::Method;
use crate::store::delivery::Open;

/// What the next call has to wait for.
pub(super) struct Tempo {
    /// Between two messages.
    apart: Duration,
    next: Instant,
    /// Until when Slack wants no more of a method.
    held: HashMap<Method, DateTime<Utc>>,
}

impl Tempo {
    /// A tempo that lets this much time pass between two messages.
    pub(super) fn new(apart: Duration) -> Self {
        Self { apart, next: Instant::now(), held: HashMap::new() }
    }

    /// What may be called now.
    pub(super) fn open(&self, now: DateTime<Utc>) -> Open {
        let is_open = |method| self.held_until(method, now).is_none();
        Open { post: is_open(Method::Post), find: is_open(Method::Find), edit: is_open(Method::Edit) }
    }

    /// Slack wants no more of this method before then.
    pub(super) fn hold(&mut self, method: Method, until: DateTime<Utc>) {
        let held = self.held.entry(method).or_insert(until);
        *held = until.max(*held);
    }

    /// Until when Slack wants no more of this method, if it does.
    pub(super) fn held_until(&self, method: Method, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.held.get(&method).copied().filter(|until| *until > now)
    }

    /// When the first of the pauses ends.
    pub(super) fn free_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        Method::ALL.into_iter().filter_map(|method| self.held_until(method, now)).min()
    }

    /// Waits until the next message may go.
    pub(super) async fn turn(&mut self) {
        tokio::time::sleep_until(self.next).await;
        self.next = Instant::now() + self.apart;
    }
}
