//! Requests for an address where nothing is: refused, and said in the log now and then, because it can be Slack's own requests that
//! stray.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;

use crate::clock::Clock;
use crate::services::inbox::ReplayCache;

/// From one line to the next: whoever looks for holes in a server asks for thousands of addresses.
const SAID_AGAIN: TimeDelta = TimeDelta::minutes(1);
/// Of a path, this much is logged.
const LONGEST_PATH: usize = 100;

/// What strays.
pub(super) struct Strays(ReplayCache);

impl Default for Strays {
    fn default() -> Self {
        Self(ReplayCache::new(SAID_AGAIN))
    }
}

impl Strays {
    /// Answers that nothing is there.
    pub(super) fn turn_away(&self, path: &str) -> Response {
        if self.0.is_first((), Clock::system().now()) {
            let path: String = path.chars().take(LONGEST_PATH).collect();
            tracing::warn!(path, "nothing is at this address, and what came there is not signed by Slack");
        }
        (StatusCode::NOT_FOUND, "Nothing is here. /readyz says whether the bot can work.\n").into_response()
    }
}

/// Where Slack reaches the bot by Socket Mode alone.
pub(super) async fn turn_away(State(strays): State<Arc<Strays>>, uri: Uri) -> Response {
    strays.turn_away(uri.path())
}
