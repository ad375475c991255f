//! Draws Block Kit as HTML. Each message, Home or modal is one form; every control in it is a field of that form.

mod attributes;
mod choices;
mod elements;

use maud::{Markup, html};
use serde_json::Value;

use super::controls::Control;
use super::json::{flag, list_of, str_of};
use super::mrkdwn::{self, Lens};
use super::world::{Draft, Spot};
use crate::surface::limits;

/// What blocks are drawn on: for which person, where, and what is filled in there.
pub struct Sheet<'a> {
    pub lens: Lens<'a>,
    pub spot: &'a Spot,
    pub draft: Draft,
}

impl<'a> Sheet<'a> {
    /// The sheet for a spot as this person sees it now.
    pub fn new(lens: Lens<'a>, spot: &'a Spot) -> Self {
        Self { lens, spot, draft: lens.world.draft(&lens.member.id, spot) }
    }

    /// An element id that no other control on the page has.
    fn id(&self, control: &Control<'_>) -> String {
        format!("{}/{}/{}", self.spot, control.block_id(), control.action_id()).replace(char::is_whitespace, "_")
    }

    /// Draws a text object.
    fn text(&self, object: &Value) -> Markup {
        match str_of(object, "type") {
            "mrkdwn" => mrkdwn::html(str_of(object, "text"), self.lens),
            _ => mrkdwn::plain_html(object),
        }
    }
}

/// The name of a control's form field, which carries both of its ids.
pub fn field_name(control: &Control<'_>) -> String {
    serde_json::json!([control.block_id(), control.action_id()]).to_string()
}

/// Draws blocks in order.
pub fn draw(blocks: &[Value], sheet: &Sheet<'_>) -> Markup {
    html! { @for block in blocks { (draw_block(block, sheet)) } }
}

fn draw_block(block: &Value, sheet: &Sheet<'_>) -> Markup {
    match str_of(block, "type") {
        // Headings continue the page's levels: a Home is right under its own name, messages are under their day.
        "header" if *sheet.spot == Spot::Home => html! { h2.b-header { (mrkdwn::plain_html_of(block, "text")) } },
        "header" => html! { h3.b-header { (mrkdwn::plain_html_of(block, "text")) } },
        "section" => section(block, sheet),
        "context" => html! {
            div.b-context {
                @for element in list_of(block, "elements") {
                    @if str_of(element, "type") == "image" { (picture(element)) } @else { span { (sheet.text(element)) } }
                }
            }
        },
        "actions" => html! {
            div.b-actions { @for element in list_of(block, "elements") { (elements::draw(&Control { block, element }, sheet)) } }
        },
        "divider" => html! { hr.b-divider; },
        "image" => html! {
            figure.b-image {
                @if block.get("title").is_some() { figcaption { (mrkdwn::plain_html_of(block, "title")) } }
                (picture(block))
            }
        },
        "input" => input(block, sheet),
        "markdown" => html! { div.b-section { div.words { (mrkdwn::plain_html(block)) } } },
        "table" => table(block),
        known if limits::is_block(known) => html! { p.no-picture { "A " (known) " block, which is not drawn here" } },
        unknown => fault("block", unknown),
    }
}

fn section(block: &Value, sheet: &Sheet<'_>) -> Markup {
    let fields = list_of(block, "fields");
    html! {
        div.b-section {
            div.words {
                @if let Some(text) = block.get("text") { (sheet.text(text)) }
                @if !fields.is_empty() {
                    div.fields { @for field in fields { div { (sheet.text(field)) } } }
                }
            }
            @if let Some(element) = block.get("accessory") {
                div.accessory { (elements::draw(&Control { block, element }, sheet)) }
            }
        }
    }
}

fn table(block: &Value) -> Markup {
    html! {
        table {
            @for row in list_of(block, "rows") {
                tr { @for cell in row.as_array().into_iter().flatten() { td { (str_of(cell, "text")) } } }
            }
        }
    }
}

fn input(block: &Value, sheet: &Sheet<'_>) -> Markup {
    let Some(element) = block.get("element") else { return fault("input without", "element") };
    let control = Control { block, element };
    let (id, error) = (sheet.id(&control), sheet.draft.errors.get(control.block_id()));
    let optional = flag(block, "optional");
    html! {
        div.b-input.wrong[error.is_some()] id={ (sheet.spot) "/" (control.block_id()) } {
            @if elements::is_group(&control) {
                span.label id={ (id) "/label" } { (mrkdwn::plain_html_of(block, "label")) (optional_mark(optional)) }
            } @else {
                label.label for=(id) { (mrkdwn::plain_html_of(block, "label")) (optional_mark(optional)) }
            }
            (elements::draw(&control, sheet))
            @if let Some(error) = error { p.error id={ (id) "/error" } role="alert" { "⚠ " (error) } }
            @if block.get("hint").is_some() {
                p.hint id={ (id) "/hint" } { (mrkdwn::plain_html_of(block, "hint")) }
            }
            @if control.dispatches_on_enter() { p.hint id={ (id) "/enter" } { "Press Enter to submit" } }
        }
    }
}

fn optional_mark(optional: bool) -> Markup {
    html! { @if optional { span.optional { " (optional)" } } }
}

/// Draws a picture. Only this machine's are loaded, because the page promises that nothing leaves it.
fn picture(image: &Value) -> Markup {
    let (url, alt) = (str_of(image, "image_url"), str_of(image, "alt_text"));
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let is_local = host.is_some_and(|host| host == "127.0.0.1" || host == "localhost");
    html! {
        @if is_local { img src=(url) alt=(alt); }
        @else { span.no-picture role="img" aria-label=(alt) title="Pictures from elsewhere are not loaded" { "🖼 " (alt) } }
    }
}

/// Something that Slack doesn't have: shown loudly instead of ignored.
fn fault(what: &str, kind: &str) -> Markup {
    html! { p.fault role="alert" { "Slack would refuse this: " (what) " “" (kind) "”" } }
}
