//! Reads the shape of a track file: its keys and the kinds of their values. `lint` checks what the values mean.

use std::collections::HashMap;
use std::path::Path;

use crate::domain::normalization::compatible;
use crate::import::finding::Findings;
use crate::import::tree::{self, At, Node};

/// A track as its file describes it, every part with its line.
#[derive(Debug)]
pub(super) struct TrackDraft {
    pub(super) track: At<String>,
    pub(super) name: At<String>,
    pub(super) version: At<String>,
    pub(super) aliases: Vec<At<String>>,
    pub(super) themes: Vec<DraftTheme>,
    pub(super) levels: Vec<DraftLevel>,
}

#[derive(Debug)]
pub(super) struct DraftTheme {
    pub(super) id: At<String>,
    pub(super) name: At<String>,
    pub(super) aliases: Vec<At<String>>,
    pub(super) emoji: At<String>,
    pub(super) meaning: At<String>,
}

#[derive(Debug)]
pub(super) struct DraftLevel {
    pub(super) number: At<String>,
    pub(super) cells: Vec<DraftCell>,
}

#[derive(Debug)]
pub(super) struct DraftCell {
    pub(super) theme: At<String>,
    pub(super) behaviours: Vec<DraftBehaviour>,
}

#[derive(Debug)]
pub(super) struct DraftBehaviour {
    pub(super) id: At<String>,
    pub(super) text: At<String>,
    pub(super) examples: Vec<At<String>>,
    pub(super) keywords: Vec<At<String>>,
}

/// Reads the file's text; `None` if it isn't a mapping. What is missing or of the wrong kind is reported and left empty.
pub(super) fn read(file: &Path, text: &str, findings: &mut Findings) -> Option<TrackDraft> {
    let root = tree::parse(file, text, findings)?;
    let mut reader = TrackReader { file, findings };
    let mut track = reader.fields(root, "a track", &["track", "name", "version", "aliases", "themes", "levels"])?;
    Some(TrackDraft {
        track: reader.word(&mut track, "track"),
        name: reader.text(&mut track, "name"),
        version: reader.word(&mut track, "version"),
        aliases: reader.texts(&mut track, "aliases"),
        themes: reader.list(&mut track, "themes", TrackReader::theme),
        levels: reader.list(&mut track, "levels", TrackReader::level),
    })
}

/// The fields of one mapping that haven't been taken yet.
struct Mapping {
    line: usize,
    what: &'static str,
    entries: Vec<(At<String>, At<Node>)>,
}

impl Mapping {
    fn take(&mut self, key: &str) -> Option<At<Node>> {
        let position = self.entries.iter().position(|(name, _)| name.value == key)?;
        Some(self.entries.swap_remove(position).1)
    }
}

struct TrackReader<'r> {
    file: &'r Path,
    findings: &'r mut Findings,
}

