//! The slash commands and shortcuts that the app's manifest declares. Reads what is typed after a command.

use crate::domain::commands::Commands;
use crate::domain::lookup::{Library, personal_command};
use crate::domain::normalization::is_of_word;
use crate::domain::subcommand::Subcommand;

/// A slash command, as the app's manifest declares it.
#[derive(Debug)]
pub struct SlashCommand {
    pub called: fn(&Commands) -> &str,
    /// What Slack shows while the user types it.
    pub description: &'static str,
    /// What Slack shows after it.
    pub usage_hint: fn() -> String,
}

/// A shortcut, as the app's manifest declares it.
#[derive(Debug)]
pub struct ShortcutEntry {
    pub callback_id: &'static str,
    /// Its name in Slack's menu.
    pub name: &'static str,
    /// What Slack's menu says below the name.
    pub description: &'static str,
    /// Whether it's in every message's menu; otherwise it's in the composer's.
    pub on_messages: bool,
}

pub const SAVE_MESSAGE: &str = "save_as_evidence";
pub const LOG: &str = "log_evidence";

/// Every slash command. The manifest is built from this.
pub const SLASH_COMMANDS: &[SlashCommand] = &[
    SlashCommand {
        called: |commands| &commands.framework,
        description: "What is expected at a level, in a theme",
        usage_hint: Subcommand::usage_hint,
    },
    SlashCommand {
        called: |commands| &commands.evidence,
        description: "Log what you did, for you or your manager",
        usage_hint: || "what happened [link]".to_owned(),
    },
];

/// Every shortcut. The manifest is built from this.
pub const SHORTCUTS: &[ShortcutEntry] = &[
    ShortcutEntry { callback_id: LOG, name: "Log evidence", description: "Log what you did", on_messages: false },
    ShortcutEntry {
        callback_id: SAVE_MESSAGE,
        name: "Save as evidence",
        description: "Save what this message shows, with a link to it",
        on_messages: true,
    },
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed<'t> {
    /// Named by the first word, or by all of them together. "show me level 3" names none.
    pub subcommand: Option<Subcommand>,
    /// Everything that was typed.
    pub text: &'t str,
    /// What follows the word that names the subcommand.
    pub rest: &'t str,
}

/// Reads a slash command: by its first word, otherwise by all words together. The library knows the commands' names.
#[must_use]
pub fn typed<'t>(library: &Library, command: &str, text: &'t str) -> Typed<'t> {
    if library.commands().is_evidence(command) {
        return Typed { subcommand: Some(Subcommand::Log), text, rest: text };
    }
    let text = text.trim_start();
    let words = text.trim_start_matches(|c| !is_of_word(c));
    let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    if let Some(subcommand) = Subcommand::of(first) {
        return Typed { subcommand: Some(subcommand), text, rest };
    }
    let before_colon = words.split_once(':').and_then(|(first, rest)| Some((Subcommand::of(first)?, rest)));
    match before_colon {
        Some((subcommand, rest)) => Typed { subcommand: Some(subcommand), text, rest },
        None => Typed { subcommand: personal_command(text, library), text, rest },
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use strum::IntoEnumIterator;

    use super::*;
    use crate::import::read_directory;

    fn library(commands: Commands) -> Library {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("framework");
        Library::new(read_directory(&directory).unwrap()).unwrap().asked_by(commands)
    }

    #[test]
    fn the_first_word_says_what_is_meant() {
        let log = Some(Subcommand::Log);
        let me = Some(Subcommand::Me);
        let settings = Some(Subcommand::Settings);
        let library = library(Commands::default());
        for (command, text, subcommand, rest) in [
            ("/framework", "", None, ""),
            ("/framework", "level 3 mastery", None, "3 mastery"),
            ("/framework", "show me level 3", None, "me level 3"),
            ("/framework", "compare 3 4", Some(Subcommand::Compare), "3 4"),
            ("/framework", "me", me, ""),
            ("/framework", " ME  mastery ", me, " mastery "),
            ("/framework", "log", log, ""),
            ("/framework", "Log set up\nalerts https://example.com", log, "set up\nalerts https://example.com"),
            ("/framework", "Settings please", Some(Subcommand::Settings), "please"),
            ("/framework", "My-Data", Some(Subcommand::MyData), ""),
            ("/framework", "“settings”", Some(Subcommand::Settings), ""),
            ("/framework", "ｍｅ mastery", me, "mastery"),
            ("/framework", "log: paired", log, "paired"),
            ("/framework", "log:paired", log, "paired"),
            ("/framework", "“log” paired", log, "paired"),
            ("/framework", "- log paired", log, "paired"),
            ("/framework", "Me. ", me, ""),
            ("/framework", "Settings. ", settings, ""),
            ("/framework", "“ settings ”", settings, "”"),
            ("/framework", "setings", settings, ""),
            ("/framework", "stop", settings, ""),
            ("/framework", "my data", Some(Subcommand::MyData), "data"),
            ("/framework", "logs", None, ""),
            ("/framework", "log-based", None, ""),
            ("/evidence", "me and Lena paired", log, "me and Lena paired"),
            ("/evidence", "", log, ""),
            ("/growth", "level 3", None, "3"),
        ] {
            let typed = typed(&library, command, text);
            assert_eq!((typed.subcommand, typed.rest), (subcommand, rest), "{command} {text}");
            assert_eq!(typed.text, text.trim_start(), "{command}");
        }
    }

    #[test]
    fn commands_are_known_by_the_names_they_have_here_and_had_before() {
        let called =
            |framework: &str, evidence: &str| Commands { framework: framework.into(), evidence: evidence.into() };
        for (commands, command, logs) in [
            (called("/growth", "/kudos"), "/growth", false),
            (called("/growth", "/kudos"), "/kudos", true),
            (called("/growth", "/kudos"), "/framework", false),
            (called("/growth", "/kudos"), "/evidence", true),
            (called("/evidence", "/kudos"), "/evidence", false),
            (called("/evidence", "/framework"), "/framework", true),
        ] {
            let library = library(commands.clone());
            let typed = typed(&library, command, "level 3");
            let expected = (logs.then_some(Subcommand::Log), "level 3");
            assert_eq!((typed.subcommand, typed.text), expected, "{commands:?} {command}");
        }
    }

    #[test]
    fn the_readme_lists_every_subcommand() {
        let library = library(Commands::default());
        let readme = include_str!("../../README.md");
        let rows = readme.lines().skip_while(|line| !line.starts_with("| Type `/framework` and |")).skip(2);
        let examples = rows.take_while(|line| line.starts_with('|')).filter_map(|row| row.split('|').nth(1));
        let listed: Vec<&str> = examples.flat_map(|examples| examples.split('`').skip(1).step_by(2)).collect();
        let named: Vec<Subcommand> =
            listed.iter().filter_map(|text| typed(&library, "/framework", text).subcommand).collect();
        let has_a_word: Vec<Subcommand> = Subcommand::iter().filter(|row| !row.usage().words.is_empty()).collect();
        assert_eq!(named, has_a_word);
    }
}
