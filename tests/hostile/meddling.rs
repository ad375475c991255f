//! Correctly signed requests of a user who tampers with what belongs to others: ids in buttons and form metadata.
//!
//! What belongs to others gets the same answer as what doesn't exist, so the answer doesn't reveal whether it exists.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::list::{Gets, Hostile, Sent, interaction};

/// The workspace and the user who meddles.
type Meddler = (&'static str, &'static str);

const BEN: Meddler = ("T0LOCAL", "U02BEN");
/// A user of another workspace who has Ana's id there.
const OTHER_ANA: Meddler = ("T0OTHER", "U01ANA");

/// The answer when Slack doesn't say in time whether the user is an admin.
const LATE: &str = "Not saved: Slack didn’t confirm in time";

fn pressed(by: Meddler, action_id: &str, more: Value) -> Hostile {
    let mut action = json!({"action_id": action_id});
    if let Value::Object(more) = more {
        action.as_object_mut().unwrap().extend(more);
    }
    let payload = json!({
        "type": "block_actions", "team": {"id": by.0}, "user": {"id": by.1}, "actions": [action],
        "trigger_id": "1.2.forged", "view": {"type": "home", "id": "V0HOME"},
    });
    let name = format!("{} of {} presses {action_id}", by.1, by.0);
    Hostile { name, sent: Sent::Request(interaction(&payload)), gets: Gets::Ack }
}

/// Every submission has a trigger of its own, as in Slack: the same one again would be a replay.
fn submitted(name: &str, by: Meddler, callback_id: &str, (metadata, values): (Value, Value), gets: Gets) -> Hostile {
    static GIVEN: AtomicUsize = AtomicUsize::new(0);
    let payload = json!({
        "type": "view_submission", "team": {"id": by.0}, "user": {"id": by.1},
        "trigger_id": format!("{}.2.forged", GIVEN.fetch_add(1, Ordering::SeqCst)),
        "view": {"type": "modal", "id": format!("V0{}", name.len()), "callback_id": callback_id,
                 "private_metadata": metadata, "state": {"values": values}},
    });
    Hostile { name: name.to_owned(), sent: Sent::Request(interaction(&payload)), gets }
}

fn typed(name: &str, value: &Value) -> Value {
    json!({name: {name: {"type": "plain_text_input", "value": value}}})
}

fn chosen(name: &str, value: &str) -> Value {
    json!({name: {name: {"type": "static_select", "selected_option": {"value": value}}}})
}

fn together(parts: &[Value]) -> Value {
    Value::Object(parts.iter().flat_map(|part| part.as_object().unwrap().clone()).collect())
}

/// All of them. Entry 1, prompt 1, digest 1 and team 1 belong to others.
pub fn all() -> Vec<Hostile> {
    presses().into_iter().chain(evidence()).chain(settings()).chain(teams()).chain(menus()).collect()
}

fn presses() -> Vec<Hostile> {
    let of_entry = ["edit/1//card", "share/1/U02BEN/card", "unshare/1//card", "delete/1//card", "restore/1//card"];
    let of_entry = of_entry.into_iter().map(|path| pressed(BEN, &format!("entry/{path}"), json!({})));
    let more = [
        "entry/delete/9223372036854775807//card",
        "entry/delete/-1//card",
        "entry/delete/99999999999999999999//card",
        "entry/delete/1//-/65535",
        "entry/delete/1//<!channel>/0",
        "prompt/1/did/idiomatic-go",
        "prompt/1/undo/idiomatic-go",
        "prompt/1/nothing",
        "prompt/1/pace/4",
        "prompt/-1/nothing",
        "digest/see/1/0",
        "digest/hold/1/0/1",
        "digest/put_back/1/0/1",
        "digest/check/1",
        "digest/post/1",
        "digest/is_there/1",
        "digest/settings/1",
        "open_shared/0/U01ANA",
        "open_shared/0/<!channel>",
        "people/65535",
        "teams/65535",
        "set_up/1",
        "set_up/",
        "introduce/1",
        "launch/rocket",
        "share/nowhere/level/3",
        "open/backend/level/255",
        "",
        "////",
    ];
    let put_off = pressed(BEN, "prompt/1/menu", json!({"selected_option": {"value": "pause_4"}}));
    let numbers = pressed(BEN, "prompt/1/menu", json!({"selected_option": {"value": 7}, "value": 7}));
    let long = pressed(BEN, &format!("open/{}", "a/".repeat(100_000)), json!({}));
    // Their workspace has the same app, so their requests have the same signature as ours.
    let elsewhere =
        ["entry/share/1/U02BEN/card", "prompt/1/nothing", "open_shared/0/U01ANA", "people/0", "set_up/", "log"];
    let elsewhere = elsewhere.map(|action_id| pressed(OTHER_ANA, action_id, json!({})));
    let ours = of_entry.chain(more.map(|action_id| pressed(BEN, action_id, json!({})))).chain([put_off, numbers, long]);
    ours.chain(elsewhere).collect()
}

