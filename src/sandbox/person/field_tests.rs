//! Stories of fields that tell the app while the user types, and of what stays in them.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::sandbox::testing::{FakeApp, call, connected, input, modal, options, plain};

/// A text field that tells the app on these triggers; without any, on Slack's default.
fn telling(label: &str, when: &[&str]) -> Value {
    let mut element = json!({"type": "plain_text_input", "placeholder": plain("Words")});
    if !when.is_empty() {
        element["dispatch_action_config"] = json!({"trigger_actions_on": when});
    }
    let mut block = input(&label.to_lowercase(), label, &element);
    block["dispatch_action"] = true.into();
    block
}

async fn opens(sandbox: &Sandbox, app: &FakeApp, base: &str, view: &Value) -> Value {
    sandbox.person("ana").uses_shortcut("Log evidence").await.unwrap();
    let opened = call(base, "views.open", &json!({"trigger_id": app.last()["trigger_id"], "view": view})).await;
    assert_eq!(opened["ok"], true, "{opened}");
    opened["view"].clone()
}

fn asked(app: &FakeApp) -> usize {
    app.asked.lock().unwrap().len()
}

#[tokio::test]
async fn a_field_tells_the_app_when_it_is_meant_to() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    let both = telling("Both", &["on_enter_pressed", "on_character_entered"]);
    let silent = input("silent", "Silent", &json!({"type": "plain_text_input"}));
    let blocks = [telling("Typed", &["on_character_entered"]), telling("Entered", &[]), both, silent];
    opens(&sandbox, &app, &base, &modal("Log", &blocks)).await;
    let mut before = asked(&app);
    let mut heard = |app: &FakeApp| {
        let count = asked(app) - before;
        before += count;
        count
    };
    ana.fills("modal", "Typed", "more").await.unwrap();
    assert_eq!(heard(&app), 1);
    for (label, typing) in [("Entered", 0), ("Both", 1)] {
        ana.fills("modal", label, "more").await.unwrap();
        assert_eq!(heard(&app), typing, "typing in {label}");
        ana.presses_enter("modal", label).await.unwrap();
        assert_eq!(heard(&app), 1, "Enter in {label}");
    }
    ana.fills("modal", "Silent", "words").await.unwrap();
    assert_eq!(heard(&app), 0);
    let mut action = app.last()["actions"][0].clone();
    assert!(action.as_object_mut().unwrap().remove("action_ts").unwrap().is_string());
    assert_eq!(action, json!({"type": "plain_text_input", "action_id": "a", "block_id": "both", "value": "more"}));
    app.will_answer(&json!({"response_action": "clear"}));
    ana.presses_enter("modal", "Silent").await.unwrap();
    assert_eq!((&app.last()["type"], ana.modal()), (&json!("view_submission"), None));
    let values = &app.last()["view"]["state"]["values"];
    assert_eq!((&values["typed"]["a"]["value"], &values["silent"]["a"]["value"]), (&json!("more"), &json!("words")));
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn an_update_keeps_what_was_typed_ticked_and_chosen() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    let ticks = |texts: &[&str]| input("ticks", "Ticks", &json!({"type": "checkboxes", "options": options(texts)}));
    let pick = |texts: &[&str]| input("pick", "Pick", &json!({"type": "static_select", "options": options(texts)}));
    let words =
        |id: &str, initial: &str| input(id, "Words", &json!({"type": "plain_text_input", "initial_value": initial}));
    let first = modal("Log", &[words("w", "one"), ticks(&["A", "B", "C"]), pick(&["X", "Y"])]);
    let opened = opens(&sandbox, &app, &base, &first).await;
    ana.fills("modal", "Words", "mine").await.unwrap();
    for tick in ["A", "B"] {
        ana.chooses("modal", "Ticks", tick).await.unwrap();
    }
    ana.chooses("modal", "Pick", "Y").await.unwrap();
    let second = modal("Log", &[pick(&["X", "Y"]), ticks(&["B", "D"]), words("w", "two")]);
    call(&base, "views.update", &json!({"view_id": opened["id"], "view": second})).await;
    app.will_answer(&json!({"response_action": "update", "view": modal("Log", &[words("other", "three"), ticks(&["B", "D"]), pick(&["X"])])}));
    ana.submits().await.unwrap();
    let values = &app.last()["view"]["state"]["values"];
    assert_eq!(
        (&values["w"]["a"]["value"], &values["pick"]["a"]["selected_option"]["value"]),
        (&json!("mine"), &json!("y"))
    );
    assert_eq!(values["ticks"]["a"]["selected_options"], options(&["B"]));
    let shown = "Words: (text: three)\nTicks:\n[x] B\n[ ] D\nPick: (select:  v)";
    assert!(ana.modal().unwrap().contains(shown), "{}", ana.modal().unwrap());
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn fields_in_home_and_in_messages_tell_the_app_too() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    let blocks = json!([telling("Words", &["on_character_entered"]), telling("Number", &[])]);
    let home = json!({"user_id": "U01ANA", "view": {"type": "home", "blocks": blocks}});
    assert_eq!(call(&base, "views.publish", &home).await["ok"], true);
    let message = json!({"channel": "U01ANA", "text": "Fill this", "blocks": blocks});
    assert_eq!(call(&base, "chat.postMessage", &message).await["ok"], true);
    app.will_answer(&json!({"blocks": blocks}));
    ana.types("#general", "/framework").await.unwrap();
    for (place, container) in [("home", "view"), ("dm", "message"), ("#general", "message")] {
        ana.fills(place, "Words", "some").await.unwrap();
        ana.fills(place, "Number", "7").await.unwrap();
        ana.presses_enter(place, "Number").await.unwrap();
        let payload = app.last();
        assert_eq!(payload["container"]["type"], container, "{place}");
        assert_eq!(payload["actions"][0]["value"], "7", "{place}");
        let state = if place == "home" { &payload["view"]["state"] } else { &payload["state"] };
        assert_eq!(state["values"]["words"]["a"]["value"], "some", "{place}");
        assert_eq!(payload["container"]["is_ephemeral"] == true, place == "#general");
        assert_eq!(payload.get("message").is_some(), place == "dm", "{place}");
    }
    assert_eq!(sandbox.complaints(), [""; 0]);
}
