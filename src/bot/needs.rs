//! What the code needs but the app in Slack lacks: logged, and shown in admins' Homes.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::bot::background::Background;
use crate::domain::needs::{Need, missing_scopes};
use crate::services::events::Events;
use crate::slack::WebApi;
use crate::slack::inbound::Inbound;

/// How long an admin's Home waits for Slack to say what the token may do now.
const HOME_WAITS: Duration = Duration::from_secs(1);

/// What is known to be missing. Clones share it.
#[derive(Clone)]
pub(super) struct MissingNeeds {
    events: Arc<Events>,
    slack: Arc<WebApi>,
    /// As Slack says, once it has said what the token may do.
    scopes: Arc<RwLock<Vec<Need>>>,
}

impl MissingNeeds {
    pub(super) fn new(events: Arc<Events>, slack: Arc<WebApi>) -> Self {
        Self { events, slack, scopes: Arc::default() }
    }

    /// Warns about events that the app lacks.
    pub(super) fn warn_of_events(&self) {
        for Need { name, since, without, kind } in self.events.missing() {
            let remedy = kind.remedy();
            tracing::warn!(
                event = name,
                since,
                without,
                remedy,
                "as far as Bearings knows, the app in Slack lacks an \
                event"
            );
        }
    }

    /// Stores what Slack says the token may do, and warns about what is newly missing.
    pub(super) fn note_scopes(&self, granted: &BTreeSet<String>) {
        let missing = missing_scopes(granted);
        let before = {
            let mut known = self.scopes.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *known, missing.clone())
        };
        for Need { name, since, without, kind } in missing.into_iter().filter(|need| !before.contains(need)) {
            let remedy = kind.remedy();
            tracing::warn!(scope = name, since, without, remedy, "the app in Slack lacks a scope");
        }
    }

    /// What is known to be missing: scopes as Slack says, asked again because an admin may just have added them, and
    /// events by what has been received.
    pub(super) async fn list(&self) -> Vec<Need> {
        if !self.scopes().is_empty() {
            // Without an answer, what was known stays.
            if let Ok(Ok(auth_test)) = tokio::time::timeout(HOME_WAITS, self.slack.auth_test()).await
                && let (Ok(_), Some(granted)) = (auth_test.account, auth_test.scopes)
            {
                self.note_scopes(&granted);
            }
        }
        [self.scopes(), self.events.missing()].concat()
    }

    fn scopes(&self) -> Vec<Need> {
        self.scopes.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers that Slack sends an event, if that is news.
    pub(super) fn note_event(&self, inbound: &Inbound, background: &Background) {
        let Some(event) = inbound.event().filter(|event| self.events.is_news(event)) else { return };
        let events = self.events.clone();
        background.run("event", async move { Ok(events.received(event).await?) });
    }
}
