//! Slack's errors, one by one, over real HTTP.

mod faults;

use super::*;
use crate::domain::ids::{ChannelId, MemberId};
use crate::sandbox::testing::{MANIFEST, call, connected, connected_as, post_json};
use crate::sandbox::world::{Author, Post};

fn modal() -> Value {
    json!({"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []})
}

/// Creates what must exist before a call can fail in its own way: another author's message and a spent trigger.
fn set_the_scene(sandbox: &Sandbox) -> (String, String) {
    sandbox.change(|world| {
        let (ana, general) = (MemberId::new("U01ANA"), ChannelId::new("C01GENERAL"));
        world.channel_mut(&general).unwrap().app_is_in = true;
        let theirs =
            world.post(Post { text: "hi".to_owned(), ..Post::new(general.clone(), Author::Person(ana.clone())) });
        let trigger = world.give_trigger(&ana);
        world.spend_trigger(&trigger).unwrap();
        (theirs, trigger)
    })
}

#[tokio::test]
async fn each_error_by_its_name() {
    let (sandbox, _, base) = connected().await;
    let (theirs, spent) = set_the_scene(&sandbox);
    sandbox.deactivate("kenji").await;
    let long = json!([{"type": "section", "text": {"type": "mrkdwn", "text": "x".repeat(3001)}}]);
    let sections = vec![json!({"type": "section", "text": {"type": "mrkdwn", "text": "x".repeat(2900)}}); 5];
    let large = json!({"type": "home", "blocks": vec![json!({"type": "section", "text": {"type": "plain_text", "text": "x".repeat(2900)}}); 90]});
    let cases = [
        ("files.upload", json!({}), "unknown_method"),
        ("chat.postMessage", json!({"text": "hi"}), "invalid_arguments"),
        ("chat.postMessage", json!({"channel": "C404", "text": "hi"}), "channel_not_found"),
        ("chat.postMessage", json!({"channel": "C03PAYMENTS", "text": "hi"}), "channel_not_found"),
        ("chat.postMessage", json!({"channel": "C02BACKEND", "text": "hi"}), "not_in_channel"),
        ("chat.postMessage", json!({"channel": "U03KENJI", "text": "hi"}), "user_disabled"),
        ("chat.postMessage", json!({"channel": "C01GENERAL"}), "no_text"),
        ("chat.postMessage", json!({"channel": "C01GENERAL", "text": "hi", "thread_ts": "1.0"}), "thread_not_found"),
        ("chat.postMessage", json!({"channel": "C01GENERAL", "blocks": long}), "invalid_blocks"),
        ("chat.postMessage", json!({"channel": "C01GENERAL", "blocks": sections}), "msg_blocks_too_long"),
        ("chat.postEphemeral", json!({"channel": "C01GENERAL", "user": "U404", "text": "hi"}), "user_not_in_channel"),
        ("chat.update", json!({"channel": "C01GENERAL", "ts": "1.0", "text": "hi"}), "message_not_found"),
        ("chat.update", json!({"channel": "C01GENERAL", "ts": theirs, "text": "hi"}), "cant_update_message"),
        ("chat.delete", json!({"channel": "C01GENERAL", "ts": theirs}), "cant_delete_message"),
        ("chat.getPermalink", json!({"channel": "C01GENERAL", "message_ts": "1.0"}), "message_not_found"),
        ("conversations.open", json!({"users": "U01ANA"}), "missing_scope"),
        ("conversations.info", json!({"channel": "C01GENERAL"}), "missing_scope"),
        ("users.info", json!({"user": "U404"}), "user_not_found"),
        ("users.list", json!({"cursor": "x"}), "invalid_cursor"),
        ("views.publish", json!({"user_id": "U404", "view": {"type": "home", "blocks": []}}), "user_not_found"),
        ("views.publish", json!({"user_id": "U01ANA", "view": {"type": "modal", "blocks": []}}), "invalid_arguments"),
        ("views.publish", json!({"user_id": "U01ANA", "view": large}), "view_too_large"),
        ("views.open", json!({"trigger_id": "nonsense", "view": modal()}), "invalid_trigger_id"),
        ("views.open", json!({"trigger_id": spent, "view": modal()}), "exchanged_trigger_id"),
        ("views.open", json!({"trigger_id": spent}), "invalid_arguments"),
        ("views.update", json!({"view_id": "V404", "view": modal()}), "not_found"),
        ("views.update", json!({"view": modal()}), "invalid_arguments"),
    ];
    for (method, args, error) in cases {
        let answer = call(&base, method, &args).await;
        assert_eq!((&answer["ok"], answer["error"].as_str()), (&json!(false), Some(error)), "{method} {args}");
    }
    sandbox.archive("#general");
    let answer = call(&base, "chat.postMessage", &json!({"channel": "C01GENERAL", "text": "hi"})).await;
    assert_eq!(answer["error"], "is_archived");
}

#[tokio::test]
async fn a_refusal_says_more_and_is_a_complaint_if_the_app_is_to_blame() {
    let (sandbox, _, base) = connected().await;
    let answer = call(&base, "conversations.open", &json!({"users": "U01ANA"})).await;
    assert_eq!(
        (&answer["needed"], &answer["provided"]),
        (&json!("im:write"), &json!("chat:write,commands,im:history,users:read"))
    );
    let blocks = json!([{"type": "header", "text": {"type": "plain_text", "text": ""}}]);
    let answer = call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "blocks": blocks})).await;
    assert_eq!(answer["errors"][0], "blocks[0].text.text: 0 characters; from 1 to 150");
    assert_eq!(answer["response_metadata"]["messages"][0], "[ERROR] blocks[0].text.text: 0 characters; from 1 to 150");
    call(&base, "users.info", &json!({"user": "U404"})).await;
    let complaints = sandbox.complaints();
    assert_eq!(complaints.len(), 2, "an unknown user is no mistake: {complaints:?}");
    assert_eq!(complaints[0], "conversations.open: missing_scope (needs im:write)");
}

