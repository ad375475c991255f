//! The process is killed while people save: everyone who saw “Saved” finds their words afterwards, exactly once.
//!
//! The long run is `KILLS=500 cargo test --release --test crash_stories -- --nocapture`. A kill ends the process and
//! not the machine, so this says nothing about a loss of power.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use bearings::sandbox::{Person, Sandbox};
use chrono::TimeDelta;
use support::numbers::{Numbers, kills};
use support::process::{Fixture, Process};
use tokio::sync::{Barrier, watch};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;

const PEOPLE: [&str; 3] = ["ana", "ben", "kenji"];
/// The kill falls within this time after the first submission, or within [`SAVES`] saves where these take longer.
const WRITING: Duration = Duration::from_millis(60);
const SAVES: u32 = 12;
/// How many saves each writer does at first, to measure how long one takes here.
const MEASURED: usize = 5;
/// A round that takes longer hangs.
const LONGEST_ROUND: Duration = Duration::from_mins(1);
/// How often a writer looks for a form, or presses its button while no kill is due, before the test fails.
const TRIES: usize = 5;

/// An author's words. The first word is unique to the entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Note {
    author: String,
    words: String,
}

impl Note {
    fn key(&self) -> &str {
        self.words.split(' ').next().unwrap()
    }
}

/// How the stored entries differ from what people were told.
#[derive(Debug, Default, PartialEq, Eq)]
struct Differences {
    /// Acknowledged, but not stored in these words.
    missing: Vec<Note>,
    /// Stored more than once, in any words.
    doubled: Vec<String>,
    /// Stored, but never acknowledged: half an entry, or the words before a change.
    unknown: Vec<Note>,
}

fn differences(acknowledged: &[Note], stored: &[Note]) -> Differences {
    let there: HashSet<&Note> = stored.iter().collect();
    let told: HashSet<&Note> = acknowledged.iter().collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for note in stored {
        *times.entry(note.key()).or_default() += 1;
    }
    Differences {
        missing: acknowledged.iter().filter(|note| !there.contains(note)).cloned().collect(),
        doubled: times.iter().filter(|(_, times)| **times > 1).map(|(key, _)| (*key).to_owned()).collect(),
        unknown: stored.iter().filter(|note| !told.contains(note)).cloned().collect(),
    }
}

/// A form that is filled in and, as far as its author knows, not saved yet.
struct Form {
    note: Note,
    /// How many submissions got no answer.
    tries: usize,
    is_changed: bool,
}

/// The result of pressing Save.
enum SubmitOutcome {
    Saved,
    NoAnswer,
}

/// A person who writes entry after entry.
struct Writer {
    person: Person,
    id: String,
    name: &'static str,
    numbers: Numbers,
    written: usize,
    form: Option<Form>,
    acknowledged: Vec<Note>,
    /// How many acknowledged entries were submitted more than once, and how many of these with changed words.
    again: usize,
    changed: usize,
}

