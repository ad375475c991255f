//! The bot in a process of its own, on a database that survives it, with a Slack workspace on this machine.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use bearings::app;
use bearings::clock::Clock;
use bearings::config::{Config, Options, Secrets, SlackOptions};
use bearings::domain::cadence::{Zone, next_monday};
use bearings::domain::delivery::Kind;
use bearings::domain::ids::{Actor, MemberId};
use bearings::sandbox::{Sandbox, Setup};
use bearings::secret::Secret;
use bearings::services::Services;
use bearings::store::{Store, delivery};
use bearings::{store, telemetry};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{APP_TOKEN, SIGNING_SECRET, TOKEN, Transport, repository};

/// What the bot prints before its address once it can be reached.
const READY: &str = "Bearings answers on ";
/// What it prints before the address of its metrics, if it serves them.
const METRICS: &str = "Metrics are on ";
/// The test that becomes the bot's process when its clock has to be ahead.
const AT_WORK: &str = "the_bot_at_work";
/// The variable that says by how many milliseconds the clock is ahead.
const AHEAD: &str = "AHEAD";

/// A delivery as the database has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredDelivery {
    pub kind: String,
    pub recipient: String,
    pub key: String,
    pub state: String,
    pub attempts: i64,
    /// In milliseconds.
    pub next_at: i64,
    pub is_stale: bool,
    /// Whether the bot knows where the message is.
    pub is_placed: bool,
}

/// A digest as the database has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredDigest {
    pub state: String,
    /// In milliseconds.
    pub due_at: i64,
}

impl StoredDigest {
    /// Whether there's nothing left to do about it for now.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.due_at > now.timestamp_millis() || matches!(self.state.as_str(), "posted" | "dropped")
    }
}

/// A Slack workspace on this machine, and a directory for the database.
pub struct Fixture {
    pub slack: Sandbox,
    pub slack_address: String,
    transport: Transport,
    directory: TempDir,
    /// How far the bot's clock is ahead of the machine's, if it is.
    ahead: Mutex<Option<TimeDelta>>,
}

impl Fixture {
    pub async fn begin() -> Self {
        Self::over(Transport::of_this_run()).await
    }

    /// A test about one transport, so it uses this one in every run.
    pub async fn over(transport: Transport) -> Self {
        // The clock moves only between rounds, so Slack's limits per minute apply to each round.
        Self::at(Clock::still(Clock::system().now()), transport).await
    }

    /// It's 10:00 on a Monday in Lisbon, for the bot, too, whenever this runs. The test that uses it needs a test
    /// [`AT_WORK`] beside it that only calls [`serve_ahead`].
    pub async fn at_work() -> Self {
        Self::at_work_over(Transport::of_this_run()).await
    }

    /// The same, with this transport in every run.
    pub async fn at_work_over(transport: Transport) -> Self {
        let clock = Clock::system();
        let lisbon = Zone::of("Europe/Lisbon", "UTC");
        let monday = next_monday(&lisbon, clock.now(), NaiveTime::from_hms_opt(10, 0, 0).unwrap());
        let ahead = monday - clock.now();
        clock.advance(ahead);
        Self { ahead: Mutex::new(Some(ahead)), ..Self::at(clock, transport).await }
    }

    /// The clock is the machine's own, and Slack calls the bot over HTTP.
    pub async fn on_time() -> Self {
        Self::at(Clock::system(), Transport::Http).await
    }

    async fn at(clock: Clock, transport: Transport) -> Self {
        let manifest = std::fs::read_to_string(repository("manifest.yml")).unwrap();
        let setup = Setup { manifest: &manifest, bot_token: TOKEN, signing_secret: SIGNING_SECRET, clock };
        let slack = Sandbox::new(setup).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let slack_address = format!("http://{}", listener.local_addr().unwrap());
        slack.listening_at(&slack_address);
        if transport != Transport::Http {
            slack.makes_app_token(APP_TOKEN, &["connections:write"]);
            slack.switches_socket_mode_on();
        }
        let router = slack.router();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { slack, slack_address, transport, directory: tempfile::tempdir().unwrap(), ahead: Mutex::default() }
    }

    /// Lets time pass while the bot is down.
    pub fn passes(&self, time: TimeDelta) {
        self.slack.clock().advance(time);
        let mut ahead = self.ahead.lock().unwrap();
        *ahead = ahead.map(|ahead| ahead + time);
    }

