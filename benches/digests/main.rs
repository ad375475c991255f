//! Plans, lays out and draws every team's digest on one day, and measures how long it takes. Run by
//! `benches/digests.sh`.
//!
//! `digests DATABASE TEAMS` works on a database of `benches/evidence`, a file or an address of PostgreSQL: it puts the
//! people into teams of ten and has everyone share two more entries. Slack's answers are filled in without calling it.
//! The CPU time is that of all the bot's threads, SQLite included; a server's time, and time spent on the disk, show only
//! in the elapsed time.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement prints, and stops where it cannot go on"
)]

#[expect(dead_code, reason = "the measurements of evidence use all of it")]
#[path = "../evidence/data.rs"]
mod data;
#[path = "../database.rs"]
mod database;
#[expect(dead_code, reason = "the measurements of evidence use all of it")]
#[path = "../evidence/fill.rs"]
mod fill;
mod seat;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bearings::domain::delivery::{Delivery, MessageRef, SendOutcome};
use bearings::domain::digest::PostId;
use bearings::domain::ids::ChannelId;
use bearings::domain::lookup::Library;
use bearings::services::outbox::Outbox;
use bearings::services::send_decision::SendDecision;
use bearings::services::{Services, frameworks};
use bearings::store;
use bearings::store::delivery::Open;
use bearings::views;
use chrono::{DateTime, Utc};
use rustix::time::{ClockId, clock_gettime};

/// By then everyone's preview is due, whatever their zone.
const PREVIEWS: &str = "2026-06-04T23:00:00Z";
/// Friday, 16:00 in Lisbon, where all teams are.
const DUE: &str = "2026-06-05T15:00:00Z";
const GOAL: f64 = 500.0;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [database, teams] = arguments.as_slice() else { return println!("digests DATABASE TEAMS") };
    let teams = teams.parse().expect("a number of teams");
    seat::assign_to_team(database, teams).await;
    let store = Arc::new(store::open(&database::address(database)).await.expect("the database"));
    let (previews, due) = (instant(PREVIEWS), instant(DUE));
    let library = frameworks::load(&store, &data::framework_dir(), previews).await.expect("a framework").library;
    let services = Services::new(&store);
    let before = peak();

    let began = Spent::until_now();
    let promised = services.digests.plan(previews).await.expect("a plan");
    let planning = began.since();
    seat::previews_are_sent(database, previews).await;
    let began = Spent::until_now();
    let laid_out = services.digests.lay_out(&library, due).await.expect("messages");
    let laying_out = began.since();
    let drawn = draw(&services, &library, due).await;

    let each =
        |time: Duration, count: usize| time.as_secs_f64() * 1_000.0 / f64::from(u32::try_from(count).unwrap_or(1));
    println!(
        "{teams} teams of 10: {laid_out} digests with {promised} previews, {} messages, {} kB of JSON",
        drawn.messages,
        drawn.bytes / 1_000
    );
    let all = planning.and(laying_out).and(drawn.drawing);
    let parts = [("planning", planning), ("laying out", laying_out), ("drawing", drawn.drawing), ("together", all)];
    for (what, spent) in parts {
        println!(
            "  {what:<12} {:>8.3} ms of a core a digest; {:>6.2} s went by",
            each(spent.core, laid_out),
            spent.wall.as_secs_f64()
        );
    }
    println!("  {:.0} digests a second on one core (goal {GOAL})", 1_000.0 / each(all.core, laid_out));
    println!("  claimed and settled besides: {:.3} ms of a core a message", each(drawn.keeping.core, drawn.messages));
    println!("  memory at most: {} MB, {} MB before", peak() / 1_000, before / 1_000);
    store.close().await;
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// What drawing the messages produced and took.
#[derive(Default)]
struct Drawn {
    messages: usize,
    bytes: usize,
    drawing: Spent,
    /// Claiming and settling, which every message needs.
    keeping: Spent,
}

/// Elapsed time, and the CPU time that all threads of this process spent in it.
#[derive(Clone, Copy, Default)]
struct Spent {
    wall: Duration,
    core: Duration,
}

impl Spent {
    fn until_now() -> Began {
        Began { wall: Instant::now(), core: on_a_core() }
    }

    fn and(self, other: Self) -> Self {
        Self { wall: self.wall + other.wall, core: self.core + other.core }
    }
}

struct Began {
    wall: Instant,
    core: Duration,
}

impl Began {
    fn since(&self) -> Spent {
        Spent { wall: self.wall.elapsed(), core: on_a_core().saturating_sub(self.core) }
    }
}

fn on_a_core() -> Duration {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(spent).expect("a time since the start")
}

/// Draws every message as if to post it, one after the other, and settles it with a made-up answer.
async fn draw(services: &Services, library: &Library, now: DateTime<Utc>) -> Drawn {
    let mut drawn = Drawn::default();
    loop {
        let claiming = Spent::until_now();
        let open = Open { post: true, find: false, edit: false };
        let Some(delivery) = services.deliveries.claim(open, now).await.expect("a claim") else { return drawn };
        drawn.keeping = drawn.keeping.and(claiming.since());
        let drawing = Spent::until_now();
        let message = json(services, &delivery, library, now).await;
        drawn.drawing = drawn.drawing.and(drawing.since());
        let settling = Spent::until_now();
        let place = MessageRef { channel: ChannelId::new("G1"), ts: format!("{}.000100", delivery.id.0) };
        Outbox::new(services).settle(&delivery, &SendOutcome::Sent(place), now).await.expect("an end");
        drawn.messages += 1;
        drawn.bytes += message.len();
        drawn.keeping = drawn.keeping.and(settling.since());
    }
}

async fn json(services: &Services, delivery: &Delivery, library: &Library, now: DateTime<Utc>) -> Vec<u8> {
    let post = PostId(delivery.subject);
    let check = services.digests.check_of_post(post).await.expect("a digest").expect("a digest");
    let begun = services.digests.begin(post, library, now).await.expect("a beginning");
    let SendDecision::Send((page, _)) = begun else { return Vec::new() };
    let message = views::digest::message(&page, check.digest.team, library);
    serde_json::to_vec(&(&message.text, &message.blocks)).expect("JSON")
}

/// The peak memory of this process so far, in kB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