#[expect(clippy::too_many_lines, reason = "it is a list")]
fn evidence() -> Vec<Hostile> {
    let edits = |id: &str| json!(format!(r#"{{"edits":{id}}}"#));
    let words = || typed("words", &json!("These are not my words."));
    let day = || json!({"happened_on": {"happened_on": {"type": "datepicker", "selected_date": "2026-06-02"}}});
    let of = |name, by, metadata, values, gets| submitted(name, by, "evidence", (metadata, values), gets);
    let nothing_said = Gets::Polite("\"errors\"");
    let gone = Gets::Polite("This entry is gone");
    let elsewhere = Gets::Polite("belongs to another workspace");
    vec![
        of("another’s entry in the metadata", BEN, edits("1"), together(&[words(), day()]), gone),
        of("Ana’s entry from another workspace", OTHER_ANA, edits("1"), together(&[words(), day()]), elsewhere),
        of("a new entry from another workspace", OTHER_ANA, json!("{}"), together(&[words(), day()]), elsewhere),
        of("an entry that is not there", BEN, edits("777"), together(&[words(), day()]), gone),
        of("a form that carries a number", BEN, json!(7), json!({}), nothing_said),
        of("a form that carries nonsense", BEN, json!("{\"edits\":"), json!({}), nothing_said),
        of("a form that carries nested lists", BEN, json!("[".repeat(100_000)), json!({}), nothing_said),
        of("an entry of a text for a number", BEN, json!(r#"{"edits":"1"}"#), json!({}), nothing_said),
        of("a form with nothing in it", BEN, json!("{}"), json!({}), nothing_said),
        of("a form of null", BEN, json!("{}"), Value::Null, nothing_said),
        of("a form of text", BEN, json!("{}"), json!("words"), nothing_said),
        of("fields of numbers", BEN, json!("{}"), json!({"words": {"words": 7}, "link": 7}), nothing_said),
        of("words of a number", BEN, json!("{}"), typed("words", &json!(7)), nothing_said),
        of("words of nothing", BEN, json!("{}"), together(&[typed("words", &json!(" \u{0} \n")), day()]), nothing_said),
        of(
            "words of a megabyte",
            BEN,
            json!("{}"),
            together(&[typed("words", &json!("a".repeat(900_000))), day()]),
            nothing_said,
        ),
        of(
            "a day that there is not",
            BEN,
            json!("{}"),
            together(&[words(), json!({"happened_on": {"happened_on": {"selected_date": "2026-02-31"}}})]),
            nothing_said,
        ),
        of(
            "a day of the year 9999",
            BEN,
            json!("{}"),
            together(&[words(), json!({"happened_on": {"happened_on": {"selected_date": "9999-12-31"}}})]),
            nothing_said,
        ),
        of(
            "a link of script",
            BEN,
            json!("{}"),
            together(&[words(), day(), typed("link", &json!("javascript:alert(1)"))]),
            nothing_said,
        ),
        of(
            "a link of a file",
            BEN,
            json!("{}"),
            together(&[words(), day(), typed("link", &json!("file:///etc/passwd"))]),
            nothing_said,
        ),
        of(
            "for a manager who is none",
            BEN,
            json!("{}"),
            together(&[words(), day(), chosen("audience", "managers/U01ANA")]),
            Gets::Polite("\"errors\""),
        ),
        of("for everyone", BEN, json!("{}"), together(&[words(), day(), chosen("audience", "everyone")]), nothing_said),
    ]
}

fn settings() -> Vec<Hostile> {
    let of = |name, values| submitted(name, BEN, "settings", (json!(""), values), Gets::Polite("\"errors\""));
    let good = || [chosen("weekday", "Thu"), chosen("time", "15:30")];
    let with = |field: Value| together(&[good().to_vec(), vec![field]].concat());
    vec![
        of("settings of nothing", json!({})),
        of("a day that there is not in settings", together(&[chosen("weekday", "Someday"), chosen("time", "15:30")])),
        of("a day off in settings", together(&[chosen("weekday", "Sun"), chosen("time", "15:30")])),
        of("a time that there is not", together(&[chosen("weekday", "Thu"), chosen("time", "25:99")])),
        of("a time at night", together(&[chosen("weekday", "Thu"), chosen("time", "03:00")])),
        of("a zone on Mars", with(chosen("zone", "Mars/Olympus_Mons"))),
        of("a zone of a path", with(chosen("zone", "../../../etc/passwd"))),
        of("a pause that is over", with(json!({"paused_until": {"paused_until": {"selected_date": "1970-01-01"}}}))),
    ]
}

fn teams() -> Vec<Hostile> {
    let managers = json!({"managers": {"managers": {"type": "multi_users_select", "selected_users": ["U02BEN"]}}});
    let team = || {
        together(&[
            typed("name", &json!("Payments")),
            managers.clone(),
            chosen("weekday", "Thu"),
            chosen("time", "15:30"),
        ])
    };
    let digest = || together(&[chosen("digest_weekday", "none")]);
    vec![
        submitted("a team from a member who is no admin", BEN, "team", (json!(""), team()), Gets::AckOr(LATE)),
        submitted("another’s team from a member who is no admin", BEN, "team", (json!("1"), team()), Gets::AckOr(LATE)),
        submitted("a team that carries nonsense", BEN, "team", (json!("one"), team()), Gets::Ack),
        submitted("the digest of another’s team", BEN, "team_digest", (json!("1"), digest()), Gets::Polite("")),
        submitted(
            "the digest of a team that is not there",
            BEN,
            "team_digest",
            (json!("777"), digest()),
            Gets::Polite(""),
        ),
        submitted("the digest of no team", BEN, "team_digest", (json!("x"), digest()), Gets::Ack),
    ]
}

fn menus() -> Vec<Hostile> {
    let asked = |name: &str, action_id: &str, value: Value, metadata: Value| {
        let payload = json!({
            "type": "block_suggestion", "team": {"id": BEN.0}, "user": {"id": BEN.1}, "action_id": action_id,
            "value": value, "view": {"type": "modal", "id": "V0MENU", "private_metadata": metadata},
        });
        Hostile { name: name.to_owned(), sent: Sent::Request(interaction(&payload)), gets: Gets::Polite("option") }
    };
    vec![
        asked("a menu with markup typed", "behaviours", json!("<!channel>"), json!("{}")),
        asked("a menu with a megabyte typed", "behaviours", json!("a ".repeat(400_000)), json!("{}")),
        asked("a menu with one word of a megabyte", "behaviours", json!("a".repeat(900_000)), json!("{}")),
        asked("a menu with a number typed", "behaviours", json!(7), json!(7)),
        asked("a menu whose form carries nested lists", "behaviours", json!(""), json!("[".repeat(100_000))),
        asked(
            "a menu whose form carries unknown behaviours",
            "behaviours",
            json!(""),
            json!(r#"{"likely":["backend/<!channel>","nowhere/x","x",""]}"#),
        ),
        asked("a menu of zones with a megabyte typed", "zone", json!("Lisbon ".repeat(100_000)), json!("")),
        asked("an unknown menu", "launch/rocket", json!("x"), json!("")),
    ]
}
