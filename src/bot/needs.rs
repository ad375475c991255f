//! What the app may not do in this workspace, though the code needs it: said in the log at the start, and in admins' Homes.

use std::time::Duration;

use crate::bot::Bot;
use crate::domain::needs::{Need, channel_events, missing_scopes};

/// From one question to Slack to the next, as long as it does not answer.
const ASK_EVERY: Duration = Duration::from_secs(30);

impl Bot {
    /// Asks Slack what the token may do until it says so, and warns of what it may not.
    pub async fn check_scopes(&self) {
        let mut asks = tokio::time::interval(ASK_EVERY);
        loop {
            asks.tick().await;
            let Ok(greeting) = self.slack.greeting().await else { continue };
            if greeting.account.is_err() {
                continue;
            }
            let Some(granted) = greeting.scopes else { return };
            let missing = missing_scopes(&granted);
            for Need { name, since, without, kind } in &missing {
                let remedy = kind.remedy();
                tracing::warn!(scope = name, since, without, remedy, "the app in Slack lacks a scope");
            }
            // Nobody else sets it.
            let _ = self.missing_scopes.set(missing);
            return;
        }
    }

    /// What is known to be missing: scopes by Slack's word, and events by what they did not tell.
    pub(super) fn missing_needs(&self) -> Vec<Need> {
        let mut missing = self.missing_scopes.get().cloned().unwrap_or_default();
        if self.digests.has_missed_event() {
            missing.extend(channel_events());
        }
        missing
    }
}
