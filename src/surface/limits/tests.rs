//! One case per rule.

mod elements;

use serde_json::{Value, json};

use super::*;

fn plain(text: &str) -> Value {
    json!({"type": "plain_text", "text": text})
}

fn plain_of(long: usize) -> Value {
    plain(&"x".repeat(long))
}

fn option() -> Value {
    json!({"text": plain("One"), "value": "1"})
}

fn options(count: usize) -> Value {
    (0..count).map(|at| json!({"text": plain("One"), "value": (at + 1).to_string()})).collect()
}

fn button() -> Value {
    json!({"type": "button", "text": plain("Go")})
}

/// `base` with the value at `pointer` replaced or added.
fn with(mut base: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    base.pointer_mut(parent).unwrap()[name] = value;
    base
}

fn rules(surface: Surface, payload: &Value) -> Vec<String> {
    check(surface, payload).into_iter().map(|breach| format!("{}: {}", breach.path, breach.rule)).collect()
}

fn modal(blocks: impl Into<Value>) -> Value {
    let blocks = blocks.into();
    json!({"type": "modal", "title": plain("T"), "submit": plain("S"), "blocks": blocks})
}

#[track_caller]
fn breaks(surface: Surface, payload: &Value, path: &str, rule: &str) {
    let found = check(surface, payload);
    assert!(
        found.iter().any(|breach| breach.path == path && breach.rule.contains(rule)),
        "expected {path}: {rule}; found {found:?}"
    );
}

#[test]
fn what_fills_a_limit_exactly_passes() {
    let cases = [
        json!({"type": "section", "text": plain_of(3000), "accessory": button()}),
        json!({"type": "section", "fields": vec![plain_of(20); 10]}),
        json!({"type": "header", "text": plain_of(150)}),
        json!({"type": "context", "elements": vec![plain("a"); 10]}),
        json!({"type": "actions", "elements": vec![button(); 25]}),
        json!({"type": "divider"}),
        json!({"type": "image", "image_url": "http://x", "alt_text": "a"}),
        json!({"type": "input", "label": plain_of(2000), "element": {"type": "plain_text_input", "max_length": 3000}}),
        json!({"type": "rich_text", "elements": []}),
        json!({"type": "section", "text": plain("a"), "accessory": {"type": "static_select", "options": options(100),
               "initial_option": option()}}),
        json!({"type": "section", "text": plain("a"), "accessory": {"type": "overflow", "options": options(5)}}),
    ];
    for block in cases {
        assert_eq!(rules(Surface::Modal, &modal(json!([block]))), [""; 0], "{block}");
    }
    assert_eq!(rules(Surface::Message, &json!({"text": "hello"})), [""; 0]);
}

