//! The process is killed between the preview of a digest and its post, while Slack fails and authors change their
//! minds: no entry is posted twice, none that is held back is posted, and none that should be posted is lost.
//!
//! A full run takes `KILLS=1000 cargo test --release --test digest_crash -- --nocapture`. A kill ends the process and
//! not the machine, so this says nothing about a loss of power.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::time::{Duration, Instant};

use bearings::domain::ids::MemberId;
use bearings::sandbox::Fault;
use chrono::{DateTime, TimeDelta};
use support::faults::{DISTURBANCES, HISTORY, POST, disturb, eventually, kill, kill_while_it_hangs, start, storm};
use support::numbers::kills;
use support::process::{ProcessFixture, serve_ahead};
use support::teams::{Choice, IN_FLIGHT, Note, PostedMessage, Season, TeamDifferences, differences};
use tokio::time::timeout;

const EDIT: &str = "chat.update";
/// The calls that look at a channel.
const LOOKS: [&str; 2] = ["conversations.info", "conversations.members"];
/// Each kill falls within this time after the bot can be reached.
const SENDING: Duration = Duration::from_millis(500);
/// The most time that passes between two runs, so that what waits for its time becomes due.
const BETWEEN: TimeDelta = TimeDelta::seconds(90);
/// Kills in one season; a longer run has more seasons.
const KILLS: usize = 40;
/// How many kills of four come while previews are sent.
const BEFORE: usize = 1;
/// The only warnings that the bot may log. The second appears when the machine is busy with other things.
const EXPECTED: [&str; 2] = ["can't check a digest channel", "time to acquire exceeded slow threshold"];

/// Makes Slack's posts, edits and channel calls fail in this season.
fn rages(season: &Season, seed: u64) {
    storm(&season.fixture.slack, seed);
    let faults = [(Fault::ServerError, 8), (Fault::RateLimited(1), 2), (Fault::Dropped { done: true }, 5)];
    for (method, more) in [EDIT, LOOKS[0], LOOKS[1]].into_iter().zip(2..) {
        season.fixture.slack.storm(method, &faults, seed + more);
    }
}

fn calms(season: &Season) {
    for method in [POST, HISTORY, EDIT, LOOKS[0], LOOKS[1]] {
        season.fixture.slack.calms(method);
    }
}

/// Starts the bot and kills it at a random moment.
async fn round(season: &Season, look: bool) {
    let some = season.below(u64::try_from(BETWEEN.num_milliseconds()).unwrap());
    season.fixture.passes(TimeDelta::milliseconds(i64::try_from(some).unwrap()));
    let process = start(&season.fixture);
    let after = season.below(u64::try_from(SENDING.as_micros()).unwrap());
    let acting = async {
        season.managers_answer(look).await;
        season.authors_act().await;
    };
    // They act until the kill.
    let _ = timeout(Duration::from_micros(after), acting).await;
    disturb(&season.fixture, season.below(DISTURBANCES)).await;
    kill(process);
}

/// What happened over some kills.
#[derive(Default)]
struct Totals {
    kills: usize,
    entries: usize,
    messages: usize,
    /// Previews that aren't in their author's DM exactly once.
    previews: usize,
    /// Entries withdrawn from a message that the bot can't locate, without asking a manager to delete them.
    unasked: usize,
    chosen: [usize; 3],
    posts: usize,
    differences: TeamDifferences,
}

/// One season: kills while previews are sent, kills while digests are posted, then no more faults.
async fn season(kills: usize, seed: u64, look: bool) -> Totals {
    let fixture = ProcessFixture::at_work().await;
    // The control runs beside it, undisturbed.
    let fixture = if look { fixture.that_can_be_disturbed().await } else { fixture };
    let season = Season::on(fixture, 4 + kills, seed).await;
    let before = kills * BEFORE / 4;
    rages(&season, seed);
    for _ in 0..before {
        round(&season, look).await;
    }
    calms(&season);
    assert!(season.settles(look).await, "{:?}", season.fixture.deliveries(true).await);
    season.comes_to_the_digests();
    rages(&season, seed + 100);
    // However short the run is, some posts are in doubt.
    for _ in 0..3 {
        season.fixture.slack.break_next(POST, Fault::AnswerLost);
    }
    for _ in before..kills {
        round(&season, look).await;
    }
    calms(&season);
    assert!(season.settles(look).await, "{:?}", season.fixture.deliveries(true).await);
    ends(&season, kills).await
}

