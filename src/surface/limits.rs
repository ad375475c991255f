//! Slack's limits on messages, modals and Home views, checked on the JSON that the bot sends.
//!
//! Slack doesn't say how it counts characters. UTF-16 units are the strictest reading, so those are counted.

mod elements;
mod shapes;
mod tables;

use std::collections::HashSet;

use elements::ELEMENTS;
use serde_json::Value;
use tables::Shape::{Anything, Str};
use tables::{BLOCKS, Flavour, HOME, MAY, MODAL, PASSED_OVER, Rule, Spec};

/// Where blocks are shown, which decides what Slack allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// A message in an HTTP response or through a `response_url`.
    Message,
    /// A message through `chat.postMessage` and similar methods, which also limit the text over all blocks.
    PostedMessage,
    Modal,
    Home,
}

/// Something that Slack would refuse or cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Where it is, e.g. `blocks[3].text.text`.
    pub path: String,
    /// The rule, with the figure found.
    pub rule: String,
}

/// The most text that `chat.postMessage` takes over all blocks (undocumented; a Slack maintainer's figure).
pub const POSTED_TEXT: usize = 12_000;
const VIEW_BYTES: usize = 250_000;
const MESSAGE_TEXT: usize = 40_000;

/// Lists everything that Slack wouldn't take in `payload`, a whole message (`text`, `blocks`) or a whole view.
#[must_use]
pub fn check(surface: Surface, payload: &Value) -> Vec<Breach> {
    let mut check = LimitCheck { surface, breaches: Vec::new(), markdown: 0 };
    match surface {
        Surface::Message | Surface::PostedMessage => check.message(payload),
        Surface::Modal | Surface::Home => check.view(payload),
    }
    check.breaches
}

/// A text's length as Slack is assumed to count it: in UTF-16 units.
#[must_use]
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Whether Slack has blocks of this type.
#[must_use]
pub fn is_block(kind: &str) -> bool {
    BLOCKS.iter().any(|spec| spec.kind == kind) || PASSED_OVER.iter().any(|(passed_over, _)| *passed_over == kind)
}

struct LimitCheck {
    surface: Surface,
    breaches: Vec<Breach>,
    markdown: usize,
}

impl LimitCheck {
    fn breach(&mut self, path: &str, rule: impl Into<String>) {
        self.breaches.push(Breach { path: path.to_owned(), rule: rule.into() });
    }

    fn message(&mut self, message: &Value) {
        self.blocks(message.get("blocks"), 50);
        if let Some(text) = message.get("text").and_then(Value::as_str).filter(|text| length(text) > MESSAGE_TEXT) {
            self.breach("text", format!("{} characters; Slack cuts after {MESSAGE_TEXT}", length(text)));
        }
        let text = text_in(message.get("blocks").unwrap_or(&Value::Null));
        if self.surface == Surface::PostedMessage && text > POSTED_TEXT {
            self.breach(
                "blocks",
                format!("msg_blocks_too_long: {text} characters over all blocks; at most {POSTED_TEXT}"),
            );
        }
    }

    fn view(&mut self, view: &Value) {
        let kind = if self.surface == Surface::Modal { "modal" } else { "home" };
        if view.get("type").and_then(Value::as_str) != Some(kind) {
            self.breach("type", format!("must be “{kind}”"));
        }
        let is_modal = self.surface == Surface::Modal;
        self.object(view, "", if is_modal { MODAL } else { HOME });
        let bytes = view.to_string().len();
        if bytes > VIEW_BYTES {
            self.breach("", format!("view_too_large: {bytes} bytes; at most {VIEW_BYTES}"));
        }
        let asks = view["blocks"].as_array().is_some_and(|blocks| blocks.iter().any(|block| block["type"] == "input"));
        if is_modal && asks && view["submit"].is_null() {
            self.breach("submit", "required in a modal with input blocks");
        }
        self.blocks(view.get("blocks"), 100);
    }

    fn blocks(&mut self, blocks: Option<&Value>, most: usize) {
        let Some(blocks) = blocks.filter(|blocks| !blocks.is_null()) else { return };
        let Some(list) = blocks.as_array() else { return self.breach("blocks", "must be a list") };
        if list.len() > most {
            self.breach("blocks", format!("{} blocks; at most {most}", list.len()));
        }
        // <https://docs.slack.dev/reference/block-kit/blocks/table-block>
        if list.iter().filter(|block| block["type"] == "table").count() > 1 {
            self.breach("blocks", "only_one_table_allowed");
        }
        let mut ids = HashSet::new();
        for (index, block) in list.iter().enumerate() {
            let path = format!("blocks[{index}]");
            self.block(block, &path);
            if let Some(id) = block.get("block_id").and_then(Value::as_str)
                && !ids.insert(id)
            {
                self.breach(&format!("{path}.block_id"), format!("“{id}” is used twice"));
            }
        }
    }