#[test]
fn each_block_rule() {
    let section = json!({"type": "section", "text": plain("a")});
    let image = json!({"type": "image", "image_url": "http://x", "alt_text": "a"});
    let input = json!({"type": "input", "label": plain("a"), "element": {"type": "plain_text_input"}});
    let actions = |elements: Value| json!({"type": "actions", "elements": elements});
    let cases = [
        (json!({"type": "section", "text": plain_of(3001)}), ".text.text", "from 1 to 3000"),
        (json!({"type": "section", "text": plain("")}), ".text.text", "0 characters"),
        (json!({"type": "section"}), "", "needs text or fields"),
        (json!({"type": "section", "text": "bare"}), ".text", "must be a text object"),
        (json!({"type": "section", "fields": vec![plain("a"); 11]}), ".fields", "11 items"),
        (json!({"type": "section", "fields": [plain_of(2001)]}), ".fields[0].text", "from 1 to 2000"),
        (json!({"type": "section", "fields": "a"}), ".fields", "must be a list"),
        (with(section.clone(), "/accessory", json!({"type": "plain_text_input"})), ".accessory", "cannot stand here"),
        (with(section.clone(), "/accessory", json!({"type": "gauge"})), ".accessory", "unknown element type “gauge”"),
        (with(section.clone(), "/expand", json!("yes")), ".expand", "true or false"),
        (with(section.clone(), "/colour", json!("red")), ".colour", "invalid additional property: colour"),
        (with(section.clone(), "/block_id", json!("x".repeat(256))), ".block_id", "from 1 to 255"),
        (with(section, "/block_id", json!(7)), ".block_id", "must be a string"),
        (json!({"type": "header", "text": plain_of(151)}), ".text.text", "from 1 to 150"),
        (json!({"type": "header"}), ".text", "required"),
        (json!({"type": "header", "text": {"type": "mrkdwn", "text": "a"}}), ".text", "plain_text"),
        (json!({"type": "header", "text": plain("a"), "level": 9}), ".level", "number from 1 to 4"),
        (json!({"type": "context", "elements": vec![plain("a"); 11]}), ".elements", "11 items"),
        (json!({"type": "context", "elements": [button()]}), ".elements[0]", "cannot stand here"),
        (actions(json!(vec![button(); 26])), ".elements", "26 items"),
        (actions(json!([])), ".elements", "0 items"),
        (actions(json!([{"type": "url_text_input"}])), ".elements[0]", "cannot stand here"),
        (
            actions(json!([with(button(), "/action_id", json!("a")), with(button(), "/action_id", json!("a"))])),
            "",
            "“a” is used twice in one block",
        ),
        (with(image.clone(), "/image_url", json!("x".repeat(3001))), ".image_url", "from 1 to 3000"),
        (with(image.clone(), "/alt_text", json!("x".repeat(2001))), ".alt_text", "from 1 to 2000"),
        (with(image.clone(), "/title", plain_of(2001)), ".title.text", "from 1 to 2000"),
        (with(image, "/slack_file", json!({})), "", "either image_url or slack_file"),
        (with(input.clone(), "/label", plain_of(2001)), ".label.text", "from 1 to 2000"),
        (with(input.clone(), "/hint", plain_of(2001)), ".hint.text", "from 1 to 2000"),
        (with(input.clone(), "/element", button()), ".element", "cannot stand here"),
        (with(input, "/element", Value::Null), ".element", "required"),
        (json!({"type": "markdown", "text": "a"}), "", "not allowed here"),
        (json!({"type": "carousel"}), "", "not allowed here"),
        (json!({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}), "", "not allowed here"),
        (json!({"type": "marquee"}), "", "unknown block type “marquee”"),
    ];
    for (block, path, rule) in cases {
        breaks(Surface::Modal, &modal(json!([block])), &format!("blocks[0]{path}"), rule);
    }
}

#[test]
fn what_slack_does_not_know_is_refused_wherever_it_is() {
    let section = json!({"type": "section", "text": plain("a")});
    let mrkdwn = json!({"type": "mrkdwn", "text": "a"});
    let cases = [
        (with(section.clone(), "/text", with(plain("a"), "/verbatim", json!(true))), ".text.verbatim"),
        (with(section.clone(), "/text", with(mrkdwn.clone(), "/emoji", json!(true))), ".text.emoji"),
        (with(section.clone(), "/text", with(mrkdwn.clone(), "/colour", json!("red"))), ".text.colour"),
        (json!({"type": "section", "fields": [with(mrkdwn.clone(), "/style", json!("b"))]}), ".fields[0].style"),
        (json!({"type": "context", "elements": [with(mrkdwn, "/bold", json!(true))]}), ".elements[0].bold"),
        (json!({"type": "divider", "text": plain("a")}), ".text"),
        (with(section.clone(), "/accessory", with(button(), "/options", options(1))), ".accessory.options"),
    ];
    for (block, path) in cases {
        breaks(Surface::Modal, &modal(json!([block])), &format!("blocks[0]{path}"), "invalid additional property");
    }
    let flag = with(section.clone(), "/text", with(plain("a"), "/emoji", json!("yes")));
    breaks(Surface::Modal, &modal(json!([flag])), "blocks[0].text.emoji", "true or false");
    for surface in [Surface::Modal, Surface::Home] {
        let view = if surface == Surface::Modal { modal(json!([])) } else { json!({"type": "home", "blocks": []}) };
        assert_eq!(rules(surface, &view), [""; 0]);
        for key in ["id", "state", "hash", "team_id", "text"] {
            breaks(surface, &with(view.clone(), &format!("/{key}"), json!("a")), key, "invalid additional property");
        }
    }
    for key in ["title", "submit", "close"] {
        let home = with(json!({"type": "home", "blocks": []}), &format!("/{key}"), plain("a"));
        breaks(Surface::Home, &home, key, "invalid additional property");
    }
    for key in ["clear_on_close", "notify_on_close", "submit_disabled"] {
        let home = with(json!({"type": "home", "blocks": []}), &format!("/{key}"), json!(true));
        breaks(Surface::Home, &home, key, "invalid additional property");
        breaks(Surface::Modal, &with(modal(json!([])), &format!("/{key}"), json!("yes")), key, "true or false");
    }
}

