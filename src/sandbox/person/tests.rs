//! Stories of people and a tiny app, over real HTTP both ways.

use serde_json::{Value, json};

use crate::sandbox::testing::{MANIFEST, actions, button, call, connected, connected_as, newest, plain, select};

#[tokio::test]
async fn a_command_reaches_the_app_with_all_of_slacks_fields() {
    let (sandbox, app, base) = connected().await;
    sandbox.person("ana").types("#general", "/framework level 3 <mastery> & @ben").await.unwrap();
    let mut form = app.last();
    let url = form["response_url"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("{base}/hooks/")));
    for volatile in ["response_url", "trigger_id"] {
        assert!(form.as_object_mut().unwrap().remove(volatile).is_some());
    }
    let expected = json!({
        "token": "not-to-be-used", "team_id": "T0LOCAL", "team_domain": "dummyco", "channel_id": "C01GENERAL",
        "channel_name": "general", "user_id": "U01ANA", "user_name": "ana", "command": "/framework",
        "text": "level 3 &lt;mastery&gt; &amp; @ben", "api_app_id": "A0LOCAL", "is_enterprise_install": "false",
    });
    assert_eq!(form, expected);
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn what_a_command_is_answered_with_is_what_is_seen() {
    let (sandbox, app, _) = connected().await;
    let (ana, ben) = (sandbox.person("ana"), sandbox.person("Ben"));
    let before = ben.screen("#general");
    app.will_answer(&json!({"blocks": [
        {"type": "header", "text": plain(":compass: Mastery")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Bold* for <@U02BEN>\n• two"}, "accessory": button("Why?", "why")},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "_small_"}]},
        {"type": "divider"},
        actions(&[button("Level 2", "l2"), select("Theme", "theme", &["Mastery", "Impact"])]),
    ]}));
    ana.types("#general", "/framework").await.unwrap();
    let seen = "Bearings, only you:\n  # 🧭 Mastery\n  Bold for @Ben Okafor\n  • two\n  [Why?]\n  · small\n  ---\n  [Level 2] (select: Theme v)";
    assert_eq!(newest(&ana.screen("#general"), 8), seen);
    assert_eq!(ben.screen("#general"), before);
    app.will_answer(&json!({"response_type": "in_channel", "text": "for all"}));
    ana.types("#general", "/framework  gaps ").await.unwrap();
    assert_eq!(newest(&ben.screen("#general"), 2), "Ana Sousa: /framework gaps\nBearings: for all");
    app.will_say(200, "just words");
    ana.types("#general", "/framework").await.unwrap();
    assert_eq!(newest(&ana.screen("#general"), 1), "Bearings, only you: just words");
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn commands_that_fail_are_slackbots_business() {
    let (sandbox, app, _) = connected().await;
    let ana = sandbox.person("ana");
    ana.types("#general", "/nonsense").await.unwrap();
    assert_eq!(newest(&ana.screen("#general"), 1), "Slackbot, only you: /nonsense is not a valid command.");
    let cases = [
        (500, "", "dispatch_failed"),
        (200, "{broken", "invalid_command_response"),
        (200, r#"{"blocks":[{"type":"gauge"}]}"#, "invalid_command_response"),
    ];
    for (status, body, code) in cases {
        app.will_say(status, body);
        ana.types("#general", "/framework").await.unwrap();
        assert_eq!(
            newest(&ana.screen("#general"), 1),
            format!("Slackbot, only you: /framework failed with the error \"{code}\"")
        );
    }
    assert_eq!(sandbox.complaints().len(), 3);
    assert!(sandbox.complaints()[2].contains("unknown block type “gauge”"));
}

#[tokio::test]
async fn an_app_that_is_late_draws_a_complaint() {
    let (sandbox, _, _) = connected().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    sandbox.connect(&format!("http://{}", listener.local_addr().unwrap()));
    let ana = sandbox.person("ana");
    ana.types("#general", "/framework").await.unwrap();
    assert_eq!(
        newest(&ana.screen("#general"), 1),
        "Slackbot, only you: /framework failed with the error \"operation_timeout\""
    );
    assert_eq!(sandbox.complaints(), ["/framework: the app did not answer within 3 seconds"]);
}

#[tokio::test]
async fn a_press_carries_the_message_and_what_was_chosen_beside_it() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    let blocks = json!([actions(&[select("Level", "level", &["One", "Two"]), button("Show", "show")])]);
    call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "text": "Pick", "blocks": blocks})).await;
    ana.chooses("dm", "Level", "Two").await.unwrap();
    let payload = app.last();
    assert_eq!(payload["actions"][0]["selected_option"]["value"], "two");
    assert_eq!(ana.screen("dm"), "Bearings:\n  (select: Two v) [Show]");
    ana.presses("dm", "Show").await.unwrap();
    let payload = app.last();
    let action = &payload["actions"][0];
    assert_eq!(
        (&payload["type"], &payload["user"]["id"], &payload["channel"]["name"]),
        (&json!("block_actions"), &json!("U01ANA"), &json!("directmessage"))
    );
    assert_eq!(
        (&action["action_id"], &action["block_id"], &action["value"]),
        (&json!("show"), &json!("row"), &json!("v"))
    );
    assert_eq!(payload["state"]["values"]["row"]["level"]["selected_option"]["text"]["text"], "Two");
    assert_eq!(payload["container"]["is_ephemeral"], false);
    assert_eq!(
        (&payload["message"]["ts"], &payload["message"]["bot_id"]),
        (&payload["container"]["message_ts"], &json!("B0LOCALBOT"))
    );
    assert!(payload["trigger_id"].is_string() && payload["response_url"].is_string());
    app.will_say(500, "");
    ana.presses("dm", "Show").await.unwrap();
    assert!(ana.screen("dm").ends_with("! This app responded with Status Code 500."));
}

