//! An operator changes secrets, the framework and the log filter while the shipped bot runs, over HTTP or Socket Mode,
//! and sends SIGHUP.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use bearings::sandbox::Person;
use support::faults::eventually;
use support::process::{Process, ProcessFixture};
use support::{APP_TOKEN, SIGNING_SECRET, TOKEN, Transport, last_answer, repository};

const SECOND_TOKEN: &str = "xoxb-obviously-fake-second";
const SECOND_APP_TOKEN: &str = "xapp-obviously-fake-second";
const SECOND_SECRET: &str = "0bv10us1yfakesecondsecret";
const ASKED: &str = "/framework level 3 mastery";
const BEFORE: &str = "Uses appropriate design patterns";
const AFTER: &str = "Chooses design patterns that fit";

/// The bot with everything that can change in files.
struct Files {
    fixture: ProcessFixture,
    bot: Process,
    bot_token: PathBuf,
    framework: PathBuf,
}

impl Files {
    async fn begin() -> Self {
        let fixture = ProcessFixture::over(Transport::Both).await;
        let framework = PathBuf::from(fixture.path("framework"));
        fs::create_dir(&framework).unwrap();
        for file in ["about.md", "backend.yaml"] {
            fs::copy(repository("framework").join(file), framework.join(file)).unwrap();
        }
        let bot_token = fixture.file("bot-token", TOKEN);
        let bot = Self::start(&fixture, &bot_token);
        Self { bot, bot_token: bot_token.into(), framework, fixture }
    }

