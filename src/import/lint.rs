//! The rules of the track file format, each with a fix.

mod names;

use std::collections::HashMap;
use std::path::Path;

use crate::domain::lookup::as_typed;
use crate::import::finding::Findings;
use crate::import::limits::{
    LONGEST_CELL, LONGEST_EMOJI, LONGEST_KEYWORD, LONGEST_MEANING, LONGEST_TEXT, MOST_KEYWORDS, MOST_PARTS,
};
use crate::import::near;
use crate::import::shape::{Draft, DraftBehaviour, DraftCell};
use crate::import::tree::At;

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

const OWN_ID: &str = "give this one a name of its own, or remove it";

struct Lint<'l> {
    file: &'l Path,
    findings: &'l mut Findings,
}

impl Lint<'_> {
    fn track(&mut self, draft: &Draft) {
        let Draft { track, version, name, .. } = draft;
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy();
        if track.value != stem && !track.value.is_empty() {
            let what = format!("the track is called “{}” and its file “{stem}”", track.value);
            let rename = format!("rename the file to {}.yaml", track.value);
            let fix = match (names::is_id(&stem), names::is_id(&track.value)) {
                (true, true) => format!("write “track: {stem}”, or {rename}"),
                (true, false) => format!("write “track: {stem}”"),
                (false, _) => rename,
            };
            self.find(track, what, fix);
        }
        self.track_names(track, name, &draft.aliases);
        let parts: Vec<_> = version.value.split('.').collect();
        let is_number = |part: &&str| !part.is_empty() && part.len() < 10 && part.chars().all(|c| c.is_ascii_digit());
        if !version.value.is_empty() && (parts.len() != 3 || !parts.iter().all(is_number)) {
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
        self.once("theme", draft.themes.iter().map(|theme| &theme.id), OWN_ID);
        let mut named: HashMap<String, &At<String>> = HashMap::new();
        for theme in &draft.themes {
            self.theme_names(theme);
            self.length(&theme.meaning, "meaning", LONGEST_MEANING);
            self.length(&theme.emoji, "emoji", LONGEST_EMOJI);
            for name in [&theme.id, &theme.name].into_iter().chain(&theme.aliases) {
                match named.insert(as_typed(&name.value), &theme.id) {
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
            if !level.number.value.is_empty() && level.number.value.parse() != Ok(expected) {
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
                    None if known.is_empty() => "add it under “themes:”".to_owned(),
                    None => format!("use one of: {}; or add it under “themes:”", known.join(", ")),
                };
                self.find(theme, format!("there is no theme “{}”", theme.value), fix);
            }
            let length: usize = cell.behaviours.iter().map(DraftBehaviour::length).sum();
            if length > LONGEST_CELL {
                let what = format!("this cell has {length} characters");
                self.find(theme, what, format!("{LONGEST_CELL} fit into one message; shorten it, or make two themes"));
            }
            self.twins(&cell.behaviours);
        }
        self.once(
            "cell of the theme",
            cells.iter().map(|cell| &cell.theme),
            "put the behaviours of both into one cell",
        );
    }

    fn behaviours(&mut self, draft: &Draft) {
        let all = || draft.levels.iter().flat_map(|level| &level.cells).flat_map(|cell| &cell.behaviours);
        self.once("behaviour", all().map(|behaviour| &behaviour.id), OWN_ID);
        for behaviour in all() {
            self.id(&behaviour.id, "behaviour");
            self.says_something(&behaviour.text, "text");
            self.length(&behaviour.text, "text", LONGEST_TEXT);
            behaviour.examples.iter().for_each(|example| self.length(example, "example", LONGEST_TEXT));
            behaviour.keywords.iter().for_each(|keyword| self.length(keyword, "keyword", LONGEST_KEYWORD));
            let keywords = behaviour.keywords.len();
            if let Some(first) = behaviour.keywords.first().filter(|_| keywords > MOST_KEYWORDS) {
                let what = format!("this behaviour has {keywords} keywords");
                self.find(first, what, format!("keep the {MOST_KEYWORDS} that are typed most"));
            }
        }
    }

    /// Notes behaviours of one cell that say nearly the same. At two levels, the same words may be intended.
    fn twins(&mut self, behaviours: &[DraftBehaviour]) {
        let texts: Vec<_> = behaviours.iter().map(|behaviour| near::words(&behaviour.text.value)).collect();
        for (at, behaviour) in behaviours.iter().enumerate() {
            let twin = near::earlier_twin(&texts, at).and_then(|earlier| behaviours.get(earlier));
            if let Some(DraftBehaviour { text: twin, .. }) = twin {
                let what = format!("this says nearly the same as line {}: “{}”", twin.line, twin.value);
                let fix = "if it is one behaviour, remove one";
                self.findings.note(self.file, Some(behaviour.text.line), what, fix);
            }
        }
    }

    /// Finds ids that occur more than once.
    fn once<'d>(&mut self, what: &str, ids: impl Iterator<Item = &'d At<String>>, fix: &str) {
        let mut lines: HashMap<&str, usize> = HashMap::new();
        for id in ids.filter(|id| !id.value.is_empty()) {
            match lines.get(id.value.as_str()) {
                Some(first) => {
                    let found = format!("the {what} “{}” stands already on line {first}", id.value);
                    self.find(id, found, fix);
                }
                None => {
                    lines.insert(&id.value, id.line);
                }
            }
        }
    }

    fn length(&mut self, text: &At<String>, what: &str, most: usize) {
        let length = text.value.chars().count();
        if length > most {
            self.find(text, format!("this {what} has {length} characters"), format!("use {most} at most"));
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
