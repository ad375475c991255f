//! Requests for unknown addresses: refused, and logged now and then because Slack's own requests may be going astray.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;

use crate::clock::Clock;
use crate::services::inbox::ReplayCache;

/// How long until the next log line: scanners try thousands of addresses.
const SAID_AGAIN: TimeDelta = TimeDelta::minutes(1);
/// How many characters of a path are logged.
const LONGEST_PATH: usize = 100;

/// Unsigned requests for unknown addresses.
pub(super) struct Strays(ReplayCache);

impl Default for Strays {
    fn default() -> Self {
        Self(ReplayCache::new(SAID_AGAIN))
    }
}

impl Strays {
    /// Answers that nothing is there.
    pub(super) fn turn_away(&self, path: &str, why: &'static str) -> Response {
        if self.0.is_first((), Clock::system().now()) {
            let path: String = path.chars().take(LONGEST_PATH).collect();
            tracing::warn!(path, "nothing is at this address, {why}");
        }
        (StatusCode::NOT_FOUND, "Nothing is here. /readyz says whether the bot can work.\n").into_response()
    }
}

/// Turns away every other address if Slack reaches the bot only over Socket Mode.
pub(super) async fn turn_away(State(strays): State<Arc<Strays>>, uri: Uri) -> Response {
    strays.turn_away(uri.path(), "because SLACK_SIGNING_SECRET is not set: Slack reaches the bot by Socket Mode")
}
