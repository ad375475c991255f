//! Rules for the words that people type for a track or a theme.

use super::Lint;
use crate::domain::commands::Subcommand;
use crate::domain::lookup::{Misread, misread};
use crate::import::limits::{LONGEST_ALIAS, LONGEST_ID, LONGEST_NAME};
use crate::import::shape::DraftTheme;
use crate::import::tree::At;

/// Whether a text can be an id.
pub(super) fn is_id(text: &str) -> bool {
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= LONGEST_ID && text.split('-').all(|part| !part.is_empty() && part.chars().all(lower))
}

impl Lint<'_> {
    pub(super) fn track_names(&mut self, id: &At<String>, name: &At<String>, aliases: &[At<String>]) {
        self.id(id, "track");
        self.not_reserved(id, "name");
        self.no_level(id, "name");
        self.name(name);
        for alias in aliases {
            self.alias(alias);
        }
        self.note_misread(aliases.iter().chain([name]), "track");
    }

    pub(super) fn theme_names(&mut self, theme: &DraftTheme) {
        self.id(&theme.id, "theme");
        self.no_level(&theme.id, "id");
        self.name(&theme.name);
        for alias in &theme.aliases {
            self.alias(alias);
        }
        self.note_misread(theme.aliases.iter().chain([&theme.name]), "theme");
    }

    pub(super) fn id(&mut self, id: &At<String>, what: &str) {
        // `shape` has already reported a missing id.
        if !is_id(&id.value) && !id.value.is_empty() {
            let found = format!("“{}” cannot be a {what}'s id", id.value);
            let fix = format!(
                "use the small letters a to z, digits and hyphens, {LONGEST_ID} at most, such as idiomatic-code"
            );
            self.find(id, found, fix);
        }
    }

    fn name(&mut self, name: &At<String>) {
        self.length(name, "name", LONGEST_NAME);
        self.typed(name, "name");
    }

    fn alias(&mut self, alias: &At<String>) {
        self.length(alias, "alias", LONGEST_ALIAS);
        self.typed(alias, "alias");
    }

    fn typed(&mut self, name: &At<String>, what: &str) {
        self.says_something(name, what);
        self.not_reserved(name, what);
        self.no_level(name, what);
    }

    /// A word that people type for a track or theme must not be read as a command.
    fn not_reserved(&mut self, name: &At<String>, what: &str) {
        if Subcommand::of(&name.value).is_some() {
            let found = format!("the {what} “{}” is a command", name.value);
            self.find(name, found, "use a word that people type for it and that is no command");
        }
    }

    /// Nor must it be read as a level.
    fn no_level(&mut self, name: &At<String>, what: &str) {
        if misread(&name.value) == Some(Misread::Level) {
            let found = format!("the {what} “{}” is what people type for a level", name.value);
            self.find(name, found, "use a word that people type for it and that is no level");
        }
    }

    fn note_misread<'d>(&mut self, names: impl Iterator<Item = &'d At<String>>, of: &str) {
        for name in names.filter(|name| Subcommand::of(&name.value).is_none()) {
            let (what, fix) = match misread(&name.value) {
                Some(Misread::Command(command)) => (
                    format!("typed, “{}” is read as the command “{command}”", name.value),
                    format!("give the {of} an alias that has another first word and no “compare” or “gaps”"),
                ),
                Some(Misread::Filler) if of == "theme" => (
                    format!("“{}” means this theme in every question that has the word", name.value),
                    "leave it out unless that is what you want".to_owned(),
                ),
                _ => continue,
            };
            self.findings.note(self.file, Some(name.line), what, fix);
        }
    }

    pub(super) fn says_something(&mut self, text: &At<String>, what: &str) {
        if !text.value.is_empty() && !text.value.contains(char::is_alphanumeric) {
            let found = format!("the {what} “{}” has no letter or digit", text.value);
            self.find(text, found, "write a word that people can type and read aloud");
        }
    }
}