    /// The database, for changes while the bot is down.
    pub async fn store(&self) -> Arc<Store> {
        Arc::new(store::open(&format!("sqlite://{}", self.database().display())).await.unwrap())
    }

    pub fn database(&self) -> PathBuf {
        self.directory.path().join("bearings.db")
    }

    /// The path of a file beside the database.
    pub fn path(&self, name: &str) -> String {
        self.directory.path().join(name).display().to_string()
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join("log")
    }

    /// Starts the bot on the existing database: as shipped, or with its clock ahead.
    pub fn start(&self) -> Process {
        self.start_with(&[])
    }

    /// As `start`, with these additional arguments.
    pub fn start_with(&self, arguments: &[&str]) -> Process {
        let ahead = *self.ahead.lock().unwrap();
        let command = match ahead {
            None => {
                let mut command = self.command(&["serve"]);
                command.args(arguments);
                command
            }
            Some(ahead) => {
                let mut command =
                    self.run(&std::env::current_exe().unwrap(), &["--exact", AT_WORK, "--ignored", "--nocapture"]);
                command.env(AHEAD, ahead.num_milliseconds().to_string());
                command
            }
        };
        self.launch(command)
    }

    /// Runs a command that becomes the bot.
    pub fn launch(&self, mut command: Command) -> Process {
        let log = OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut lines = stdout.by_ref().lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.split_once(READY).map(|(_, address)| address.trim().to_owned()));
        assert!(address.is_some(), "it does not start: {}", self.logged());
        let process = Process { child, stdout, address: address.unwrap() };
        self.slack.connect(&process.address);
        process
    }

    /// A shipped command, with the bot's settings and no input.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.run(Path::new(env!("CARGO_BIN_EXE_bearings")), arguments)
    }

    fn run(&self, program: &Path, arguments: &[&str]) -> Command {
        let (http, socket) = (("SLACK_SIGNING_SECRET", SIGNING_SECRET), ("SLACK_APP_TOKEN", APP_TOKEN));
        let credentials = match self.transport {
            Transport::Http => vec![http],
            Transport::Socket => vec![socket],
            Transport::Both => vec![http, socket],
        };
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .env("SLACK_BOT_TOKEN", TOKEN)
            .envs(credentials)
            .env("SLACK_API_URL", format!("{}/api", self.slack_address))
            .env("DATABASE_URL", format!("sqlite://{}", self.database().display()))
            .env("BEARINGS_LISTEN", "127.0.0.1:0")
            .env("BEARINGS_FRAMEWORK_DIR", repository("framework"))
            .env("BEARINGS_MESSAGES_PER_SECOND", "50")
            // A test saves faster than people do.
            .env("BEARINGS_ENTRIES_PER_HOUR", "100000")
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null());
        command
    }

    /// Writes a file beside the database; returns its path.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// Hires this many people and promises them an introduction while the bot is down.
    pub async fn hires(&self, count: usize) -> Vec<MemberId> {
        let hired = self.slack.hires(count, &["Europe/Lisbon", "Europe/Berlin", "Africa/Johannesburg"]);
        let actor = |member: &MemberId| Actor { workspace: Sandbox::workspace(), member: member.clone() };
        let actors: Vec<Actor> = hired.iter().map(actor).collect();
        let store = self.store().await;
        Services::new(&store).introductions.introduce(&actors, self.slack.clock().now()).await.unwrap();
        store.close().await;
        hired
    }

    /// Has the message in a person's DM replaced by a new post, as a question that is asked again is; the bot is down.
    pub async fn posts_again(&self, member: &MemberId) {
        let store = self.store().await;
        let to = Actor { workspace: Sandbox::workspace(), member: member.clone() };
        let (key, now) = (format!("again {member}"), self.slack.clock().now());
        let mut writing = store.write().await.unwrap();
        delivery::update_again(&mut writing, &to, (Kind::Introduction, 1), &key, now).await.unwrap();
        writing.commit().await.unwrap();
        store.close().await;
    }

    /// The deliveries, read from the database: all, or only those whose outcome isn't known.
    #[expect(clippy::disallowed_methods, reason = "what the bot itself would read is not asked for here")]
    pub async fn deliveries(&self, all: bool) -> Vec<StoredDelivery> {
        let mut db = SqliteConnectOptions::new().filename(self.database()).read_only(true).connect().await.unwrap();
        let rows = sqlx::query_as(
            "SELECT kind, recipient, key, state, attempts, next_at, is_stale, ts IS NOT NULL AS is_placed FROM delivery
             WHERE $1 OR state IN ('sending', 'doubtful') ORDER BY id",
        )
        .bind(all)
        .fetch_all(&mut db)
        .await
        .unwrap();
        db.close().await.unwrap();
        rows
    }

    /// All digests, in order.
    #[expect(clippy::disallowed_methods, reason = "what the bot itself would read is not asked for here")]
    pub async fn digests(&self) -> Vec<StoredDigest> {
        let mut db = SqliteConnectOptions::new().filename(self.database()).read_only(true).connect().await.unwrap();
        let rows = sqlx::query_as("SELECT state, due_at FROM digest ORDER BY id").fetch_all(&mut db).await.unwrap();
        db.close().await.unwrap();
        rows
    }

    pub fn logged(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap()
    }

    /// Every stored text, read from the database, with its entry's author or `nobody`. A text that a change has erased
    /// is blank.
    #[expect(clippy::disallowed_methods, reason = "what the bot itself would read is not asked for here")]
    pub async fn stored(&self) -> Vec<(String, String)> {
        let mut db = SqliteConnectOptions::new().filename(self.database()).read_only(true).connect().await.unwrap();
        let texts = sqlx::query_as(
            "SELECT COALESCE(e.author, 'nobody'), t.words FROM evidence_text t
             LEFT JOIN evidence e ON e.text_id = t.id AND e.deleted_at IS NULL
             WHERE e.id IS NOT NULL OR trim(t.words) <> ''",
        )
        .fetch_all(&mut db)
        .await
        .unwrap();
        db.close().await.unwrap();
        texts
    }
}

