//! A story's fixture: the shipped bot, a Slack workspace on this machine, and real signed HTTP between them, or Socket
//! Mode with `STORIES_OVER=socket`.
//!
//! A story ends when it goes out of scope. It then fails on anything that a strict Slack would refuse, on any
//! unexpected warning or error in the log, and on people's words or secrets in the log.

#![allow(dead_code, reason = "each story uses a part of it")]

pub mod disk;
pub mod faults;
pub mod naive;
pub mod numbers;
pub mod process;
pub mod proxy;
pub mod signed_request;
pub mod teams;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bearings::app::{self, Running, StartError};
use bearings::bot::manifest::{ManifestTransport, manifest};
use bearings::clock::Clock;
use bearings::config::{
    Config, NameOptions, Names, Options, Reader, SOCKET_SILENCE, Secrets, SlackDomain, SlackOptions,
};
use bearings::domain::commands::Commands;
use bearings::domain::framework::LevelNumber;
use bearings::domain::ids::{Actor, TrackId};
use bearings::domain::needs::NEEDS;
use bearings::domain::roster::{Engineer, People, TeamName};
use bearings::import;
use bearings::sandbox::{Person, Sandbox, Setup};
use bearings::secret::Secret;
use bearings::services::{Services, roster};
use bearings::store;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

pub const TOKEN: &str = "xoxb-obviously-fake-token";
pub const SIGNING_SECRET: &str = "0bv10us1yfakes1gn1ngsecret";
pub const APP_TOKEN: &str = "xapp-obviously-fake-token";
/// The secret part of a Socket Mode address.
pub const TICKET: &str = "not-to-be-logged";

/// How Slack reaches the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Http,
    Socket,
    /// During a move between the two: over connections while Socket Mode is on, and over HTTP while it's off.
    Both,
}

impl Transport {
    /// The transport of this run of the stories.
    #[expect(clippy::disallowed_methods, reason = "only the harness knows of it")]
    pub fn of_this_run() -> Self {
        let said = std::env::var("STORIES_OVER").unwrap_or_else(|_| "http".to_owned());
        assert!(["http", "socket"].contains(&said.as_str()), "STORIES_OVER is {said}: write http or socket");
        if said == "socket" { Self::Socket } else { Self::Http }
    }
}

/// Everything that was logged, as text.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

pub struct Story {
    pub slack: Sandbox,
    pub bot: String,
    pub log: Log,
    pub directory: TempDir,
    pub framework: PathBuf,
    /// The admins that the settings name, from the next start on.
    pub admins: String,
    /// How long the bot keeps people's data, from the next start on.
    pub keep_days: String,
    /// The slash commands' names in the settings, from the next start on.
    pub names: NameOptions,
    /// How long a connection may be silent, from the next start on.
    pub silence: Duration,
    pub transport: Transport,
    slack_address: String,
    running: Option<Running>,
    serving: JoinHandle<()>,
    expected_in_log: Vec<&'static str>,
    tolerated_in_log: Vec<&'static str>,
    expected_complaints: Vec<&'static str>,
    private: Vec<&'static str>,
    _guard: DefaultGuard,
}

