//! Slack's three doors: limit, verify, decode, hand over, acknowledge, and one log line for each request.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta};

use crate::bot::{Ack, Bot};
use crate::services::inbox::Recent;
use crate::slack::inbound::{self, Inbound, Malformed};
use crate::slack::outbound::{Answer, Audience};
use crate::slack::{Forged, SIGNATURE, Signatures, TIMESTAMP};

/// A request can be replayed for five minutes before and after its time; it is remembered for all of them.
const REPLAYS_KEPT: TimeDelta = TimeDelta::minutes(10);

/// Most answers fit, so that their memory is taken once.
const USUAL_ANSWER: usize = 8 * 1024;

/// Who may come in: what is signed with our secret, once.
pub struct Door {
    signatures: Signatures,
    seen: Recent,
}

/// Shared by all requests, so that one costs no copies of it.
type Doorway = State<Arc<(Bot, Door)>>;

/// Why a request is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Refusal {
    #[error(transparent)]
    Forged(#[from] Forged),
    #[error("this request was here before")]
    Replayed,
}

impl Door {
    /// A door that knows this secret.
    #[must_use]
    pub fn new(signatures: Signatures) -> Self {
        Self { signatures, seen: Recent::new(REPLAYS_KEPT) }
    }

    fn admit(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (timestamp, signature) = (header(TIMESTAMP), header(SIGNATURE));
        self.signatures.verify(body, timestamp, signature)?;
        // The signed time decides what is forgotten, so that no clock of ours can open a gap.
        let signed_at =
            timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0)).ok_or(Forged::Time)?;
        if self.seen.is_first((timestamp, signature), signed_at) { Ok(()) } else { Err(Refusal::Replayed) }
    }
}

pub(super) async fn commands(state: Doorway, headers: HeaderMap, body: Bytes) -> Response {
    receive("command", state, &headers, &body, inbound::slash_command).await
}

pub(super) async fn interactions(state: Doorway, headers: HeaderMap, body: Bytes) -> Response {
    receive("interaction", state, &headers, &body, inbound::interaction).await
}

pub(super) async fn events(state: Doorway, headers: HeaderMap, body: Bytes) -> Response {
    receive("event", state, &headers, &body, inbound::event).await
}

async fn receive(
    what: &'static str,
    State(doorway): Doorway,
    headers: &HeaderMap,
    body: &[u8],
    decode: fn(&[u8]) -> Result<Inbound, Malformed>,
) -> Response {
    let (bot, door) = doorway.as_ref();
    let started = Instant::now();
    let (status, outcome, answer) = match door.admit(headers, body) {
        Err(Refusal::Forged(_)) if inbound::is_ssl_check(body) => (StatusCode::OK, String::new(), None),
        Err(refusal) => (StatusCode::UNAUTHORIZED, refusal.to_string(), None),
        Ok(()) => match decode(body) {
            // Refusing it would only make Slack send it again.
            Err(malformed) => (StatusCode::OK, malformed.to_string(), None),
            Ok(inbound) => match bot.handle(inbound).await {
                Ack::Later => (StatusCode::SERVICE_UNAVAILABLE, "asked to repeat".into(), None),
                ack => (StatusCode::OK, String::new(), Some(ack)),
            },
        },
    };
    let response = answer.map_or_else(|| status.into_response(), respond);
    let took_us = started.elapsed().as_micros();
    if outcome.is_empty() {
        tracing::info!(what, took_us, "answered");
    } else {
        tracing::warn!(what, took_us, outcome, status = status.as_u16(), "not handled");
    }
    response
}

fn respond(ack: Ack) -> Response {
    match ack {
        Ack::Received | Ack::Later => StatusCode::OK.into_response(),
        Ack::Challenge(challenge) => challenge.into_response(),
        Ack::Submit(answer) => Json(answer).into_response(),
        Ack::Options(options) => Json(options).into_response(),
        Ack::Message(message) => {
            let mut json = Vec::with_capacity(USUAL_ANSWER);
            match serde_json::to_writer(&mut json, &Answer::new(&message, Audience::Them)) {
                Ok(()) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
                // Slack shows these words to the person, and its own error for anything but a 200.
                Err(_) => "Something went wrong here, and nothing was lost. Please try once more.".into_response(),
            }
        }
    }
}
