//! Stories of selects whose options come from the app while the user types.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::sandbox::testing::{FakeApp, MANIFEST, call, connected, connected_as, input, modal, options, plain};

/// Opens a modal for Ana with one external select, which has this minimum query length.
async fn with_search(sandbox: &Sandbox, app: &FakeApp, base: &str, least: Option<u8>) {
    let mut element = json!({"type": "multi_external_select", "placeholder": plain("Find")});
    if let Some(least) = least {
        element["min_query_length"] = least.into();
    }
    let words = input("words", "Words", &json!({"type": "plain_text_input", "initial_value": "x"}));
    let blocks = [words, input("search", "Behaviours", &element)];
    sandbox.person("ana").uses_shortcut("Log evidence").await.unwrap();
    let view = json!({"trigger_id": app.last()["trigger_id"], "view": modal("Log", &blocks)});
    assert_eq!(call(base, "views.open", &view).await["ok"], true);
}

fn grouped() -> Value {
    let with_description = json!({"text": plain("Tests first"), "value": "t", "description": plain("Level 2")});
    json!({"option_groups": [
        {"label": plain("Mastery"), "options": [with_description]},
        {"label": plain("Impact"), "options": options(&["Measures", "Ships"])},
    ]})
}

#[tokio::test]
async fn a_search_says_nothing_of_what_was_filled_in() {
    let (sandbox, app, base) = connected().await;
    with_search(&sandbox, &app, &base, None).await;
    app.will_answer(&json!({"options": []}));
    assert_eq!(sandbox.person("ana").looks_up("modal", "Behaviours", "tes").await.unwrap(), [""; 0]);
    let payload = app.last();
    assert_eq!(
        (&payload["type"], &payload["value"], &payload["block_id"], &payload["action_id"]),
        (&json!("block_suggestion"), &json!("tes"), &json!("search"), &json!("a"))
    );
    assert_eq!(payload["view"]["state"], json!({"values": {}}));
    assert_eq!((&payload["view"]["private_metadata"], &payload["view"]["callback_id"]), (&json!("m"), &json!("cb")));
    assert!(sandbox.person("ana").modal().unwrap().contains("(select: Find v)\n  (No results)"));
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn groups_and_descriptions_are_seen_until_something_is_chosen() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    with_search(&sandbox, &app, &base, Some(0)).await;
    app.will_answer(&grouped());
    assert_eq!(ana.looks_up("modal", "Behaviours", "").await.unwrap(), ["Tests first", "Measures", "Ships"]);
    assert_eq!(app.last()["value"], "", "opening it asks");
    let seen =
        "Behaviours:\n(select: Find v)\n  Mastery\n  - Tests first – Level 2\n  Impact\n  - Measures\n  - Ships\n";
    assert!(ana.modal().unwrap().contains(seen), "{}", ana.modal().unwrap());
    ana.chooses("modal", "Behaviours", "Measures").await.unwrap();
    app.will_answer(&grouped());
    ana.looks_up("modal", "Behaviours", "").await.unwrap();
    ana.chooses("modal", "Behaviours", "Tests first").await.unwrap();
    assert!(ana.modal().unwrap().contains("Behaviours: (select: Measures, Tests first v)\n"));
    ana.submits().await.unwrap();
    let chosen = &app.last()["view"]["state"]["values"]["search"]["a"]["selected_options"];
    assert_eq!((&chosen[0]["value"], &chosen[1]["value"]), (&json!("measures"), &json!("t")));
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_short_query_asks_no_app() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    for (least, short, enough) in [(None, "te", "tes"), (Some(1), "", "t")] {
        with_search(&sandbox, &app, &base, least).await;
        ana.looks_up("modal", "Behaviours", short).await.unwrap();
        assert_ne!(app.last()["type"], "block_suggestion");
        assert!(ana.modal().unwrap().contains("  (Type a minimum of "), "{}", ana.modal().unwrap());
        app.will_answer(&json!({"options": options(&["Tests"])}));
        assert_eq!(ana.looks_up("modal", "Behaviours", enough).await.unwrap(), ["Tests"]);
    }
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn answers_over_slacks_limits_are_refused() {
    let (sandbox, app, base) = connected().await;
    let ana = sandbox.person("ana");
    with_search(&sandbox, &app, &base, Some(0)).await;
    let options_of =
        |count: usize| (0..count).map(|at| json!({"text": plain("a"), "value": at.to_string()})).collect::<Value>();
    let group = |label: usize, count: usize| json!({"label": plain(&"x".repeat(label)), "options": options_of(count)});
    let cases = [
        (json!({"options": options_of(101)}), "options: 101 items; from 1 to 100"),
        (json!({"option_groups": vec![group(1, 1); 101]}), "option_groups: 101 items; from 1 to 100"),
        (json!({"option_groups": [group(1, 101)]}), "option_groups[0].options: 101 items; from 1 to 100"),
        (json!({"option_groups": [group(76, 1)]}), "label.text: 76 characters; from 1 to 75"),
        (
            json!({"options": [{"text": plain(&"x".repeat(76)), "value": "a"}]}),
            "text.text: 76 characters; from 1 to 75",
        ),
        (json!({"options": options(&["a"]), "option_groups": [group(1, 1)]}), "either options or option_groups"),
        (json!({}), "neither options nor option_groups"),
    ];
    for (answer, complaint) in cases {
        app.will_answer(&answer);
        assert_eq!(ana.looks_up("modal", "Behaviours", "").await.unwrap(), [""; 0]);
        assert!(sandbox.complaints().last().unwrap().contains(complaint), "{:?}", sandbox.complaints().last());
    }
    app.will_answer(&json!({"option_groups": vec![group(75, 100); 100]}));
    assert_eq!(ana.looks_up("modal", "Behaviours", "").await.unwrap().len(), 10_000);
    assert_eq!(sandbox.complaints().len(), 7);
}

#[tokio::test]
async fn without_an_address_for_options_there_are_none() {
    let manifest = MANIFEST.replace("message_menu_options_url", "another_url");
    let (sandbox, app, base) = connected_as(&manifest).await;
    with_search(&sandbox, &app, &base, Some(0)).await;
    assert_eq!(sandbox.person("ana").looks_up("modal", "Behaviours", "").await.unwrap(), [""; 0]);
    assert_ne!(app.last()["type"], "block_suggestion");
    assert_eq!(sandbox.complaints(), ["the manifest has no message_menu_options_url for external selects"]);
}
