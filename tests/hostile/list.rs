//! The hostile requests, and what each must get: one line for each.

#[path = "list/http.rs"]
mod http;
#[path = "list/payloads.rs"]
mod payloads;
#[path = "list/signatures.rs"]
mod signatures;

use http::{bodies, heads, other_methods, probes, wire};
use payloads::{events, forms, payloads, words};
use serde_json::Value;
use signatures::{forged, late};

use super::wire::{Framing, WireRequest};

pub const COMMANDS: &str = "/slack/commands";
pub const INTERACTIONS: &str = "/slack/interactions";
pub const EVENTS: &str = "/slack/events";
/// What Slack sends when Ben asks something.
const ASKED: &str = "team_id=T0LOCAL&user_id=U02BEN&command=%2Fframework&text=level+3+mastery";

/// The only thing that a request may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gets {
    /// This status and an empty body.
    Only(u16),
    /// This status; the body is the HTTP library's.
    Status(u16),
    /// 200, an empty body and a line in the log: the request was signed but makes no sense.
    Shrug,
    /// 200 and an empty body: there's nothing to say.
    Ack,
    /// 200 and an answer with these words, without mentions or links.
    Polite(&'static str),
    /// One of the two: the bot asks Slack meanwhile, and a busy machine may not get the answer in time.
    AckOr(&'static str),
    /// This status, or a closed connection: it isn't HTTP.
    ClosedOr(u16),
    /// A good answer first, and then this status and the end of the connection.
    AnsweredThen(u16),
}

/// What a hostile client sends.
#[derive(Clone)]
pub enum Sent {
    Request(WireRequest),
    /// The same request twice; the first gets a good answer.
    Twice(WireRequest),
    Raw(Vec<u8>),
}

/// A hostile request and what it must get.
#[derive(Clone)]
pub struct Hostile {
    pub name: String,
    pub sent: Sent,
    pub gets: Gets,
}

impl Hostile {
    /// The request as sent in this round. Most requests ask the same, and there are too few times to sign them all at,
    /// so the body carries the round.
    pub fn in_round(mut self, round: usize) -> Self {
        if let Sent::Request(WireRequest { body, framing, .. }) = &mut self.sent
            && body == ASKED.as_bytes()
            && !matches!(framing, Framing::LengthOf(_))
        {
            body.extend(format!("&round={round}").bytes());
        }
        self
    }
}

fn one(name: impl Into<String>, request: WireRequest, gets: Gets) -> Hostile {
    Hostile { name: name.into(), sent: Sent::Request(request), gets }
}

/// All hostile requests.
pub fn all() -> Vec<Hostile> {
    [forged(), late(), probes(), other_methods(), heads(), bodies(), wire(), forms(), words(), payloads(), events()]
        .concat()
        .into_iter()
        .chain(super::meddling::all())
        .collect()
}

fn command() -> WireRequest {
    WireRequest::new(COMMANDS, ASKED)
}

/// A signed interaction.
pub fn interaction(payload: &Value) -> WireRequest {
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish();
    WireRequest::new(INTERACTIONS, body)
}