#[tokio::test]
async fn words_in_the_dm_are_an_event_and_in_channels_are_not() {
    let (sandbox, app, _) = connected().await;
    let ana = sandbox.person("ana");
    ana.types("#general", "hello <b> @Ben Okafor").await.unwrap();
    assert!(app.asked.lock().unwrap().is_empty());
    assert_eq!(newest(&sandbox.person("ben").screen("#general"), 1), "Ana Sousa: hello <b> @Ben Okafor");
    ana.types("dm", "I fixed it").await.unwrap();
    let event = &app.last()["event"];
    assert_eq!(
        (&event["type"], &event["channel_type"], &event["text"]),
        (&json!("message"), &json!("im"), &json!("I fixed it"))
    );
    app.will_say(500, "");
    ana.types("dm", "again").await.unwrap();
    let ids: Vec<Value> =
        app.asked.lock().unwrap().iter().rev().take(2).map(|asked| asked["event_id"].clone()).collect();
    assert_eq!(ids[0], ids[1], "a failed event is sent again under the same id");
}

#[tokio::test]
async fn threads_and_message_shortcuts_belong_to_a_message() {
    let (sandbox, app, _) = connected().await;
    let ana = sandbox.person("ana");
    ana.replies("#general", "Demo day", "/framework is no command here").await.unwrap();
    assert!(ana.screen("#general").contains("Bring something unfinished!\n  1 reply\n"));
    assert!(ana.thread("#general", "Demo day").ends_with("Ana Sousa: /framework is no command here"));
    ana.uses_message_shortcut("#general", "Demo day", "Save as evidence").await.unwrap();
    let parent = app.last();
    assert_eq!(
        (&parent["type"], &parent["callback_id"], &parent["message"]["user"]),
        (&json!("message_action"), &json!("save"), &json!("U04PRIYA"))
    );
    assert_eq!(
        (&parent["channel"], &parent["team"]["domain"]),
        (&json!({"id": "C01GENERAL", "name": "general"}), &json!("dummyco"))
    );
    assert!(parent["message"]["text"].as_str().unwrap().starts_with("Demo day is Thursday"));
    assert!(parent["trigger_id"].is_string() && parent["response_url"].is_string());
    assert_eq!(parent["message"]["thread_ts"], parent["message"]["ts"]);
    ana.uses_message_shortcut("#general", "no command here", "Save as evidence").await.unwrap();
    let reply = app.last();
    assert_eq!(reply["message"]["thread_ts"], parent["message_ts"]);
    assert_ne!(reply["message_ts"], parent["message_ts"]);
    ana.uses_message_shortcut("#general", "Morning all", "Save as evidence").await.unwrap();
    assert!(app.last()["message"].get("thread_ts").is_none());
    ana.types("#general", "/nonsense").await.unwrap();
    let refused = ana.uses_message_shortcut("#general", "not a valid command", "Save as evidence").await;
    assert!(refused.unwrap_err().to_string().contains("only you see it"));
    assert!(
        ana.uses_message_shortcut("#general", "Demo day", "Log evidence").await.is_err(),
        "that one is the composer's"
    );
}

#[tokio::test]
async fn private_channels_are_for_their_members_and_the_app_comes_by_invitation() {
    let (sandbox, _, base) = connected().await;
    let (ana, priya) = (sandbox.person("ana"), sandbox.person("priya"));
    assert_eq!(
        ana.screen("#payments-leads"),
        "Ana Sousa sees no place “#payments-leads”; there are: #general, #backend, dm, home, modal"
    );
    priya.types("#payments-leads", "/invite @Bearings").await.unwrap();
    assert_eq!(call(&base, "chat.postMessage", &json!({"channel": "C03PAYMENTS", "text": "hi"})).await["ok"], true);
    priya.types("#payments-leads", "/invite @ana").await.unwrap();
    assert!(ana.screen("#payments-leads").ends_with("Bearings: hi"));
    priya.types("#payments-leads", "/invite @zoe").await.unwrap();
    assert!(priya.screen("#payments-leads").ends_with("No one here is called “zoe”."));
    priya.types("#payments-leads", "/remove @ana").await.unwrap();
    assert!(ana.screen("#payments-leads").contains("sees no place"));
}