impl Writer {
    fn new(slack: &Sandbox, name: &'static str) -> Self {
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
    async fn measures(mut self) -> (Self, Vec<Duration>) {
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
    async fn writes(&mut self, begin: &Barrier, mut gone: watch::Receiver<bool>) -> Option<Instant> {
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
    async fn has_form(&mut self, gone: &mut watch::Receiver<bool>) -> bool {
        let Some(form) = &mut self.form else { return self.opens_form(gone).await };
        if self.numbers.below(2) == 0 {
            form.note.words.push('.');
            form.is_changed = true;
            self.person.fills("modal", "What happened?", &form.note.words).await.unwrap();
        }
        true
    }

    async fn opens_form(&mut self, gone: &mut watch::Receiver<bool>) -> bool {
        self.written += 1;
        let length = usize::try_from(self.numbers.below(40)).unwrap();
        let words = format!("{}-{:06}{}", self.name, self.written, " mended the ledger before lunch".repeat(length));
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

    async fn submits(&mut self) -> SubmitOutcome {
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
        assert!(modal.contains("We had some trouble connecting"), "neither saved nor without an answer: {modal}");
        self.form = Some(form);
        SubmitOutcome::NoAnswer
    }
}

/// What happened over all rounds.
#[derive(Debug, Default)]
struct Tally {
    /// How long a save takes while the others save, too.
    a_save: Duration,
    kills: usize,
    /// Kills between the press of a button and its answer.
    hits: usize,
    /// The presses that these kills left without an answer.
    in_flight: usize,
    /// How many of these were saved all the same.
    saved_unanswered: usize,
    slowest_restart: Duration,
}

impl Tally {
    fn restart(&mut self, stage: &Fixture) -> Process {
        let began = Instant::now();
        let process = stage.start();
        self.slowest_restart = self.slowest_restart.max(began.elapsed());
        process
    }

    /// Everyone writes until the process is killed after this time. Returns the writers and the words whose saves were
    /// in flight.
    async fn round(&mut self, process: Process, writers: Vec<Writer>, after: Duration) -> (Vec<Writer>, Vec<String>) {
        let begin = Arc::new(Barrier::new(writers.len() + 1));
        let (gone, is_gone) = watch::channel(false);
        let mut writing = JoinSet::new();
        for mut writer in writers {
            let (begin, is_gone) = (begin.clone(), is_gone.clone());
            writing.spawn(async move {
                let unanswered = writer.writes(&begin, is_gone).await;
                (writer, unanswered)
            });
        }
        begin.wait().await;
        let killing = spawn_blocking(move || {
            thread::sleep(after);
            let at = Instant::now();
            process.kill();
            at
        });
        let killed_at = killing.await.unwrap();
        gone.send(true).unwrap();
        let (writers, unanswered): (Vec<Writer>, Vec<Option<Instant>>) = writing.join_all().await.into_iter().unzip();
        let cut_off: Vec<String> = writers
            .iter()
            .zip(unanswered)
            .filter(|(_, pressed)| pressed.is_some_and(|pressed| pressed < killed_at))
            .map(|(writer, _)| writer.form.as_ref().unwrap().note.words.clone())
            .collect();
        self.kills += 1;
        self.hits += usize::from(!cut_off.is_empty());
        self.in_flight += cut_off.len();
        (writers, cut_off)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill_and_nothing_is_there_twice() {
    let stage = Fixture::begin().await;
    let mut process = stage.start();
    let measured: JoinSet<_> = PEOPLE.iter().map(|name| Writer::new(&stage.slack, name).measures()).collect();
    let (mut writers, times): (Vec<Writer>, Vec<Vec<Duration>>) = measured.join_all().await.into_iter().unzip();
    let mut times = times.concat();
    times.sort();
    let a_save = times[times.len() / 2];
    let (mut tally, mut moments) = (Tally { a_save, ..Tally::default() }, Numbers(9));
    for round in 0..kills(12) {
        stage.slack.clock().advance(TimeDelta::minutes(1));
        // Every fourth kill falls into the first save or shortly after it.
        let longest = if round % 4 == 0 { a_save * 3 / 2 } else { WRITING.max(a_save * SAVES) };
        let after = Duration::from_micros(moments.below(u64::try_from(longest.as_micros()).unwrap()));
        let cut_off;
        (writers, cut_off) = timeout(LONGEST_ROUND, tally.round(process, writers, after)).await.unwrap();
        process = tally.restart(&stage);
        if !cut_off.is_empty() {
            let stored = stage.stored().await;
            tally.saved_unanswered +=
                cut_off.iter().filter(|words| stored.iter().any(|(_, text)| text == *words)).count();
        }
    }
    for writer in &mut writers {
        for _ in 0..TRIES {
            if writer.form.is_some() {
                writer.submits().await;
            }
        }
        assert!(writer.form.is_none(), "{} cannot save, and nobody is in the way any more", writer.name);
    }
    process.stop();
    tell(&stage, &tally, &writers).await;
}

/// Prints what happened, and asserts that nothing went wrong.
#[expect(clippy::print_stdout, reason = "the figures are what the long run is for")]
async fn tell(stage: &Fixture, tally: &Tally, writers: &[Writer]) {
    let acknowledged: Vec<Note> = writers.iter().flat_map(|writer| writer.acknowledged.clone()).collect();
    let stored: Vec<Note> = stage.stored().await.into_iter().map(|(author, words)| Note { author, words }).collect();
    let found = differences(&acknowledged, &stored);
    let sum = |count: fn(&Writer) -> usize| writers.iter().map(count).sum::<usize>();
    let Tally { a_save, kills, hits, in_flight, saved_unanswered, slowest_restart } = tally;
    println!("{kills} kills, {hits} of them while a save was in flight");
    println!("{in_flight} saves in flight without an answer, {saved_unanswered} of them saved all the same");
    let (again, changed) = (sum(|writer| writer.again), sum(|writer| writer.changed));
    println!(
        "{} acknowledged, {again} of them submitted again, {changed} of these with changed words",
        acknowledged.len()
    );
    println!("{} missing, {} doubled, {} unknown", found.missing.len(), found.doubled.len(), found.unknown.len());
    println!("a save takes {} µs, the slowest restart took {} ms", a_save.as_micros(), slowest_restart.as_millis());
    assert_eq!(found, Differences::default());
    assert!(*kills < 100 || *hits > 0, "no kill came while anybody was saving");
    assert_eq!(stage.logged(), "", "the bot warns");
    // On a slow disk, an answer can also be late.
    let is_expected = |text: &str| text.contains("could not be reached") || text.contains("did not answer within");
    let others = stage.slack.complaints().into_iter().filter(|complaint| !is_expected(complaint));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<String>::new(), "a strict Slack would refuse this");
}

#[test]
fn what_is_missing_doubled_or_unknown_is_seen() {
    let note = |author: &str, words: &str| Note { author: author.into(), words: words.into() };
    let told = [note("ana", "a-1 one"), note("ben", "b-1 two")];
    assert_eq!(differences(&told, &told), Differences::default());
    let lost = differences(&told, &told[..1]);
    assert_eq!(lost, Differences { missing: vec![told[1].clone()], ..Differences::default() });
    let twice = differences(&told, &[told[0].clone(), told[1].clone(), told[0].clone()]);
    assert_eq!(twice, Differences { doubled: vec!["a-1".into()], ..Differences::default() });
    // The words before a change, stored beside those after it.
    let before = note("ana", "a-1");
    let stale = differences(&told, &[told[0].clone(), told[1].clone(), before.clone()]);
    assert_eq!(stale, Differences { doubled: vec!["a-1".into()], unknown: vec![before], ..Differences::default() });
    // A text without its entry, and one under another author, are lost to the author.
    for author in ["nobody", "ana"] {
        let theirs = note(author, "b-1 two");
        let astray = differences(&told, &[told[0].clone(), theirs.clone()]);
        assert_eq!(
            astray,
            Differences { missing: vec![told[1].clone()], unknown: vec![theirs], ..Differences::default() }
        );
    }
}
