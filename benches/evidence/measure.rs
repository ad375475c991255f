//! Starts the bot on the data, does what people do, and prints how long each thing took.

use std::time::{Duration, Instant};

use bearings::app::{self, Running};
use bearings::clock::Clock;
use bearings::config::{Config, Options, Secrets, SlackOptions};
use bearings::secret::Secret;
use bearings::slack::{SIGNATURE, TIMESTAMP};
use reqwest::Client;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::asks::{Ask, Asks, Kind};
use crate::data::{Chance, Words, framework_dir, library};
use crate::database::{address, is_on_server};
use crate::sign::{SECRET, sign};
use crate::slack::Slack;

/// The time between two requests of a steady load.
const PACE: Duration = Duration::from_millis(20);
/// How many requests are made one after the other, for each kind measured that way.
const IN_A_ROW: usize = 1_000;
/// A call that takes longer counts as missing.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// The bot, and what sends it requests.
struct LoadTest {
    bot: String,
    /// Requests alternate between them; each has its own connections.
    clients: [Client; 2],
    slack: Slack,
    asks: Asks,
    /// Everyone, in random order, so that the next person's evidence days aren't cached yet.
    people: Vec<usize>,
    /// The number of requests so far.
    made: usize,
}

/// Measures the bot, which has a runtime of its own as in production.
pub fn measure(database: &str, seconds: usize, people: usize) {
    let _logging = bearings::telemetry::start(None, bearings::telemetry::Format::Human);
    let its_runtime = Runtime::new().expect("a runtime");
    Runtime::new().expect("a runtime").block_on(async {
        let (slack, api) = Slack::begin().await;
        let running = start(database, api, &its_runtime).await;
        let count = seconds * 50;
        let mut stage = LoadTest::new(format!("http://{}", running.address), slack, people).await;
        println!("{:<50} {:>6} {:>8} {:>8} {:>8}  p99 goal", "milliseconds", "count", "p50", "p99", "max");
        for kind in Kind::ALL {
            let took = stage.steady(&[kind], count).await;
            row(kind, took.into_iter().map(|(_, took)| took).collect());
        }
        println!("all of them in turn, together 50 a second");
        let took = stage.steady(&Kind::ALL, 3 * count).await;
        for kind in Kind::ALL {
            row(kind, took.iter().filter(|(of, _)| *of == kind).map(|(_, took)| *took).collect());
        }
        println!("one after the other on one connection");
        for kind in [Kind::Me, Kind::Suggest] {
            row(kind, stage.in_a_row(kind).await);
        }
        println!("resident memory at the end, with the fake Slack and the clients: {} MB", resident());
        its_runtime.spawn(running.stop()).await.expect("a graceful stop");
    });
}

/// Only starts the bot, prints how long that took, and stops it.
pub fn start_only(database: &str) {
    let its_runtime = Runtime::new().expect("a runtime");
    Runtime::new().expect("a runtime").block_on(async {
        let running = start(database, "https://slack.com/api".into(), &its_runtime).await;
        its_runtime.spawn(running.stop()).await.expect("a graceful stop");
    });
}

pub async fn start(database: &str, api: String, its_runtime: &Runtime) -> Running {
    let config = Config::check(&Options {
        secrets: Secrets {
            bot_token: Some(Secret::from("xoxb-obviously-fake")),
            signing_secret: Some(Secret::from(SECRET)),
            ..Secrets::default()
        },
        slack: SlackOptions { api_url: api.into(), ..SlackOptions::default() },
        database_url: address(database).into(),
        listen: "127.0.0.1:0".into(),
        framework_dir: framework_dir().into(),
        ..Options::default()
    });
    let config = config.expect("good settings");
    let size = if is_on_server(database) {
        "on PostgreSQL".to_owned()
    } else {
        let bytes = std::fs::metadata(database).expect("a database: fill one first").len();
        format!("{} MB", bytes / 1_000_000)
    };
    let began = Instant::now();
    let running = its_runtime.spawn(app::start(config, Clock::system())).await;
    let running = running.expect("a start").unwrap_or_else(|error| panic!("{error}"));
    let ready = format!("http://{}/readyz", running.address);
    let client = Client::new();
    while !client.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
        tokio::task::yield_now().await;
    }
    let took = began.elapsed();
    println!("database: {size}; start until ready: {:.0} ms", took.as_secs_f64() * 1_000.0);
    println!("resident memory then: {} MB", resident());
    running
}

