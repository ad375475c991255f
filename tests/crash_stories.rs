//! The process is killed while people save: everyone who saw “Saved” finds their words afterwards, exactly once.
//!
//! The long run is `KILLS=500 cargo test --release --test crash_stories -- --nocapture`. A kill ends the process and
//! not the machine, so this says nothing about a loss of power.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "crash_stories/differences.rs"]
mod differences;
mod support;
#[path = "crash_stories/writer.rs"]
mod writer;

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use differences::{EntryDifferences, Note, differences};
use support::faults::{DISTURBANCES, disturb};
use support::numbers::{Numbers, kills};
use support::process::{Process, ProcessFixture};
use tokio::sync::{Barrier, watch};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;
use writer::Writer;

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
    fn restart(&mut self, fixture: &ProcessFixture) -> Process {
        let began = Instant::now();
        let process = fixture.start();
        self.slowest_restart = self.slowest_restart.max(began.elapsed());
        process
    }

    /// Everyone writes until the process is killed after this time; on PostgreSQL, the database may fail first. Returns the writers, and the words of the saves
    /// that were in flight.
    async fn round(
        &mut self,
        fixture: &ProcessFixture,
        process: Process,
        writers: Vec<Writer>,
        (after, disturbance): (Duration, u64),
    ) -> (Vec<Writer>, Vec<String>) {
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
        disturb(fixture, disturbance).await;
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
    let fixture = ProcessFixture::begin().await.that_can_be_disturbed().await;
    let mut process = fixture.start();
    let measured: JoinSet<_> = PEOPLE.iter().map(|name| Writer::new(&fixture.slack, name).measures()).collect();
    let (mut writers, times): (Vec<Writer>, Vec<Vec<Duration>>) = measured.join_all().await.into_iter().unzip();
    let mut times = times.concat();
    times.sort();
    let a_save = times[times.len() / 2];
    let (mut tally, mut moments, mut choices) = (Tally { a_save, ..Tally::default() }, Numbers(9), Numbers(3));
    for round in 0..kills(12) {
        fixture.slack.clock().advance(TimeDelta::minutes(1));
        // Every fourth kill falls into the first save or shortly after it.
        let longest = if round % 4 == 0 { a_save * 3 / 2 } else { WRITING.max(a_save * SAVES) };
        let after = Duration::from_micros(moments.below(u64::try_from(longest.as_micros()).unwrap()));
        let chosen = (after, choices.below(DISTURBANCES));
        let cut_off;
        (writers, cut_off) = timeout(LONGEST_ROUND, tally.round(&fixture, process, writers, chosen)).await.unwrap();
        process = tally.restart(&fixture);
        if !cut_off.is_empty() {
            let stored = fixture.stored().await;
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
        assert!(writer.form.is_none(), "{} cannot save, and nothing is in the way any more", writer.name);
    }
    process.stop();
    tell(&fixture, &tally, &writers).await;
}

/// Prints what happened, and asserts that nothing went wrong.
#[expect(clippy::print_stdout, reason = "the figures are what the long run is for")]
async fn tell(fixture: &ProcessFixture, tally: &Tally, writers: &[Writer]) {
    let acknowledged: Vec<Note> = writers.iter().flat_map(|writer| writer.acknowledged.clone()).collect();
    let stored: Vec<Note> = fixture.stored().await.into_iter().map(|(author, words)| Note { author, words }).collect();
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
    assert_eq!(found, EntryDifferences::default());
    assert!(*kills < 100 || *hits > 0, "no kill came during a save");
    assert_eq!(fixture.warned(), "", "the bot warns");
    // On a slow disk, an answer can also be late.
    let is_expected = |text: &str| text.contains("could not be reached") || text.contains("did not answer within");
    let others = fixture.slack.complaints().into_iter().filter(|complaint| !is_expected(complaint));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<String>::new(), "a strict Slack would refuse this");
}
