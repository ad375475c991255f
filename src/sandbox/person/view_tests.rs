//! Stories of modals and the Home tab, over real HTTP both ways.

use serde_json::{Value, json};

use crate::sandbox::person::CannotDo;
use crate::sandbox::testing::{actions, button, call, connected, input, modal, options, plain, select};

#[tokio::test]
async fn a_modal_from_opening_to_closing() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    ana.uses_shortcut("Log evidence").await.unwrap();
    let trigger = app.last()["trigger_id"].clone();
    let blocks = [
        input("what", "What happened?", &json!({"type": "plain_text_input", "min_length": 5})),
        input("who", "Who sees it?", &json!({"type": "radio_buttons", "options": options(&["Me", "Manager"])})),
        input("tags", "Behaviours", &json!({"type": "multi_external_select", "placeholder": plain("Search")})),
    ];
    let opened = call(&base, "views.open", &json!({"trigger_id": trigger, "view": modal("Log", &blocks)})).await;
    assert_eq!(opened["ok"], true, "{opened}");
    assert_eq!(
        ana.modal().unwrap(),
        "== Log ==\nWhat happened?: (text: )\nWho sees it?:\n( ) Me\n( ) Manager\nBehaviours: (select: Search v)\n[Cancel] [Save]"
    );
    let asked = app.asked.lock().unwrap().len();
    ana.submits().await.unwrap();
    assert_eq!(app.asked.lock().unwrap().len(), asked, "an empty required field never reaches the app");
    assert!(ana.modal().unwrap().contains("! Please complete this required field."));

    ana.fills("modal", "What happened?", "I fixed it").await.unwrap();
    ana.chooses("modal", "Who sees it?", "Manager").await.unwrap();
    app.will_answer(&json!({"options": options(&["Tests first", "Measures"])}));
    ana.chooses("modal", "Behaviours", "Tests first").await.unwrap();
    assert_eq!((&app.last()["type"], &app.last()["value"]), (&json!("block_suggestion"), &json!("Tests first")));
    app.will_answer(&json!({"response_action": "errors", "errors": {"what": "A few more words"}}));
    ana.submits().await.unwrap();
    let sent = app.last();
    let values = &sent["view"]["state"]["values"];
    assert_eq!(
        (&values["what"]["a"]["value"], &values["who"]["a"]["selected_option"]["value"]),
        (&json!("I fixed it"), &json!("manager"))
    );
    assert_eq!(values["tags"]["a"]["selected_options"][0]["value"], "tests first");
    assert_eq!((&sent["view"]["private_metadata"], &sent["view"]["callback_id"]), (&json!("m"), &json!("cb")));
    assert!(ana.modal().unwrap().contains("What happened?: (text: I fixed it)\n! A few more words"));

    app.will_answer(&json!({"response_action": "push", "view": modal("Sure?", &[])}));
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().starts_with("== Sure? =="));
    ana.closes().await.unwrap();
    assert_eq!((&app.last()["type"], &app.last()["is_cleared"]), (&json!("view_closed"), &json!(false)));
    ana.presses("modal", "Save").await.unwrap();
    assert_eq!(ana.modal(), None);
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_wrong_answer_to_a_modal_keeps_it_open() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    ana.uses_shortcut("Log evidence").await.unwrap();
    let view = modal("Log", &[input("what", "What?", &json!({"type": "plain_text_input", "initial_value": "x"}))]);
    call(&base, "views.open", &json!({"trigger_id": app.last()["trigger_id"], "view": view})).await;
    for answer in [
        json!({"response_action": "errors", "errors": {"nowhere": "x"}}),
        json!({"response_action": "update", "view": {"type": "modal"}}),
    ] {
        app.will_answer(&answer);
        ana.submits().await.unwrap();
        assert!(ana.modal().unwrap().contains("! We had some trouble connecting."));
    }
    assert_eq!(sandbox.complaints().len(), 2);
    assert!(sandbox.complaints()[0].contains("“nowhere”, which is no input block"));
}

