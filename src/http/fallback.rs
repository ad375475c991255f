//! Requests for unknown addresses: refused, and logged now and then because Slack's own requests may be going astray.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;

use crate::clock::Clock;
use crate::http::READYZ;
use crate::services::inbox::ReplayCache;

/// How long until the next log line: scanners try thousands of addresses.
const LOG_INTERVAL: TimeDelta = TimeDelta::minutes(1);
/// How many characters of a path are logged.
const MAX_LOGGED_PATH: usize = 100;

/// Unsigned requests for unknown addresses.
pub(super) struct Fallback(ReplayCache);

impl Default for Fallback {
    fn default() -> Self {
        Self(ReplayCache::new(LOG_INTERVAL))
    }
}

impl Fallback {
    /// Answers an address that has no handler.
    pub(super) fn turn_away(&self, path: &str, why: &'static str) -> Response {
        if self.0.is_first((), Clock::system().now()) {
            let path: String = path.chars().take(MAX_LOGGED_PATH).collect();
            tracing::warn!(path, "nothing is at this address, {why}");
        }
        (StatusCode::NOT_FOUND, format!("Nothing is here. {READYZ} says whether Bearings is ready.\n")).into_response()
    }
}

/// Turns away every other address if Slack reaches the bot only over Socket Mode.
pub(super) async fn turn_away(State(fallback): State<Arc<Fallback>>, uri: Uri) -> Response {
    fallback.turn_away(uri.path(), "because SLACK_SIGNING_SECRET is not set: Slack reaches the bot by Socket Mode")
}
