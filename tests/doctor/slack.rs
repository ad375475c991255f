//! What keeps the bot from working with Slack: scopes, tokens, Socket Mode, channels, a silent Slack, an older app.

use bearings::domain::needs::{EventState, NeedKind};
use bearings::sandbox::{Fault, Stall};
use bearings::slack::SCOPES;
use bearings::store::event;
use chrono::TimeDelta;

use super::{CHANNEL, OF_PAYMENTS, Visit, complaints, doctor, healthy, visit, visit_as, visit_with};
use crate::support::process::ProcessFixture;
use crate::support::{APP_TOKEN, TOKEN};

#[tokio::test(flavor = "multi_thread")]
async fn each_scope_that_is_taken_away_is_named_with_what_it_is_for() {
    let fixture = healthy().await;
    for scope in SCOPES {
        fixture.slack.grants(scope, false);
        let visit = visit(&fixture).await;
        visit.has_only(&[&format!("Scope {scope}: missing")]);
        let looks = ["groups:read", "users:read"].contains(scope);
        assert_eq!(visit.unchecked(&format!("the scope {scope} is missing")), usize::from(looks), "{scope}");
        fixture.slack.grants(scope, true);
    }
    fixture.slack.grants("channels:history", true);
    let visit = visit(&fixture).await;
    visit.has_only(&[]);
    assert_eq!(visit.with("warning"), ["Scope channels:history: granted, but Bearings doesn’t need it"]);
    assert_eq!(complaints(&fixture), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn revoked_unknown_and_wrong_kinds_of_tokens_are_distinguished_and_never_shown() {
    let fixture = healthy().await;
    let unknown = visit_with(&fixture, &[("SLACK_BOT_TOKEN", "xoxb-obviously-fake-other")]).await;
    unknown.has_only(&["Bot token: Slack doesn’t recognise it (invalid_auth)"]);
    let wrong_kind = visit_with(&fixture, &[("SLACK_BOT_TOKEN", "xapp-obviously-fake")]).await;
    wrong_kind.has_only(&["SLACK_BOT_TOKEN: is an app-level token"]);
    let why = "SLACK_BOT_TOKEN can’t be used";
    assert_eq!(wrong_kind.unchecked(why), SCOPES.len() + 4);
    fixture.slack.revokes_token();
    let revoked = visit(&fixture).await;
    revoked.has_only(&["Bot token: it was revoked (token_revoked)"]);
    assert_eq!(revoked.unchecked("Slack doesn’t accept the bot token"), SCOPES.len() + 1);
    assert!(revoked.with("ok").iter().any(|said| said.starts_with("This machine’s clock against Slack’s: ")));
}

/// Runs the doctor of a bot that uses Socket Mode with this token.
async fn visit_over_socket(fixture: &ProcessFixture, token: &str) -> Visit {
    let mut command = doctor(fixture, &["--json"]);
    command.env_remove("SLACK_SIGNING_SECRET").env("SLACK_APP_TOKEN", token);
    visit_as(command).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_keeps_socket_mode_from_working_is_named() {
    const OTHER: &str = "xapp-obviously-fake-other";
    let fixture = healthy().await;
    fixture.slack.switches_socket_mode_on();
    fixture.slack.makes_app_token(APP_TOKEN, &["connections:write"]);
    let greeted = visit_over_socket(&fixture, APP_TOKEN).await;
    greeted.has_only(&[]);
    assert!(greeted.with("ok").contains(&"Socket Mode: Slack opens a connection and says hello".to_owned()));
    for stall in [Stall::Handshake, Stall::Hello] {
        fixture.slack.stalls_next_connection(stall);
        let stalled = visit_over_socket(&fixture, APP_TOKEN).await;
        stalled.has_only(&["Socket Mode: Slack offers a connection, but it can’t be opened"]);
    }
    fixture.slack.switches_socket_mode_off();
    let switched_off = visit_over_socket(&fixture, APP_TOKEN).await;
    switched_off.has_only(&["Socket Mode: it is turned off for this app"]);
    fixture.slack.switches_socket_mode_on();
    let unknown = visit_over_socket(&fixture, OTHER).await;
    unknown.has_only(&["Socket Mode: Slack doesn’t recognise the app-level token (invalid_auth)"]);
    let bot_token = visit_over_socket(&fixture, TOKEN).await;
    bot_token.has_only(&["SLACK_APP_TOKEN: is a bot token"]);
    assert_eq!(bot_token.unchecked("SLACK_APP_TOKEN can’t be used"), 1);
    fixture.slack.makes_app_token(APP_TOKEN, &["authorizations:read"]);
    let scopeless = visit_over_socket(&fixture, APP_TOKEN).await;
    scopeless.has_only(&["Socket Mode: the app-level token lacks the scope connections:write (missing_scope)"]);
    let mut none = doctor(&fixture, &["--json"]);
    none.env_remove("SLACK_SIGNING_SECRET");
    let none = visit_as(none).await;
    assert_eq!(none.with("fault").len(), 1);
    assert_eq!(none.unchecked("neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_warned_of_and_too_far_off_it_is_a_fault() {
    let fixture = healthy().await;
    fixture.slack.clock().advance(TimeDelta::seconds(200));
    let warned = visit(&fixture).await;
    warned.has_only(&[]);
    assert!(matches!(warned.with("warning").as_slice(), [said] if said.ends_with(" s behind")), "{:?}", warned.report);
    fixture.slack.clock().advance(TimeDelta::seconds(-600));
    let fault = visit(&fixture).await;
    let said = fault.with("fault");
    assert!(
        matches!(said.as_slice(), [said] if said.starts_with("This machine’s clock against Slack’s: ") && said.ends_with(" s ahead")),
        "{said:?}"
    );
    assert_eq!(fault.code, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_keeps_a_digest_from_its_channel_is_named() {
    let fixture = healthy().await;
    let is = |seen: &str| format!("{OF_PAYMENTS}: {seen}");
    fixture.slack.archive(CHANNEL);
    visit(&fixture).await.has_only(&[&is("it is archived")]);
    fixture.slack.unarchive(CHANNEL);
    fixture.slack.invite("ben", CHANNEL).await;
    visit(&fixture).await.has_only(&[&is("U02BEN is in it, but doesn’t manage the team and isn’t on its list")]);
    fixture.slack.make_guest("ben").await;
    visit(&fixture).await.has_only(&[&is("U02BEN is a guest")]);
    fixture.slack.remove("ben", CHANNEL).await;
    fixture.slack.remove("bearings", CHANNEL).await;
    visit(&fixture).await.has_only(&[&is("it doesn’t exist, or Bearings isn’t in it")]);
    fixture.slack.invite("bearings", CHANNEL).await;
    fixture.slack.break_next("conversations.info", Fault::ServerError);
    let unseen = visit(&fixture).await;
    unseen.has_only(&[]);
    assert!(unseen.with("warning")[0].starts_with(&is("it can’t be checked")), "{:?}", unseen.report);
    fixture.slack.share_externally(CHANNEL);
    visit(&fixture).await.has_only(&[&is("it is shared with another organisation")]);
    fixture.slack.make_public(CHANNEL);
    visit(&fixture).await.has_only(&[&is("it is public")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slack_that_does_not_answer_is_one_fault_and_the_rest_is_checked() {
    let fixture = healthy().await;
    let visit = visit_with(&fixture, &[("SLACK_API_URL", "http://127.0.0.1:9/api")]).await;
    visit.has_only(&["Slack’s Web API: http://127.0.0.1:9/api doesn’t answer, because 127.0.0.1 can't be reached"]);
    assert_eq!(visit.unchecked("Slack doesn’t answer"), SCOPES.len() + 3);
    fixture.slack.break_next("auth.test", Fault::Garbled);
    let garbled = self::visit(&fixture).await;
    garbled.has_only(&["Bot token: the answer isn’t from Slack"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_slack_app_lacks_is_named_with_what_to_press() {
    let fixture = healthy().await;
    let store = fixture.store().await;
    let mut writing = store.write().await.unwrap();
    let joined = [("member_joined_channel", EventState::Missing)].into();
    event::update_events(&mut writing, &joined).await.unwrap();
    writing.commit().await.unwrap();
    store.close().await;
    fixture.slack.grants("files:write", false);
    let visit = visit(&fixture).await;
    visit.has_only(&["Scope files:write: missing"]);
    let found = |checked: &str| visit.findings().iter().find(|finding| finding["checked"] == checked).unwrap().clone();
    let (scope, event) = (found("Scope files:write"), found("Event member_joined_channel"));
    assert_eq!((&event["outcome"], &scope["do"]), (&"warning".into(), &NeedKind::Scope.remedy().into()));
    assert_eq!(event["do"], NeedKind::Event.remedy());
    assert_eq!(event["why"], "without it, a digest takes up to an hour to hide after someone joins its channel.");
    assert!(scope["why"].as_str().unwrap().ends_with("Without it, no one can get a copy of their data."), "{scope}");
    assert!(!visit.findings().iter().any(|finding| finding["checked"] == "Newer events"));
}
