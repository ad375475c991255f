//! Slack's three doors: verify, decode, hand over, acknowledge, and say to `observe` what became of it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta};

use crate::bot::{Ack, Bot};
use crate::domain::installation::PayloadActor;
use crate::http::observe::Outcome;
use crate::services::inbox::Recent;
use crate::slack::inbound::{self, Inbound, Malformed};
use crate::slack::outbound::{Answer, Audience};
use crate::slack::{Forged, SIGNATURE, Signatures, TIMESTAMP};
use crate::telemetry::numbers::Unhandled;

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

impl From<Refusal> for Unhandled {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Forged(_) => Self::Forged,
            Refusal::Replayed => Self::Replayed,
        }
    }
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
    receive(state, &headers, &body, inbound::slash_command).await
}

pub(super) async fn interactions(state: Doorway, headers: HeaderMap, body: Bytes) -> Response {
    receive(state, &headers, &body, inbound::interaction).await
}

pub(super) async fn events(state: Doorway, headers: HeaderMap, body: Bytes) -> Response {
    receive(state, &headers, &body, inbound::event).await
}

async fn receive(
    State(doorway): Doorway,
    headers: &HeaderMap,
    body: &[u8],
    decode: fn(&[u8]) -> Result<Inbound<PayloadActor>, Malformed>,
) -> Response {
    let (bot, door) = doorway.as_ref();
    let unhandled = |why, said: String, status: StatusCode| (Outcome::Unhandled(why, said), status.into_response());
    let (outcome, mut response) = match door.admit(headers, body) {
        Err(Refusal::Forged(_)) if inbound::is_ssl_check(body) => {
            (Outcome::Answered("probe"), StatusCode::OK.into_response())
        }
        Err(refusal) => unhandled(refusal.into(), refusal.to_string(), StatusCode::UNAUTHORIZED),
        Ok(()) => match decode(body) {
            // Refusing it would only make Slack send it again.
            Err(malformed) => unhandled(Unhandled::Malformed, malformed.to_string(), StatusCode::OK),
            Ok(inbound) => {
                let what = inbound.what();
                match bot.handle(inbound).await {
                    Ack::Later => {
                        unhandled(Unhandled::Later, "asked to repeat".into(), StatusCode::SERVICE_UNAVAILABLE)
                    }
                    ack => (Outcome::Answered(what), respond(ack)),
                }
            }
        },
    };
    response.extensions_mut().insert(outcome);
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
