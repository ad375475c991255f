//! Who gets in at Slack's doors, who does not, and what a start or a stop leaves behind. What is signed, and Slack's probes,
//! are HTTP's own, so these stories are told over HTTP in every run.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "door_stories/start_and_stop.rs"]
mod start_and_stop;
mod support;

use chrono::TimeDelta;
use reqwest::{Client, StatusCode};
use support::faults::eventually;
use support::signed_request::{SignedRequest, now};
use support::{Story, TOKEN, Transport, last_answer};

const COMMAND: &str = "team_id=T0LOCAL&user_id=U01ANA&channel_id=C01GENERAL&command=%2Fframework&text=level+3+mastery";

#[tokio::test]
async fn what_is_signed_gets_in_once() {
    let mut story = Story::over(Transport::Http).await;
    story.expects_in_log("this request was here before");
    let signed_request = SignedRequest::new("/slack/commands", COMMAND);
    let first = signed_request.send_to(&story).await;
    assert_eq!(first.status(), StatusCode::OK);
    assert!(first.text().await.unwrap().contains("Uses appropriate design patterns"));
    let replayed = signed_request.send_to(&story).await;
    assert_eq!((replayed.status(), replayed.text().await.unwrap().as_str()), (StatusCode::UNAUTHORIZED, ""));
}

