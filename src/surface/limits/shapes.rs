//! Checks the content of one field: strings, text objects, options, lists.
//!
//! Slack names each key that it doesn't know (`invalid additional property: emoji [json-pointer:/blocks/0/text]`), in
//! text objects too (seen in <https://github.com/grafana-cold-storage/oncall/pull/702>). The keys of each object are
//! from <https://docs.slack.dev/reference/block-kit/composition-objects>.

use std::collections::HashSet;

use serde_json::Value;

use super::tables::Flavour;
use super::tables::Shape::{Anything, Flag, Str, Text};
use super::tables::{MAY, MUST, Rule, Shape};
use super::{LimitCheck, POSTED_TEXT, length};

impl LimitCheck {
    /// Checks each field of an object, and reports those that Slack doesn't know.
    pub(super) fn object(&mut self, object: &Value, path: &str, rules: &[Rule]) {
        let Some(fields) = object.as_object() else { return self.breach(path, "must be an object") };
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        for &Rule(name, shape, needed) in rules {
            match fields.get(name).filter(|value| !value.is_null()) {
                Some(value) => self.shape(value, &below(name), shape),
                None if needed => self.breach(&below(name), "required"),
                None => {}
            }
        }
        for name in fields.keys().filter(|name| rules.iter().all(|rule| rule.0 != name.as_str())) {
            self.breach(&below(name), format!("invalid additional property: {name}"));
        }
    }

    fn shape(&mut self, value: &Value, path: &str, shape: Shape) {
        match shape {
            Shape::Str(most) => self.string(value, path, 1, most),
            Shape::AtMost(most) => self.string(value, path, 0, most),
            Shape::Word(words) => {
                if !value.as_str().is_some_and(|word| words.contains(&word)) {
                    self.breach(path, format!("must be one of {}", words.join(", ")));
                }
            }
            Shape::Flag if !value.is_boolean() => self.breach(path, "must be true or false"),
            Shape::Number(least, most) => {
                if !value.as_i64().is_some_and(|number| (least..=most).contains(&number)) {
                    self.breach(path, format!("must be a number from {least} to {most}"));
                }
            }
            Shape::Text(flavour, most) => self.text(value, path, flavour, most),
            Shape::Element(allowed) => self.element(value, path, allowed),
            Shape::List(shape, most) => self.list(value, path, *shape, most),
            Shape::Options(flavour, most) => {
                self.list(value, path, Shape::Option(flavour), most);
                self.unique_values(value, path);
            }
            Shape::Option(flavour) => self.option(value, path, flavour),
            Shape::Object(rules) => self.object(value, path, rules),
            Shape::Cell => self.cell(value, path),
            Shape::Flag | Shape::Anything => {}
        }
    }

    fn list(&mut self, value: &Value, path: &str, shape: Shape, most: usize) {
        let Some(list) = value.as_array() else { return self.breach(path, "must be a list") };
        if list.is_empty() || list.len() > most {
            self.breach(path, format!("{} items; from 1 to {most}", list.len()));
        }
        for (index, item) in list.iter().enumerate() {
            self.shape(item, &format!("{path}[{index}]"), shape);
        }
    }

    fn string(&mut self, value: &Value, path: &str, least: usize, most: usize) {
        let Some(text) = value.as_str() else { return self.breach(path, "must be a string") };
        let long = length(text);
        if !(least..=most).contains(&long) {
            let allowed = if least == 0 { format!("at most {most}") } else { format!("from {least} to {most}") };
            self.breach(path, format!("{long} characters; {allowed}"));
        }
    }

    pub(super) fn text(&mut self, value: &Value, path: &str, flavour: Flavour, most: usize) {
        let is_mrkdwn = value["type"] == "mrkdwn";
        match flavour {
            Flavour::Any if is_mrkdwn || value["type"] == "plain_text" => {}
            Flavour::Plain if value["type"] == "plain_text" => {}
            Flavour::Plain => self.breach(path, "must be a plain_text object"),
            Flavour::Any => self.breach(path, "must be a text object, plain_text or mrkdwn"),
        }
        let own = if is_mrkdwn { "verbatim" } else { "emoji" };
        self.object(value, path, &[Rule("type", Anything, MAY), Rule("text", Str(most), MUST), Rule(own, Flag, MAY)]);
    }

    /// "A unique string value" (<https://docs.slack.dev/reference/block-kit/composition-objects/option-object>).
    fn unique_values(&mut self, options: &Value, path: &str) {
        let mut met = HashSet::new();
        let values = options.as_array().into_iter().flatten().filter_map(|option| option.get("value")?.as_str());
        for value in values.filter(|value| !met.insert(*value)) {
            self.breach(path, format!("the value “{value}” is used twice"));
        }
    }

    fn cell(&mut self, cell: &Value, path: &str) {
        match cell["type"].as_str().unwrap_or_default() {
            "raw_text" => self.shape(&cell["text"], &format!("{path}.text"), Str(POSTED_TEXT)),
            "raw_number" | "rich_text" => {}
            kind => self.breach(path, format!("a {kind} cannot stand in a table")),
        }
    }

    fn option(&mut self, option: &Value, path: &str, flavour: Flavour) {
        let rules = [
            Rule("text", Text(flavour, 75), MUST),
            Rule("value", Str(150), MUST),
            Rule("description", Text(flavour, 75), MAY),
            Rule("url", Str(3000), MAY),
        ];
        self.object(option, path, &rules);
        if option.get("url").is_some() && !path.contains(".options[") {
            self.breach(path, "url is for overflow options only");
        }
    }
}
