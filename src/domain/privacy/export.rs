//! Somebody's own data as two files that say the same: one to read, one for machines.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::domain::ids::MemberId;
use crate::secret::PrivateText;
use crate::text::Markdown;

/// How an administrator exported somebody's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the person, in their DM.
    Dm,
    /// Into a file on the machine.
    File,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Dm, Self::File];

    /// Its name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dm => "dm",
            Self::File => "file",
        }
    }
}

/// All that is kept about one person, as it was at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Whose.
    pub member: MemberId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// What there is, by what it is.
    pub sections: Vec<Section>,
}

/// What there is of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its name for machines, and in the catalogue.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Who can see it.
    pub seen_by: &'static str,
    /// One after the other.
    pub items: Vec<Item>,
}

/// One thing, field by field. A field without content is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item(Vec<(&'static str, Content)>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Text(String),
    /// What the person wrote.
    Words(PrivateText),
    List(Vec<String>),
    Number(i64),
    Truth(bool),
}

impl Item {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text, if there is one.
    #[must_use]
    pub fn text(self, name: &'static str, text: Option<impl Into<String>>) -> Self {
        self.with(name, text.map(|text| Content::Text(text.into())))
    }

    /// Adds what somebody wrote, if there is any of it.
    #[must_use]
    pub fn words(self, name: &'static str, words: Option<&PrivateText>) -> Self {
        self.with(name, words.filter(|words| !words.is_blank()).cloned().map(Content::Words))
    }

    /// Adds several texts, if there are any.
    #[must_use]
    pub fn list(self, name: &'static str, list: impl IntoIterator<Item = String>) -> Self {
        let list: Vec<String> = list.into_iter().collect();
        self.with(name, (!list.is_empty()).then_some(Content::List(list)))
    }

    /// Adds a moment, if there is one.
    #[must_use]
    pub fn at(self, name: &'static str, at: Option<DateTime<Utc>>) -> Self {
        self.text(name, at.map(written))
    }

    /// Adds a number, if there is one.
    #[must_use]
    pub fn number(self, name: &'static str, number: Option<i64>) -> Self {
        self.with(name, number.map(Content::Number))
    }

    /// Adds whether something is so, if that is known.
    #[must_use]
    pub fn truth(self, name: &'static str, truth: Option<bool>) -> Self {
        self.with(name, truth.map(Content::Truth))
    }

    /// Whether it has no field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn with(mut self, name: &'static str, content: Option<Content>) -> Self {
        self.0.extend(content.map(|content| (name, content)));
        self
    }
}

/// A moment, the same for people and machines.
#[must_use]
pub fn written(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl Export {
    /// For machines.
    #[must_use]
    pub fn json(&self) -> PrivateText {
        let item = |item: &Item| -> Value {
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
            Value::Object(item.0.iter().map(field).collect())
        };
        let mut all = Map::new();
        all.insert("member".into(), json!(self.member));
        all.insert("made_at".into(), json!(written(self.made_at)));
        for section in &self.sections {
            all.insert(section.name.into(), section.items.iter().map(item).collect());
        }
        PrivateText::new(format!("{:#}\n", Value::Object(all)))
    }

    /// For people.
    #[must_use]
    pub fn markdown(&self) -> PrivateText {
        let mut text = format!(
            "# What Bearings keeps about you\n\nYou are {} in Slack. Made {}; all times are UTC. People are named by their Slack \
             ids: a profile’s menu shows the id of whoever it belongs to.\n",
            self.member,
            written(self.made_at)
        );
        for section in &self.sections {
            text.extend(["\n## ", section.title, "\n\nWho can see it: ", section.seen_by, ".\n"]);
            if section.items.is_empty() {
                text.push_str("\nNothing.\n");
            }
            for Item(fields) in &section.items {
                text.push('\n');
                for line in fields.iter().flat_map(|(name, content)| lines(name, content)) {
                    text.extend([line.as_str(), "\n"]);
                }
            }
        }
        PrivateText::new(text)
    }
}

/// A field, line by line.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn export() -> Export {
        let item = Item::new()
            .text("day", Some("2026-06-03"))
            .words("words", Some(&PrivateText::new("paired on “it”\nand <shipped>")))
            .words("quote", Some(&PrivateText::new(" ")))
            .list("shows", ["One.".to_owned(), "Two.".to_owned()])
            .number("pace", Some(2))
            .truth("held_back", Some(false))
            .at("deleted_at", None);
        let made_at = DateTime::from_timestamp(1_780_477_920, 0).unwrap();
        let section = |name, title, items| Section { name, title, seen_by: "you alone", items };
        Export {
            member: MemberId::new("U01ANA"),
            made_at,
            sections: vec![section("evidence", "Your evidence", vec![item]), section("prompts", "Questions", vec![])],
        }
    }

    #[test]
    fn people_read_all_of_it() {
        insta::assert_snapshot!(export().markdown().reveal());
    }

    #[test]
    fn machines_read_the_same() {
        let json: Value = serde_json::from_str(export().json().reveal()).unwrap();
        let entry = json!({
            "day": "2026-06-03", "words": "paired on “it”\nand <shipped>", "shows": ["One.", "Two."], "pace": 2,
            "held_back": false,
        });
        let expected =
            json!({"member": "U01ANA", "made_at": "2026-06-03T09:12:00Z", "evidence": [entry], "prompts": []});
        assert_eq!(json, expected);
    }

    #[test]
    fn words_with_markup_are_words() {
        let words = "# Raise *now*\n![x](https://evil.example/x.png) <b>\n- [ ] \u{1b}[31m";
        let item = Item::new()
            .words("words", Some(&PrivateText::new(words)))
            .text("team", Some("*A*"))
            .list("shows", ["<i>".into()]);
        let section = Section { name: "evidence", title: "Your evidence", seen_by: "you alone", items: vec![item] };
        let text = Export { sections: vec![section], ..export() }.markdown();
        for line in [
            "  > \\# Raise \\*now\\*",
            "  > !\\[x\\](https://evil.example/x.png) \\<b\\>",
            "  > \\- \\[ \\] \\\\u{1b}\\[31m",
            "- team: \\*A\\*",
            "  - \\<i\\>",
        ] {
            assert!(text.reveal().lines().any(|written| written == line), "{line} in {}", text.reveal());
        }
    }

    #[test]
    fn nobody_prints_it_by_accident() {
        assert!(!format!("{:?}", export()).contains("shipped"));
    }
}
