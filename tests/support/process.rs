//! The bot in a process of its own, on a database that outlives it, with a Slack workspace on this machine.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use bearings::clock::Clock;
use bearings::domain::ids::{Actor, MemberId};
use bearings::sandbox::{Sandbox, Setup};
use bearings::services::Services;
use bearings::store;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::{SIGNING_SECRET, TOKEN, repository};

/// What the bot prints before its address once it can be reached.
const READY: &str = "Bearings answers on ";

/// A delivery as the database has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Stored {
    pub recipient: String,
    pub key: String,
    pub state: String,
    pub attempts: i64,
    /// Milliseconds.
    pub next_at: i64,
    pub is_stale: bool,
}

/// A Slack workspace on this machine, and a directory for the database.
pub struct Stage {
    pub slack: Sandbox,
    pub slack_address: String,
    directory: TempDir,
}

impl Stage {
    pub async fn begin() -> Self {
        // It stands still but for the rounds, so that Slack's limits per minute are those of each round.
        Self::at(Clock::still(Clock::system().now())).await
    }

    /// With this as the workspace's time; the bot's is the machine's.
    pub async fn at(clock: Clock) -> Self {
        let manifest = std::fs::read_to_string(repository("manifest.yml")).unwrap();
        let setup = Setup { manifest: &manifest, bot_token: TOKEN, signing_secret: SIGNING_SECRET, clock };
        let slack = Sandbox::new(setup).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let slack_address = format!("http://{}", listener.local_addr().unwrap());
        slack.listening_at(&slack_address);
        let router = slack.router();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { slack, slack_address, directory: tempfile::tempdir().unwrap() }
    }

    fn database(&self) -> PathBuf {
        self.directory.path().join("bearings.db")
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join("log")
    }

    /// Starts the bot as it is shipped, on the database that is there.
    pub fn start(&self) -> Process {
        self.start_with(&[])
    }

    /// As `start`, with these arguments beside.
    pub fn start_with(&self, arguments: &[&str]) -> Process {
        let log = OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        let mut child = self.command(&["serve"]).args(arguments).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        stdout.read_line(&mut said).unwrap();
        let process = Process { child, stdout };
        assert!(said.starts_with(READY), "it does not start: {}", self.logged());
        self.slack.connect(said.trim_start_matches(READY).trim());
        process
    }

    /// A command as it is shipped, with the settings of the bot and nothing to read.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bearings"));
        command
            .args(arguments)
            .env_clear()
            .env("SLACK_BOT_TOKEN", TOKEN)
            .env("SLACK_SIGNING_SECRET", SIGNING_SECRET)
            .env("SLACK_API_URL", format!("{}/api", self.slack_address))
            .env("DATABASE_URL", format!("sqlite://{}", self.database().display()))
            .env("BEARINGS_LISTEN", "127.0.0.1:0")
            .env("BEARINGS_FRAMEWORK_DIR", repository("framework"))
            .env("BEARINGS_MESSAGES_PER_SECOND", "50")
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null());
        command
    }

    /// A file beside the database; gives its path.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// So many people are hired and promised an introduction while the bot is not there.
    pub async fn hires(&self, count: usize) -> Vec<MemberId> {
        let hired = self.slack.hires(count, &["Europe/Lisbon", "Asia/Tokyo", "America/Toronto"]);
        let actor = |member: &MemberId| Actor { workspace: Sandbox::workspace(), member: member.clone() };
        let actors: Vec<Actor> = hired.iter().map(actor).collect();
        let store = Arc::new(store::open(&format!("sqlite://{}", self.database().display())).await.unwrap());
        Services::new(&store).introductions.introduce(&actors, Clock::system().now()).await.unwrap();
        store.close().await;
        hired
    }

    /// What the bot owes and owed, read past it: all, or only what nobody knows the end of.
    #[expect(clippy::disallowed_methods, reason = "what the bot itself would read is not asked for here")]
    pub async fn deliveries(&self, all: bool) -> Vec<Stored> {
        let mut db = SqliteConnectOptions::new().filename(self.database()).read_only(true).connect().await.unwrap();
        let rows = sqlx::query_as(
            "SELECT recipient, key, state, attempts, next_at, is_stale FROM delivery
             WHERE $1 OR state IN ('sending', 'doubtful') ORDER BY id",
        )
        .bind(all)
        .fetch_all(&mut db)
        .await
        .unwrap();
        db.close().await.unwrap();
        rows
    }

    pub fn logged(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap()
    }

    /// What the database holds, read past the bot: every text, after the author of its entry or nobody. What a
    /// change of the words has erased is blank.
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

/// The bot in a process of its own; it is killed at the latest when it goes out of scope.
pub struct Process {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    /// The next line that it prints.
    pub fn says(&mut self) -> String {
        let mut said = String::new();
        self.stdout.read_line(&mut said).unwrap();
        said.trim_end().to_owned()
    }

    /// Kill −9, and returns when the process is gone.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(mut self) {
        let asked = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success() && self.child.wait().unwrap().success(), "it does not end well");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
