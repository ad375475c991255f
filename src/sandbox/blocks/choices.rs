//! Draws what offers options: selects of one and many, type-ahead, checkboxes and radio buttons.

use maud::{Markup, html};
use serde_json::Value;

use super::elements::{at_once, choose_button, described_by, spoken};
use super::{Sheet, field_name};
use crate::sandbox::controls::{Control, chosen, chosen_options};
use crate::sandbox::json::{list_of, str_of, text_of};
use crate::sandbox::mrkdwn::read_plain;
use crate::sandbox::person::offers;
use crate::sandbox::world::Found;

/// Slack waits for this many characters unless the element says otherwise.
const LEAST_QUERY: u64 = 3;

fn state(control: &Control<'_>, sheet: &Sheet<'_>) -> Value {
    sheet.draft.state(control).unwrap_or_default()
}

/// A select of one of its own options, of people or of channels.
pub fn one(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    let state = state(control, sheet);
    let chosen = chosen(&state).first().copied().unwrap_or_default();
    let placeholder =
        Some(text_of(control.element, "placeholder")).filter(|text| !text.is_empty()).unwrap_or("Choose an option");
    let groups = list_of(control.element, "option_groups");
    let label = (!control.is_input()).then(|| spoken(control));
    html! {
        select.select id=(sheet.id(control)) name=(field_name(control)) aria-label=[label]
            aria-describedby=[described_by(control, sheet)] data-choose=[at_once(control)] {
            option value="" { (read_plain(placeholder)) }
            @for group in groups {
                optgroup label=(read_plain(text_of(group, "label"))) {
                    @for option in list_of(group, "options") {
                        option value=(str_of(option, "value")) selected[str_of(option, "value") == chosen] {
                            (read_plain(text_of(option, "text")))
                        }
                    }
                }
            }
            @if groups.is_empty() {
                @for (value, text) in offers(sheet.lens.world, &sheet.lens.member.id, control, &[]) {
                    option value=(value) selected[value == chosen] { (text) }
                }
            }
        }
        (choose_button(control))
    }
}

/// A select of many.
pub fn many(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    let offered = offers(sheet.lens.world, &sheet.lens.member.id, control, &[]);
    let state = state(control, sheet);
    let chosen = chosen(&state);
    let names: Vec<String> =
        offered.iter().filter(|(value, _)| chosen.contains(&value.as_str())).map(|(_, text)| text.clone()).collect();
    folded(control, sheet, &names, &html! { (ticks(control, &offered, &chosen)) })
}

/// A select whose options the app gives while one types. What is chosen stays on top of what was found.
pub fn search(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    let state = state(control, sheet);
    let kept: Vec<Value> = chosen_options(&state).into_iter().cloned().collect();
    let found: Option<&Found> = sheet.draft.found(control);
    let offered = offers(sheet.lens.world, &sheet.lens.member.id, control, &kept);
    let names: Vec<String> = offered.iter().map(|(_, text)| text.clone()).collect();
    let fresh = found.map(|found| found.options.as_slice()).unwrap_or_default();
    let fresh: Vec<(String, String)> = offers(sheet.lens.world, &sheet.lens.member.id, control, fresh)
        .into_iter()
        .filter(|(value, _)| !offered.iter().any(|(kept, _)| kept == value))
        .collect();
    let (id, name) = (sheet.id(control), field_name(control));
    let query = found.map(|found| found.query.as_str()).unwrap_or_default();
    let least = control.element.get("min_query_length").and_then(Value::as_u64).unwrap_or(LEAST_QUERY);
    let nothing = found.is_some() && fresh.is_empty() && kept.is_empty();
    let chosen = chosen(&state);
    folded(
        control,
        sheet,
        &names,
        &html! {
            input.query id={ (id) "/query" } type="search" name={ "query " (name) } value=(query) autocomplete="off"
                placeholder="Type to search" aria-label={ "Search " (spoken(control)) } data-search=(name) data-least=(least);
            noscript { button.btn name="search" value=(name) { "Search" } }
            (ticks(control, &offered, &chosen))
            (ticks(control, &fresh, &chosen))
            @if nothing { p.hint role="status" { "No results" } }
        },
    )
}

/// A closed box with what is chosen on it, and the options inside.
fn folded(control: &Control<'_>, sheet: &Sheet<'_>, names: &[String], inside: &Markup) -> Markup {
    let id = sheet.id(control);
    let placeholder =
        Some(text_of(control.element, "placeholder")).filter(|text| !text.is_empty()).unwrap_or("Choose options");
    html! {
        details.many id=(id) {
            summary aria-label=(format!("{}: {}", spoken(control), if names.is_empty() { "nothing chosen".to_owned() } else { names.join(", ") })) {
                @if names.is_empty() { span.placeholder { (read_plain(placeholder)) } }
                @for name in names { span.chip { (name) } }
            }
            div.many-options role="group" aria-label=(spoken(control)) { (inside) }
        }
        (choose_button(control))
    }
}

/// Tick boxes, or round ones where one choice is all. The script keeps what is ticked even before the form is sent.
fn ticks(control: &Control<'_>, offered: &[(String, String)], chosen: &[&str]) -> Markup {
    let (name, kind) = (field_name(control), if control.is_multi() { "checkbox" } else { "radio" });
    html! {
        @for (value, text) in offered {
            label.tick {
                input type=(kind) name=(name) value=(value) checked[chosen.contains(&value.as_str())]
                    data-choose=[at_once(control)] data-keep;
                span { (text) }
            }
        }
    }
}

/// Checkboxes and radio buttons.
pub fn list(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    let state = state(control, sheet);
    let (chosen, name) = (chosen(&state), field_name(control));
    let kind = if control.is_multi() { "checkbox" } else { "radio" };
    let labelled = control.is_input().then(|| format!("{}/label", sheet.id(control)));
    let label = (!control.is_input()).then(|| spoken(control));
    html! {
        div.ticks role=(if control.is_multi() { "group" } else { "radiogroup" }) aria-labelledby=[labelled] aria-label=[label]
            aria-describedby=[described_by(control, sheet)] {
            @for option in control.options() {
                label.tick {
                    input type=(kind) name=(name) value=(str_of(option, "value"))
                        checked[chosen.contains(&str_of(option, "value"))] data-choose=[at_once(control)];
                    span {
                        @if let Some(text) = option.get("text") { (sheet.text(text)) }
                        @if let Some(words) = option.get("description") { small { (sheet.text(words)) } }
                    }
                }
            }
        }
        (choose_button(control))
    }
}
