//! What the shipped bot logs: the same for people and for programs, and nothing private.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::collections::BTreeSet;
use std::process::Command;

use reqwest::{Client, StatusCode};
use serde_json::{Map, Value};
use support::process::ProcessFixture;
use support::{APP_TOKEN, SIGNING_SECRET, TICKET, TOKEN, Transport};

const WORDS: &str = "whispered";

/// Ana logs an entry and looks something up.
async fn asks(fixture: &ProcessFixture) {
    let ana = fixture.slack.person("ana");
    ana.types("#general", &format!("/framework log {WORDS} about the release")).await.unwrap();
    ana.waits_until_sees("modal", "Log evidence").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    ana.types("#general", &format!("/framework {WORDS}")).await.unwrap();
}

/// The log in this format after Ana's questions and a forged request.
async fn logged(format: &str) -> String {
    let fixture = ProcessFixture::over(Transport::Http).await;
    let bot = fixture.start_with(&["--log-format", format, "--log", "trace"]);
    asks(&fixture).await;
    let forged = Client::new().post(format!("{}/slack/commands", bot.address)).body(format!("text={WORDS}"));
    assert_eq!(forged.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    bot.stop();
    fixture.logged()
}

/// The lines about requests: what happened, and with which fields.
type Requests = Vec<(String, BTreeSet<String>)>;

fn requests_in_json(log: &str) -> Requests {
    let lines = log.lines().map(|line| serde_json::from_str::<Map<String, Value>>(line).unwrap());
    let mut requests = Requests::new();
    for mut line in lines {
        let mut common = ["timestamp", "level", "message"].map(|field| line.remove(field));
        let message = common[2].take().and_then(|message| message.as_str().map(str::to_owned));
        assert!(common[..2].iter().all(Option::is_some), "{line:?}");
        if line.contains_key("took_us") {
            let number = |field| line.get(field).and_then(Value::as_u64);
            assert!(number("took_us").is_some(), "{line:?}");
            let what = format!("{} {}", line.get("what").and_then(Value::as_str).unwrap(), message.unwrap());
            requests.push((what, line.into_iter().map(|(field, _)| field).collect()));
        }
    }
    requests
}

fn requests_in_text(log: &str) -> Requests {
    let about_requests = log.lines().filter(|line| line.contains(" took_us="));
    let request = |line: &str| {
        let words = line.split_whitespace().filter_map(|word| word.split_once('='));
        let what = words.clone().find(|(field, _)| *field == "what").unwrap().1.trim_matches('"').to_owned();
        let message = if line.contains(" not handled ") { "not handled" } else { "answered" };
        (format!("{what} {message}"), words.map(|(field, _)| field.to_owned()).collect())
    };
    about_requests.map(request).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_request_has_one_line_with_the_same_fields_for_people_and_for_programs_and_no_words_or_secrets() {
    let (json, human) = (logged("json").await, logged("human").await);
    let requests = requests_in_json(&json);
    let what: Vec<&str> =
        requests.iter().map(|(what, _)| what.as_str()).filter(|what| !what.starts_with("press")).collect();
    assert!(requests.iter().all(|(_, fields)| fields.contains("status")), "{json}");
    assert_eq!(what, ["command answered", "form answered", "command answered", "command not handled"], "{json}");
    assert_eq!(requests, requests_in_text(&human));
    for log in [&json, &human] {
        for private in [WORDS, TOKEN, SIGNING_SECRET, "xoxb-"] {
            assert!(!log.contains(private), "the log holds {private}");
        }
    }
}

/// The log in this format after Ana's questions over Socket Mode, whose connections stall, break and are refreshed.
async fn logged_over_socket_mode(format: &str) -> String {
    let fixture = ProcessFixture::over(Transport::Socket).await;
    let bot = fixture.start_with(&["--log-format", format, "--log", "trace"]);
    assert!(fixture.slack.waits_until_connections(|now| now.up == 2).await);
    asks(&fixture).await;
    assert!(fixture.slack.refreshes_connections("refresh_requested").await);
    fixture.slack.cuts_connections();
    assert!(fixture.slack.waits_until_connections(|now| now.made >= 6 && now.up == 2).await);
    bot.stop();
    fixture.logged()
}

#[tokio::test(flavor = "multi_thread")]
async fn over_socket_mode_each_request_has_its_line_too_and_no_frame_token_or_ticket_is_logged() {
    let (json, human) = (logged_over_socket_mode("json").await, logged_over_socket_mode("human").await);
    for log in [&json, &human] {
        for private in [WORDS, TOKEN, APP_TOKEN, TICKET, "xoxb-", "xapp-", "ticket=", "envelope_id"] {
            assert!(!log.contains(private), "the log holds {private}");
        }
        assert!(log.contains("a connection to Slack broke"), "{log}");
    }
    let requests = requests_in_json(&json);
    let answered = |what: &str| requests.iter().filter(|(request, _)| request == what).count();
    assert_eq!((answered("command answered"), answered("form answered")), (2, 1), "{json}");
    assert_eq!(requests, requests_in_text(&human));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_in_time_is_logged_too() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let fixture = ProcessFixture::over(Transport::Http).await;
    let bot = fixture.start();
    let mut slow = tokio::net::TcpStream::connect(bot.address.trim_start_matches("http://")).await.unwrap();
    slow.write_all(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{")
        .await
        .unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    bot.stop();
    let log = fixture.logged();
    assert!(log.contains("not handled") && log.contains("took longer than Slack waits"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_logged_whatever_the_filter_says() {
    for (filter, warned) in [("off", false), ("warning", true), ("bearings=off", false)] {
        let fixture = ProcessFixture::over(Transport::Http).await;
        fixture.slack.revokes_token();
        let bot = fixture.start_with(&["--log", filter]);
        bot.stop();
        let log = fixture.logged();
        assert!(log.contains("ERROR") && log.contains("Slack doesn't accept the bot token"), "{filter}: {log}");
        assert_eq!(log.contains("RUST_LOG can't be used; using the default"), warned, "{filter}: {log}");
    }
}

/// What `bearings serve` logs in a terminal with this environment before it says which settings are missing.
fn logged_in_a_terminal(environment: &[(&str, &str)]) -> String {
    let serve = format!("{} serve", env!("CARGO_BIN_EXE_bearings"));
    let mut terminal = Command::new("script");
    terminal.args(["--quiet", "--return", "--command", &serve, "/dev/null"]).env_clear().env("PATH", "/usr/bin:/bin");
    let output = terminal.env("RUST_LOG", "inof").envs(environment.iter().copied()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("RUST_LOG can't be used"), "{said}");
    said
}

#[test]
fn a_terminal_has_colours_unless_they_are_turned_off() {
    const ESCAPE: char = '\u{1b}';
    assert!(logged_in_a_terminal(&[("TERM", "xterm-256color")]).contains(ESCAPE));
    for plain in [[("TERM", "dumb")].as_slice(), &[("TERM", "xterm"), ("NO_COLOR", "1")]] {
        assert!(!logged_in_a_terminal(plain).contains(ESCAPE), "{plain:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_listens_where_people_write_that_it_should() {
    for listen in ["localhost:0", ":0", "0", "[::1]:0"] {
        let fixture = ProcessFixture::over(Transport::Http).await;
        let mut command = fixture.command(&["serve"]);
        command.env("BEARINGS_LISTEN", listen);
        let bot = fixture.launch(command);
        let ready = reqwest::get(format!("{}/readyz", bot.address)).await.unwrap();
        assert_eq!(ready.text().await.unwrap(), "ready\n", "{listen}");
        bot.stop();
    }
}
