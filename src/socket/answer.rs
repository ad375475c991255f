//! Answers each envelope once, however often Slack sends it.

use std::collections::HashMap;
use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::OnceCell;

use crate::bot::{ACK_DEADLINE, Ack, Bot, RequestOutcome};
use crate::services::inbox::ReplayCache;
use crate::slack::inbound::Envelope;
use crate::slack::outbound::acknowledgement;
use crate::telemetry::numbers::Unhandled;

/// How long an envelope's id is remembered.
const IDS_KEPT: TimeDelta = TimeDelta::minutes(10);
/// At least this many answers are kept, and at most twice as many.
const MIN_ANSWERS_KEPT: usize = 64;

/// The acknowledgement, once there is one.
type Slot = Arc<OnceCell<String>>;

/// Recent answers. A repeated envelope gets the same answer and isn't handled again; an old one is only acknowledged.
pub(super) struct Answers {
    known: ReplayCache,
    kept: Mutex<KeptAnswers>,
}

#[derive(Default)]
struct KeptAnswers {
    young: HashMap<String, Slot>,
    old: HashMap<String, Slot>,
}

impl Default for Answers {
    fn default() -> Self {
        Self { known: ReplayCache::new(IDS_KEPT), kept: Mutex::default() }
    }
}

impl Answers {
    /// The acknowledgement; `None` if Slack should send the envelope again.
    pub(super) async fn to(&self, envelope: Envelope, bot: &Bot, now: DateTime<Utc>) -> Option<String> {
        let id = envelope.id.clone();
        // Slack also repeats an event in a new envelope, so the database recognises events by their own ids.
        if envelope.label == "event" {
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
        if kept.young.len() >= MIN_ANSWERS_KEPT {
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
    let Envelope { id, label: kind, takes_answer, inbound } = envelope;
    let (outcome, answer) = match inbound {
        // Refusing it would only make Slack send it again.
        Err(malformed) => {
            (RequestOutcome::Unhandled(Unhandled::Malformed, malformed.to_string()), acknowledgement(&id, None::<()>))
        }
        Ok(inbound) => {
            let what = inbound.label();
            match tokio::time::timeout(ACK_DEADLINE, bot.handle(inbound, None)).await {
                Ok(Ack::Later) => (RequestOutcome::later(), None),
                Ok(ack) => (RequestOutcome::Answered(what), acknowledgement(&id, ack.body().filter(|_| takes_answer))),
                Err(_) => (RequestOutcome::too_slow(), None),
            }
        }
    };
    outcome.log(kind, None, started.elapsed());
    answer
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
        for number in 0..2 * MIN_ANSWERS_KEPT {
            assert!(answers.slot(&format!("other {number}"), now).is_some());
        }
        assert!(answers.slot("e1", now).is_none());
        let kept = answers.kept.lock().unwrap();
        assert!(kept.young.len() + kept.old.len() <= 2 * MIN_ANSWERS_KEPT);
    }
}