    fn start(fixture: &ProcessFixture, bot_token: &str) -> Process {
        let mut command = fixture.command(&["serve"]);
        for variable in ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "RUST_LOG"] {
            command.env_remove(variable);
        }
        command
            .env("SLACK_BOT_TOKEN_FILE", bot_token)
            .env("SLACK_APP_TOKEN_FILE", fixture.file("app-token", APP_TOKEN))
            .env("SLACK_SIGNING_SECRET_FILE", fixture.file("signing-secret", SIGNING_SECRET))
            .env("RUST_LOG_FILE", fixture.file("log-filter", "bearings=info"))
            .env("BEARINGS_FRAMEWORK_DIR", fixture.path("framework"));
        fixture.launch(command)
    }

    fn ana(&self) -> Person {
        self.fixture.slack.person("ana")
    }

    /// Sends SIGHUP, and returns what the bot logs until it has read everything.
    async fn reload(&self) -> String {
        const DONE: &str = "reloaded the secret files and the framework";
        let (before, times) = (self.fixture.logged().len(), self.fixture.logged().matches(DONE).count());
        self.bot.reload();
        eventually("it is read again", async || self.fixture.logged().matches(DONE).count() > times).await;
        self.fixture.logged().split_at(before).1.to_owned()
    }

    async fn connected(&self, times: usize) {
        eventually("it connects", async || self.fixture.logged().matches("connected to Slack").count() >= times).await;
    }

    /// Asserts that the bot answers Ana's command, and calls Slack for her Home.
    async fn works(&self, text: &str) {
        let ana = self.ana();
        ana.types("#general", ASKED).await.unwrap();
        assert!(last_answer(&ana.screen("#general")).contains(text), "{}", ana.screen("#general"));
        let published = self.fixture.slack.calls("views.publish").made;
        ana.opens_home().await.unwrap();
        eventually("Home is shown", async || self.fixture.slack.calls("views.publish").made > published).await;
        let ready = reqwest::get(format!("{}/readyz", self.bot.address)).await.unwrap();
        assert_eq!(ready.text().await.unwrap(), "ready\n");
    }

    fn edit_framework(&self, from: &str, to: &str) {
        let file = self.framework.join("backend.yaml");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from));
        fs::write(file, text.replacen(from, to, 1)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_in_files_is_used_from_then_on() {
    let files = Files::begin().await;
    files.connected(2).await;
    files.works(BEFORE).await;
    assert!(files.reload().await.contains("changed=\"nothing\""));

    files.fixture.slack.makes_bot_token(SECOND_TOKEN);
    fs::write(&files.bot_token, format!("{SECOND_TOKEN}\n")).unwrap();
    files.edit_framework(BEFORE, AFTER);
    files.fixture.file("log-filter", "bearings=debug");
    let log = files.reload().await;
    assert!(log.contains("changed=\"bot token, framework\"") && log.contains("stored as a new version"), "{log}");
    eventually("more is logged", async || files.fixture.logged().contains("reloaded the log filter")).await;
    files.works(AFTER).await;
    // The search index follows.
    files.ana().types("#general", "/framework search patterns that fit").await.unwrap();
    let found = files.ana().screen("#general");
    assert!(last_answer(&found).contains(AFTER), "{found}");

    files.fixture.slack.makes_app_token(SECOND_APP_TOKEN, &["connections:write"]);
    files.fixture.file("app-token", SECOND_APP_TOKEN);
    assert!(files.reload().await.contains("changed=\"app-level token\""));
    let connected = files.fixture.logged().matches("connected to Slack").count();
    files.fixture.slack.cuts_connections();
    files.connected(connected + 1).await;
    files.works(AFTER).await;

    files.fixture.slack.switches_socket_mode_off();
    files.fixture.slack.makes_signing_secret(SECOND_SECRET);
    files.fixture.file("signing-secret", SECOND_SECRET);
    assert!(files.reload().await.contains("changed=\"signing secret\""));
    files.works(AFTER).await;

    files.bot.stop();
    let log = files.fixture.logged();
    for secret in [TOKEN, APP_TOKEN, SIGNING_SECRET, SECOND_TOKEN, SECOND_APP_TOKEN, SECOND_SECRET] {
        assert!(!log.contains(secret));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_faulty_changes_nothing_and_is_said() {
    let files = Files::begin().await;
    files.connected(2).await;
    for (token, said) in [
        ("xoxb-obviously-fake-unknown", "Slack doesn't accept it (invalid_auth)"),
        ("", "it's empty"),
        ("xoxp-obviously-fake-of-a-person", "SLACK_BOT_TOKEN"),
    ] {
        fs::write(&files.bot_token, token).unwrap();
        let log = files.reload().await;
        assert!(log.contains("ERROR") && log.contains(said) && log.contains("changed=\"nothing\""), "{token}: {log}");
    }
    fs::remove_file(&files.bot_token).unwrap();
    files.fixture.file("app-token", "xapp-obviously-fake-unknown");
    files.fixture.file("signing-secret", "short");
    files.fixture.file("log-filter", "bearings:debug");
    files.edit_framework("version: ", "version: soon ");
    let log = files.reload().await;
    for said in [
        "SLACK_BOT_TOKEN can't be read from",
        "the app-level token in the file can't be used",
        "SLACK_SIGNING_SECRET",
        "the framework files are faulty",
        "changed=\"nothing\"",
    ] {
        assert!(log.contains(said), "{said}: {log}");
    }
    eventually("the filter is warned of", async || files.fixture.logged().contains("RUST_LOG_FILE can't be used"))
        .await;
    files.works(BEFORE).await;
    files.fixture.slack.switches_socket_mode_off();
    files.works(BEFORE).await;
    files.bot.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_is_read_once() {
    let Files { fixture, bot, .. } = Files::begin().await;
    bot.stop();
    let pipe = fixture.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (writer, path) = (pipe.clone(), fixture.path("bot-token"));
    let writing = thread::spawn(move || fs::write(writer, TOKEN).unwrap());
    let files = Files {
        bot: Files::start(&fixture, &pipe),
        bot_token: path.into(),
        framework: fixture.path("framework").into(),
        fixture,
    };
    writing.join().unwrap();
    let log = files.reload().await;
    assert!(log.contains("can be read only once") && log.contains("changed=\"nothing\""), "{log}");
    files.works(BEFORE).await;
    files.bot.stop();
}
