//! The faults that tests inject into calls: one after another, or a storm of them.

use std::collections::HashMap;
use std::future::{pending, ready};
use std::io::{Error, ErrorKind};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use axum::response::{Html, IntoResponse, Response};
use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::time::timeout;
use uuid::Uuid;

use super::refusal::ApiRefusal;

/// What goes wrong with one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 429 with this `Retry-After`; nothing is done.
    RateLimited(u64),
    /// 500; nothing is done.
    ServerError,
    /// An error code, e.g. `user_disabled`; nothing is done.
    Refused(String),
    /// 500, but everything was done.
    AnswerLost,
    /// Everything is done, but the answer breaks off in the middle of its JSON.
    Garbled,
    /// A machine between app and Slack answers with a page of its own and a 200; nothing is done.
    Page,
    /// The connection closes without an answer.
    Dropped {
        /// Whether everything was done first.
        done: bool,
    },
    /// No answer ever comes.
    Hangs {
        /// Whether everything was done.
        done: bool,
    },
    /// Everything is done, and the right answer comes this much later.
    Late(Duration),
    /// A machine between app and Slack sends an endless answer; nothing is done.
    Endless {
        /// Whether the answer announces its length: 3 GB.
        is_announced: bool,
    },
    /// An empty page of any listing, which promises another page behind this cursor; nothing is done.
    Cursor(Cursor),
}

/// The cursor of a page that should have been the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cursor {
    Known(&'static str),
    /// A different one each time.
    Fresh,
}

impl Fault {
    /// Whether the call does its work, though its own answer doesn't come back.
    fn is_done(&self) -> bool {
        matches!(self, Self::AnswerLost | Self::Garbled | Self::Dropped { done: true } | Self::Hangs { done: true })
    }
}

/// Does a call and returns its answer, unless a fault comes in between.
pub async fn past(fault: Option<Fault>, act: impl FnOnce() -> Response) -> Response {
    let Some(fault) = fault else { return act() };
    if let Fault::Late(by) = fault {
        let answer = act();
        // Only the timeout ends this.
        let _ = timeout(by, pending::<()>()).await;
        return answer;
    }
    if fault.is_done() {
        drop(act());
    }
    match fault {
        Fault::RateLimited(seconds) => ApiRefusal::rate_limited(seconds).into_response(),
        Fault::ServerError | Fault::AnswerLost => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Fault::Refused(code) => ApiRefusal::fact(code).into_response(),
        Fault::Garbled => ([(CONTENT_TYPE, "application/json")], r#"{"ok":true,"channel":"D0"#).into_response(),
        Fault::Page => Html("<p>We are back soon.</p>").into_response(),
        Fault::Dropped { .. } => closed(),
        Fault::Endless { is_announced } => endless(is_announced),
        Fault::Cursor(cursor) => page(&cursor).into_response(),
        Fault::Hangs { .. } | Fault::Late(_) => pending().await,
    }
}

/// A JSON string that never ends.
fn endless(is_announced: bool) -> Response {
    let begin = Bytes::from_static(br#"{"ok":true,"more":""#);
    let more = Bytes::from(vec![b'x'; 64 * 1024]);
    let chunks = stream::once(ready(begin)).chain(stream::repeat(more)).map(Ok::<_, Error>);
    let mut answer = ([(CONTENT_TYPE, "application/json")], Body::from_stream(chunks)).into_response();
    if is_announced {
        answer.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(3_000_000_000_u64));
    }
    answer
}

/// An empty page that fits any listing that the app knows.
fn page(cursor: &Cursor) -> impl IntoResponse {
    let cursor = match cursor {
        Cursor::Known(cursor) => (*cursor).to_owned(),
        Cursor::Fresh => Uuid::new_v4().to_string(),
    };
    axum::Json(json!({
        "ok": true, "members": [], "messages": [], "channels": [], "teams": [], "response_metadata": {"next_cursor": cursor},
    }))
}

/// Closes the connection: if an answer's first bytes fail, the server gives up before it sends anything.
fn closed() -> Response {
    let nothing = ready(Err::<Bytes, Error>(ErrorKind::ConnectionReset.into()));
    Response::new(Body::from_stream(stream::once(nothing)))
}

/// Faults to come.
#[derive(Default)]
pub struct Faults {
    /// With their methods, the oldest first.
    waiting: Vec<(String, Fault)>,
    storms: HashMap<String, Storm>,
}

struct Storm {
    percents: Vec<(Fault, u8)>,
    chance: Chance,
}

impl Faults {
    /// Queues a fault.
    pub fn add(&mut self, method: &str, fault: Fault) {
        self.waiting.push((method.to_owned(), fault));
    }

    /// Starts a storm in place of the previous one.
    pub fn storm(&mut self, method: &str, percents: &[(Fault, u8)], seed: u64) {
        let storm = Storm { percents: percents.to_vec(), chance: Chance(seed) };
        self.storms.insert(method.to_owned(), storm);
    }

    /// Ends a storm.
    pub fn calm(&mut self, method: &str) {
        self.storms.remove(method);
    }

    /// The fault of the call of this method that is made now, if any.
    pub fn take(&mut self, method: &str) -> Option<Fault> {
        match self.waiting.iter().position(|(name, _)| name == method) {
            Some(at) => Some(self.waiting.remove(at).1),
            None => self.storms.get_mut(method)?.strike(),
        }
    }
}

impl Storm {
    fn strike(&mut self) -> Option<Fault> {
        let mut left = self.chance.next() % 100;
        for (fault, percent) in &self.percents {
            match left.checked_sub(u64::from(*percent)) {
                Some(less) => left = less,
                None => return Some(fault.clone()),
            }
        }
        None
    }
}

/// Pseudorandom numbers, the same for the same seed: `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let once = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let twice = (once ^ (once >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        twice ^ (twice >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strikes(percents: &[(Fault, u8)], seed: u64) -> Vec<Option<Fault>> {
        let mut faults = Faults::default();
        faults.storm("chat.postMessage", percents, seed);
        assert_eq!(faults.take("chat.update"), None);
        (0..1000).map(|_| faults.take("chat.postMessage")).collect()
    }

    #[test]
    fn a_storm_strikes_as_often_as_it_is_told_to_and_the_same_for_a_seed() {
        let percents = [(Fault::AnswerLost, 20), (Fault::ServerError, 10)];
        let struck = strikes(&percents, 1);
        let count = |fault: Option<&Fault>| struck.iter().filter(|each| each.as_ref() == fault).count();
        assert!((160..240).contains(&count(Some(&Fault::AnswerLost))), "{}", count(Some(&Fault::AnswerLost)));
        assert!((70..130).contains(&count(Some(&Fault::ServerError))), "{}", count(Some(&Fault::ServerError)));
        assert!((650..750).contains(&count(None)));
        assert_eq!(struck, strikes(&percents, 1));
        assert_ne!(struck, strikes(&percents, 2));
    }

    #[test]
    fn what_waits_in_line_goes_before_a_storm_which_ends() {
        let mut faults = Faults::default();
        faults.storm("users.info", &[(Fault::Garbled, 100)], 7);
        faults.add("users.info", Fault::ServerError);
        assert_eq!(faults.take("users.info"), Some(Fault::ServerError));
        assert_eq!(faults.take("users.info"), Some(Fault::Garbled));
        faults.calm("users.info");
        assert_eq!(faults.take("users.info"), None);
    }
}
