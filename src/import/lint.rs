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
use crate::import::shape::{DraftBehaviour, DraftCell, TrackDraft};
use crate::import::tree::At;

/// Finds everything in the draft that breaks a rule.
pub(super) fn check(file: &Path, draft: &TrackDraft, findings: &mut Findings) {
    let mut lint = Lint { file, findings };
    lint.check_track(draft);
    lint.check_themes(draft);
    lint.check_levels(draft);
    for level in &draft.levels {
        lint.check_cells(draft, &level.cells);
    }
    lint.check_behaviours(draft);
}

const OWN_ID: &str = "rename this one, or remove it";

struct Lint<'l> {
    file: &'l Path,
    findings: &'l mut Findings,
}

impl Lint<'_> {
    fn check_track(&mut self, draft: &TrackDraft) {
        let TrackDraft { track, version, .. } = draft;
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy();
        if track.value != stem && !track.value.is_empty() {
            let what = format!("the track is called “{}”, but its file “{stem}”", track.value);
            let rename = format!("rename the file to {}.yaml", track.value);
            let fix = match (names::is_id(&stem), names::is_id(&track.value)) {
                (true, true) => format!("write “track: {stem}”, or {rename}"),
                (true, false) => format!("write “track: {stem}”"),
                (false, _) => rename,
            };
            self.find(track, what, fix);
        }
        self.check_track_names(draft);
        let parts: Vec<_> = version.value.split('.').collect();
        let is_number = |part: &&str| !part.is_empty() && part.len() < 10 && part.chars().all(|c| c.is_ascii_digit());
        if !version.value.is_empty() && (parts.len() != 3 || !parts.iter().all(is_number)) {
            let what = format!("“{}” is not a version", version.value);
            self.find(version, what, "write three numbers, such as 1.0.0, and raise one of them with every change");
        }
        for (what, found) in [("themes", draft.themes.len()), ("levels", draft.levels.len())] {
            if found == 0 {
                self.find(track, format!("the track has no {what}"), format!("list at least one under “{what}:”"));
            } else if found > MOST_PARTS {
                self.find(track, format!("the track has {found} {what}"), format!("a page holds at most {MOST_PARTS}"));
            }
        }
    }

    fn check_themes(&mut self, draft: &TrackDraft) {
        self.find_duplicates("theme", draft.themes.iter().map(|theme| &theme.id), OWN_ID);
        let mut named: HashMap<String, &At<String>> = HashMap::new();
        for theme in &draft.themes {
            self.check_theme_names(theme);
            self.check_length(&theme.meaning, "meaning", LONGEST_MEANING);
            self.check_length(&theme.emoji, "emoji", LONGEST_EMOJI);
            for name in [&theme.id, &theme.name].into_iter().chain(&theme.aliases) {
                match named.insert(as_typed(&name.value), &theme.id) {
                    Some(other) if other.value != theme.id.value => {
                        let what = format!("“{}” means both {} and {}", name.value, other.value, theme.id.value);
                        self.find(name, what, "keep it for one of them");
                    }
                    _ => {}
                }
            }
        }
    }

    fn check_levels(&mut self, draft: &TrackDraft) {
        for (level, expected) in draft.levels.iter().zip(1..) {
            if !level.number.value.is_empty() && level.number.value.parse() != Ok(expected) {
                let what = format!("level “{}” is where level {expected} should be", level.number.value);
                self.find(&level.number, what, "number the levels 1, 2, 3 … without gaps, lowest first");
            }
        }
    }

    fn check_cells(&mut self, draft: &TrackDraft, cells: &[DraftCell]) {
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
                self.find(
                    theme,
                    what,
                    format!(
                        "a message holds {LONGEST_CELL}: shorten the cell, or split the theme \
                    in two"
                    ),
                );
            }
            self.note_twins(&cell.behaviours);
        }
        self.find_duplicates(
            "cell of the theme",
            cells.iter().map(|cell| &cell.theme),
            "put the behaviours of both into one cell",
        );
    }

    fn check_behaviours(&mut self, draft: &TrackDraft) {
        let all = || draft.levels.iter().flat_map(|level| &level.cells).flat_map(|cell| &cell.behaviours);
        self.find_duplicates("behaviour", all().map(|behaviour| &behaviour.id), OWN_ID);
        for behaviour in all() {
            self.check_id(&behaviour.id, "behaviour");
            self.check_letters(&behaviour.text, "text");
            self.check_length(&behaviour.text, "text", LONGEST_TEXT);
            behaviour.examples.iter().for_each(|example| self.check_length(example, "example", LONGEST_TEXT));
            behaviour.keywords.iter().for_each(|keyword| self.check_length(keyword, "keyword", LONGEST_KEYWORD));
            let keywords = behaviour.keywords.len();
            if let Some(first) = behaviour.keywords.first().filter(|_| keywords > MOST_KEYWORDS) {
                let what = format!("this behaviour has {keywords} keywords");
                self.find(first, what, format!("keep the {MOST_KEYWORDS} that people type most"));
            }
        }
    }

    /// Notes behaviours of one cell that say nearly the same. At two levels, the same words may be intended.
    fn note_twins(&mut self, behaviours: &[DraftBehaviour]) {
        let texts: Vec<_> = behaviours.iter().map(|behaviour| near::split_words(&behaviour.text.value)).collect();
        for (at, behaviour) in behaviours.iter().enumerate() {
            let twin = near::find_earlier_twin(&texts, at).and_then(|earlier| behaviours.get(earlier));
            if let Some(DraftBehaviour { text: twin, .. }) = twin {
                let what = format!("this says almost the same as line {}: “{}”", twin.line, twin.value);
                let fix = "if they are the same behaviour, remove one";
                self.findings.note(self.file, Some(behaviour.text.line), what, fix);
            }
        }
    }

    fn find_duplicates<'d>(&mut self, what: &str, ids: impl Iterator<Item = &'d At<String>>, fix: &str) {
        let mut lines: HashMap<&str, usize> = HashMap::new();
        for id in ids.filter(|id| !id.value.is_empty()) {
            if let Some(first) = lines.get(id.value.as_str()) {
                self.find(id, format!("the {what} “{}” is already on line {first}", id.value), fix);
            } else {
                lines.insert(&id.value, id.line);
            }
        }
    }

    fn check_length(&mut self, text: &At<String>, what: &str, most: usize) {
        let length = text.value.chars().count();
        if length > most {
            self.find(text, format!("this {what} has {length} characters"), format!("use at most {most}"));
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
