//! The page as a browser without scripts gets and uses it.

mod forms;

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
async fn the_clock_moves_for_all_and_wakes_waiting_pages() {
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
