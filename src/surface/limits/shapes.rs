//! Checks the content of one field: strings, text objects, options, lists.
//!
//! Slack names each key that it doesn't know (`invalid additional property: emoji [json-pointer:/blocks/0/text]`), in
//! text objects too (seen in <https://github.com/grafana-cold-storage/oncall/pull/702>). The keys of each object are
//! from <https://docs.slack.dev/reference/block-kit/composition-objects>.

use std::collections::HashSet;

use serde_json::Value;

use super::tables::{Field, Flavour, Shape};
use super::{Check, length};

impl Check {
    pub(super) fn field(&mut self, owner: &Value, path: &str, &Field(name, shape, needed): &Field) {
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let Some(value) = owner.get(name).filter(|value| !value.is_null()) else {
            if needed {
                self.breach(&path, "required");
            }
            return;
        };
        match shape {
            Shape::Str(most) => self.string(value, &path, most),
            Shape::Word(words) => {
                if !value.as_str().is_some_and(|word| words.contains(&word)) {
                    self.breach(&path, format!("must be one of {}", words.join(", ")));
                }
            }
            Shape::Flag if !value.is_boolean() => self.breach(&path, "must be true or false"),
            Shape::Number(least, most) => {
                if !value.as_i64().is_some_and(|number| (least..=most).contains(&number)) {
                    self.breach(&path, format!("must be a number from {least} to {most}"));
                }
            }
            Shape::Text(flavour, most) => self.text(value, &path, flavour, most),
            Shape::Texts(count, most) => {
                self.list(value, &path, count, |check, text, path| check.text(text, path, Flavour::Any, most));
            }
            Shape::Element(allowed) => self.element(value, &path, allowed),
            Shape::Elements(allowed, most) => {
                self.list(value, &path, most, |check, element, path| check.element(element, path, allowed));
            }
            Shape::Options(flavour, most) => {
                self.list(value, &path, most, |check, option, path| check.option(option, path, flavour));
                self.unique_values(value, &path);
            }
            Shape::Words(words, most) => self.list(value, &path, most, |check, word, path| {
                if !word.as_str().is_some_and(|word| words.contains(&word)) {
                    check.breach(path, format!("must be one of {}", words.join(", ")));
                }
            }),
            Shape::Strings => self.list(value, &path, usize::MAX, |check, id, path| check.string(id, path, 255)),
            Shape::Object(fields) => {
                for field in fields {
                    self.field(value, &path, field);
                }
                let known: Vec<&str> = fields.iter().map(|field| field.0).collect();
                self.only(value, &path, &known);
            }
            Shape::Rows(rows, cells) => self.rows(value, &path, rows, cells),
            Shape::Option(flavour) => self.option(value, &path, flavour),
            Shape::Groups => self.list(value, &path, 100, |check, group, path| {
                check.only(group, path, &["label", "options"]);
                check.field(group, path, &Field("label", Shape::Text(Flavour::Plain, 75), true));
                check.field(group, path, &Field("options", Shape::Options(Flavour::Plain, 100), true));
            }),
            Shape::Confirm => self.confirm(value, &path),
            Shape::Flag | Shape::Anything => {}
        }
    }

    fn list(&mut self, value: &Value, path: &str, most: usize, each: impl Fn(&mut Self, &Value, &str)) {
        let Some(list) = value.as_array() else { return self.breach(path, "must be a list") };
        if list.is_empty() || list.len() > most {
            self.breach(path, format!("{} items; from 1 to {most}", list.len()));
        }
        for (index, item) in list.iter().enumerate() {
            each(self, item, &format!("{path}[{index}]"));
        }
    }

    fn string(&mut self, value: &Value, path: &str, most: usize) {
        let Some(text) = value.as_str() else { return self.breach(path, "must be a string") };
        let long = length(text);
        if long == 0 || long > most {
            self.breach(path, format!("{long} characters; from 1 to {most}"));
        }
    }

    pub(super) fn text(&mut self, value: &Value, path: &str, flavour: Flavour, most: usize) {
        match value.get("type").and_then(Value::as_str) {
            Some("plain_text") => {}
            Some("mrkdwn") if flavour == Flavour::Any => {}
            _ if flavour == Flavour::Plain => self.breach(path, "must be a plain_text object"),
            _ => self.breach(path, "must be a text object, plain_text or mrkdwn"),
        }
        self.field(value, path, &Field("text", Shape::Str(most), true));
        let is_mrkdwn = value.get("type").and_then(Value::as_str) == Some("mrkdwn");
        let own = if is_mrkdwn { "verbatim" } else { "emoji" };
        self.field(value, path, &Field(own, Shape::Flag, false));
        self.only(value, path, &["type", "text", own]);
    }

    /// Reports keys that Slack doesn't know in this object.
    pub(super) fn only(&mut self, object: &Value, path: &str, known: &[&str]) {
        let Some(object) = object.as_object() else { return self.breach(path, "must be an object") };
        for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.breach(&path, format!("invalid additional property: {name}"));
        }
    }

    /// "A unique string value" (<https://docs.slack.dev/reference/block-kit/composition-objects/option-object>).
    fn unique_values(&mut self, options: &Value, path: &str) {
        let mut met = HashSet::new();
        let values = options.as_array().into_iter().flatten().filter_map(|option| option.get("value")?.as_str());
        for value in values.filter(|value| !met.insert(*value)).collect::<Vec<_>>() {
            self.breach(path, format!("the value “{value}” is used twice"));
        }
    }

    fn rows(&mut self, value: &Value, path: &str, rows: usize, cells: usize) {
        self.list(value, path, rows, |check, row, path| {
            check.list(row, path, cells, |check, cell, path| {
                let kind = cell.get("type").and_then(Value::as_str).unwrap_or_default();
                match kind {
                    "raw_text" => check.field(cell, path, &Field("text", Shape::Str(super::POSTED_TEXT), true)),
                    "raw_number" | "rich_text" => {}
                    _ => check.breach(path, format!("a {kind} cannot stand in a table")),
                }
            });
        });
    }

    fn option(&mut self, option: &Value, path: &str, flavour: Flavour) {
        self.only(option, path, &["text", "value", "description", "url"]);
        self.field(option, path, &Field("text", Shape::Text(flavour, 75), true));
        self.field(option, path, &Field("value", Shape::Str(150), true));
        self.field(option, path, &Field("description", Shape::Text(flavour, 75), false));
        self.field(option, path, &Field("url", Shape::Str(3000), false));
        if option.get("url").is_some() && !path.contains(".options[") {
            self.breach(path, "url is for overflow options only");
        }
    }

    fn confirm(&mut self, confirm: &Value, path: &str) {
        self.only(confirm, path, &["title", "text", "confirm", "deny", "style"]);
        self.field(confirm, path, &Field("title", Shape::Text(Flavour::Plain, 100), true));
        self.field(confirm, path, &Field("text", Shape::Text(Flavour::Any, 300), true));
        self.field(confirm, path, &Field("confirm", Shape::Text(Flavour::Plain, 30), true));
        self.field(confirm, path, &Field("deny", Shape::Text(Flavour::Plain, 30), true));
        self.field(confirm, path, &Field("style", Shape::Word(&["primary", "danger"]), false));
    }
}