#[tokio::test]
async fn the_address_for_events_is_verified_by_an_echo() {
    let (sandbox, app, _) = connected().await;
    assert!(!sandbox.verifies_events_address().await);
    let challenge = app.last()["challenge"].clone();
    app.will_answer(&json!({ "challenge": challenge }));
    assert!(sandbox.verifies_events_address().await);
}

#[tokio::test]
async fn a_conversation_in_the_dm_with_answers_edits_and_threads() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    let blocks = json!([actions(&[button("I did this", "did")])]);
    let posted =
        call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "text": "Hello :wave:", "blocks": blocks})).await;
    ana.opens_dm().await.unwrap();
    ana.presses("dm", "I did this").await.unwrap();
    assert_eq!(app.last()["message"]["ts"], posted["ts"]);
    let edit = json!({"channel": "D01ANA", "ts": posted["ts"], "text": "Saved. Add more", "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "Saved. Add more"}}]});
    call(&base, "chat.update", &edit).await;
    assert_eq!(ana.dm(), "Bearings:\n  Saved. Add more", "blocks show no mark of an edit");
    call(&base, "chat.update", &json!({"channel": "D01ANA", "ts": posted["ts"], "text": "Just words"})).await;
    assert_eq!(ana.dm(), "Bearings: Just words (edited)");
    ana.types("dm", "I fixed the pipeline").await.unwrap();
    ana.replies("dm", "I fixed", "and the tests").await.unwrap();
    let event = app.last()["event"].clone();
    assert_eq!((&event["text"], &event["channel"]), (&json!("and the tests"), &json!("D01ANA")));
    let thread = event["thread_ts"].clone();
    let only_ana = json!({"channel": "D01ANA", "user": "U01ANA", "text": "Keep it?"});
    assert_eq!(call(&base, "chat.postEphemeral", &only_ana).await["ok"], true);
    let answer = json!({"channel": "D01ANA", "text": "Both?", "thread_ts": thread});
    call(&base, "chat.postMessage", &answer).await;
    assert_eq!(
        ana.dm(),
        "Bearings: Just words (edited)\nAna Sousa: I fixed the pipeline\n  2 replies\nBearings, only you: Keep it?"
    );
    assert!(ana.thread("dm", "I fixed").ends_with("Ana Sousa: and the tests\nBearings: Both?"));
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn an_app_hears_itself() {
    let (sandbox, app, base) = connected().await;
    sandbox.echoes("ana").await;
    assert!(app.asked.lock().unwrap().is_empty());
    let posted = call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "text": "Hello"})).await;
    sandbox.person("ana").types("dm", "hi").await.unwrap();
    sandbox.echoes("ana").await;
    let event = &app.last()["event"];
    assert_eq!(
        (&event["type"], &event["ts"], &event["bot_id"], &event["channel_type"]),
        (&json!("message"), &posted["ts"], &json!("B0LOCALBOT"), &json!("im"))
    );
}

#[tokio::test]
async fn without_a_composer_typing_is_refused() {
    let read_only = MANIFEST.replace("read_only_enabled: false", "read_only_enabled: true");
    let (sandbox, app, base) = connected_as(&read_only).await;
    let ana = sandbox.person("ana");
    call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "text": "Hello"})).await;
    for cannot in [ana.types("dm", "hi").await, ana.replies("dm", "Hello", "hi").await] {
        assert_eq!(cannot.unwrap_err().to_string(), "Sending messages to this app has been turned off.");
    }
    sandbox.archive("#general");
    assert_eq!(ana.types("#general", "hi").await.unwrap_err().to_string(), "This channel is archived.");
    assert!(app.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn names_of_emoji_stay_names_where_the_app_says_so() {
    let (sandbox, _, base) = connected().await;
    let text = |emoji: Value| json!({"type": "plain_text", "text": ":wave: hi", "emoji": emoji});
    let labels = |emoji: bool| {
        let go = json!({"type": "button", "text": text(emoji.into()), "action_id": format!("go{emoji}")});
        let option = json!({"text": text(emoji.into()), "value": "v"});
        let pick = json!({"type": "static_select", "placeholder": text(emoji.into()), "options": [option], "action_id": format!("s{emoji}")});
        [json!({"type": "header", "text": text(emoji.into())}), json!({"type": "actions", "elements": [go, pick]})]
    };
    let blocks: Vec<Value> = labels(true).into_iter().chain(labels(false)).collect();
    let posted = call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "text": "t", "blocks": blocks})).await;
    assert_eq!(posted["ok"], true, "{posted}");
    let seen = "Bearings:\n  # 👋 hi\n  [👋 hi] (select: 👋 hi v)\n  # :wave: hi\n  [:wave: hi] (select: :wave: hi v)";
    assert_eq!(sandbox.person("ana").dm(), seen);
    let page = reqwest::get(format!("{base}/ana/dm")).await.unwrap().text().await.unwrap();
    assert_eq!((page.matches("👋 hi").count(), page.matches(">:wave: hi<").count()), (4, 4), "{page}");
}
