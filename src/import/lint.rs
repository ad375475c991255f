//! What a track file must hold to: the rules of the format, each with its way out.

use std::collections::HashMap;
use std::path::Path;

use crate::domain::lookup::is_command;
use crate::import::finding::Findings;
use crate::import::shape::{Draft, DraftBehaviour, DraftCell};
use crate::import::tree::At;

/// Longer wordings are not read in a message.
const LONGEST_TEXT: usize = 500;
/// A name stands on a button beside a level and an arrow.
const LONGEST_NAME: usize = 40;
/// All of one cell is shown in one message; Slack takes about 12,000 characters.
const LONGEST_CELL: usize = 10_000;
/// A level's page has one block per theme, a theme's page one per level; Slack takes 50 blocks.
const MOST_PARTS: usize = 20;
/// Wordings so few letters apart are probably one behaviour twice ("simple" and "complex" are three apart).
const NEARLY_THE_SAME: usize = 2;

/// Finds everything in the draft that breaks a rule.
pub(super) fn check(file: &Path, draft: &Draft, findings: &mut Findings) {
    let mut lint = Lint { file, findings };
    lint.track(draft);
    lint.themes(draft);
    lint.levels(draft);
    for level in &draft.levels {
        lint.cells(draft, &level.cells);
    }
    lint.behaviours(draft);
}

struct Lint<'l> {
    file: &'l Path,
    findings: &'l mut Findings,
}

