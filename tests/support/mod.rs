//! A story's fixture: the shipped bot, a Slack workspace on this machine, and real signed HTTP between them, or Socket
//! Mode with `STORIES_OVER=socket`.
//!
//! A story ends when it goes out of scope. It then fails on anything that a strict Slack would refuse, on any
//! unexpected warning or error in the log, and on people's words or secrets in the log.

#![allow(dead_code, unused_imports, reason = "each story uses a part of it")]

mod database;
pub mod database_line;
pub mod disk;
pub mod faults;
mod local_slack;
mod log;
pub mod naive;
pub mod numbers;
pub mod postgres;
pub mod process;
pub mod proxy;
mod roster;
pub mod signed_request;
pub mod steps;
pub mod teams;

use std::path::{Path, PathBuf};
use std::time::Duration;

use bearings::app::{self, Running, StartError};
use bearings::bot::manifest::{ManifestTransport, manifest};
use bearings::clock::Clock;
use bearings::config::{
    CommandNameOptions, Config, Options, SOCKET_SILENCE, Secrets, SettingReader, SlackDomain, SlackOptions,
};
use bearings::domain::needs::NEEDS;
use bearings::import;
use bearings::sandbox::{Person, Sandbox};
use bearings::secret::Secret;
use chrono::{DateTime, TimeDelta, Utc};
pub use database::{Database, is_on_postgres};
pub use local_slack::{APP_TOKEN, SIGNING_SECRET, TICKET, TOKEN, Transport};
pub use log::Log;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tracing::subscriber::DefaultGuard;

pub struct Story {
    pub slack: Sandbox,
    pub bot: String,
    pub log: Log,
    pub directory: TempDir,
    pub database: Database,
    pub framework: PathBuf,
    /// The admins that the settings name, from the next start on.
    pub admins: String,
    /// How long the bot keeps people's data, from the next start on.
    pub keep_days: String,
    /// The slash commands' names in the settings, from the next start on.
    pub names: CommandNameOptions,
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
fn manifest_of(names: &CommandNameOptions, transport: Transport) -> String {
    let way = match transport {
        Transport::Http | Transport::Both => ManifestTransport::http("https://bearings.example.com").unwrap(),
        Transport::Socket => ManifestTransport::SocketMode,
    };
    let commands = names.read(&mut SettingReader::default());
    import::manifest::write(&manifest(&commands, &way), &SlackDomain::default()).unwrap()
}

impl Story {
    /// A workspace with the backend framework.
    pub async fn begin() -> Self {
        Self::with_framework(repository("framework")).await
    }

    pub async fn with_framework(framework: PathBuf) -> Self {
        Self::fixture(framework, CommandNameOptions::default(), Transport::of_this_run()).await
    }

    /// As `begin`, with these names of the commands in Slack and in the bot.
    pub async fn with_commands(command: &str, evidence_command: &str) -> Self {
        let names = CommandNameOptions { command: command.into(), evidence_command: evidence_command.into() };
        Self::fixture(repository("framework"), names, Transport::of_this_run()).await
    }

    /// A story about one transport, so it uses this one in every run.
    pub async fn over(transport: Transport) -> Self {
        Self::fixture(repository("framework"), CommandNameOptions::default(), transport).await
    }

    /// A bot upgraded to this version, whose Slack app was made for an earlier version and lacks everything newer.
    pub async fn with_app_of(version: &str) -> Self {
        let (names, transport) = (CommandNameOptions::default(), Transport::of_this_run());
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

    async fn fixture(framework: PathBuf, names: CommandNameOptions, transport: Transport) -> Self {
        let manifest = manifest_of(&names, transport);
        Self::stage_on(&manifest, framework, names, transport).await
    }

    async fn stage_on(manifest: &str, framework: PathBuf, names: CommandNameOptions, transport: Transport) -> Self {
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(log.clone())
            .with_ansi(false)
            .finish();
        // Each story runs on one thread, so this logs everything in it and nothing else.
        let guard = tracing::subscriber::set_default(subscriber);
        let clock = Clock::still(DateTime::parse_from_rfc3339("2026-06-03T09:12:00Z").unwrap().into());
        let (slack, slack_address, serving) = local_slack::serve(manifest, clock, transport).await;
        let directory = tempfile::tempdir().unwrap();
        let database = Database::begin(directory.path()).await;
        let mut story = Self {
            slack,
            bot: String::new(),
            log,
            directory,
            database,
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
            database_url: self.database.url().into(),
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

/// The app's newest message on a screen.
pub fn last_answer(screen: &str) -> String {
    let at = screen.rfind("\nBearings").map_or(0, |at| at + 1);
    screen[at..].to_owned()
}
