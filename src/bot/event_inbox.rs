//! Handles each event once, however often Slack sends it.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::bot::Ack;
use crate::bot::background::{Background, report};
use crate::clock::Clock;
use crate::domain::ids::WorkspaceId;
use crate::services::inbox::{self, ReplayCache};
use crate::store::Store;

/// Slack repeats an event twice, within minutes of sending it first.
const REPEATS: TimeDelta = TimeDelta::minutes(10);

/// The events that were received. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct EventInbox {
    store: Arc<Store>,
    /// Recent events, for when the database can't note them down.
    recent: Arc<ReplayCache>,
    background: Background,
    clock: Clock,
}

impl EventInbox {
    pub(super) fn new(store: Arc<Store>, background: Background, clock: Clock) -> Self {
        Self { store, recent: Arc::new(ReplayCache::new(REPEATS)), background, clock }
    }

    /// Handles an event that Slack may repeat: it's noted down first, then acknowledged, then done. If it can't be
    /// noted down, the user still gets an answer, and the event is remembered until the next start.
    pub(super) async fn once(
        &self,
        what: &'static str,
        (workspace, event): (WorkspaceId, String),
        work: impl Future<Output = anyhow::Result<()>> + Send + 'static,
    ) -> Ack {
        let Self { store, recent, background, clock } = self.clone();
        let noted = async move {
            let now = clock.now();
            let is_first = inbox::is_first_event(&store, &workspace, &event, now).await.unwrap_or_else(|error| {
                report(what, &anyhow::Error::new(error).context("cannot note the event down"));
                true
            });
            // What was done while it couldn't be noted down isn't done again once it can.
            if is_first && recent.is_first((&workspace, &event), now) {
                background.run(what, work);
            }
            Ack::Received
        };
        self.background.complete(noted).await
    }
}