impl TrackReader<'_> {
    fn theme(&mut self, node: At<Node>) -> Option<DraftTheme> {
        let mut fields = self.fields(node, "a theme", &["id", "name", "aliases", "emoji", "meaning"])?;
        Some(DraftTheme {
            id: self.word(&mut fields, "id"),
            name: self.text(&mut fields, "name"),
            aliases: self.texts(&mut fields, "aliases"),
            emoji: self.text(&mut fields, "emoji"),
            meaning: self.text(&mut fields, "meaning"),
        })
    }

    fn level(&mut self, node: At<Node>) -> Option<DraftLevel> {
        let mut fields = self.fields(node, "a level", &["level", "cells"])?;
        Some(DraftLevel { number: self.word(&mut fields, "level"), cells: self.list(&mut fields, "cells", Self::cell) })
    }

    fn cell(&mut self, node: At<Node>) -> Option<DraftCell> {
        let mut fields = self.fields(node, "a cell", &["theme", "behaviours"])?;
        Some(DraftCell {
            theme: self.word(&mut fields, "theme"),
            behaviours: self.list(&mut fields, "behaviours", Self::behaviour),
        })
    }

    fn behaviour(&mut self, node: At<Node>) -> Option<DraftBehaviour> {
        let mut fields = self.fields(node, "a behaviour", &["id", "text", "examples", "keywords"])?;
        Some(DraftBehaviour {
            id: self.word(&mut fields, "id"),
            text: self.text(&mut fields, "text"),
            examples: self.texts(&mut fields, "examples"),
            keywords: self.texts(&mut fields, "keywords"),
        })
    }

    /// The mapping's fields. An unknown key is reported, and read as the one that was probably meant.
    fn fields(&mut self, node: At<Node>, what: &'static str, known: &[&str]) -> Option<Mapping> {
        let Node::Map(mut entries) = node.value else {
            let fix = format!("write its parts on separate lines: {}", known.join(", "));
            self.find(node.line, format!("this should be {what}"), fix);
            return None;
        };
        // `tree` has already reported a key without a name.
        entries.retain(|(key, _)| !key.value.is_empty());
        let mut lines: HashMap<String, usize> = HashMap::new();
        for (key, _) in &entries {
            if let Some(first) = lines.get(&key.value) {
                let found = format!("{what} already has a “{}” on line {first}", key.value);
                self.find(key.line, found, "keep one of the two");
            } else {
                lines.insert(key.value.clone(), key.line);
            }
        }
        for (key, _) in entries.iter_mut().filter(|(key, _)| !known.contains(&key.value.as_str())) {
            let meant = super::meant(&key.value, known);
            let fix = match meant {
                Some(meant) => format!("did you mean “{meant}”?"),
                None => format!("remove it, or use one of: {}", known.join(", ")),
            };
            self.find(key.line, format!("{what} has no “{}”", key.value), fix);
            if let Some(meant) = meant.filter(|meant| !lines.contains_key(*meant)) {
                meant.clone_into(&mut key.value);
            }
        }
        Some(Mapping { line: node.line, what, entries })
    }

    /// A value that is only compared, never shown: in normal width and without invisible characters.
    fn word(&mut self, fields: &mut Mapping, key: &str) -> At<String> {
        let At { line, value } = self.text(fields, key);
        At { line, value: compatible(&value) }
    }

    fn text(&mut self, fields: &mut Mapping, key: &str) -> At<String> {
        if let Some(node) = fields.take(key) {
            return self.scalar(node, &format!("“{key}”"));
        }
        self.find(fields.line, format!("{} lacks its “{key}”", fields.what), format!("add a line “{key}: …”"));
        At { line: fields.line, value: String::new() }
    }

    fn texts(&mut self, fields: &mut Mapping, key: &str) -> Vec<At<String>> {
        let Some(node) = fields.take(key) else { return Vec::new() };
        let item = format!("an item of “{key}”");
        self.items(node, key).into_iter().map(|node| self.scalar(node, &item)).collect()
    }

    /// The items of a list that can be read.
    fn list<T>(&mut self, fields: &mut Mapping, key: &str, read: fn(&mut Self, At<Node>) -> Option<T>) -> Vec<T> {
        if let Some(node) = fields.take(key) {
            return self.items(node, key).into_iter().filter_map(|node| read(self, node)).collect();
        }
        let what = format!("{} lacks its “{key}”", fields.what);
        self.find(fields.line, what, format!("add a line “{key}:” with a list"));
        Vec::new()
    }

    fn items(&mut self, node: At<Node>, key: &str) -> Vec<At<Node>> {
        match node.value {
            Node::List(items) => items,
            Node::Nothing => Vec::new(),
            // YAML's own words for nothing.
            Node::Scalar(text) if matches!(text.as_str(), "~" | "null") => Vec::new(),
            Node::Scalar(_) | Node::Map(_) => {
                let fix = "write each item on its own line after “- ”, or all of them as [one, two]";
                self.find(node.line, format!("“{key}” should be a list"), fix);
                Vec::new()
            }
        }
    }

    /// One line of text, with each run of white space collapsed into a space.
    fn scalar(&mut self, node: At<Node>, what: &str) -> At<String> {
        match node.value {
            Node::Scalar(text) if !text.trim().is_empty() => {
                At { line: node.line, value: text.split_whitespace().collect::<Vec<_>>().join(" ") }
            }
            Node::Scalar(_) | Node::Nothing => {
                let fix = "add its text, in double quotes if it starts with “#”, or remove the line";
                self.find(node.line, format!("{what} is empty"), fix);
                At { line: node.line, value: String::new() }
            }
            Node::List(_) | Node::Map(_) => {
                let fix = "put text in double quotes if it contains “: ” or starts with “[” or “{”";
                self.find(node.line, format!("{what} should be a single text"), fix);
                At { line: node.line, value: String::new() }
            }
        }
    }

    fn find(&mut self, line: usize, what: impl Into<String>, fix: impl Into<String>) {
        self.findings.add(self.file, Some(line), what, fix);
    }
}