pub fn repository(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// The manifest of this version's Slack app.
fn manifest_of(names: &NameOptions, transport: Transport) -> String {
    let way = match transport {
        Transport::Http | Transport::Both => ManifestTransport::http("https://bearings.example.com").unwrap(),
        Transport::Socket => ManifestTransport::SocketMode,
    };
    let commands = Commands::from(Names::read(names, &mut Reader::default()));
    import::manifest::write(&manifest(&commands, &way), &SlackDomain::default()).unwrap()
}

impl Story {
    /// A workspace with the backend framework.
    pub async fn begin() -> Self {
        Self::with_framework(repository("framework")).await
    }

    pub async fn with_framework(framework: PathBuf) -> Self {
        Self::stage(framework, NameOptions::default(), Transport::of_this_run()).await
    }

    /// As `begin`, with these names of the commands in Slack and in the bot.
    pub async fn with_commands(command: &str, evidence_command: &str) -> Self {
        let names = NameOptions { command: command.into(), evidence_command: evidence_command.into() };
        Self::stage(repository("framework"), names, Transport::of_this_run()).await
    }

    /// A story about one transport, so it uses this one in every run.
    pub async fn over(transport: Transport) -> Self {
        Self::stage(repository("framework"), NameOptions::default(), transport).await
    }

    /// A bot upgraded to this version, whose Slack app was made for an earlier version and lacks everything newer.
    pub async fn with_app_of(version: &str) -> Self {
        let (names, transport) = (NameOptions::default(), Transport::of_this_run());
        let manifest = manifest_of(&names, transport);
        let is_newer = |line: &str| {
            NEEDS.iter().any(|need| need.since > version && line.trim().strip_prefix("- ") == Some(need.name))
        };
        let older: String = manifest.split_inclusive('\n').filter(|line| !is_newer(line)).collect();
        assert_ne!(older, manifest);
        let mut story = Self::stage_on(&older, repository("framework"), names, transport).await;
        story.stop().await;
        // The migration leaves a database of an earlier version like this.
        story.sql("DELETE FROM slack_event WHERE name LIKE '%channel%'").await;
        story.start().await.unwrap();
        story
    }

    /// An admin gives the Slack app this version's manifest and reinstalls it.
    pub fn reinstalls_app(&self) {
        self.slack.reinstalls(&manifest_of(&self.names, self.transport)).unwrap();
    }

    async fn stage(framework: PathBuf, names: NameOptions, transport: Transport) -> Self {
        let manifest = manifest_of(&names, transport);
        Self::stage_on(&manifest, framework, names, transport).await
    }

    async fn stage_on(manifest: &str, framework: PathBuf, names: NameOptions, transport: Transport) -> Self {
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(log.clone())
            .with_ansi(false)
            .finish();
        // Each story runs on one thread, so this logs everything in it and nothing else.
        let guard = tracing::subscriber::set_default(subscriber);
        let clock = Clock::still(DateTime::parse_from_rfc3339("2026-06-03T09:12:00Z").unwrap().into());
        let setup = Setup { manifest, bot_token: TOKEN, signing_secret: SIGNING_SECRET, clock };
        let slack = Sandbox::new(setup).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let slack_address = format!("http://{}", listener.local_addr().unwrap());
        slack.listening_at(&slack_address);
        if transport != Transport::Http {
            slack.makes_app_token(APP_TOKEN, &["connections:write"]);
            slack.switches_socket_mode_on();
        }
        let router = slack.router();
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let mut story = Self {
            slack,
            bot: String::new(),
            log,
            directory: tempfile::tempdir().unwrap(),
            framework,
            admins: String::new(),
            keep_days: String::new(),
            names,
            silence: SOCKET_SILENCE,
            transport,
            slack_address,
            running: None,
            serving,
            expected_in_log: Vec::new(),
            tolerated_in_log: Vec::new(),
            expected_complaints: Vec::new(),
            private: vec![TOKEN, SIGNING_SECRET, APP_TOKEN, TICKET],
            _guard: guard,
        };
        story.start().await.unwrap();
        story
    }

    fn config(&self) -> Config {
        let (app_token, signing_secret) = match self.transport {
            Transport::Http => (None, Some(Secret::from(SIGNING_SECRET))),
            Transport::Socket => (Some(Secret::from(APP_TOKEN)), None),
            Transport::Both => (Some(Secret::from(APP_TOKEN)), Some(Secret::from(SIGNING_SECRET))),
        };
        let config = Config::check(&Options {
            secrets: Secrets { bot_token: Some(Secret::from(TOKEN)), app_token, signing_secret },
            slack: SlackOptions { api_url: format!("{}/api", self.slack_address).into(), ..SlackOptions::default() },
            database_url: format!("sqlite://{}", self.database().display()).into(),
            listen: "127.0.0.1:0".into(),
            framework_dir: self.framework.clone().into(),
            // Stories don't wait.
            messages_per_second: "50".into(),
            admins: self.admins.as_str().into(),
            keep_days: self.keep_days.as_str().into(),
            names: self.names.clone(),
            ..Options::default()
        });
        Config { socket_silence: self.silence, ..config.unwrap() }
    }

    pub fn database(&self) -> PathBuf {
        self.directory.path().join("bearings.db")
    }

    pub async fn start(&mut self) -> Result<(), StartError> {
        let running = app::start(self.config(), self.slack.clock().clone()).await?;
        self.bot = format!("http://{}", running.address);
        self.slack.connect(&self.bot);
        self.running = Some(running);
        Ok(())
    }

    /// A second bot on the same database, which must not start.
    pub async fn start_another(&self) -> Result<Running, StartError> {
        app::start(self.config(), self.slack.clock().clone()).await
    }

    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    pub fn person(&self, name: &str) -> Person {
        self.slack.person(name)
    }

    /// Gives an engineer these managers; restarts the bot.
    pub async fn managers(&mut self, engineer: &str, managers: &[&str]) {
        self.stop().await;
        let store = store::open(&format!("sqlite://{}", self.database().display())).await.unwrap();
        let member = |name: &str| self.slack.member(name).unwrap();
        let managers: Vec<_> = managers.iter().map(|name| member(name)).collect();
        let engineer = member(engineer);
        let managed = |mut people: People| {
            people.engineers.entry(engineer).or_default().managers = managers.into_iter().collect();
            people
        };
        roster::update(&store, &Sandbox::workspace(), &|_| None, managed).await.unwrap();
        store.close().await;
        drop(store);
        self.start().await.unwrap();
    }

    /// Makes a person an engineer at this level with these managers; restarts the bot.
    pub async fn seats(&mut self, engineer: &str, level: u8, managers: &[&str]) {
        self.stop().await;
        let store = store::open(&format!("sqlite://{}", self.database().display())).await.unwrap();
        let member = |name: &str| self.slack.member(name).unwrap();
        let managers: Vec<_> = managers.iter().map(|name| member(name)).collect();
        let track = TrackId::new("backend");
        let (engineer, managers) = (member(engineer), managers.into_iter().collect());
        let seated = |mut people: People| {
            let level = Some(LevelNumber(level));
            people.engineers.insert(engineer, Engineer { managers, track: Some(track), level, ..Engineer::default() });
            people
        };
        roster::update(&store, &Sandbox::workspace(), &|_| None, seated).await.unwrap();
        store.close().await;
        drop(store);
        self.start().await.unwrap();
    }

    /// Makes this team as a roster file would; restarts the bot.
    pub async fn team(&mut self, name: &str, managers: &[&str], engineers: &[&str]) {
        self.stop().await;
        let store = store::open(&format!("sqlite://{}", self.database().display())).await.unwrap();
        let (name, member) = (TeamName::new(name), |name: &&str| self.slack.member(name).unwrap());
        let seated = |mut people: People| {
            people.set_team(&name, managers.iter().map(member).collect());
            for engineer in engineers {
                people.assign_to_team(&member(engineer), &name);
            }
            people
        };
        roster::update(&store, &Sandbox::workspace(), &|_| None, seated).await.unwrap();
        store.close().await;
        drop(store);
        self.start().await.unwrap();
    }

    /// Introduces these people as an admin would; restarts the bot.
    pub async fn introduces(&mut self, engineers: &[&str]) {
        self.stop().await;
        let store = Arc::new(store::open(&format!("sqlite://{}", self.database().display())).await.unwrap());
        let actor = |name: &&str| Actor { workspace: Sandbox::workspace(), member: self.slack.member(name).unwrap() };
        let engineers: Vec<Actor> = engineers.iter().map(actor).collect();
        Services::new(&store).introductions.introduce(&engineers, self.slack.clock().now()).await.unwrap();
        store.close().await;
        drop(store);
        self.start().await.unwrap();
        self.running.as_ref().unwrap().run_due_now().await;
    }

    /// Lets time pass until this RFC 3339 time.
    pub async fn passes_to(&self, time: &str) {
        let then: DateTime<Utc> = DateTime::parse_from_rfc3339(time).unwrap().into();
        self.passes(then - self.slack.clock().now()).await;
    }

    /// Lets time pass, and does what is due.
    pub async fn passes(&self, time: TimeDelta) {
        self.slack.clock().advance(time);
        self.running.as_ref().unwrap().run_due_now().await;
    }

    /// The story makes a strict Slack complain about this.
    pub fn expects_complaint(&mut self, text: &'static str) {
        self.expected_complaints.push(text);
    }

    /// The bytes of the database and of the files that SQLite keeps beside it.
    pub fn database_bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.directory.path()).unwrap().map(|file| file.unwrap().path());
        files.flat_map(|file| std::fs::read(file).unwrap()).collect()
    }

    async fn connection(&self) -> SqliteConnection {
        SqliteConnectOptions::new().filename(self.database()).connect().await.unwrap()
    }

    /// Another program holds the database's write lock until this connection is closed.
    #[expect(clippy::disallowed_methods, reason = "this is not the bot")]
    pub async fn holds_database(&self) -> SqliteConnection {
        let mut held = self.connection().await;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut held).await.unwrap();
        held
    }

    /// Changes the database behind the bot's back.
    #[expect(clippy::disallowed_methods, reason = "this is not the bot")]
    pub async fn sql(&self, statement: &'static str) {
        sqlx::query(statement).execute(&mut self.connection().await).await.unwrap();
    }

    /// The one text that the database returns for this query.
    #[expect(clippy::disallowed_methods, reason = "this is not the bot")]
    pub async fn stored(&self, query: &'static str) -> String {
        sqlx::query_scalar(query).fetch_one(&mut self.connection().await).await.unwrap()
    }

    /// As `stored`, for a query that may return nothing.
    #[expect(clippy::disallowed_methods, reason = "this is not the bot")]
    pub async fn stored_or_nothing(&self, query: &'static str) -> String {
        let found: Option<String> = sqlx::query_scalar(query).fetch_one(&mut self.connection().await).await.unwrap();
        found.unwrap_or_default()
    }

    /// The story makes the bot warn of this.
    pub fn expects_in_log(&mut self, text: &'static str) {
        self.expected_in_log.push(text);
    }

    /// The bot may warn of this, depending on how busy the machine is.
    pub fn may_log(&mut self, text: &'static str) {
        self.tolerated_in_log.push(text);
    }

    /// These words are private, so they must not be logged.
    pub fn keeps_private(&mut self, words: &'static str) {
        self.private.push(words);
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        self.serving.abort();
        if std::thread::panicking() {
            return;
        }
        let expected = |complaint: &String| self.expected_complaints.iter().any(|text| complaint.contains(text));
        let complaints: Vec<String> =
            self.slack.complaints().into_iter().filter(|complaint| !expected(complaint)).collect();
        assert_eq!(complaints, Vec::<String>::new(), "a strict Slack would refuse this");
        let log = self.log.text();
        let alarming = |line: &&str| line.contains(" WARN ") || line.contains(" ERROR ");
        let unexpected: Vec<&str> = log
            .lines()
            .filter(alarming)
            .filter(|line| !self.expected_in_log.iter().chain(&self.tolerated_in_log).any(|text| line.contains(text)))
            .collect();
        assert_eq!(unexpected, Vec::<&str>::new(), "the log warns");
        for text in &self.expected_in_log {
            assert!(log.contains(text), "the log should say: {text}");
        }
        for words in &self.private {
            assert!(!log.contains(words), "the log holds what is private: {words}");
        }
    }
}

/// The app's newest message on a screen.
pub fn last_answer(screen: &str) -> String {
    let at = screen.rfind("\nBearings").map_or(0, |at| at + 1);
    screen[at..].to_owned()
}