#[tokio::test]
async fn a_modal_without_an_answer_stays_as_it_is_and_can_be_sent_again() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    ana.uses_shortcut("Log evidence").await.unwrap();
    let view = modal("Log", &[input("what", "What?", &json!({"type": "plain_text_input"}))]);
    call(&base, "views.open", &json!({"trigger_id": app.last()["trigger_id"], "view": view})).await;
    ana.fills("modal", "What?", "I fixed it").await.unwrap();
    let seen = "What?: (text: I fixed it)\n! We had some trouble connecting. Try again?\n[Cancel]";
    app.will_say(500, "");
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains(seen), "{}", ana.modal().unwrap());
    app.will_be_late();
    ana.submits().await.unwrap();
    assert!(ana.modal().unwrap().contains(seen), "{}", ana.modal().unwrap());
    assert_eq!(
        sandbox.complaints(),
        ["an interaction: the app answered with status 500", "an interaction: the app did not answer within 3 seconds"]
    );
    ana.submits().await.unwrap();
    assert_eq!(app.last()["view"]["state"]["values"]["what"]["a"]["value"], "I fixed it");
    assert_eq!(ana.modal(), None);
}

/// One of each field that an evidence form needs, all of them optional.
fn form() -> Vec<Value> {
    let mrkdwn = |text: &str| json!({"type": "mrkdwn", "text": text});
    let fields = [
        ("what", "What?", json!({"type": "plain_text_input", "multiline": true})),
        ("link", "Link", json!({"type": "url_text_input", "placeholder": plain("https://…")})),
        ("when", "When?", json!({"type": "datepicker", "initial_date": "2026-11-05"})),
        (
            "marks",
            "Marks",
            json!({"type": "checkboxes", "options": [
                {"text": mrkdwn("*Tests* first"), "value": "t", "description": mrkdwn("with <@U02BEN>")},
                {"text": plain("Measures"), "value": "m"},
            ]}),
        ),
        (
            "who",
            "Who sees it?",
            json!({"type": "radio_buttons", "options": [
                {"text": mrkdwn("Only me"), "value": "me"},
                {"text": mrkdwn("Me and <@U04PRIYA>"), "value": "both", "description": plain("Your manager")},
            ]}),
        ),
        ("kind", "Kind", json!({"type": "static_select", "options": options(&["One"])})),
        ("more", "More", json!({"type": "multi_external_select"})),
    ];
    let optional = fields.map(|(id, label, element)| {
        let mut block = input(id, label, &element);
        block["optional"] = true.into();
        block
    });
    optional.into()
}

#[tokio::test]
async fn every_field_of_a_form_is_seen_filled_and_sent() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    ana.uses_shortcut("Log evidence").await.unwrap();
    let view = json!({"trigger_id": app.last()["trigger_id"], "view": modal("Log", &form())});
    assert_eq!(call(&base, "views.open", &view).await["ok"], true);
    let seen = "== Log ==
