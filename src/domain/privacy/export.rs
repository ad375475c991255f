//! The content of a person's data export, field by field, for people and for machines.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::dates::DateLanguage;
use crate::secret::PrivateText;
use crate::text::Markdown;

/// How an administrator exported a person's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ExportMethod {
    Dm,
    File,
}

impl ExportMethod {
    pub const ALL: [Self; 2] = [Self::Dm, Self::File];

    /// Its name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// When administrators exported a person's data, with what a view needs to show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exports {
    /// Each time, the newest first.
    pub made: Vec<(DateTime<Utc>, ExportMethod)>,
    /// The person's IANA zone, as far as it's known.
    pub zone: Option<String>,
    /// The language in which they read dates.
    pub language: DateLanguage,
}

/// One item, field by field; empty fields are omitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item(Vec<(&'static str, Content)>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Text(String),
    /// Words that the person wrote.
    Words(PrivateText),
    List(Vec<String>),
    Number(i64),
    Truth(bool),
}

impl Item {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn text(self, name: &'static str, text: Option<impl Into<String>>) -> Self {
        self.with(name, text.map(|text| Content::Text(text.into())))
    }

    /// Adds private words, unless they're blank.
    #[must_use]
    pub fn words(self, name: &'static str, words: Option<&PrivateText>) -> Self {
        self.with(name, words.filter(|words| !words.is_blank()).cloned().map(Content::Words))
    }

    /// Adds a list of texts, unless it's empty.
    #[must_use]
    pub fn list(self, name: &'static str, list: impl IntoIterator<Item = String>) -> Self {
        let list: Vec<String> = list.into_iter().collect();
        self.with(name, (!list.is_empty()).then_some(Content::List(list)))
    }

    #[must_use]
    pub fn at(self, name: &'static str, at: Option<DateTime<Utc>>) -> Self {
        self.text(name, at.map(written))
    }

    #[must_use]
    pub fn number(self, name: &'static str, number: Option<i64>) -> Self {
        self.with(name, number.map(Content::Number))
    }

    #[must_use]
    pub fn truth(self, name: &'static str, truth: Option<bool>) -> Self {
        self.with(name, truth.map(Content::Truth))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The machine-readable form.
    pub(super) fn json(&self) -> Value {
        let field = |(name, content): &(&'static str, Content)| {
            let value = match content {
                Content::Text(text) => json!(text),
                Content::Words(words) => json!(words.reveal()),
                Content::List(list) => json!(list),
                Content::Number(number) => json!(number),
                Content::Truth(truth) => json!(truth),
            };
            ((*name).to_owned(), value)
        };
        Value::Object(self.0.iter().map(field).collect())
    }

    /// The readable form, line by line.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().flat_map(|(name, content)| lines(name, content))
    }

    fn with(mut self, name: &'static str, content: Option<Content>) -> Self {
        self.0.extend(content.map(|content| (name, content)));
        self
    }
}

/// A time, formatted the same for people and machines.
#[must_use]
pub fn written(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn lines(name: &str, content: &Content) -> Vec<String> {
    let name = name.replace('_', " ");
    let titled = |lines: Vec<String>| [vec![format!("- {name}:")], lines].concat();
    match content {
        Content::Text(one) => vec![format!("- {name}: {}", Markdown(one))],
        Content::Number(number) => vec![format!("- {name}: {number}")],
        Content::Truth(truth) => vec![format!("- {name}: {}", if *truth { "yes" } else { "no" })],
        Content::List(list) => titled(list.iter().map(|one| format!("  - {}", Markdown(one))).collect()),
        Content::Words(words) => {
            let quoted = words.reveal().lines().map(|line| format!("  > {}", Markdown(line)));
            titled([String::new()].into_iter().chain(quoted).chain([String::new()]).collect())
        }
    }
}
