//! The page as a browser without a script gets and uses it.

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
async fn other_sites_cannot_act_here() {
    let (sandbox, _, base) = connected().await;
    let request =
        reqwest::Client::new().post(format!("{base}/ana/general/say")).header("origin", "https://evil.example");
    let response =
        request.header("content-type", "application/x-www-form-urlencoded").body("text=hi").send().await.unwrap();
    assert_eq!(response.status().as_u16(), 403);
    assert!(!sandbox.person("ana").screen("#general").ends_with("hi"));
}
