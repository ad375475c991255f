//! Logs one line for each of Slack's requests, with its outcome and how long it took, even if it was too large or too
//! slow to reach the verifier.

use std::time::Instant;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

use crate::bot::RequestOutcome;
use crate::slack::inbound::RequestKind;
use crate::telemetry::numbers::Unhandled;

/// Passes the request on and logs the outcome.
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let from = RequestKind::at(request.uri().path()).map_or("request", RequestKind::name);
    let mut response = next.run(request).await;
    let outcome = response.extensions_mut().remove().unwrap_or_else(|| stopped(response.status()));
    outcome.log(from, Some(response.status().as_u16()), started.elapsed());
    response
}

/// The outcome of a response that didn't come from the verifier.
fn stopped(status: StatusCode) -> RequestOutcome {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            RequestOutcome::Unhandled(Unhandled::TooLarge, "larger than anything of Slack's".into())
        }
        StatusCode::REQUEST_TIMEOUT => RequestOutcome::too_slow(),
        _ => RequestOutcome::Unhandled(Unhandled::Malformed, "cannot be read".into()),
    }
}
