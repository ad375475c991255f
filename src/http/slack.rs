//! Slack's requests: verify, decode, hand over, acknowledge, and tell `observe` the outcome.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use crate::bot::{Ack, Bot, RequestOutcome};
use crate::domain::installation::PayloadActor;
use crate::http::fallback::Fallback;
use crate::services::inbox::ReplayCache;
use crate::slack::inbound::{self, Inbound, Malformed, RequestKind};
use crate::slack::{SIGNATURE, SignatureRejection, Signatures, TIMESTAMP};
use crate::telemetry::numbers::Unhandled;

/// A request can be replayed from five minutes before its time to five minutes after it, so it's remembered for ten.
const REPLAYS_KEPT: TimeDelta = TimeDelta::minutes(10);

const NOT_SIGNED: &str = "and what came there is not signed by Slack";
/// How long until the same wrong address is logged again.
const LOG_INTERVAL: TimeDelta = TimeDelta::hours(1);

/// Most answers fit, so their memory is allocated once.
const USUAL_ANSWER_BYTES: usize = 8 * 1024;

/// Lets in what is signed with our secret, each request once.
pub struct RequestVerifier {
    signatures: Arc<Signatures>,
    seen: ReplayCache,
    /// Requests that came to another address than their own.
    misaddressed: ReplayCache,
    fallback: Fallback,
}

/// Shared by all requests, so that no request copies it.
type AppState = State<Arc<(Bot, RequestVerifier)>>;

/// When a request was signed, and what identifies it.
#[derive(Clone, Copy)]
struct Signed<'r> {
    at: DateTime<Utc>,
    key: (&'r str, &'r str),
}

/// A request seen for the first time. Unless it's taken, it's forgotten: it wasn't answered, so it may be sent again.
struct Admitted<'r> {
    seen: &'r ReplayCache,
    key: (&'r str, &'r str),
    is_taken: bool,
}

impl Admitted<'_> {
    fn take(mut self) {
        self.is_taken = true;
    }
}

impl Drop for Admitted<'_> {
    fn drop(&mut self) {
        if !self.is_taken {
            self.seen.forget(self.key);
        }
    }
}

impl RequestVerifier {
    pub fn new(signatures: Arc<Signatures>) -> Self {
        Self {
            signatures,
            seen: ReplayCache::new(REPLAYS_KEPT),
            misaddressed: ReplayCache::new(LOG_INTERVAL),
            fallback: Fallback::default(),
        }
    }

    /// Logs which address in the app's settings is wrong, at most once an hour.
    fn log_misaddressed(&self, source: RequestKind, path: &str, at: DateTime<Utc>) {
        if self.misaddressed.is_first((source, path), at) {
            let (page, address) = (source.settings_page(), source.path());
            tracing::warn!(
                what = source.name(),
                path,
                "answered at the wrong address: on the page {page} of your Slack app, enter your public address with {address} \
                 at its end"
            );
        }
    }

    fn verify<'r>(&self, headers: &'r HeaderMap, body: &[u8]) -> Result<Signed<'r>, SignatureRejection> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (timestamp, signature) = (header(TIMESTAMP), header(SIGNATURE));
        self.signatures.verify(body, timestamp, signature)?;
        let at = timestamp
            .parse()
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .ok_or(SignatureRejection::Time)?;
        Ok(Signed { at, key: (timestamp, signature) })
    }

    /// The database recognises repeats of requests that change something. This recognises the rest for as long as the
    /// process lives, such as a command whose answer shows private text. Entries expire by signed time, so no clock of
    /// ours can open a gap.
    fn admit<'r>(&'r self, signed: Signed<'r>) -> Option<Admitted<'r>> {
        self.seen.is_first(signed.key, signed.at).then_some(Admitted {
            seen: &self.seen,
            key: signed.key,
            is_taken: false,
        })
    }
}

/// Takes a request at any address: what Slack signed is answered, and what isn't signed is never let in.
pub(super) async fn receive(State(state): AppState, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let (bot, verifier) = state.as_ref();
    let expected = RequestKind::at(uri.path());
    let (outcome, mut response) = match verifier.verify(&headers, &body) {
        Err(_) if inbound::is_ssl_check(&body) => (RequestOutcome::Answered("probe"), StatusCode::OK.into_response()),
        Err(_) if expected.is_none() => (RequestOutcome::Stray, verifier.fallback.turn_away(uri.path(), NOT_SIGNED)),
        Err(forged) => unhandled(Unhandled::Forged, forged.to_string(), StatusCode::UNAUTHORIZED),
        Ok(signed) => {
            let source = RequestKind::of(&body);
            if let Some(source) = source.filter(|_| source != expected) {
                verifier.log_misaddressed(source, uri.path(), signed.at);
            }
            match source.or(expected).ok_or(Malformed::Body).and_then(|source| source.read(&body)) {
                // Refusing it would only make Slack send it again.
                Err(malformed) => unhandled(Unhandled::Malformed, malformed.to_string(), StatusCode::OK),
                Ok(inbound) => handle(bot, verifier, signed, inbound).await,
            }
        }
    };
    response.extensions_mut().insert(outcome);
    response
}

fn unhandled(why: Unhandled, explanation: String, status: StatusCode) -> (RequestOutcome, Response) {
    (RequestOutcome::Unhandled(why, explanation), status.into_response())
}

async fn handle(
    bot: &Bot,
    verifier: &RequestVerifier,
    signed: Signed<'_>,
    inbound: Inbound<PayloadActor>,
) -> (RequestOutcome, Response) {
    let what = inbound.label();
    let mut admitted = None;
    if inbound.is_sent_once() {
        admitted = verifier.admit(signed);
        if admitted.is_none() {
            return unhandled(Unhandled::Replayed, "this request was here before".into(), StatusCode::UNAUTHORIZED);
        }
    }
    match bot.handle(inbound, Some(signed.at)).await {
        Ack::Later => (RequestOutcome::later(), StatusCode::SERVICE_UNAVAILABLE.into_response()),
        ack => {
            if let Some(admitted) = admitted {
                admitted.take();
            }
            (RequestOutcome::Answered(what), respond(ack))
        }
    }
}

fn respond(ack: Ack) -> Response {
    let Some(body) = ack.body() else {
        return match ack {
            Ack::Challenge(challenge) => challenge.into_response(),
            _ => StatusCode::OK.into_response(),
        };
    };
    let mut json = Vec::with_capacity(USUAL_ANSWER_BYTES);
    match serde_json::to_writer(&mut json, &body) {
        Ok(()) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        // Slack shows these words to the user, and its own error for anything but a 200.
        Err(_) => "Something went wrong here, and nothing was lost. Please try once more.".into_response(),
    }
}