#[tokio::test]
async fn people_are_described_with_their_zone_to_apps_that_may_know() {
    let (_, _, base) = connected().await;
    let told = call(&base, "users.info", &json!({"user": "U03KENJI"})).await;
    assert_eq!((&told["user"]["tz"], &told["user"]["tz_offset"]), (&json!("Asia/Tokyo"), &json!(32400)));
    let (_, _, base) = connected_as(&MANIFEST.replace("\"users:read\", ", "")).await;
    let told = call(&base, "users.info", &json!({"user": "U03KENJI"})).await;
    assert_eq!((&told["error"], &told["needed"]), (&json!("missing_scope"), &json!("users:read")));
}

#[tokio::test]
async fn the_token_is_checked_first() {
    let (sandbox, _, base) = connected().await;
    let ask = async |token: Option<&str>| {
        let mut request = reqwest::Client::new().post(format!("{base}/api/auth.test"));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        serde_json::from_str::<Value>(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    };
    assert_eq!(ask(None).await["error"], "not_authed");
    assert_eq!(ask(Some("xoxb-elsewhere")).await["error"], "invalid_auth");
    assert_eq!(ask(Some("xoxb-local")).await["team_id"], "T0LOCAL");
    assert_eq!(sandbox.complaints().len(), 2);
}

#[tokio::test]
async fn connections_are_opened_with_the_apps_own_token_and_its_scope() {
    let (sandbox, _, base) = connected().await;
    let open = async |token: &str| {
        let request = reqwest::Client::new().post(format!("{base}/api/apps.connections.open"));
        let answer = request.header("authorization", format!("Bearer {token}")).send().await.unwrap();
        serde_json::from_str::<Value>(&answer.text().await.unwrap()).unwrap()
    };
    assert_eq!(open("xapp-local").await["error"], "invalid_auth");
    sandbox.makes_app_token("xapp-local", &["authorizations:read"]);
    let refused = open("xapp-local").await;
    assert_eq!((&refused["error"], &refused["needed"]), (&json!("missing_scope"), &json!("connections:write")));
    sandbox.makes_app_token("xapp-local", &["connections:write"]);
    let opened = open("xapp-local").await["url"].as_str().unwrap().to_owned();
    assert!(opened.starts_with(&format!("{}/link/?ticket=", base.replace("http", "ws"))), "{opened}");
    assert_eq!(open("xoxb-local").await["error"], "not_allowed_token_type");
    sandbox.revokes_app_token();
    assert_eq!(open("xapp-local").await["error"], "invalid_auth");
}

#[tokio::test]
async fn a_form_with_json_in_it_does_as_well() {
    let (sandbox, _, base) = connected().await;
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("channel", "U01ANA")
        .append_pair("blocks", r#"[{"type":"section","text":{"type":"mrkdwn","text":"*Hello*"}}]"#)
        .append_pair("token", "xoxb-local")
        .finish();
    let request = reqwest::Client::new().post(format!("{base}/api/chat.postMessage"));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
    let answer: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!((&answer["ok"], &answer["channel"]), (&json!(true), &json!("D01ANA")));
    assert_eq!(sandbox.person("ana").screen("dm"), "Bearings:\n  Hello");
}

#[tokio::test]
async fn history_returns_metadata_on_request() {
    let (_, _, base) = connected().await;
    let metadata = json!({"event_type": "delivery", "event_payload": {"key": "k1"}});
    let posted =
        call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "text": "one", "metadata": metadata})).await;
    call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "text": "two"})).await;
    let asked = json!({"channel": "D01ANA", "include_all_metadata": true, "oldest": posted["ts"], "inclusive": true});
    let history = call(&base, "conversations.history", &asked).await;
    assert_eq!((&history["messages"][0]["text"], &history["messages"][1]["metadata"]), (&json!("two"), &metadata));
    let history = call(&base, "conversations.history", &json!({"channel": "D01ANA", "limit": 1})).await;
    assert_eq!((&history["has_more"], &history["messages"][0]["metadata"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn posts_are_listed_as_they_are_now_with_what_the_app_attached() {
    let (sandbox, _, base) = connected().await;
    let metadata = |key: &str| json!({"event_type": "delivery", "event_payload": {"key": key}});
    let one = json!({"channel": "U01ANA", "text": "one", "metadata": metadata("k1")});
    let posted = call(&base, "chat.postMessage", &one).await;
    sandbox.person("ana").types("dm", "thanks").await.unwrap();
    let reply = json!({"channel": "D01ANA", "text": "two", "thread_ts": posted["ts"]});
    call(&base, "chat.postMessage", &reply).await;
    let edit = json!({"channel": "D01ANA", "ts": posted["ts"], "text": "changed"});
    call(&base, "chat.update", &edit).await;
    let all = sandbox.posted_to("ana");
    let seen: Vec<_> = all.iter().map(|each| (each.text.as_str(), each.metadata.clone())).collect();
    assert_eq!(seen, [("changed", Some(metadata("k1"))), ("two", None)]);
    assert_eq!((json!(all[0].ts), json!(all[1].thread_ts)), (posted["ts"].clone(), posted["ts"].clone()));
    assert_eq!(all[0].at, sandbox.clock().now());
    call(
        &base,
        "chat.update",
        &json!({"channel": "D01ANA", "ts": posted["ts"], "text": "x", "metadata": metadata("k2")}),
    )
    .await;
    assert_eq!(sandbox.posted_to("ana")[0].metadata, Some(metadata("k2")));
}

#[tokio::test]
async fn a_response_url_replaces_deletes_and_bypasses_membership() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    let button = |label: &str| json!({"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": label}}]});
    app.will_answer(&json!({"blocks": [button("Go")]}));
    ana.types("#backend", "/framework").await.unwrap();
    ana.presses("#backend", "Go").await.unwrap();
    let url = app.last()["response_url"].as_str().unwrap().to_owned();
    let shown = |words: &str| sandbox.person("ana").screen("#backend").lines().any(|line| line.contains(words));
    post_json(&url, &json!({"replace_original": true, "blocks": [button("Went")]})).await;
    assert!(shown("[Went]") && !shown("[Go]"));
    post_json(&url, &json!({"response_type": "in_channel", "text": "for all"})).await;
    assert!(sandbox.person("ben").screen("#backend").ends_with("Bearings: for all"));
    post_json(&url, &json!({"delete_original": true})).await;
    assert!(!shown("[Went]"));
    assert_eq!(sandbox.complaints(), [""; 0]);
    let cases = [
        (json!({}), "no_text"),
        (json!({"text": "x", "response_type": "public"}), "invalid_arguments"),
        (json!({"text": "sixth"}), "used_url"),
    ];
    for (body, error) in cases {
        assert_eq!(post_json(&url, &body).await.1["error"], error, "{body}");
    }
    assert_eq!(post_json(&format!("{base}/hooks/R404"), &json!({"text": "x"})).await.0, 404);
    assert_eq!(sandbox.complaints().len(), 4);
}

#[tokio::test]
async fn triggers_grow_old_views_go_stale_and_stacks_end_at_three() {
    let (sandbox, _, base) = connected().await;
    let ana = MemberId::new("U01ANA");
    let trigger = || sandbox.change(|world| world.give_trigger(&ana));
    let with_trigger = |trigger: String| json!({"trigger_id": trigger, "view": modal()});
    let old = trigger();
    sandbox.clock().advance(chrono::TimeDelta::seconds(4));
    assert_eq!(call(&base, "views.open", &with_trigger(old)).await["error"], "expired_trigger_id");
    let opened = call(&base, "views.open", &with_trigger(trigger())).await;
    for _ in 0..2 {
        assert_eq!(call(&base, "views.push", &with_trigger(trigger())).await["ok"], true);
    }
    assert_eq!(call(&base, "views.push", &with_trigger(trigger())).await["error"], "push_limit_reached");
    let stale = json!({"view_id": opened["view"]["id"], "hash": "1.0", "view": modal()});
    assert_eq!(call(&base, "views.update", &stale).await["error"], "hash_conflict");
}