What? (optional): (text: )
Link (optional): (text: https://…)
When? (optional): (date: 2026-11-05 v)
Marks (optional):
[ ] Tests first – with @Ben Okafor
[ ] Measures
Who sees it? (optional):
( ) Only me
( ) Me and @Priya Raman – Your manager
Kind (optional): (select:  v)
More (optional): (select:  v)
[Cancel] [Save]";
    assert_eq!(ana.modal().unwrap(), seen);
    let state = |element: &str, key: &str, value: Value| json!({"a": {"type": element, key: value}});
    ana.fills("modal", "When?", "").await.unwrap();
    app.will_answer(&json!({"response_action": "update", "view": modal("Log", &form())}));
    ana.submits().await.unwrap();
    let nothing = json!({
        "what": state("plain_text_input", "value", Value::Null), "link": state("url_text_input", "value", Value::Null),
        "when": state("datepicker", "selected_date", Value::Null),
        "marks": state("checkboxes", "selected_options", json!([])),
        "who": state("radio_buttons", "selected_option", Value::Null),
        "kind": state("static_select", "selected_option", Value::Null),
        "more": state("multi_external_select", "selected_options", json!([])),
    });
    assert_eq!(app.last()["view"]["state"]["values"], nothing);
    ana.fills("modal", "When?", "2026-10-31").await.unwrap();
    ana.chooses("modal", "Marks", "Tests first").await.unwrap();
    ana.chooses("modal", "Who sees it?", "Me and @Priya Raman").await.unwrap();
    let asked = app.asked.lock().unwrap().len();
    for wrong in ["example.com/pr/1", "javascript:alert(1)", "https://"] {
        ana.fills("modal", "Link", wrong).await.unwrap();
        ana.submits().await.unwrap();
        let error = format!("(text: {wrong})\n! Please enter a valid URL.");
        assert!(ana.modal().unwrap().contains(&error), "{}", ana.modal().unwrap());
    }
    assert_eq!(app.asked.lock().unwrap().len(), asked);
    ana.fills("modal", "Link", "https://example.com/pr/1").await.unwrap();
    ana.submits().await.unwrap();
    let values = &app.last()["view"]["state"]["values"];
    assert_eq!(
        (&values["when"]["a"]["selected_date"], &values["link"]["a"]["value"]),
        (&json!("2026-10-31"), &json!("https://example.com/pr/1"))
    );
    assert_eq!(values["marks"]["a"]["selected_options"][0]["description"]["text"], "with <@U02BEN>");
    assert_eq!(values["who"]["a"]["selected_option"]["value"], "both");
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn two_windows_submit_the_same_modal() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    let words = input("what", "What?", &json!({"type": "plain_text_input"}));
    ana.uses_shortcut("Log evidence").await.unwrap();
    let view = json!({"trigger_id": app.last()["trigger_id"], "view": modal("Under", &[])});
    call(&base, "views.open", &view).await;
    app.will_answer(&json!({"response_action": "push", "view": modal("Log", &[words])}));
    ana.submits().await.unwrap();
    ana.submits_twice().await.unwrap();
    assert!(ana.modal().unwrap().contains("! Please complete"), "what is missing holds both back");
    ana.fills("modal", "What?", "I fixed it").await.unwrap();
    let before = app.asked.lock().unwrap().len();
    ana.submits_twice().await.unwrap();
    let asked = app.asked.lock().unwrap()[before..].to_vec();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0]["view"], asked[1]["view"]);
    assert_ne!(asked[0]["trigger_id"], asked[1]["trigger_id"]);
    assert_eq!(asked[1]["view"]["state"]["values"]["what"]["a"]["value"], "I fixed it");
    assert!(ana.modal().unwrap().starts_with("== Under =="), "the second answer closes nothing else");
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn the_home_tab_is_opened_published_and_used() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    assert_eq!(ana.home(), "(nothing here yet)");
    ana.opens_home().await.unwrap();
    let envelope = app.last();
    assert_eq!(
        (&envelope["type"], &envelope["event"]["tab"], &envelope["event"]["channel"]),
        (&json!("event_callback"), &json!("home"), &json!("D01ANA"))
    );
    assert!(envelope["event_id"].is_string() && envelope["event"].get("view").is_none());
    let menu = json!({"type": "overflow", "action_id": "menu", "options": options(&["Edit", "Delete"])});
    let home = json!({"type": "home", "blocks": [actions(&[button("Log", "log"), menu])]});
    call(&base, "views.publish", &json!({"user_id": "U01ANA", "view": home})).await;
    assert_eq!(ana.home(), "[Log] […: Edit / Delete]");
    ana.presses("home", "Delete").await.unwrap();
    let payload = app.last();
    assert_eq!(
        (&payload["container"]["type"], &payload["actions"][0]["selected_option"]["value"]),
        (&json!("view"), &json!("delete"))
    );
    assert_eq!(payload["view"]["type"], "home");
    ana.opens_home().await.unwrap();
    assert!(app.last()["event"]["view"].is_object());
}

#[tokio::test]
async fn errors_say_what_was_there() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    app.will_answer(&json!({"blocks": [actions(&[button("Go", "go"), select("Level", "level", &["One"])])]}));
    ana.types("#general", "/framework").await.unwrap();
    let cannot = |outcome: Result<(), CannotDo>| outcome.unwrap_err().to_string();
    assert_eq!(cannot(ana.presses("#general", "Foo").await), "no button “Foo” in #general; there are: Go, Level");
    assert_eq!(cannot(ana.chooses("#general", "Level", "Nine").await), "no option “Nine” in “Level”; there are: One");
    assert_eq!(cannot(ana.submits().await), "no modal is open");
    assert_eq!(
        cannot(sandbox.person("zoe").opens_home().await),
        "no one is called “zoe”; there are: ana, ben, kenji, priya, maya, noor"
    );
    assert_eq!(cannot(ana.uses_shortcut("Foo").await), "no shortcut “Foo”; there are: Log evidence");
    ana.presses("#general", "Go").await.unwrap();
    call(&base, "views.open", &json!({"trigger_id": app.last()["trigger_id"], "view": modal("Log", &[])})).await;
    assert_eq!(cannot(ana.presses("#general", "Go").await), "the modal “Log” is open over #general");
}
