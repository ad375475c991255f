//! Answers each envelope once, however often Slack sends it.

use std::collections::HashMap;
use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::OnceCell;

use crate::bot::{Ack, Bot};
use crate::services::inbox::ReplayCache;
use crate::slack::inbound::Envelope;
use crate::slack::outbound::{Answer, Audience, acknowledgement};
use crate::telemetry::numbers::{self, Unhandled};

/// Slack waits three seconds for an answer, so a slower one is given up.
const DEADLINE: Duration = Duration::from_millis(2_900);
/// How long an envelope's id is remembered.
const KNOWN: TimeDelta = TimeDelta::minutes(10);
/// At least this many answers are kept, and at most twice as many.
const KEPT: usize = 64;

/// The acknowledgement, once there is one.
type Slot = Arc<OnceCell<String>>;

/// Recent answers. A repeated envelope gets the same answer and isn't handled again; an old one is only acknowledged.
pub(super) struct Answers {
    known: ReplayCache,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    young: HashMap<String, Slot>,
    old: HashMap<String, Slot>,
}

impl Default for Answers {
    fn default() -> Self {
        Self { known: ReplayCache::new(KNOWN), kept: Mutex::default() }
    }
}

impl Answers {
    /// The acknowledgement; `None` if Slack should send the envelope again.
    pub(super) async fn to(&self, envelope: Envelope, bot: &Bot, now: DateTime<Utc>) -> Option<String> {
        let id = envelope.id.clone();
        // Slack also repeats an event in a new envelope, so the database recognises events by their own ids.
        if envelope.what == "event" {
            return handle(envelope, bot).await;
        }
        let Some(slot) = self.slot(&id, now) else { return acknowledgement(&id, None::<()>) };
        let answer = slot.get_or_try_init(async || handle(envelope, bot).await.ok_or(())).await;
        if answer.is_err() {
            self.forget(&id);
        }
        answer.ok().cloned()
    }

    /// Where the answer is or will be; `None` if it's no longer kept.
    fn slot(&self, id: &str, now: DateTime<Utc>) -> Option<Slot> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = kept.young.get(id).or_else(|| kept.old.get(id)) {
            return Some(slot.clone());
        }
        if !self.known.is_first(id, now) {
            return None;
        }
        if kept.young.len() >= KEPT {
            kept.old = take(&mut kept.young);
        }
        let slot = Slot::default();
        kept.young.insert(id.to_owned(), slot.clone());
        Some(slot)
    }

    fn forget(&self, id: &str) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.young.remove(id);
        kept.old.remove(id);
        self.known.forget(id);
    }
}

/// Handles an envelope and logs the outcome in one line.
async fn handle(envelope: Envelope, bot: &Bot) -> Option<String> {
    let started = Instant::now();
    let Envelope { id, what: kind, takes_answer, inbound } = envelope;
    let (unhandled, what, answer) = match inbound {
        // Refusing it would only make Slack send it again.
        Err(malformed) => (Some((Unhandled::Malformed, malformed.to_string())), kind, acknowledgement(&id, None::<()>)),
        Ok(inbound) => {
            let what = inbound.what();
            match tokio::time::timeout(DEADLINE, bot.handle(inbound, None)).await {
                Ok(Ack::Later) => (Some((Unhandled::Later, "asked to repeat".to_owned())), kind, None),
                Ok(ack) => (None, what, acknowledge(&id, &ack, takes_answer)),
                Err(_) => (Some((Unhandled::TooSlow, "took longer than Slack waits".to_owned())), kind, None),
            }
        }
    };
    say(what, unhandled, started.elapsed());
    answer
}

fn say(what: &'static str, unhandled: Option<(Unhandled, String)>, took: Duration) {
    // A `u128` would be text in JSON.
    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    match unhandled {
        None => {
            numbers::acknowledged(what, took);
            tracing::info!(what, took_us, "answered");
        }
        Some((why, outcome)) => {
            numbers::unhandled(why);
            tracing::warn!(what, took_us, outcome, "not handled");
        }
    }
}

fn acknowledge(id: &str, ack: &Ack, takes_answer: bool) -> Option<String> {
    match ack {
        Ack::Message(message) if takes_answer => acknowledgement(id, Some(Answer::new(message, Audience::Them))),
        Ack::Submit(answer) if takes_answer => acknowledgement(id, Some(answer)),
        Ack::Options(options) if takes_answer => acknowledgement(id, Some(options)),
        _ => acknowledgement(id, None::<()>),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_has_one_slot_until_it_is_only_known() {
        let (answers, now) = (Answers::default(), DateTime::UNIX_EPOCH);
        let first = answers.slot("e1", now).unwrap();
        assert!(Arc::ptr_eq(&first, &answers.slot("e1", now).unwrap()));
        answers.forget("e1");
        assert!(!Arc::ptr_eq(&first, &answers.slot("e1", now).unwrap()), "it is sent again after it was not handled");
        for number in 0..2 * KEPT {
            assert!(answers.slot(&format!("other {number}"), now).is_some());
        }
        assert!(answers.slot("e1", now).is_none());
        let kept = answers.kept.lock().unwrap();
        assert!(kept.young.len() + kept.old.len() <= 2 * KEPT);
    }
}
