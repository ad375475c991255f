//! Stories of modals and the Home tab, over real HTTP both ways.

use serde_json::json;

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
        "there is nobody called “zoe”; there are: ana, ben, kenji, priya, maya"
    );
    assert_eq!(cannot(ana.uses_shortcut("Foo").await), "no shortcut “Foo”; there are: Save as evidence, Log evidence");
    ana.presses("#general", "Go").await.unwrap();
    call(&base, "views.open", &json!({"trigger_id": app.last()["trigger_id"], "view": modal("Log", &[])})).await;
    assert_eq!(cannot(ana.presses("#general", "Go").await), "the modal “Log” is open over #general");
}
