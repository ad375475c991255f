//! Draws what offers options: single and multi selects, type-ahead, checkboxes and radio buttons.

use maud::{Markup, html};
use serde_json::Value;

use super::attributes::{at_once, choose_button, described_by, invalid, spoken};
use super::{Sheet, field_name};
use crate::sandbox::controls::{Control, chosen, chosen_options};
use crate::sandbox::json::{list_of, str_of};
use crate::sandbox::mrkdwn::read_plain_of;
use crate::sandbox::offers::{NO_RESULTS, Offer, offers, too_short};
use crate::sandbox::world::SearchResult;

fn state(control: &Control<'_>, sheet: &Sheet<'_>) -> Value {
    sheet.draft.state(control).unwrap_or_default()
}

/// What a select says while nothing is chosen.
fn placeholder(control: &Control<'_>, otherwise: &str) -> String {
    let given = read_plain_of(control.element, "placeholder");
    if given.is_empty() { otherwise.to_owned() } else { given }
}

/// A select for one of its own options, one person or one channel.
pub fn one(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    let state = state(control, sheet);
    let chosen = chosen(&state).first().copied().unwrap_or_default();
    let placeholder = placeholder(control, "Choose an option");
    let groups = list_of(control.element, "option_groups");
    let label = (!control.is_input()).then(|| spoken(control));
    html! {
        select.select id=(sheet.id(control)) name=(field_name(control)) aria-label=[label]
            aria-describedby=[described_by(control, sheet)] aria-invalid=[invalid(control, sheet)] data-choose=[at_once(control)] {
            option value="" { (placeholder) }
            @for group in groups {
                optgroup label=(read_plain_of(group, "label")) {
                    @for option in list_of(group, "options") {
                        option value=(str_of(option, "value")) selected[str_of(option, "value") == chosen] {
                            (read_plain_of(option, "text"))
                        }
                    }
                }
            }
            @if groups.is_empty() {
                @for offer in offers(sheet.lens, control, None) {
                    option value=(offer.value) selected[offer.value == chosen] { (offer.text) }
                }
            }
        }
        (choose_button(control))
    }
}

/// Draws a multi-select as checkboxes.
pub fn many(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    let offered = offers(sheet.lens, control, None);
    let state = state(control, sheet);
    let chosen = chosen(&state);
    let names: Vec<&str> =
        offered.iter().filter(|offer| chosen.contains(&&*offer.value)).map(|offer| &*offer.text).collect();
    folded(control, sheet, &names, &ticks(control, sheet, &offered, &chosen))
}

/// A select whose options the app gives as the user types. What is chosen stays above what was found.
pub fn search(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    let state = state(control, sheet);
    let kept: Vec<Offer> = chosen_options(&state).into_iter().map(|option| Offer::of(option, sheet.lens)).collect();
    let found: Option<&SearchResult> = sheet.draft.found(control);
    let mut fresh = offers(sheet.lens, control, found);
    fresh.retain(|offer| !kept.iter().any(|kept| kept.value == offer.value));
    let names: Vec<&str> = kept.iter().map(|offer| &*offer.text).collect();
    let (id, name) = (sheet.id(control), field_name(control));
    let query = found.map(|found| found.query.as_str()).unwrap_or_default();
    let least = control.least_query();
    let waits = found.is_none_or(|found| found.answer.is_null()) && least > 0;
    let nothing = found.is_some_and(|found| !found.answer.is_null()) && fresh.is_empty();
    let chosen = chosen(&state);
    folded(
        control,
        sheet,
        &names,
        &html! {
            input.query id={ (id) "/query" } type="search" name={ "query " (name) } value=(query) autocomplete="off"
                placeholder="Type to search" aria-label={ "Search " (spoken(control)) } data-search=(name) data-least=(least);
            noscript { button.btn name="search" value=(name) { "Search" } }
            (ticks(control, sheet, &kept, &chosen))
            (ticks(control, sheet, &fresh, &chosen))
            div.hint role="status" { @if waits { (too_short(control)) } @else if nothing { (NO_RESULTS) } }
        },
    )
}

/// A closed box that shows what is chosen, with the options inside.
fn folded(control: &Control<'_>, sheet: &Sheet<'_>, names: &[&str], inside: &Markup) -> Markup {
    let id = sheet.id(control);
    let placeholder = placeholder(control, "Choose options");
    html! {
        details.many id=(id) {
            summary aria-label=(format!("{}: {}", spoken(control), if names.is_empty() { "nothing chosen".to_owned() } else { names.join(", ") })) {
                @if names.is_empty() { span.placeholder { (placeholder) } }
                @for name in names { span.chip { (name) } }
            }
            div.many-options role="group" aria-label=(spoken(control)) aria-describedby=[described_by(control, sheet)] { (inside) }
        }
        (shown(control))
        (choose_button(control))
    }
}

/// Tells the server which boxes the form has: boxes that aren't ticked send nothing.
fn shown(control: &Control<'_>) -> Markup {
    html! { input type="hidden" name="shown" value=(field_name(control)); }
}

/// Checkboxes, or radio buttons if only one can be chosen. The script keeps ticks even before the form is sent.
fn ticks(control: &Control<'_>, sheet: &Sheet<'_>, offered: &[Offer], chosen: &[&str]) -> Markup {
    let (name, kind) = (field_name(control), if control.is_multi() { "checkbox" } else { "radio" });
    let groups = std::iter::once("").chain(offered.iter().map(|offer| &*offer.group));
    html! {
        @for (offer, before) in offered.iter().zip(groups) {
            @if offer.group != before { p.group { (offer.group) } }
            label.tick id=(tick_id(control, sheet, &offer.value)) {
                input type=(kind) name=(name) value=(offer.value) checked[chosen.contains(&&*offer.value)]
                    data-choose=[at_once(control)] data-keep;
                span { (offer.text) @if !offer.about.is_empty() { small { (offer.about) } } }
            }
        }
    }
}

/// Keeps a box the same element on the page, wherever it moves in the list.
fn tick_id(control: &Control<'_>, sheet: &Sheet<'_>, value: &str) -> String {
    format!("{}/{value}", sheet.id(control)).replace(char::is_whitespace, "_")
}

/// Checkboxes and radio buttons.
pub fn list(control: &Control<'_>, sheet: &Sheet<'_>) -> Markup {
    let state = state(control, sheet);
    let (chosen, name) = (chosen(&state), field_name(control));
    let kind = if control.is_multi() { "checkbox" } else { "radio" };
    let labelled = control.is_input().then(|| format!("{}/label", sheet.id(control)));
    let label = (!control.is_input()).then(|| spoken(control));
    html! {
        (shown(control))
        div.ticks role=(if control.is_multi() { "group" } else { "radiogroup" }) aria-labelledby=[labelled] aria-label=[label]
            aria-describedby=[described_by(control, sheet)] {
            @for option in control.options() {
                label.tick id=(tick_id(control, sheet, str_of(option, "value"))) {
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