#[test]
fn blocks_that_slack_has_are_taken() {
    let cell = json!({"type": "raw_text", "text": "a"});
    let table = |rows: usize, cells: usize| json!({"type": "table", "rows": vec![vec![cell.clone(); cells]; rows]});
    for block in [
        table(100, 20),
        json!({"type": "table", "rows": [[{"type": "rich_text", "elements": []}]], "column_settings": [{"align": "right"}]}),
        json!({"type": "markdown", "text": "**a**"}),
        json!({"type": "card", "title": plain("a")}),
        json!({"type": "context_actions", "elements": []}),
        json!({"type": "plan", "title": "a"}),
        json!({"type": "video", "alt_text": "a", "title": plain("a"), "thumbnail_url": "https://x", "video_url": "https://x"}),
    ] {
        assert_eq!(rules(Surface::Message, &json!({"blocks": [block]})), [""; 0], "{block}");
    }
    assert_eq!(rules(Surface::Modal, &modal(json!([{"type": "alert", "text": plain("a")}]))), [""; 0]);
    let refused =
        |blocks: Value, path: &str, rule: &str| breaks(Surface::Message, &json!({"blocks": blocks}), path, rule);
    refused(json!([table(101, 1)]), "blocks[0].rows", "101 items");
    refused(json!([table(1, 21)]), "blocks[0].rows[0]", "21 items");
    refused(json!([table(1, 1), table(1, 1)]), "blocks", "only_one_table_allowed");
    refused(json!([{"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}]), "blocks[0].rows[0][0].text", "0");
    refused(json!([{"type": "table", "rows": [[plain("a")]]}]), "blocks[0].rows[0][0]", "cannot stand in a table");
    let long = json!({"type": "raw_text", "text": "x".repeat(5_001)});
    refused(json!([{"type": "table", "rows": [[long, long]]}]), "blocks[0]", "at most 10000");
}

#[test]
fn each_rule_of_a_whole_surface() {
    let divider = json!({"type": "divider"});
    let input = json!({"type": "input", "label": plain("a"), "element": {"type": "plain_text_input"}});
    let view = modal(json!([]));
    let same = json!([{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}]);
    let sections = |count| vec![json!({"type": "section", "text": plain_of(3000)}); count];
    let mut cases = vec![
        (Surface::Message, json!({"blocks": vec![divider.clone(); 51]}), "blocks", "51 blocks; at most 50"),
        (Surface::Message, json!({"blocks": {}}), "blocks", "must be a list"),
        (Surface::Message, json!({"blocks": same}), "blocks[1].block_id", "used twice"),
        (Surface::Message, json!({"text": "x".repeat(40_001)}), "text", "cuts after 40000"),
        (Surface::PostedMessage, json!({"blocks": sections(5)}), "blocks", "msg_blocks_too_long: 15000"),
        (Surface::Modal, modal(json!(vec![divider.clone(); 101])), "blocks", "at most 100"),
        (Surface::Modal, with(modal(json!([input])), "/submit", Value::Null), "submit", "input blocks"),
        (Surface::Modal, json!({"type": "modal", "blocks": []}), "title", "required"),
        (Surface::Modal, json!({"type": "modal", "title": plain("T")}), "blocks", "required"),
        (Surface::Modal, json!({"type": "home", "title": plain("T"), "blocks": []}), "type", "“modal”"),
        (Surface::Modal, modal(json!(sections(90))), "", "view_too_large"),
        (Surface::Home, json!({"type": "home", "blocks": vec![divider; 101]}), "blocks", "at most 100"),
    ];
    let markdown = json!({"type": "markdown", "text": "x".repeat(7000)});
    cases.push((Surface::Message, json!({"blocks": [markdown, markdown]}), "blocks[1]", "of markdown over all blocks"));
    for (name, most) in [("title", 24), ("submit", 24), ("close", 24)] {
        breaks(
            Surface::Modal,
            &with(view.clone(), &format!("/{name}"), plain_of(most + 1)),
            &format!("{name}.text"),
            "24",
        );
    }
    for (name, most) in [("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)] {
        let long = json!("x".repeat(most + 1));
        breaks(Surface::Modal, &with(view.clone(), &format!("/{name}"), long), name, &format!("at most {most}"));
    }
    for (surface, payload, path, rule) in cases {
        breaks(surface, &payload, path, rule);
    }
    assert_eq!(rules(Surface::Message, &json!({"blocks": sections(5)})), [""; 0], "only posting limits the whole");
}

#[test]
fn length_is_counted_in_utf_16_units() {
    let compasses = "🧭".repeat(76);
    let block = json!({"type": "header", "text": plain(&compasses)});
    breaks(Surface::Home, &json!({"type": "home", "blocks": [block]}), "blocks[0].text.text", "152 characters");
}