#[tokio::test]
async fn what_is_forged_late_early_or_too_large_does_not() {
    let mut story = Story::over(Transport::Http).await;
    story.expects_in_log("wrong signature");
    story.expects_in_log("signed too long ago or in the future");
    story.expects_in_log("larger than anything of Slack's");
    story.expects_in_log("nothing is at this address");
    let signed_request = || SignedRequest::new("/slack/commands", COMMAND);
    for (signed_request, status) in [
        (SignedRequest { secret: "another0secret0another0secret", ..signed_request() }, StatusCode::UNAUTHORIZED),
        (SignedRequest { at: now() - 310, ..signed_request() }, StatusCode::UNAUTHORIZED),
        (SignedRequest { at: now() + 310, ..signed_request() }, StatusCode::UNAUTHORIZED),
        (SignedRequest { body: vec![0xFF, 0xFE], ..signed_request() }, StatusCode::UNAUTHORIZED),
        (SignedRequest { body: vec![b'a'; 1024 * 1024 + 1], ..signed_request() }, StatusCode::PAYLOAD_TOO_LARGE),
        (
            SignedRequest {
                body: vec![b'a'; 1024 * 1024 + 1],
                secret: "another0secret0another0secret",
                ..signed_request()
            },
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        (
            SignedRequest { path: "/slack/nowhere", secret: "another0secret0another0secret", ..signed_request() },
            StatusCode::NOT_FOUND,
        ),
    ] {
        assert_eq!(signed_request.send_to(&story).await.status(), status);
    }
    let unsigned = Client::new().post(format!("{}/slack/commands", story.bot)).body(COMMAND).send().await.unwrap();
    assert_eq!(unsigned.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn whichever_address_the_admin_entered_people_are_answered() {
    let mut story = Story::over(Transport::Http).await;
    story.expects_in_log("answered at the wrong address");
    let addresses = [
        ("/slack/events", true),
        ("/slack/interactions", true),
        ("/slack/commands/", true),
        ("/slack//commands", true),
        ("/slack/command", true),
        ("/", true),
        ("/behind/a/proxy/slack/commands", false),
    ];
    for (number, (path, is_wrong)) in addresses.into_iter().enumerate() {
        let before = story.log.text().matches("wrong address").count();
        for time in 1..=2 {
            let body = format!("{COMMAND}&trigger_id={number}.{time}");
            let answer = SignedRequest::new(path, body).send_to(&story).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            assert!(answer.text().await.unwrap().contains("Uses appropriate design patterns"), "{path}");
        }
        let said = story.log.text().matches("wrong address").count() - before;
        assert_eq!(said, usize::from(is_wrong), "once for each address: {path}");
    }
    let log = story.log.text();
    for said in ["path=\"/slack/events\"", "on the page Slash Commands", "with /slack/commands at its end"] {
        assert!(log.contains(said), "{said}");
    }
    for (body, expected, page) in [
        (r#"{"type":"url_verification","challenge":"3eZbrw1aBm2rZgRN"}"#, "3eZbrw1aBm2rZgRN", "Event Subscriptions"),
        ("payload=%7B%22type%22%3A%22view_closed%22%7D", "", "Interactivity & Shortcuts"),
    ] {
        let answer = SignedRequest::new("/slack/commands", body).send_to(&story).await;
        assert_eq!((answer.status(), answer.text().await.unwrap().as_str()), (StatusCode::OK, expected));
        assert!(story.log.text().contains(&format!("on the page {page}")), "{page}");
    }
}

#[tokio::test]
async fn unsigned_requests_find_nothing_and_are_logged_once() {
    let mut story = Story::over(Transport::Http).await;
    story.expects_in_log("nothing is at this address");
    for path in ["/slack/commands/", "/wp-login.php", "/?SLACK=whispered"] {
        let posted = Client::new().post(format!("{}{path}", story.bot)).body(COMMAND).send().await.unwrap();
        assert_eq!(posted.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let log = story.log.text();
    assert_eq!(log.matches("nothing is at this address").count(), 1);
    assert!(log.contains("path=\"/slack/commands/\"") && !log.contains("whispered"), "{log}");
}

#[tokio::test]
async fn a_token_that_slack_does_not_accept_makes_the_bot_not_ready_until_it_does() {
    let mut story = Story::begin().await;
    story.expects_in_log("Slack doesn't accept the bot token, because it was revoked");
    story.may_log("token_revoked");
    let ready = async |story: &Story| {
        let answer = reqwest::get(format!("{}/readyz", story.bot)).await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    let no = "Slack doesn't accept the bot token (token_revoked), because it was revoked. Reinstall the app, and set \
        SLACK_BOT_TOKEN to its new Bot User OAuth Token.\n";
    let ana = story.person("ana");
    // At the start, though the database knows the workspace.
    story.stop().await;
    story.slack.revokes_token();
    story.start().await.unwrap();
    assert_eq!(ready(&story).await, (StatusCode::SERVICE_UNAVAILABLE, no.to_owned()));
    ana.types("#general", "/framework level 3 mastery").await.unwrap();
    assert!(last_answer(&ana.screen("#general")).contains("Uses appropriate design patterns"));
    story.slack.makes_bot_token(TOKEN);
    story.passes(TimeDelta::zero()).await;
    assert_eq!(ready(&story).await, (StatusCode::OK, "ready\n".to_owned()));
    // And later, by the first call that is refused.
    story.slack.revokes_token();
    ana.opens_home().await.unwrap();
    eventually("it is not ready", async || ready(&story).await.0 == StatusCode::SERVICE_UNAVAILABLE).await;
    story.slack.makes_bot_token(TOKEN);
    story.passes(TimeDelta::zero()).await;
    assert_eq!(ready(&story).await, (StatusCode::OK, "ready\n".to_owned()));
    assert_eq!(story.log.text().matches("Slack accepts the bot token again").count(), 2);
}

#[tokio::test]
async fn slacks_probes_are_answered() {
    let story = Story::over(Transport::Http).await;
    let check =
        Client::new().post(format!("{}/slack/commands", story.bot)).body("ssl_check=1&token=x").send().await.unwrap();
    assert_eq!((check.status(), check.text().await.unwrap().as_str()), (StatusCode::OK, ""));
    let challenge =
        SignedRequest::new("/slack/events", r#"{"type":"url_verification","challenge":"3eZbrw1aBm2rZgRN"}"#);
    assert_eq!(challenge.send_to(&story).await.text().await.unwrap(), "3eZbrw1aBm2rZgRN");
    for (path, answer) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        assert_eq!(reqwest::get(format!("{}{path}", story.bot)).await.unwrap().text().await.unwrap(), answer);
    }
}

#[tokio::test]
async fn what_is_signed_and_makes_no_sense_is_acknowledged_and_its_body_not_logged() {
    let mut story = Story::begin().await;
    story.expects_in_log("not handled");
    story.keeps_private("whispered");
    for (path, body) in [
        ("/slack/commands", "text=whispered"),
        ("/slack/commands", "\u{0}whispered"),
        ("/slack/interactions", "payload=whispered"),
        ("/slack/interactions", "payload=%7B%22type%22%3A%22view_closed%22%7D"),
        ("/slack/interactions", "whispered"),
        ("/slack/events", "{whispered}"),
        ("/slack/events", r#"{"type":"whispered words of Ana"}"#),
        ("/slack/events", r#"{"type":"event_callback","event":{"type":"channel_rename","whispered":1}}"#),
    ] {
        let answer = SignedRequest::new(path, body).send_to(&story).await;
        assert_eq!((answer.status(), answer.text().await.unwrap().as_str()), (StatusCode::OK, ""), "{path} {body}");
    }
}
