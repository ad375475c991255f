//! Rules for the words that people type for a track or a theme.

use super::Lint;
use crate::domain::lookup::{Misread, misread};
use crate::domain::subcommand::Subcommand;
use crate::import::limits::{LONGEST_ALIAS, LONGEST_ID, LONGEST_NAME};
use crate::import::shape::{DraftTheme, TrackDraft};
use crate::import::tree::At;

pub(super) fn is_id(text: &str) -> bool {
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= LONGEST_ID && text.split('-').all(|part| !part.is_empty() && part.chars().all(lower))
}

impl Lint<'_> {
    pub(super) fn check_track_names(&mut self, TrackDraft { track, name, aliases, .. }: &TrackDraft) {
        self.check_id(track, "track");
        self.check_not_command(track, "name");
        self.check_not_level(track, "name");
        self.check_typed(name, aliases, "track");
    }

    pub(super) fn check_theme_names(&mut self, DraftTheme { id, name, aliases, .. }: &DraftTheme) {
        self.check_id(id, "theme");
        self.check_not_level(id, "id");
        self.check_typed(name, aliases, "theme");
    }

    pub(super) fn check_id(&mut self, id: &At<String>, what: &str) {
        // `shape` has already reported a missing id.
        if !is_id(&id.value) && !id.value.is_empty() {
            let found = format!("“{}” can't be a {what}'s id", id.value);
            let fix = format!(
                "use at most {LONGEST_ID} lower-case letters a to z, digits and hyphens, such as idiomatic-code"
            );
            self.find(id, found, fix);
        }
    }

    /// Checks the words that people type for a track or theme.
    fn check_typed(&mut self, name: &At<String>, aliases: &[At<String>], of: &str) {
        let aliases = aliases.iter().map(|alias| (alias, "alias", LONGEST_ALIAS));
        for (typed, what, most) in [(name, "name", LONGEST_NAME)].into_iter().chain(aliases.clone()) {
            self.check_length(typed, what, most);
            self.check_letters(typed, what);
            self.check_not_command(typed, what);
            self.check_not_level(typed, what);
        }
        self.note_misread(aliases.map(|(alias, ..)| alias).chain([name]), of);
    }

    /// A word that people type for a track or theme must not be read as a command.
    fn check_not_command(&mut self, name: &At<String>, what: &str) {
        if Subcommand::of(&name.value).is_some() {
            let found = format!("the {what} “{}” is a command", name.value);
            self.find(name, found, "use a word that people type for it and that isn't a command");
        }
    }

    /// Nor must it be read as a level.
    fn check_not_level(&mut self, name: &At<String>, what: &str) {
        if misread(&name.value) == Some(Misread::Level) {
            let found = format!("the {what} “{}” already means a level", name.value);
            self.find(name, found, "use a word that people type for it and that isn't a level");
        }
    }

    fn note_misread<'d>(&mut self, names: impl Iterator<Item = &'d At<String>>, of: &str) {
        for name in names.filter(|name| Subcommand::of(&name.value).is_none()) {
            let (what, fix) = match misread(&name.value) {
                Some(Misread::Command(command)) => (
                    format!("people who type “{}” get the command “{command}”", name.value),
                    format!("give the {of} an alias that starts with another word and has no “compare” or “gaps”"),
                ),
                Some(Misread::Filler) if of == "theme" => (
                    format!("every question with the word “{}” is read as this theme", name.value),
                    "remove it unless that's what you want".to_owned(),
                ),
                _ => continue,
            };
            self.findings.note(self.file, Some(name.line), what, fix);
        }
    }

    pub(super) fn check_letters(&mut self, text: &At<String>, what: &str) {
        if !text.value.is_empty() && !text.value.contains(char::is_alphanumeric) {
            let found = format!("the {what} “{}” has no letter or digit", text.value);
            self.find(text, found, "write a word that people can type and read aloud");
        }
    }
}