impl Lint<'_> {
    fn track(&mut self, draft: &Draft) {
        let Draft { track, version, name, .. } = draft;
        let stem = self.file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if track.value != stem {
            let what = format!("the track is called “{}” and its file “{stem}”", track.value);
            self.find(track, what, format!("write “track: {stem}” or rename the file"));
        }
        self.id(track, "track");
        self.name(name);
        draft.aliases.iter().for_each(|alias| self.alias(alias));
        let parts: Vec<_> = version.value.split('.').collect();
        if parts.len() != 3 || !parts.iter().all(|part| part.parse::<u32>().is_ok()) {
            let what = format!("“{}” is not a version", version.value);
            self.find(version, what, "write three numbers, such as 1.0.0, and raise one with every change");
        }
        for (what, found) in [("themes", draft.themes.len()), ("levels", draft.levels.len())] {
            if found == 0 {
                self.find(track, format!("the track has no {what}"), format!("list at least one under “{what}:”"));
            } else if found > MOST_PARTS {
                self.find(track, format!("the track has {found} {what}"), format!("a page holds {MOST_PARTS} at most"));
            }
        }
    }

    fn themes(&mut self, draft: &Draft) {
        self.once("theme", draft.themes.iter().map(|theme| &theme.id));
        let mut named: HashMap<String, &At<String>> = HashMap::new();
        for theme in &draft.themes {
            self.id(&theme.id, "theme");
            self.name(&theme.name);
            self.text(&theme.meaning, "meaning");
            self.text(&theme.emoji, "emoji");
            theme.aliases.iter().for_each(|alias| self.alias(alias));
            for name in std::iter::once(&theme.name).chain(&theme.aliases) {
                match named.insert(name.value.to_lowercase(), &theme.id) {
                    Some(other) if other.value != theme.id.value => {
                        let what = format!("“{}” names both {} and {}", name.value, other.value, theme.id.value);
                        self.find(name, what, "leave it to one of them");
                    }
                    _ => {}
                }
            }
        }
    }

    fn levels(&mut self, draft: &Draft) {
        for (level, expected) in draft.levels.iter().zip(1..) {
            if level.number.value.parse() != Ok(expected) {
                let what = format!("level “{}” stands where level {expected} belongs", level.number.value);
                self.find(&level.number, what, "number the levels 1, 2, 3 … without a gap, lowest first");
            }
        }
    }

    fn cells(&mut self, draft: &Draft, cells: &[DraftCell]) {
        let known: Vec<&str> = draft.themes.iter().map(|theme| theme.id.value.as_str()).collect();
        for cell in cells {
            let theme = &cell.theme;
            if !theme.value.is_empty() && !known.contains(&theme.value.as_str()) {
                let fix = match super::meant(&theme.value, &known) {
                    Some(meant) => format!("did you mean “{meant}”? If not, add it under “themes:”"),
                    None => format!("use one of: {}; or add it under “themes:”", known.join(", ")),
                };
                self.find(theme, format!("there is no theme “{}”", theme.value), fix);
            }
            let length: usize = cell.behaviours.iter().map(DraftBehaviour::length).sum();
            if length > LONGEST_CELL {
                let what = format!("this cell has {length} characters");
                self.find(theme, what, format!("{LONGEST_CELL} fit into one message; shorten it, or make two themes"));
            }
        }
        self.once("theme of this level", cells.iter().map(|cell| &cell.theme));
    }

    fn behaviours(&mut self, draft: &Draft) {
        let all = || draft.levels.iter().flat_map(|level| &level.cells).flat_map(|cell| &cell.behaviours);
        self.once("behaviour", all().map(|behaviour| &behaviour.id));
        let mut earlier: Vec<(String, &At<String>)> = Vec::new();
        for behaviour in all() {
            self.id(&behaviour.id, "behaviour");
            self.text(&behaviour.text, "text");
            behaviour.examples.iter().for_each(|example| self.text(example, "example"));
            behaviour.keywords.iter().for_each(|keyword| self.text(keyword, "keyword"));
            let plain = plain(&behaviour.text.value);
            let twin = earlier.iter().find(|(other, _)| is_near(other, &plain));
            if let Some((_, twin)) = twin.filter(|_| !plain.is_empty()) {
                let what = format!("this says nearly the same as line {}: “{}”", twin.line, twin.value);
                self.find(&behaviour.text, what, "remove one, or say what sets them apart");
            }
            earlier.push((plain, &behaviour.text));
        }
    }

    /// Every id stands once.
    fn once<'d>(&mut self, what: &str, ids: impl Iterator<Item = &'d At<String>>) {
        let mut lines: HashMap<&str, usize> = HashMap::new();
        for id in ids.filter(|id| !id.value.is_empty()) {
            match lines.get(id.value.as_str()) {
                Some(first) => {
                    let found = format!("the {what} “{}” stands already on line {first}", id.value);
                    self.find(id, found, "give this one a name of its own, or remove it");
                }
                None => {
                    lines.insert(&id.value, id.line);
                }
            }
        }
    }

    fn id(&mut self, id: &At<String>, what: &str) {
        let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let fits = id.value.len() <= LONGEST_NAME
            && id.value.split('-').all(|part| !part.is_empty() && part.chars().all(lower));
        // Where the shape is missing the id altogether, that has been said.
        if !fits && !id.value.is_empty() {
            let found = format!("“{}” cannot be a {what}'s id", id.value);
            let fix = format!("use small letters, digits and hyphens, {LONGEST_NAME} at most, such as idiomatic-code");
            self.find(id, found, fix);
        }
    }

    fn name(&mut self, name: &At<String>) {
        self.text(name, "name");
        if name.value.chars().count() > LONGEST_NAME {
            self.find(name, "this name is too long for a button", format!("use {LONGEST_NAME} characters at most"));
        }
    }

    /// An alias is something to type, and must not be read as a command instead.
    fn alias(&mut self, alias: &At<String>) {
        self.text(alias, "alias");
        let is_command = is_command(&alias.value);
        if is_command || !alias.value.is_empty() && !alias.value.contains(char::is_alphanumeric) {
            let why = if is_command { "is a command" } else { "has no letter or digit" };
            self.find(
                alias,
                format!("the alias “{}” {why}", alias.value),
                "use a word that people type for it, or remove it",
            );
        }
    }

    fn text(&mut self, text: &At<String>, what: &str) {
        let length = text.value.chars().count();
        if length > LONGEST_TEXT {
            let found = format!("this {what} has {length} characters");
            self.find(text, found, format!("use {LONGEST_TEXT} at most; make two of it"));
        }
    }

    fn find(&mut self, at: &At<String>, what: impl Into<String>, fix: impl Into<String>) {
        self.findings.add(self.file, Some(at.line), what, fix);
    }
}

impl DraftBehaviour {
    fn length(&self) -> usize {
        std::iter::once(&self.text).chain(&self.examples).map(|text| text.value.chars().count()).sum()
    }
}

fn is_near(a: &str, b: &str) -> bool {
    a.len().abs_diff(b.len()) <= NEARLY_THE_SAME && strsim::osa_distance(a, b) <= NEARLY_THE_SAME
}

/// The letters and digits of a wording, so that a comma makes no difference.
fn plain(text: &str) -> String {
    let words = text.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
