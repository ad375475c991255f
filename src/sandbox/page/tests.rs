//! The page as a browser without scripts gets and uses it.

use serde_json::json;
use url::form_urlencoded;

use crate::sandbox::testing::{call, connected};

async fn get(url: &str) -> (u16, String) {
    let response = reqwest::get(url).await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn post(url: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = reqwest::Client::new().post(url).header("content-type", "application/x-www-form-urlencoded");
    let response = request.body(body).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn nothing_typed_becomes_html() {
    let (_, _, base) = connected().await;
    let nasty = r#"<script>alert(1)</script> "><img src=x onerror=alert(2)> <https://x|<b>y</b>>"#;
    let (status, page) = post(&format!("{base}/ana/general/say"), &[("text", nasty)]).await;
    assert_eq!(status, 200);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
    assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("<b>y"));
}

#[tokio::test]
async fn what_an_app_sends_becomes_no_html_either() {
    let (_, _, base) = connected().await;
    let nasty = "</textarea><script>x</script>";
    let plain = json!({"type": "plain_text", "text": nasty});
    let home = json!({"type": "home", "blocks": [
        {"type": "header", "text": plain},
        {"type": "section", "text": {"type": "mrkdwn", "text": format!("<javascript:alert(1)|{nasty}> {nasty}")}},
        {"type": "actions", "elements": [{"type": "button", "text": plain, "action_id": nasty, "value": nasty}]},
        {"type": "input", "label": plain, "element": {"type": "plain_text_input", "multiline": true, "initial_value": nasty}},
    ]});
    let published = call(&base, "views.publish", &json!({"user_id": "U01ANA", "view": home})).await;
    assert_eq!(published["ok"], true, "{published}");
    let (_, page) = get(&format!("{base}/ana/home")).await;
    assert!(!page.contains("<script>x") && !page.contains("href=\"javascript:"), "{page}");
}

#[tokio::test]
async fn each_address_shows_its_place_to_its_person() {
    let (_, _, base) = connected().await;
    let cases = [
        ("/", 200, "#general"),
        ("/ana/general", 200, "<h1>#general</h1>"),
        ("/priya/payments-leads", 200, "Both 1:1s went well"),
        ("/ana/payments-leads", 404, "Nothing here"),
        ("/ana/home", 200, "has not shown anything here yet"),
        ("/kenji/dm", 200, "Message Bearings"),
        ("/zoe/general", 404, "Nothing here"),
        ("/archives/C01GENERAL/p1", 200, "#general"),
        ("/assets/style.css", 200, "--frame"),
        ("/assets/morph.js", 200, "function morph"),
        ("/assets/fields.js", 200, "'choose'"),
        ("/assets/script.js", 200, "morph("),
    ];
    for (path, status, words) in cases {
        let (got, page) = get(&format!("{base}{path}")).await;
        assert_eq!(got, status, "{path}");
        assert!(page.contains(words), "{path}: {page}");
        if page.contains("id=\"workspace\"") {
            assert_eq!(page.matches("<h1").count(), 1, "{path} needs one h1");
        }
    }
}

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
async fn errors_stand_under_their_fields_are_spoken_and_keep_what_was_typed() {
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

#[tokio::test]
async fn shortcuts_are_in_menus_that_have_names() {
    let (_, app, base) = connected().await;
    let (_, page) = get(&format!("{base}/ana/general")).await;
    assert_eq!(page.matches("<summary aria-label=\"Shortcuts\"").count(), 1);
    assert!(page.matches("<summary aria-label=\"More actions\"").count() > 2);
    let menu = page.split("class=\"tools\"").nth(1).unwrap();
    let ts = menu.split("name=\"ts\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(menu.contains("<button name=\"callback_id\" value=\"save\">Save as evidence"), "{menu}");
    post(&format!("{base}/ana/general/shortcut"), &[("ts", ts), ("callback_id", "save")]).await;
    assert_eq!((&app.last()["type"], &app.last()["message"]["ts"]), (&json!("message_action"), &json!(ts)));
    post(&format!("{base}/ana/general/shortcut"), &[("callback_id", "log")]).await;
    assert_eq!((&app.last()["type"], &app.last()["callback_id"]), (&json!("shortcut"), &json!("log")));
}

#[tokio::test]
async fn menus_and_links_are_drawn_and_tell_the_app() {
    let (sandbox, app, base) = connected().await;
    let plain = |text: &str| json!({"type": "plain_text", "text": text});
    let menu = json!({"type": "overflow", "action_id": "menu", "options": [
        {"text": plain("Edit"), "value": "e"}, {"text": plain("Read on"), "value": "r", "url": "https://example.com/r"},
    ]});
    let home = json!({"type": "home", "blocks": [
        {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "<https://example.com/m|more>"}, "accessory": menu},
        {"type": "actions", "block_id": "b", "elements": [{"type": "button", "action_id": "go", "text": plain("Go"), "url": "https://example.com/b"}]},
    ]});
    call(&base, "views.publish", &json!({"user_id": "U01ANA", "view": home})).await;
    let (_, page) = get(&format!("{base}/ana/home")).await;
    for address in ["m", "r", "b"] {
        assert!(
            page.contains(&format!("href=\"https://example.com/{address}\" target=\"_blank\"")),
            "{address}: {page}"
        );
    }
    assert!(page.contains("<summary class=\"btn\" aria-label=\"More actions\""), "{page}");
    post(&format!("{base}/ana/home/act"), &[("spot", "home"), ("press", r#"["s","menu","e"]"#)]).await;
    assert_eq!(app.last()["actions"][0]["selected_option"]["value"], "e");
    for (label, action) in [("Read on", "menu"), ("Go", "go")] {
        sandbox.person("ana").presses("home", label).await.unwrap();
        assert_eq!(app.last()["actions"][0]["action_id"], action);
    }
    assert_eq!(sandbox.complaints(), [""; 0]);
}

#[tokio::test]
async fn coming_to_a_tab_is_an_event_and_staying_is_not() {
    let (_, app, base) = connected().await;
    for (path, heard) in [("/ana/home", 1), ("/ana/dm", 2), ("/ana/dm?still=1", 2), ("/ana/general", 2)] {
        get(&format!("{base}{path}")).await;
        assert_eq!(app.asked.lock().unwrap().len(), heard, "{path}");
    }
}

#[tokio::test]
async fn the_clock_moves_for_everybody_and_wakes_who_waits() {
    let (sandbox, _, base) = connected().await;
    let now = *sandbox.shared.changes.borrow();
    let waiting = tokio::spawn(async move { get(&format!("{base}/changes?since={now}")).await.1 });
    tokio::task::yield_now().await;
    let base = sandbox.base();
    let (_, page) =
        post(&format!("{base}/clock"), &[("by", "thursday"), ("member", "kenji"), ("place", "general")]).await;
    assert!(page.contains("Thu 12 Nov, 15:30"), "{page}");
    assert_eq!(waiting.await.unwrap(), (now + 1).to_string());
}

#[tokio::test]
async fn ones_own_menu_sets_zone_and_status_and_others_see_it() {
    let (sandbox, app, base) = connected().await;
    let act = async |what: &str, zone: &str| {
        post(&format!("{base}/ana/general/you"), &[("what", what), ("zone", zone)]).await.1
    };
    let page = act("zone", "Asia/Tokyo").await;
    assert!(page.contains("in Tokyo") && page.contains("<option value=\"Asia/Tokyo\" selected"), "{page}");
    assert_eq!(
        (&app.last()["event"]["type"], &app.last()["event"]["user"]["tz"]),
        (&json!("user_change"), &json!("Asia/Tokyo"))
    );
    act("zone", "Mars/Base").await;
    let page = act("week", "Asia/Tokyo").await;
    assert!(page.contains("🌴 Out of office until Thu 12 Nov, 19:00") && page.contains("Clear status"), "{page}");
    assert_eq!(app.last()["event"]["user"]["profile"]["status_emoji"], ":palm_tree:");
    let (_, bens) = get(&format!("{base}/ben/backend")).await;
    assert!(
        bens.contains("<strong>Ana Sousa</strong> <span class=\"emoji\" role=\"img\" aria-label=\"Out of office\""),
        "{bens}"
    );
    let page = act("clear", "Asia/Tokyo").await;
    assert!(page.contains("Out of office for a day") && !page.contains("🌴"), "{page}");
    sandbox.flies("ana", "Mars/Base").await;
    assert!(get(&format!("{base}/ana/general")).await.1.contains("<option value=\"Mars/Base\" selected"));
    assert_eq!(post(&format!("{base}/zoe/general/you"), &[("what", "day"), ("zone", "UTC")]).await.0, 404);
}

#[tokio::test]
async fn a_message_wakes_who_waits_and_is_marked_until_it_is_seen() {
    let (sandbox, _, base) = connected().await;
    let mark = "(new messages)";
    let in_general = async |who: &str| get(&format!("{base}/{who}/general")).await.1;
    assert!(!in_general("ana").await.contains(mark));
    let before = *sandbox.shared.changes.borrow();
    let address = format!("{base}/changes?since={before}");
    let waiting = tokio::spawn(async move { get(&address).await.1 });
    call(&base, "chat.postMessage", &json!({"channel": "U01ANA", "text": "Hello"})).await;
    assert_ne!(waiting.await.unwrap(), before.to_string());
    let page = in_general("ana").await;
    assert!(
        page.contains(mark) && page.contains("href=\"/ana/dm\" class=\"unread\"")
            || page.contains("class=\"unread\" href=\"/ana/dm\""),
        "{page}"
    );
    assert!(!in_general("ben").await.contains(mark));
    assert!(get(&format!("{base}/ana/home?still=1")).await.1.contains(mark));
    assert!(!get(&format!("{base}/ana/dm?still=1")).await.1.contains(mark));
    let seen = *sandbox.shared.changes.borrow();
    assert!(!in_general("ana").await.contains(mark));
    get(&format!("{base}/ana/dm?still=1")).await;
    assert_eq!(*sandbox.shared.changes.borrow(), seen, "looking again changes nothing");
}

#[tokio::test]
async fn other_sites_cannot_act_here() {
    let (sandbox, _, base) = connected().await;
    let request =
        reqwest::Client::new().post(format!("{base}/ana/general/say")).header("origin", "https://evil.example");
    let response =
        request.header("content-type", "application/x-www-form-urlencoded").body("text=hi").send().await.unwrap();
    assert_eq!(response.status().as_u16(), 403);
    assert!(!sandbox.person("ana").screen("#general").ends_with("hi"));
}
