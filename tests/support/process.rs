//! The bot in a process of its own, on a database that survives it, with a Slack workspace on this machine.

mod running;
mod stored;

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bearings::clock::Clock;
use bearings::domain::cadence::{Zone, next_monday};
use bearings::domain::delivery::Kind;
use bearings::domain::ids::{Actor, MemberId};
use bearings::sandbox::Sandbox;
use bearings::services::Services;
use bearings::store::{self, OpenError, Store, delivery};
use chrono::{NaiveTime, TimeDelta};
use running::{AHEAD, READY};
pub use running::{Process, serve_ahead};
pub use stored::{StoredDelivery, StoredDigest};
use tempfile::TempDir;
use tokio::time::interval;

use super::database_line::DatabaseLine;
use super::postgres::PostgresDatabase;
use super::{APP_TOKEN, Database, SIGNING_SECRET, TOKEN, Transport, local_slack, repository};

/// The test that becomes the bot's process when its clock has to be ahead.
const AT_WORK: &str = "the_bot_at_work";

/// A Slack workspace on this machine, and a directory for the database.
pub struct ProcessFixture {
    pub slack: Sandbox,
    pub slack_address: String,
    transport: Transport,
    directory: TempDir,
    database: Database,
    /// Between the bot and its database, if a test can disturb it.
    line: Option<DatabaseLine>,
    /// How far the bot's clock is ahead of the machine's, if it is.
    ahead: Mutex<Option<TimeDelta>>,
}

impl ProcessFixture {
    pub async fn begin() -> Self {
        Self::over(Transport::of_this_run()).await
    }

    /// A test about the database file, so it is on SQLite in every run.
    pub async fn on_a_file() -> Self {
        let fixture = Self::begin().await;
        let database = Database::file_in(fixture.directory.path());
        Self { database, ..fixture }
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
        let (slack, slack_address, _) = local_slack::serve(&manifest, clock, transport).await;
        let directory = tempfile::tempdir().unwrap();
        let database = Database::begin(directory.path()).await;
        Self { slack, slack_address, transport, directory, database, line: None, ahead: Mutex::default() }
    }

    /// On PostgreSQL, the bot's connections and its server can be disturbed. The test reads the database without them.
    pub async fn that_can_be_disturbed(self) -> Self {
        if matches!(self.database, Database::Sqlite(_)) {
            return self;
        }
        let database = PostgresDatabase::to_crash().await;
        let line = Some(DatabaseLine::to(&database.url()).await);
        Self { database: Database::Postgres(database), line, ..self }
    }

    pub fn line(&self) -> Option<&DatabaseLine> {
        self.line.as_ref()
    }

    /// What the bot has logged, but for what it says of its database where that is disturbed.
    pub fn warned(&self) -> String {
        let of_disturbed = |line: &&str| {
            let known = [
                "the database failed",
                "error from `after_release`",
                "while testing the connection on-release",
                "time to acquire exceeded slow threshold",
            ];
            self.line.is_some() && known.iter().any(|known| line.contains(known))
        };
        self.logged().lines().filter(|line| !of_disturbed(line)).collect::<Vec<_>>().join("\n")
    }

    /// Lets time pass while the bot is down.
    pub fn passes(&self, time: TimeDelta) {
        self.slack.clock().advance(time);
        let mut ahead = self.ahead.lock().unwrap();
        *ahead = ahead.map(|ahead| ahead + time);
    }

    /// The database, for changes while the bot is down.
    pub async fn store(&self) -> Arc<Store> {
        // Until it runs another program, a process that another test starts holds every lock of this one, too.
        let mut tries = interval(Duration::from_millis(20));
        let mut opened = store::open(&self.database.url()).await;
        for _ in 0..50 {
            if !matches!(opened, Err(OpenError::Taken(_))) {
                break;
            }
            tries.tick().await;
            opened = store::open(&self.database.url()).await;
        }
        Arc::new(opened.unwrap())
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
        let process = Process::new(child, stdout, address.unwrap());
        self.slack.connect(&process.address);
        process
    }

    /// A shipped command, with the bot's settings and no input.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.run(Path::new(env!("CARGO_BIN_EXE_bearings")), arguments)
    }

    /// Runs a shipped command in a terminal of its own (`script` makes one) in which this is typed. Returns its exit
    /// code and what the terminal shows.
    pub async fn at_a_terminal(&self, arguments: &[&str], typed: &'static str) -> (Option<i32>, String) {
        let command = self.command(arguments);
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let words: Vec<String> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
        let mut terminal = Command::new("script");
        terminal.args(["-qec", &words.join(" "), "/dev/null"]).env_clear();
        for (name, value) in command.get_envs() {
            terminal.env(name, value.unwrap());
        }
        let output = tokio::task::spawn_blocking(move || run_with_input(&mut terminal, typed)).await.unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
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
            .env("DATABASE_URL", self.line.as_ref().map_or_else(|| self.database.url(), |line| line.url().to_owned()))
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

    pub fn logged(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap()
    }
}

/// Runs a command with this input.
pub fn run_with_input(command: &mut Command, words: &str) -> Output {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // A command that doesn't read its input closes it first.
    let _ = child.stdin.take().unwrap().write_all(words.as_bytes());
    child.wait_with_output().unwrap()
}