    fn block(&mut self, block: &Value, path: &str) {
        let kind = block.get("type").and_then(Value::as_str).unwrap_or_default();
        if let Some((_, surfaces)) = PASSED_OVER.iter().find(|(passed_over, _)| *passed_over == kind) {
            return self.stands_on(surfaces, path, kind, "block");
        }
        let Some(spec) = self.spec(block, path, BLOCKS, "block") else { return };
        self.fields(block, path, spec, "block_id");
        let has = |name: &str| block.get(name).is_some_and(|value| !value.is_null());
        match spec.kind {
            "section" if !has("text") && !has("fields") => self.breach(path, "a section needs text or fields"),
            "image" => self.needs_picture(block, path),
            "table" if text_in(block) > 10_000 => {
                self.breach(path, format!("{} characters in a table; at most 10000", text_in(block)));
            }
            "markdown" => {
                self.markdown += block.get("text").and_then(Value::as_str).map_or(0, length);
                if self.markdown > 12_000 {
                    self.breach(
                        path,
                        format!("{} characters of markdown over all blocks; at most 12000", self.markdown),
                    );
                }
            }
            _ => {}
        }
        let elements = block.get("elements").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut ids = HashSet::new();
        for id in elements.iter().filter_map(|element| element.get("action_id")?.as_str()) {
            if !ids.insert(id) {
                self.breach(path, format!("action_id “{id}” is used twice in one block"));
            }
        }
    }

    fn element(&mut self, element: &Value, path: &str, allowed: &[&str]) {
        let kind = element.get("type").and_then(Value::as_str).unwrap_or_default();
        if matches!(kind, "plain_text" | "mrkdwn") && allowed.contains(&kind) {
            return self.text(element, path, Flavour::Any, 3000);
        }
        let Some(spec) = self.spec(element, path, ELEMENTS, "element") else { return };
        if !allowed.contains(&spec.kind) {
            return self.breach(path, format!("a {} cannot stand here", spec.kind));
        }
        self.fields(element, path, spec, "action_id");
        match spec.kind {
            "image" => self.needs_picture(element, path),
            "static_select" | "multi_static_select"
                if element.get("options").is_some() == element.get("option_groups").is_some() =>
            {
                self.breach(path, "needs either options or option_groups");
            }
            "plain_text_input" => {
                let number = |name: &str| element.get(name).and_then(Value::as_i64);
                if let (Some(min), Some(max)) = (number("min_length"), number("max_length"))
                    && min > max
                {
                    self.breach(path, format!("min_length {min} is above max_length {max}"));
                }
            }
            _ => {}
        }
        self.initial_choice(element, path, spec.kind);
    }

    fn needs_picture(&mut self, image: &Value, path: &str) {
        if image.get("image_url").is_some() == image.get("slack_file").is_some() {
            self.breach(path, "an image needs either image_url or slack_file");
        }
    }

    /// Slack refuses an initial option that doesn't exactly equal one of the options.
    fn initial_choice(&mut self, element: &Value, path: &str, kind: &str) {
        if kind.contains("external") {
            return;
        }
        let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
        let mut offered = list(element.get("options"));
        for group in list(element.get("option_groups")) {
            offered.extend(list(group.get("options")));
        }
        let mut initial = list(element.get("initial_options"));
        initial.extend(element.get("initial_option").cloned());
        if initial.iter().any(|option| !offered.contains(option)) {
            self.breach(path, "the initial option must equal one of the options");
        }
    }

    fn spec(&mut self, value: &Value, path: &str, specs: &'static [Spec], what: &str) -> Option<&'static Spec> {
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
        let Some(spec) = specs.iter().find(|spec| spec.kind == kind) else {
            self.breach(path, format!("unknown {what} type “{kind}”"));
            return None;
        };
        self.stands_on(spec.surfaces, path, kind, what);
        Some(spec)
    }

    fn stands_on(&mut self, surfaces: &[Surface], path: &str, kind: &str, what: &str) {
        let here = if self.surface == Surface::PostedMessage { Surface::Message } else { self.surface };
        if !surfaces.contains(&here) {
            self.breach(path, format!("a {kind} {what} is not allowed here"));
        }
    }

    fn fields(&mut self, value: &Value, path: &str, spec: &Spec, id: &'static str) {
        let rules = [spec.rules, &[Rule("type", Anything, MAY), Rule(id, Str(255), MAY)]].concat();
        self.object(value, path, &rules);
    }
}

/// All characters that blocks show: every string called `text`, at any depth.
fn text_in(value: &Value) -> usize {
    match value {
        Value::Array(list) => list.iter().map(text_in).sum(),
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| match value {
                Value::String(text) if name == "text" => length(text),
                other => text_in(other),
            })
            .sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
