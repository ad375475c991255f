//! Logs one line for each of Slack's requests, with its outcome and how long it took, even if it was too large or too
//! slow to reach the verifier.

use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

use crate::slack::inbound::Source;
use crate::telemetry::numbers::{self, Unhandled};

/// What the verifier made of a request; it travels with the response.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// A request of this kind was answered.
    Answered(&'static str),
    /// It wasn't handled, for this reason.
    Unhandled(Unhandled, String),
    /// Nothing is at this address; `Strays` has logged it.
    Stray,
}

/// Passes the request on and logs the outcome.
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let verifier = Source::at(request.uri().path()).map_or("request", Source::name);
    let mut response = next.run(request).await;
    let outcome = response.extensions_mut().remove().unwrap_or_else(|| stopped(response.status()));
    say(verifier, &outcome, response.status(), started.elapsed());
    response
}

fn say(verifier: &'static str, outcome: &Outcome, status: StatusCode, took: Duration) {
    // A `u128` would be text in JSON.
    let (status, took_us) = (status.as_u16(), u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    match outcome {
        Outcome::Answered(what) => {
            numbers::acknowledged(what, took);
            tracing::info!(what, status, took_us, "answered");
        }
        Outcome::Unhandled(why, outcome) => {
            numbers::unhandled(*why);
            tracing::warn!(what = verifier, status, took_us, outcome, "not handled");
        }
        Outcome::Stray => {}
    }
}

/// The outcome of a response that didn't come from the verifier.
fn stopped(status: StatusCode) -> Outcome {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Outcome::Unhandled(Unhandled::TooLarge, "larger than anything of Slack's".into())
        }
        StatusCode::REQUEST_TIMEOUT => Outcome::Unhandled(Unhandled::TooSlow, "took longer than Slack waits".into()),
        _ => Outcome::Unhandled(Unhandled::Malformed, "cannot be read".into()),
    }
}
