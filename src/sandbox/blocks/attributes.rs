//! What all interactive elements have in common: names for screen readers, hints, and what tells the app.

use maud::{Markup, html};

use super::{Sheet, field_name};
use crate::sandbox::controls::Control;

/// What a screen reader calls a control that has no label of its own.
pub fn spoken<'a>(control: &Control<'a>) -> &'a str {
    if control.name().is_empty() { "Choose" } else { control.name() }
}

/// Whether choosing tells the app at once; without the script a button does. Inputs wait for the form's button.
pub fn at_once(control: &Control<'_>) -> Option<String> {
    control.dispatches().then(|| field_name(control))
}

/// Whether Enter tells the app.
pub fn on_enter(control: &Control<'_>) -> Option<String> {
    control.dispatches_on_enter().then(|| field_name(control))
}

/// The button that replaces the script.
pub fn choose_button(control: &Control<'_>) -> Markup {
    html! {
        @if let Some(name) = at_once(control).or_else(|| on_enter(control)) {
            noscript { button.btn name="choose" value=(name) { "Choose" } }
        }
    }
}

/// The ids of the texts under a field.
pub fn described_by(control: &Control<'_>, sheet: &Sheet<'_>) -> Option<String> {
    let id = sheet.id(control);
    let error = sheet.draft.errors.contains_key(control.block_id()).then(|| format!("{id}/error"));
    let hint = control.block.get("hint").map(|_| format!("{id}/hint"));
    let enter = control.dispatches_on_enter().then(|| format!("{id}/enter"));
    let all: Vec<String> = error.into_iter().chain(hint).chain(enter).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Whether there is an error under a field.
pub fn invalid(control: &Control<'_>, sheet: &Sheet<'_>) -> Option<&'static str> {
    sheet.draft.errors.contains_key(control.block_id()).then_some("true")
}
