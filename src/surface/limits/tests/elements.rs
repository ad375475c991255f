//! The limits of buttons, confirmations, selects and inputs.

use super::*;

/// The element in a block of a modal, with its path.
fn placed(element: &Value) -> (Value, &'static str) {
    if element["type"] == "plain_text_input" {
        (json!({"type": "input", "label": plain("a"), "element": element}), "blocks[0].element")
    } else {
        (json!({"type": "section", "text": plain("a"), "accessory": element}), "blocks[0].accessory")
    }
}

#[track_caller]
fn element_breaks(cases: impl IntoIterator<Item = (Value, &'static str, &'static str)>) {
    for (element, path, rule) in cases {
        let (block, at) = placed(&element);
        breaks(Surface::Modal, &modal(json!([block])), &format!("{at}{path}"), rule);
    }
}

#[test]
fn each_rule_of_buttons_and_confirmations() {
    let confirm = json!({"title": plain("a"), "text": plain("a"), "confirm": plain("a"), "deny": plain("a")});
    let confirmed = |part: &str, value| with(button(), "/confirm", with(confirm.clone(), part, value));
    element_breaks([
        (with(button(), "/text", plain_of(76)), ".text.text", "from 1 to 75"),
        (with(button(), "/value", json!("x".repeat(2001))), ".value", "from 1 to 2000"),
        (with(button(), "/url", json!("x".repeat(3001))), ".url", "from 1 to 3000"),
        (with(button(), "/style", json!("default")), ".style", "one of primary, danger"),
        (with(button(), "/accessibility_label", json!("x".repeat(76))), ".accessibility_label", "from 1 to 75"),
        (with(button(), "/action_id", json!("x".repeat(256))), ".action_id", "from 1 to 255"),
        (confirmed("/title", plain_of(101)), ".confirm.title.text", "from 1 to 100"),
        (confirmed("/text", plain_of(301)), ".confirm.text.text", "from 1 to 300"),
        (confirmed("/confirm", plain_of(31)), ".confirm.confirm.text", "from 1 to 30"),
        (confirmed("/deny", plain_of(31)), ".confirm.deny.text", "from 1 to 30"),
        (confirmed("/deny", Value::Null), ".confirm.deny", "required"),
        (confirmed("/style", json!("loud")), ".confirm.style", "one of"),
        (confirmed("/colour", json!("red")), ".confirm.colour", "invalid additional property"),
        (with(button(), "/confirm", json!("sure?")), ".confirm", "must be an object"),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of rules")]
fn each_rule_of_selects_and_inputs() {
    let select = json!({"type": "static_select", "options": options(1)});
    let input = json!({"type": "plain_text_input"});
    let group = |label, count| json!({"label": plain_of(label), "options": options(count)});
    element_breaks([
        (json!({"type": "overflow", "options": options(6)}), ".options", "6 items"),
        (json!({"type": "checkboxes", "options": options(11)}), ".options", "11 items"),
        (json!({"type": "radio_buttons", "options": options(11)}), ".options", "11 items"),
        (json!({"type": "static_select", "options": options(101)}), ".options", "101 items"),
        (json!({"type": "static_select"}), "", "either options or option_groups"),
        (with(select.clone(), "/option_groups", json!([group(1, 1)])), "", "either options or option_groups"),
        (json!({"type": "static_select", "option_groups": vec![group(1, 1); 101]}), ".option_groups", "101 items"),
        (json!({"type": "static_select", "option_groups": [group(76, 1)]}), ".option_groups[0].label.text", "to 75"),
        (json!({"type": "static_select", "option_groups": [group(1, 101)]}), ".option_groups[0].options", "101 items"),
        (with(select.clone(), "/placeholder", plain_of(151)), ".placeholder.text", "from 1 to 150"),
        (
            with(select.clone(), "/options", json!([with(option(), "/text", plain_of(76))])),
            ".options[0].text.text",
            "to 75",
        ),
        (
            with(select.clone(), "/options", json!([with(option(), "/value", json!("x".repeat(151)))])),
            ".options[0].value",
            "150",
        ),
        (
            with(select.clone(), "/options", json!([with(option(), "/description", plain_of(76))])),
            ".options[0].description.text",
            "to 75",
        ),
        (with(select.clone(), "/initial_option", with(option(), "/value", json!("9"))), "", "equal one of the options"),
        (
            with(select, "/initial_option", with(option(), "/url", json!("u"))),
            ".initial_option",
            "overflow options only",
        ),
        (
            json!({"type": "multi_static_select", "options": options(1), "max_selected_items": 0}),
            ".max_selected_items",
            "from 1",
        ),
        (json!({"type": "datepicker", "initial_date": "2026-01-010"}), ".initial_date", "from 1 to 10"),
        (json!({"type": "timepicker", "initial_time": "10:00:00"}), ".initial_time", "from 1 to 5"),
        (with(input.clone(), "/min_length", json!(3001)), ".min_length", "0 to 3000"),
        (with(input.clone(), "/max_length", json!(0)), ".max_length", "1 to 3000"),
        (json!({"type": "plain_text_input", "min_length": 5, "max_length": 4}), "", "above max_length"),
        (with(input.clone(), "/initial_value", json!("x".repeat(3001))), ".initial_value", "from 1 to 3000"),
        (json!({"type": "static_select", "options": [option(), option()]}), ".options", "“1” is used twice"),
        (json!({"type": "checkboxes", "options": [option(), option()]}), ".options", "“1” is used twice"),
        (json!({"type": "radio_buttons", "options": [option(), option()]}), ".options", "“1” is used twice"),
        (json!({"type": "overflow", "options": [option(), option()]}), ".options", "“1” is used twice"),
        (json!({"type": "static_select", "options": []}), ".options", "0 items"),
        (
            json!({"type": "static_select", "options": [with(option(), "/text", json!({"type": "mrkdwn", "text": "a"}))]}),
            ".options[0].text",
            "plain_text",
        ),
        (
            json!({"type": "static_select", "options": [with(option(), "/style", json!("a"))]}),
            ".options[0].style",
            "invalid additional property",
        ),
        (
            json!({"type": "static_select", "option_groups": [with(group(1, 1), "/value", json!("a"))]}),
            ".option_groups[0].value",
            "invalid additional property",
        ),
        (with(input.clone(), "/dispatch_action_config", json!({"on": []})), ".dispatch_action_config.on", "invalid"),
        (
            with(input, "/dispatch_action_config", json!({"trigger_actions_on": ["on_blur"]})),
            ".dispatch_action_config.trigger_actions_on[0]",
            "one of on_enter_pressed",
        ),
        (
            json!({"type": "conversations_select", "filter": {"include": ["public", "secret"]}}),
            ".filter.include[1]",
            "one of im",
        ),
        (json!({"type": "multi_users_select", "initial_users": "U1"}), ".initial_users", "must be a list"),
    ]);
}
