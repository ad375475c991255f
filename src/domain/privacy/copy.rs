//! Streams a person's data into two files with the same content: one for reading, one for machines.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::domain::ids::MemberId;
use crate::domain::privacy::export::{Item, written};

/// Writes a copy of everything stored about one person at one moment, with at most one item in memory.
#[derive(Debug)]
pub struct CopyWriter<W> {
    to_read: W,
    for_machines: W,
    /// Items written in the current section; `None` before the first section.
    items: Option<u64>,
}

impl<W: Write> CopyWriter<W> {
    /// Starts both files.
    pub fn begin(mut to_read: W, mut for_machines: W, member: &MemberId, made_at: DateTime<Utc>) -> io::Result<Self> {
        let made_at = written(made_at);
        write!(
            to_read,
            "# What Bearings keeps about you\n\nYou are {member} in Slack. Made {made_at}; all times are UTC. People \
             appear by their Slack ids, which you can look up in the menu of a profile.\n"
        )?;
        write!(for_machines, "{{\n  \"member\": {},\n  \"made_at\": {}", json!(member), json!(made_at))?;
        Ok(Self { to_read, for_machines, items: None })
    }

    /// Starts the next section; later items belong to it. Its `name` is the one in the file for machines and in
    /// the privacy catalogue.
    pub fn section(&mut self, name: &str, title: &str, seen_by: &str) -> io::Result<()> {
        self.end_section()?;
        self.items = Some(0);
        write!(self.to_read, "\n## {title}\n\nWho can see it: {seen_by}.\n")?;
        write!(self.for_machines, ",\n  {}: [", json!(name))
    }

    pub fn item(&mut self, item: &Item) -> io::Result<()> {
        let items = self.items.get_or_insert_default();
        let separator = if *items == 0 { "" } else { "," };
        *items += 1;
        self.to_read.write_all(b"\n")?;
        for line in item.lines() {
            writeln!(self.to_read, "{line}")?;
        }
        // Indenting is safe: JSON escapes line breaks within a text as \n.
        let json = format!("{:#}", item.json()).replace('\n', "\n    ");
        write!(self.for_machines, "{separator}\n    {json}")
    }

    /// Completes both files, and returns them.
    pub fn finish(mut self) -> io::Result<(W, W)> {
        self.end_section()?;
        self.for_machines.write_all(b"\n}\n")?;
        self.to_read.flush()?;
        self.for_machines.flush()?;
        Ok((self.to_read, self.for_machines))
    }

    fn end_section(&mut self) -> io::Result<()> {
        match self.items {
            None => Ok(()),
            Some(0) => {
                self.to_read.write_all(b"\nNothing.\n")?;
                self.for_machines.write_all(b"]")
            }
            Some(_) => self.for_machines.write_all(b"\n  ]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::PrivateText;
    use serde_json::Value;

    fn item() -> Item {
        Item::new()
            .text("day", Some("2026-06-03"))
            .words("words", Some(&PrivateText::new("paired on “it”\nand <shipped>")))
            .words("quote", Some(&PrivateText::new(" ")))
            .list("shows", ["One.".to_owned(), "Two.".to_owned()])
            .number("pace", Some(2))
            .truth("held_back", Some(false))
            .at("deleted_at", None)
    }

    /// Both files, with these items in the evidence section.
    fn copied(items: &[Item]) -> (String, String) {
        let made_at = DateTime::from_timestamp(1_780_477_920, 0).unwrap();
        let mut copy = CopyWriter::begin(Vec::new(), Vec::new(), &MemberId::new("U01ANA"), made_at).unwrap();
        copy.section("evidence", "Your evidence", "only you").unwrap();
        for item in items {
            copy.item(item).unwrap();
        }
        copy.section("prompts", "Questions", "only you").unwrap();
        let (to_read, for_machines) = copy.finish().unwrap();
        (String::from_utf8(to_read).unwrap(), String::from_utf8(for_machines).unwrap())
    }

    #[test]
    fn people_read_all_of_it() {
        insta::assert_snapshot!(copied(&[item()]).0);
    }

    #[test]
    fn machines_read_the_same() {
        let json: Value = serde_json::from_str(&copied(&[item()]).1).unwrap();
        let entry = json!({
            "day": "2026-06-03", "words": "paired on “it”\nand <shipped>", "shows": ["One.", "Two."], "pace": 2,
            "held_back": false,
        });
        let expected =
            json!({"member": "U01ANA", "made_at": "2026-06-03T09:12:00Z", "evidence": [entry], "prompts": []});
        assert_eq!(json, expected);
        let many: Value = serde_json::from_str(&copied(&[item(), item(), item()]).1).unwrap();
        assert_eq!(many["evidence"].as_array().unwrap().len(), 3);
        let none: Value = serde_json::from_str(&copied(&[]).1).unwrap();
        assert_eq!(none["evidence"], json!([]));
    }

    #[test]
    fn words_with_markup_are_words() {
        let words = "# Raise *now*\n![x](https://evil.example/x.png) <b>\n- [ ] \u{1b}[31m";
        let item = Item::new()
            .words("words", Some(&PrivateText::new(words)))
            .text("team", Some("*A*"))
            .list("shows", ["<i>".into()]);
        let text = copied(&[item]).0;
        for line in [
            "  > \\# Raise \\*now\\*",
            "  > !\\[x\\](https://evil.example/x.png) \\<b\\>",
            "  > \\- \\[ \\] \\\\u{1b}\\[31m",
            "- team: \\*A\\*",
            "  - \\<i\\>",
        ] {
            assert!(text.lines().any(|written| written == line), "{line} in {text}");
        }
    }

    #[test]
    fn nobody_prints_it_by_accident() {
        assert!(!format!("{:?}", item()).contains("shipped"));
    }
}
