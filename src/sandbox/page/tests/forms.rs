//! Forms and fields as the page draws and submits them, with and without its script.

use super::*;

#[tokio::test]
async fn a_form_without_the_script_keeps_its_fields_and_presses_its_button() {
    let (sandbox, app, base) = connected().await;
    let blocks = json!([
        {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Words"},
         "element": {"type": "plain_text_input", "action_id": "a"}},
        {"type": "actions", "block_id": "c", "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}]},
    ]);
    let home = json!({"type": "home", "blocks": blocks});
    call(&base, "views.publish", &json!({"user_id": "U01ANA", "view": home})).await;
    let fields = [("spot", "home"), (r#"["b","a"]"#, "typed"), ("press", r#"["c","go"]"#)];
    let (status, page) = post(&format!("{base}/ana/home/act"), &fields).await;
    assert_eq!(status, 200);
    assert!(page.contains("value=\"typed\""), "{page}");
    let payload = app.last();
    assert_eq!(
        (&payload["actions"][0]["action_id"], &payload["view"]["state"]["values"]["b"]["a"]["value"]),
        (&json!("go"), &json!("typed"))
    );
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn a_form_from_before_an_update_leaves_alone_what_it_does_not_know() {
    let (_, app, base) = connected().await;
    let options: Vec<_> =
        ["a", "b"].map(|each| json!({"text": {"type": "plain_text", "text": each}, "value": each})).into();
    let ticks = json!({"type": "checkboxes", "action_id": "a", "options": options, "initial_options": [options[0]]});
    let home = json!({"type": "home", "blocks": [
        {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Boxes"}, "element": ticks},
        {"type": "actions", "block_id": "c", "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}]},
    ]});
    call(&base, "views.publish", &json!({"user_id": "U01ANA", "view": home})).await;
    let mut fields = vec![("spot", "home"), ("press", r#"["c","go"]"#)];
    for left in [1, 0] {
        post(&format!("{base}/ana/home/act"), &fields).await;
        let chosen = &app.last()["view"]["state"]["values"]["b"]["a"]["selected_options"];
        assert_eq!(chosen.as_array().unwrap().len(), left);
        fields.push(("shown", r#"["b","a"]"#));
    }
}

#[tokio::test]
async fn a_field_says_when_the_script_is_to_tell_the_app() {
    let (_, _, base) = connected().await;
    let field = |id: &str, when: &[&str]| {
        json!({"type": "input", "block_id": id, "dispatch_action": true, "label": {"type": "plain_text", "text": id},
               "element": {"type": "plain_text_input", "action_id": "a", "dispatch_action_config": {"trigger_actions_on": when}}})
    };
    let home =
        json!({"type": "home", "blocks": [field("t", &["on_character_entered"]), field("e", &["on_enter_pressed"])]});
    call(&base, "views.publish", &json!({"user_id": "U01ANA", "view": home})).await;
    let (_, page) = get(&format!("{base}/ana/home")).await;
    let fields: Vec<&str> = page.split("<input id=").skip(1).map(|field| field.split('>').next().unwrap()).collect();
    let told = |id: &str, by: &str| {
        let field = fields.iter().find(|field| field.starts_with(&format!("\"home/{id}/a\""))).unwrap();
        field.contains(by)
    };
    assert_eq!((told("t", "data-type="), told("t", "data-enter=")), (true, false), "{page}");
    assert_eq!((told("e", "data-type="), told("e", "data-enter=")), (false, true), "{page}");
    assert!(told("e", "aria-describedby=\"home/e/a/enter\"") && page.contains("Press Enter to submit"), "{page}");
}

#[tokio::test]
async fn a_search_shows_groups_and_descriptions_and_keeps_what_is_ticked() {
    let (_, app, base) = connected().await;
    let home = json!({"type": "home", "blocks": [
        {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Behaviours"},
         "element": {"type": "multi_external_select", "action_id": "a", "min_query_length": 2}},
    ]});
    call(&base, "views.publish", &json!({"user_id": "U01ANA", "view": home})).await;
    assert!(get(&format!("{base}/ana/home")).await.1.contains("Type a minimum of 2 characters to see options."));
    let option = |text: &str| json!({"text": {"type": "plain_text", "text": text}, "value": text, "description": {"type": "plain_text", "text": format!("{text} <more>")}});
    app.will_answer(&json!({"option_groups": [
        {"label": {"type": "plain_text", "text": "Mastery"}, "options": [option("Tests"), option("Types")]}
    ]}));
    let name = r#"["b","a"]"#;
    let query = format!("query {name}");
    let search = [("spot", "home"), ("shown", name), ("search", name), (&query, "te")];
    let (_, page) = post(&format!("{base}/ana/home/act"), &search).await;
    assert!(
        page.contains("<p class=\"group\">Mastery</p>") && page.contains("<small>Tests &lt;more&gt;</small>"),
        "{page}"
    );
    let tick = [("spot", "home"), ("shown", name), (name, "Types"), ("keep", "1")];
    let (_, page) = post(&format!("{base}/ana/home/act"), &tick).await;
    assert!(page.contains("<span class=\"chip\">Types</span>"), "{page}");
    assert_eq!(page.matches("value=\"Types\"").count(), 1, "{page}");
}

#[tokio::test]
async fn choices_are_drawn_with_names_and_descriptions_and_dates_with_theirs() {
    let (_, _, base) = connected().await;
    let mrkdwn = |text: &str| json!({"type": "mrkdwn", "text": text});
    let option = json!({"text": mrkdwn("*Me* and <@U04PRIYA>"), "value": "v", "description": mrkdwn("_later_ more")});
    let block = |id: &str, element: serde_json::Value| json!({"type": "input", "block_id": id, "label": {"type": "plain_text", "text": id}, "element": element});
    let home = json!({"type": "home", "blocks": [
        block("c", json!({"type": "checkboxes", "action_id": "a", "options": [option]})),
        block("r", json!({"type": "radio_buttons", "action_id": "a", "options": [option]})),
        block("d", json!({"type": "datepicker", "action_id": "a", "initial_date": "2026-11-05"})),
        block("u", json!({"type": "url_text_input", "action_id": "a"})),
    ]});
    call(&base, "views.publish", &json!({"user_id": "U01ANA", "view": home})).await;
    let (_, page) = get(&format!("{base}/ana/home")).await;
    let drawn = "<span><strong>Me</strong> and <span class=\"mention\">@Priya Raman</span><small><em>later</em> more</small></span>";
    assert_eq!(page.matches(drawn).count(), 2, "{page}");
    assert!(page.contains("type=\"date\" value=\"2026-11-05\"") && page.contains("type=\"url\""), "{page}");
}

#[tokio::test]
async fn errors_are_under_their_fields_are_spoken_and_keep_what_was_typed() {
    let (sandbox, app, base) = connected().await;
    let plain = |text: &str| json!({"type": "plain_text", "text": text});
    let block = |id: &str, element: serde_json::Value| json!({"type": "input", "block_id": id, "optional": true, "label": plain(id), "element": element});
    let options = json!([{"text": plain("one"), "value": "1"}]);
    let view = json!({"type": "modal", "title": plain("Log"), "submit": plain("Save"), "blocks": [
        block("t", json!({"type": "plain_text_input", "action_id": "a"})),
        block("c", json!({"type": "checkboxes", "action_id": "a", "options": options})),
        block("m", json!({"type": "multi_static_select", "action_id": "a", "options": options})),
    ]});
    sandbox.person("ana").uses_shortcut("Log evidence").await.unwrap();
    let opened = call(&base, "views.open", &json!({"trigger_id": app.last()["trigger_id"], "view": view})).await;
    let spot = format!("modal:{}", opened["view"]["id"].as_str().unwrap());
    let errors: serde_json::Value =
        ["t", "c", "m"].map(|id| (id.to_owned(), json!(format!("{id} is wrong")))).into_iter().collect();
    app.will_answer(&json!({"response_action": "errors", "errors": errors}));
    let fields = [
        ("spot", &*spot),
        (r#"["t","a"]"#, "typed"),
        ("shown", r#"["c","a"]"#),
        (r#"["c","a"]"#, "1"),
        ("submit", "1"),
    ];
    let (_, page) = post(&format!("{base}/ana/general/act"), &fields).await;
    for id in ["t", "c", "m"] {
        assert!(page.contains(&format!("aria-describedby=\"{spot}/{id}/a/error\"")), "{id}: {page}");
        let error = format!("id=\"{spot}/{id}/a/error\" role=\"alert\">⚠ {id} is wrong<");
        assert!(page.contains(&error), "{id}: {page}");
    }
    assert!(page.contains("value=\"typed\"") && page.contains("value=\"1\" checked"), "{page}");
    app.will_say(500, "");
    let (_, page) = post(&format!("{base}/ana/general/act"), &fields).await;
    assert!(page.contains("role=\"alert\">⚠ We had some trouble connecting. Try again?<"), "{page}");
    assert!(page.contains("value=\"typed\"") && !page.contains("is wrong"), "{page}");
}
