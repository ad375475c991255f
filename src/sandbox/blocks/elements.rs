//! Draws the interactive elements in blocks.

use maud::{Markup, html};
use serde_json::Value;

use super::attributes::{at_once, choose_button, described_by, invalid, on_enter, spoken};
use super::{Sheet, choices, fault, field_name, picture};
use crate::sandbox::controls::{Control, chosen};
use crate::sandbox::json::{flag, str_of};
use crate::sandbox::mrkdwn::read_plain_of;

/// Whether an element is several fields, so that a heading names it instead of a label.
pub fn is_group(control: &Control<'_>) -> bool {
    control.is_multi() || control.is_external() || control.kind() == "radio_buttons"
}

/// Draws one element.
pub fn draw(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    match control.kind() {
        "button" => button(control, sheet),
        "overflow" => overflow(control),
        "plain_text_input" | "url_text_input" | "email_text_input" | "number_input" => text(control, sheet),
        "datepicker" => moment(control, sheet, "date"),
        "timepicker" => moment(control, sheet, "time"),
        "checkboxes" | "radio_buttons" => choices::list(control, sheet),
        "image" => picture(control.element),
        _ if control.is_external() => choices::search(control, sheet),
        kind if kind.starts_with("multi_") && kind.ends_with("_select") => choices::many(control, sheet),
        kind if kind.ends_with("_select") => choices::one(control, sheet),
        unknown => fault("element", unknown),
    }
}

fn button(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    let id = sheet.id(control);
    let element = control.element;
    let label = read_plain_of(element, "text");
    let class = format!("btn {}", str_of(element, "style"));
    let spoken = Some(str_of(element, "accessibility_label")).filter(|label| !label.is_empty());
    let confirm = element.get("confirm").map(confirm_words);
    let url = str_of(element, "url");
    html! {
        @if url.starts_with("http") {
            a id=(id) class=(class.trim()) href=(url) target="_blank" rel="noopener noreferrer" aria-label=[spoken] data-press=(field_name(control)) { (label) }
        } @else {
            button id=(id) class=(class.trim()) name="press" value=(field_name(control)) aria-label=[spoken] data-confirm=[confirm] { (label) }
        }
    }
}

/// The words of a confirmation dialog, for the script.
fn confirm_words(confirm: &Value) -> String {
    let words = |name: &str| read_plain_of(confirm, name);
    serde_json::json!({
        "title": words("title"), "text": words("text"), "confirm": words("confirm"), "deny": words("deny"),
        "style": str_of(confirm, "style"),
    })
    .to_string()
}

fn overflow(control: &Control<'_>) -> Markup {
    let confirm = control.element.get("confirm").map(confirm_words);
    let value = |option: &Value| {
        serde_json::json!([control.block_id(), control.action_id(), str_of(option, "value")]).to_string()
    };
    html! {
        details.menu {
            summary.btn aria-label="More actions" { "⋯" }
            div.menu-items {
                @for option in control.options() {
                    @if str_of(option, "url").starts_with("http") {
                        a.item href=(str_of(option, "url")) target="_blank" rel="noopener noreferrer" data-press=(value(option)) { (item(option)) }
                    } @else {
                        button name="press" value=(value(option)) data-confirm=[confirm.as_deref()] { (item(option)) }
                    }
                }
            }
        }
    }
}

fn item(option: &Value) -> Markup {
    html! {
        (read_plain_of(option, "text"))
        @if option.get("description").is_some() { small { (read_plain_of(option, "description")) } }
    }
}

fn text(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    let state = sheet.draft.state(control).unwrap_or_default();
    let value = str_of(&state, "value");
    let (id, name, placeholder) =
        (sheet.id(control), field_name(control), read_plain_of(control.element, "placeholder"));
    let described = described_by(control, sheet);
    let invalid = invalid(control, sheet);
    let most = control.element.get("max_length").and_then(Value::as_u64).unwrap_or(3000);
    let focus = flag(control.element, "focus_on_load");
    let kind = match control.kind() {
        "url_text_input" => "url",
        "email_text_input" => "email",
        "number_input" => "number",
        _ => "text",
    };
    html! {
        @if flag(control.element, "multiline") {
            textarea id=(id) name=(name) rows="4" placeholder=(placeholder) maxlength=(most) autofocus[focus]
                aria-describedby=[described] aria-invalid=[invalid] data-type=[at_once(control)] { "\n" (value) }
        } @else {
            input id=(id) name=(name) type=(kind) value=(value) placeholder=(placeholder) maxlength=(most) autofocus[focus]
                autocomplete="off" aria-describedby=[described] aria-invalid=[invalid] data-type=[at_once(control)]
                data-enter=[on_enter(control)];
        }
        (choose_button(control))
    }
}

fn moment(control: &Control<'_>, sheet: &Sheet<'_>, kind: &str) -> Markup {
    let state = sheet.draft.state(control).unwrap_or_default();
    let value = chosen(&state).first().copied().unwrap_or_default().to_owned();
    let label = (!control.is_input()).then(|| spoken(control));
    html! {
        input id=(sheet.id(control)) name=(field_name(control)) type=(kind) value=(value) aria-label=[label]
            aria-describedby=[described_by(control, sheet)] aria-invalid=[invalid(control, sheet)] data-choose=[at_once(control)];
        (choose_button(control))
    }
}
