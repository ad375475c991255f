//! Everyone is due in the same minute: measures how long planning takes, whether the sender keeps to Slack's rate
//! limits, and how long lookups take meanwhile. Run by `benches/prompts.sh`.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a measurement prints, and stops where it cannot go on")]

#[path = "../database.rs"]
mod database;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bearings::app;
use bearings::clock::Clock;
use bearings::config::{Config, Options, Secrets, SlackOptions};
use bearings::domain::framework::LevelNumber;
use bearings::domain::ids::{Actor, MemberId, TrackId};
use bearings::domain::introduction::IntroductionDecision;
use bearings::domain::member::Profile;
use bearings::domain::roster::{Roster, RosterEngineer};
use bearings::sandbox::{Sandbox, Setup};
use bearings::secret::Secret;
use bearings::services::{Services, frameworks, members, roster};
use bearings::store;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::net::TcpListener;

const TOKEN: &str = "xoxb-obviously-fake";
const SECRET: &str = "0bv10us1yfakes1gn1ngsecret";

fn number(name: &str, otherwise: usize) -> usize {
    #[expect(clippy::disallowed_methods, reason = "a measurement is set by its environment")]
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The settings of a bot that talks to this Slack.
fn config(framework: &Path, slack: &str, database: String, pace: usize) -> Config {
    Config::check(&Options {
        secrets: Secrets {
            bot_token: Some(Secret::from(TOKEN)),
            signing_secret: Some(Secret::from(SECRET)),
            ..Secrets::default()
        },
        slack: SlackOptions { api_url: format!("{slack}/api").into(), ..SlackOptions::default() },
        database_url: database.into(),
        listen: "127.0.0.1:0".into(),
        framework_dir: framework.into(),
        messages_per_second: pace.to_string().into(),
        ..Options::default()
    })
    .expect("good settings")
}

#[tokio::main]
async fn main() {
    let (people, seconds, pace) = (number("PEOPLE", 10_000), number("SECONDS", 60), number("PACE", 20));
    let directory = tempfile::tempdir().expect("a directory");
    // Empty, on a server if one is named.
    let database =
        std::env::args().nth(1).unwrap_or_else(|| directory.path().join("bearings.db").display().to_string());
    let database = database::address(&database);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Wednesday 3 June 2026.
    let clock = Clock::system();
    let wednesday: DateTime<Utc> = "2026-06-03T09:00:00Z".parse().expect("an instant");
    clock.advance(wednesday - clock.now());
    let manifest = std::fs::read_to_string(root.join("manifest.yml")).expect("the manifest");
    let setup = Setup { manifest: &manifest, bot_token: TOKEN, signing_secret: SECRET, clock: clock.clone() };
    let slack = Sandbox::new(setup).expect("a workspace");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    slack.listening_at(&address);
    tokio::spawn(axum::serve(listener, slack.router()).into_future());

    let hired = slack.hires(people, &["Europe/Lisbon"]);
    let library = fill(&database, &root.join("framework"), &hired, clock.now()).await;
    // Thursday, after the quarter of an hour over which everyone's prompts are spread.
    clock.advance(TimeDelta::hours(30));
    let began = Instant::now();
    let planned = {
        let store = Arc::new(store::open(&database).await.expect("the database"));
        let planned = Services::new(&store).prompts.plan(&library, clock.now()).await.expect("a plan");
        store.close().await;
        planned
    };
    println!("planned: {} prompts in {:.2} s (goal 5)", planned.asked, began.elapsed().as_secs_f64());

    let config = config(&root.join("framework"), &address, database, pace);
    let running = app::start(config, clock).await.expect("a start");
    slack.connect(&format!("http://{}", running.address));
    let mut took = look_up(&slack, Duration::from_secs(u64::try_from(seconds).expect("seconds"))).await;
    running.stop().await;
    took.sort_unstable();
    let at = |percent: usize| took.get((took.len() * percent / 100).min(took.len() - 1)).copied().unwrap_or_default();
    // No one has a DM with the bot yet: each message first opens one, which Slack limits more strictly.
    let (posts, opens) = (slack.calls("chat.postMessage"), slack.calls("conversations.open"));
    println!(
        "sent in {seconds} s at {pace} a second at most: {}; Slack asked to wait {} times, asked too early {} times (goal 0)",
        posts.made - posts.limited,
        posts.limited + opens.limited,
        posts.early + opens.early
    );
    println!(
        "lookups meanwhile, from the press of Enter to the answer: {}; p50 {:.1} ms, p99 {:.1} ms (goal 100)",
        took.len(),
        at(50).as_secs_f64() * 1_000.0,
        at(99).as_secs_f64() * 1_000.0
    );
}

/// Makes everyone an engineer who pressed Start.
async fn fill(
    database: &str,
    framework: &Path,
    hired: &[MemberId],
    now: DateTime<Utc>,
) -> bearings::domain::lookup::Library {
    let store = Arc::new(store::open(database).await.expect("a database"));
    let loaded = frameworks::load(&store, framework, now).await.expect("the framework");
    let services = Services::new(&store);
    let track = TrackId::new("backend");
    let profile = Profile { zone: Some("Europe/Lisbon".into()), ..Profile::default() };
    let actor = |member: &MemberId| Actor { workspace: Sandbox::workspace(), member: member.clone() };
    let everybody: Vec<Actor> = hired.iter().map(actor).collect();
    let engineer = RosterEngineer { track: Some(track), level: Some(LevelNumber(3)), ..RosterEngineer::default() };
    let seated = |mut roster: Roster| {
        roster.engineers.extend(hired.iter().map(|member| (member.clone(), engineer.clone())));
        roster
    };
    roster::update(&store, &Sandbox::workspace(), &|_| None, seated).await.expect("everybody's level");
    services.introductions.introduce(&everybody, now).await.expect("introductions");
    for who in &everybody {
        members::note(&store, who, &profile, now).await.expect("a member");
        services.introductions.decide(who, IntroductionDecision::Start, now).await.expect("a start");
    }
    // They've had their introduction: only the prompts are left to send.
    database::run(database, "DELETE FROM delivery".to_owned()).await;
    store.close().await;
    loaded.library
}

/// Ben runs lookups over and over; returns how long each answer took.
async fn look_up(slack: &Sandbox, time: Duration) -> Vec<Duration> {
    let ben = slack.person("ben");
    let began = Instant::now();
    let mut took = Vec::new();
    while began.elapsed() < time {
        let asked = Instant::now();
        ben.types("#general", "/framework level 3 mastery").await.expect("an answer");
        took.push(asked.elapsed());
        tokio::task::yield_now().await;
    }
    took
}