/// Serves like `bearings serve` with metrics, with the clock ahead; returns at once if [`AHEAD`] isn't set.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it is the process of a test, and told by it what it is"
)]
pub async fn serve_ahead() {
    let Ok(ahead) = std::env::var(AHEAD) else { return };
    let said = |name: &str| std::env::var(name).unwrap();
    let _logging = telemetry::start(Some("warn"), telemetry::Format::Human);
    let secret = |name: &str| std::env::var(name).ok().map(Secret::from);
    let clock = Clock::system();
    clock.advance(TimeDelta::milliseconds(ahead.parse().unwrap()));
    let config = Config::check(&Options {
        secrets: Secrets {
            bot_token: secret("SLACK_BOT_TOKEN"),
            app_token: secret("SLACK_APP_TOKEN"),
            signing_secret: secret("SLACK_SIGNING_SECRET"),
        },
        slack: SlackOptions { api_url: said("SLACK_API_URL").into(), ..SlackOptions::default() },
        database_url: said("DATABASE_URL").into(),
        listen: said("BEARINGS_LISTEN").into(),
        framework_dir: said("BEARINGS_FRAMEWORK_DIR").into(),
        messages_per_second: said("BEARINGS_MESSAGES_PER_SECOND").into(),
        metrics_listen: "127.0.0.1:0".into(),
        ..Options::default()
    });
    let mut asked_to_end = signal(SignalKind::terminate()).unwrap();
    let running = app::start(config.unwrap(), clock).await.unwrap();
    println!("{READY}http://{}", running.address);
    println!("{METRICS}http://{}/metrics", running.metrics.unwrap());
    asked_to_end.recv().await;
    running.stop().await;
}

/// The bot in a process of its own, which is killed when this goes out of scope.
pub struct Process {
    pub address: String,
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    /// Its resident memory in kilobytes, as Linux counts it.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Its peak resident memory in kilobytes.
    pub fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// How many files and connections it has open.
    pub fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The address of its metrics, from the next line that it prints.
    pub fn metrics(&mut self) -> String {
        let mut said = String::new();
        self.stdout.read_line(&mut said).unwrap();
        said.trim_end().strip_prefix(METRICS).unwrap().to_owned()
    }

    /// Waits until it ends by itself, and returns its exit code.
    pub fn ends(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Kills it with SIGKILL, and returns when it's gone.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGHUP, which makes it read again what can change.
    pub fn reload(&self) {
        let asked = Command::new("sh").args(["-c", "kill -HUP \"$0\"", &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success());
    }

    /// Stops it with SIGTERM, and waits until it has ended.
    pub fn stop(mut self) {
        let asked = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success() && self.child.wait().unwrap().success(), "it does not end well");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