impl LoadTest {
    async fn new(bot: String, slack: Slack, people: usize) -> Self {
        let mut chance = Chance::new(Clock::system().now().timestamp().unsigned_abs());
        let (clients, asks) = ([Client::new(), Client::new()], Asks::new(Words::of(&library())));
        let mut stage = Self { bot, clients, slack, asks, people: chance.shuffled(people), made: 0 };
        let log = stage.next(Kind::Log);
        stage.exchange(0, log).await;
        let form = stage.slack.last_opened();
        Self { asks: stage.asks.with_form(form), ..stage }
    }

    fn next(&mut self, kind: Kind) -> Ask {
        let person = self.people.get(self.made % self.people.len()).expect("a person");
        self.made += 1;
        self.asks.ask(kind, self.made, *person)
    }

    /// Sends these kinds in turn at a steady pace, even if the answers fall behind.
    async fn steady(&mut self, kinds: &[Kind], count: usize) -> Vec<(Kind, Duration)> {
        let mut going = JoinSet::new();
        let mut ticks = tokio::time::interval(PACE);
        for kind in kinds.iter().cycle().take(count) {
            let ask = self.next(*kind);
            ticks.tick().await;
            let (kind, exchange) = (*kind, self.exchange(self.made, ask));
            going.spawn(async move { (kind, exchange.await) });
        }
        going.join_all().await
    }

    async fn in_a_row(&mut self, kind: Kind) -> Vec<Duration> {
        let mut took = Vec::with_capacity(IN_A_ROW);
        for _ in 0..IN_A_ROW {
            let ask = self.next(kind);
            took.push(self.exchange(0, ask).await);
        }
        took
    }

    /// Returns the time from sending the request to what ends it: the answer, or the bot's call to Slack.
    fn exchange(&self, number: usize, ask: Ask) -> impl Future<Output = Duration> + use<> {
        let Ask { path, body, call, good } = ask;
        let (at, signature) = sign(&body);
        let coming = call.map(|about| self.slack.expect(&about));
        let [one, other] = &self.clients;
        let client = if number.is_multiple_of(2) { one } else { other };
        let request = client.post(format!("{}{path}", self.bot)).header(TIMESTAMP, at).header(SIGNATURE, signature);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        async move {
            let began = Instant::now();
            let answer = request.send().await.expect("an answer");
            let status = answer.status();
            let text = answer.text().await.expect("a whole answer");
            let answered = began.elapsed();
            assert!(status.is_success() && text.contains(good), "{status}: {text}");
            match coming {
                None => answered,
                Some(coming) => {
                    let came = tokio::time::timeout(ANSWER_TIMEOUT, coming).await.expect("a call to Slack in time");
                    came.expect("a call to Slack").duration_since(began)
                }
            }
        }
    }
}

fn row(kind: Kind, mut took: Vec<Duration>) {
    took.sort_unstable();
    let of_hundred = |part: usize| took.get((took.len() * part).div_ceil(100).saturating_sub(1));
    let millis = |took: Option<&Duration>| took.map_or(f64::NAN, Duration::as_secs_f64) * 1_000.0;
    let (p50, p99, max) = (millis(of_hundred(50)), millis(of_hundred(99)), millis(took.last()));
    let (name, goal) = kind.name();
    let goal = goal.map_or_else(String::new, |goal| {
        format!("{goal:>3} {}", if p99 < f64::from(goal) { "kept" } else { "MISSED" })
    });
    println!("{name:<50} {:>6} {p50:>8.2} {p99:>8.2} {max:>8.2}  {goal}", took.len());
}

/// The resident memory of this process in megabytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a Linux system");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kilobytes / 1_024
}