async fn ends(season: &Season, kills: usize) -> Totals {
    let log = season.fixture.warned();
    let unexpected: Vec<&str> = log.lines().filter(|line| !EXPECTED.iter().any(|known| line.contains(known))).collect();
    assert_eq!(unexpected, Vec::<&str>::new(), "the bot warns");
    // People may find the bot gone, or on a busy machine get their answer too late; a killed bot forgets the pause that
    // Slack has just asked for.
    let known = ["could not be reached", "expired_trigger_id", "Retry-After"];
    let is_expected = |text: &String| known.iter().any(|known| text.contains(known));
    let others: Vec<String> = season.fixture.slack.complaints().into_iter().filter(|text| !is_expected(text)).collect();
    assert_eq!(others, Vec::<String>::new(), "a strict Slack would refuse this");
    let (notes, standing) = (season.notes(), season.standing().await);
    let chose = |choice| notes.iter().filter(|note| note.choices == [choice].into()).count();
    Totals {
        kills,
        entries: notes.len(),
        messages: standing.len(),
        previews: season.not_once().await.len(),
        unasked: season.unasked(&standing).len(),
        chosen: [Choice::Given, Choice::Held, Choice::Withdrawn].map(chose),
        posts: season.fixture.slack.calls(POST).made,
        differences: differences(&notes, &standing),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_at_any_moment_each_entry_is_posted_once_or_as_its_author_chose() {
    let (began, wanted) = (Instant::now(), kills(12));
    let mut all = Totals::default();
    for (number, first) in (0..wanted).step_by(KILLS).enumerate() {
        let told = season(KILLS.min(wanted - first), 1_000 * (number as u64 + 1), true).await;
        all.kills += told.kills;
        all.entries += told.entries;
        all.messages += told.messages;
        all.previews += told.previews;
        all.unasked += told.unasked;
        all.posts += told.posts;
        for (all, told) in all.chosen.iter_mut().zip(told.chosen) {
            *all += told;
        }
        all.differences = all.differences.and(told.differences);
    }
    let Totals { kills, entries, messages, previews, unasked, chosen: [given, held, withdrawn], posts, differences } =
        all;
    println!(
        "{kills} kills; {entries} entries, of which {given} stay given, {held} held back, {withdrawn} taken back, the others \
         in doubt; {messages} messages of digests are there, after {posts} posts of all kinds\n\
         {} doubled, {} posted though held back, {} though taken back, {} lost, {} astray, {} in old words; {previews} \
         messages in DMs not there once, {unasked} not asked to be deleted; {} s",
        differences.doubled.len(),
        differences.held.len(),
        differences.withdrawn.len(),
        differences.lost.len(),
        differences.astray.len(),
        differences.outdated.len(),
        began.elapsed().as_secs(),
    );
    assert_eq!(differences, TeamDifferences::default());
    assert_eq!((previews, unasked), (0, 0));
    assert!(held > 0 && withdrawn > 0 && given > 0, "no author chose anything");
}

/// The control: a sender that repeats a post in doubt, here on the word of a manager who never looks.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_manager_who_repeats_a_post_in_doubt_posts_twice() {
    let told = season(kills(12).clamp(12, 60), 77, false).await;
    let found = told.differences;
    println!("control: {} doubled where a manager presses Post now without a look", found.doubled.len());
    assert!(!found.doubled.is_empty(), "there must be duplicates, and none are seen");
    assert_eq!((found.held, found.lost, found.astray), (Vec::new(), Vec::new(), Vec::new()));
}

/// A manager who looked has a message posted again, and the bot is killed while that post hangs.
async fn kill_while_it_is_posted_again(season: &Season, done: bool) {
    let process = start(&season.fixture);
    eventually("no manager is asked", async || season.asked_in_vain().await.is_some()).await;
    let manager = season.asked_in_vain().await.unwrap();
    let before = season.fixture.slack.calls(POST).made;
    season.fixture.slack.break_next(POST, Fault::Hangs { done });
    manager.presses("dm", "Post now").await.unwrap();
    eventually(POST, async || season.fixture.slack.calls(POST).made > before).await;
    kill(process);
}

/// An author takes back a posted entry, and the bot is killed while an edit hangs.
async fn kill_while_it_withdraws(season: &Season, done: bool) {
    let process = start(&season.fixture);
    let before = season.fixture.slack.calls(EDIT).made;
    season.fixture.slack.break_next(EDIT, Fault::Hangs { done });
    season.takes_back(season.first_given(), "Unshare").await.unwrap();
    eventually(EDIT, async || season.fixture.slack.calls(EDIT).made > before).await;
    kill(process);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_at_each_step_each_entry_is_posted_once() {
    let season = Season::begin(12, 5).await;
    let mut kills = 0;
    let before = [("conversations.open", false), ("conversations.open", true), (POST, false), (POST, true)];
    for (method, done) in before {
        kill_while_it_hangs(&season.fixture, method, done).await;
        kills += 1;
    }
    assert!(season.settles(true).await, "{:?}", season.fixture.deliveries(true).await);
    season.comes_to_the_digests();
    let posting = [(LOOKS[0], false), (LOOKS[1], true), (POST, true), (POST, true), (POST, false), (POST, false)];
    for (method, done) in posting {
        kill_while_it_hangs(&season.fixture, method, done).await;
        season.fixture.passes(TimeDelta::minutes(2));
        kills += 1;
    }
    // The same for messages that a manager has had posted again.
    for done in [false, true] {
        kill_while_it_is_posted_again(&season, done).await;
        kills += 1;
    }
    assert!(season.settles(true).await, "{:?}", season.fixture.deliveries(true).await);
    for done in [false, true] {
        kill_while_it_withdraws(&season, done).await;
        kills += 1;
    }
    assert!(season.settles(true).await, "{:?}", season.fixture.deliveries(true).await);
    let told = ends(&season, kills).await;
    println!("{kills} kills, each while a call hung; {} messages are there after {} posts", told.messages, told.posts);
    assert_eq!(told.differences, TeamDifferences::default());
    assert_eq!((told.previews, told.unasked), (0, 0));
}

#[test]
fn what_is_not_as_it_was_chosen_is_seen() {
    let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
    let note = |number| Note::new(&MemberId::new("U1"), 1, number);
    let message = |seconds, notes: &[&Note]| {
        let now: String = notes.iter().map(|note| note.beginning(0)).collect();
        PostedMessage { team: 1, at: at(seconds), goes_on: false, is_placed: true, at_first: now.clone(), now }
    };
    let (given, other) = (note(1), note(2));
    let held = Note { choices: [Choice::Held].into(), kept_since: Some(at(10)), ..note(3) };
    let withdrawn = Note { choices: [Choice::Withdrawn].into(), kept_since: Some(at(10)), ..note(4) };
    let unknown = Note { choices: [Choice::Given, Choice::Held, Choice::Withdrawn].into(), ..note(5) };
    let second_page = PostedMessage { goes_on: true, ..message(20, &[&other, &unknown]) };
    let well = [message(20, &[&given]), second_page.clone()];
    let all = [given.clone(), other, held.clone(), withdrawn.clone(), unknown];
    assert_eq!(differences(&all, &well), TeamDifferences::default());
    assert_eq!(
        differences(&all, &well[1..]),
        TeamDifferences { lost: vec![given.mark.clone()], ..TeamDifferences::default() }
    );
    let edited_away = PostedMessage { now: String::new(), ..message(20, &[&held]) };
    let in_flight = PostedMessage { now: String::new(), ..message(10 + IN_FLIGHT.num_seconds(), &[&withdrawn]) };
    let late = PostedMessage { at: at(11 + IN_FLIGHT.num_seconds()), ..in_flight.clone() };
    let cases = [
        (message(20, &[&given]), TeamDifferences { doubled: vec![given.mark.clone()], ..TeamDifferences::default() }),
        (message(5, &[&held]), TeamDifferences { held: vec![held.mark.clone()], ..TeamDifferences::default() }),
        (edited_away, TeamDifferences { held: vec![held.mark.clone()], ..TeamDifferences::default() }),
        (
            message(5, &[&withdrawn]),
            TeamDifferences { withdrawn: vec![withdrawn.mark.clone()], ..TeamDifferences::default() },
        ),
        (in_flight, TeamDifferences::default()),
        (late, TeamDifferences { withdrawn: vec![withdrawn.mark.clone()], ..TeamDifferences::default() }),
    ];
    for (more, expected) in cases {
        let standing = [well.as_slice(), &[PostedMessage { goes_on: true, ..more }]].concat();
        assert_eq!(differences(&all, &standing), expected);
    }
    let second = PostedMessage { now: String::new(), ..message(20, &[]) };
    let found = differences(&all, &[well.as_slice(), &[second]].concat());
    assert_eq!(found, TeamDifferences { doubled: vec!["team 1".to_owned()], ..TeamDifferences::default() });
    let astray = PostedMessage { team: 2, ..message(20, &[&given]) };
    let found = differences(&all, &[second_page.clone(), astray]);
    assert_eq!(found, TeamDifferences { astray: vec![given.mark.clone()], ..TeamDifferences::default() });
    let new_words = Note { wordings: [1].into(), ..given.clone() };
    let found = differences(&[new_words], &well[..1]);
    assert_eq!(found, TeamDifferences { outdated: vec![given.mark], ..TeamDifferences::default() });
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the bot's own process, which a fixture starts"]
async fn the_bot_at_work() {
    serve_ahead().await;
}
