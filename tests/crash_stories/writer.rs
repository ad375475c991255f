//! A person who writes entry after entry and remembers which of them were acknowledged.

use std::time::{Duration, Instant};

use bearings::sandbox::{Person, Sandbox};
use tokio::sync::{Barrier, watch};

use super::differences::Note;
use super::{MEASURED, TRIES};
use crate::support::numbers::Numbers;

/// A form that is filled in and, as far as its author knows, not saved yet.
pub struct Form {
    pub note: Note,
    /// How many submissions got no answer.
    pub tries: usize,
    pub is_changed: bool,
}

/// The result of pressing Save.
pub enum SubmitOutcome {
    Saved,
    NoAnswer,
}

/// A person who writes entry after entry.
pub struct Writer {
    pub person: Person,
    pub id: String,
    pub name: &'static str,
    pub numbers: Numbers,
    pub written: usize,
    pub form: Option<Form>,
    pub acknowledged: Vec<Note>,
    /// How many acknowledged entries were submitted more than once, and how many of these with changed words.
    pub again: usize,
    pub changed: usize,
}

impl Writer {
    pub fn new(slack: &Sandbox, name: &'static str) -> Self {
        let id = slack.member(name).unwrap().as_str().to_owned();
        // Everyone makes different choices.
        let seed = name.bytes().fold(0, |seed, byte| seed * 31 + u64::from(byte));
        Self {
            person: slack.person(name),
            id,
            name,
            numbers: Numbers(seed),
            written: 0,
            form: None,
            acknowledged: Vec::new(),
            again: 0,
            changed: 0,
        }
    }

    /// Writes some entries, and returns how long each save took.
    pub async fn measures(mut self) -> (Self, Vec<Duration>) {
        let mut times = Vec::new();
        let (_stays, mut gone) = watch::channel(false);
        for _ in 0..MEASURED {
            self.opens_form(&mut gone).await;
            let pressed = Instant::now();
            assert!(matches!(self.submits().await, SubmitOutcome::Saved), "nothing is in the way");
            times.push(pressed.elapsed());
        }
        (self, times)
    }

    /// Writes until the process stops answering; returns when the unanswered button was pressed.
    pub async fn writes(&mut self, begin: &Barrier, mut gone: watch::Receiver<bool>) -> Option<Instant> {
        let mut is_ready = false;
        loop {
            if !self.has_form(&mut gone).await {
                return None;
            }
            if !is_ready {
                begin.wait().await;
                is_ready = true;
            }
            let pressed = Instant::now();
            if matches!(self.submits().await, SubmitOutcome::NoAnswer) {
                return Some(pressed);
            }
        }
    }

    /// Returns to the form that is still open, every other time with changed words, or opens a new one.
    pub async fn has_form(&mut self, gone: &mut watch::Receiver<bool>) -> bool {
        let Some(form) = &mut self.form else { return self.opens_form(gone).await };
        if self.numbers.below(2) == 0 {
            form.note.words.push('.');
            form.is_changed = true;
            self.person.fills("modal", "What happened?", &form.note.words).await.unwrap();
        }
        true
    }

    pub async fn opens_form(&mut self, gone: &mut watch::Receiver<bool>) -> bool {
        self.written += 1;
        let length = usize::try_from(self.numbers.below(40)).unwrap();
        let words = format!("{}-{:06}{}", self.name, self.written, " fixed the ledger before lunch".repeat(length));
        let note = Note { author: self.id.clone(), words };
        self.person.types("#general", &format!("/evidence {}", note.words)).await.unwrap();
        let mut looks = 0;
        loop {
            looks += 1;
            tokio::select! {
                seen = self.person.waits_until_sees("modal", note.key()) => {
                    if seen.is_ok() {
                        self.form = Some(Form { note, tries: 0, is_changed: false });
                        return true;
                    }
                    assert!(looks < TRIES, "the form does not open: {}", self.person.screen("#general"));
                }
                _ = gone.wait_for(|gone| *gone) => return false,
            }
        }
    }

    pub async fn submits(&mut self) -> SubmitOutcome {
        self.person.submits().await.unwrap();
        let modal = self.person.modal().unwrap();
        let mut form = self.form.take().unwrap();
        form.tries += 1;
        if modal.starts_with("== Saved ==") {
            self.again += usize::from(form.tries > 1);
            self.changed += usize::from(form.is_changed);
            self.acknowledged.push(form.note);
            self.person.closes().await.unwrap();
            return SubmitOutcome::Saved;
        }
        let is_known =
            ["We had some trouble connecting", "Your words are still here"].iter().any(|known| modal.contains(known));
        assert!(is_known, "neither saved nor without an answer: {modal}");
        self.form = Some(form);
        SubmitOutcome::NoAnswer
    }
}
