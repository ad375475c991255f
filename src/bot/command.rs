//! The typed language: the commands, and what help says about them.

use crate::domain::commands::{Commands, Subcommand};
use crate::views::Usage;

/// A slash command, as the app's manifest declares it.
#[derive(Debug)]
pub struct SlashCommand {
    /// Its name, with the slash.
    pub called: fn(&Commands) -> &str,
    /// What Slack shows while the user types it.
    pub description: &'static str,
    /// What Slack shows after it.
    pub usage_hint: &'static str,
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

/// The message shortcut.
pub const SAVE_MESSAGE: &str = "save_as_evidence";
/// The global shortcut.
pub const LOG: &str = "log_evidence";

/// Every slash command. The manifest is built from this.
pub const SLASH_COMMANDS: &[SlashCommand] = &[
    SlashCommand {
        called: |commands| &commands.framework,
        description: "What is expected at a level, in a theme",
        usage_hint: "level 3 mastery | compare 3 4 | search proposals | log … | me | help",
    },
    SlashCommand {
        called: |commands| &commands.evidence,
        description: "Note down what you did, for you or your manager",
        usage_hint: "what happened [link]",
    },
];

/// Every shortcut. The manifest is built from this.
pub const SHORTCUTS: &[ShortcutEntry] = &[
    ShortcutEntry { callback_id: LOG, name: "Log evidence", description: "Note down what you did", on_messages: false },
    ShortcutEntry {
        callback_id: SAVE_MESSAGE,
        name: "Save as evidence",
        description: "Note down what this message shows, with a link to it",
        on_messages: true,
    },
];

/// What the user typed after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed<'t> {
    /// New evidence: the words, and perhaps a link.
    Log(&'t str),
    /// The user's own entries, filtered by this text.
    Me(&'t str),
    Settings,
    MyData,
    /// A question about the framework.
    Lookup(&'t str),
}

/// Which of these it is, by the first word. "show me level 3" is a question.
#[must_use]
pub fn typed<'t>(commands: &Commands, command: &str, text: &'t str) -> Typed<'t> {
    if commands.is_evidence(command) {
        return Typed::Log(text);
    }
    let text = text.trim_start();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match Subcommand::of(first) {
        Some(Subcommand::Log) => Typed::Log(rest),
        Some(Subcommand::Me) => Typed::Me(rest.trim()),
        Some(Subcommand::Settings) => Typed::Settings,
        Some(Subcommand::MyData) => Typed::MyData,
        Some(Subcommand::Framework(_)) | None => Typed::Lookup(text),
    }
}

/// What the user can type after the framework command; help is built from this.
pub const USAGE: &[Usage] = &[
    Usage { word: "picker", example: "", gives: "a menu of levels and themes" },
    Usage { word: "level", example: "level {level}", gives: "all themes of a level" },
    Usage { word: "theme", example: "{theme}", gives: "one theme over all levels" },
    Usage { word: "cell", example: "level {level} {theme}", gives: "one theme at one level, with examples" },
    Usage {
        word: "compare",
        example: "compare {level} {next} {theme}",
        gives: "what stands at one level and what is new at the next",
    },
    Usage { word: "search", example: "search {word}", gives: "behaviours that speak of it, best first" },
    Usage {
        word: "log",
        example: "log paired on the release",
        gives: "a form to note down what you did; add a link if you like",
    },
    Usage { word: "me", example: "me", gives: "your own evidence; with a theme or a word, only that" },
    Usage {
        word: "settings",
        example: "settings",
        gives: "when and how often you are asked, and for whom new entries are",
    },
    Usage { word: "my-data", example: "my-data", gives: "what is kept about you: your copy of it, or have it erased" },
    Usage { word: "gaps", example: "gaps", gives: "behaviours that have no example yet" },
    Usage { word: "about", example: "about", gives: "the framework’s own introduction" },
    Usage { word: "help", example: "help", gives: "this list; with a word, only its line" },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_says_what_is_meant() {
        for (command, text, expected) in [
            ("/framework", "", Typed::Lookup("")),
            ("/framework", "level 3 mastery", Typed::Lookup("level 3 mastery")),
            ("/framework", "show me level 3", Typed::Lookup("show me level 3")),
            ("/framework", "me", Typed::Me("")),
            ("/framework", " ME  mastery ", Typed::Me("mastery")),
            ("/framework", "log", Typed::Log("")),
            ("/framework", "Log set up\nalerts https://example.com", Typed::Log("set up\nalerts https://example.com")),
            ("/framework", "Settings please", Typed::Settings),
            ("/framework", "My-Data", Typed::MyData),
            ("/framework", "“settings”", Typed::Settings),
            ("/framework", "ｍｅ mastery", Typed::Me("mastery")),
            ("/framework", "log: paired", Typed::Log("paired")),
            ("/framework", "logs", Typed::Lookup("logs")),
            ("/evidence", "me and Lena paired", Typed::Log("me and Lena paired")),
            ("/evidence", "", Typed::Log("")),
            ("/growth", "level 3", Typed::Lookup("level 3")),
        ] {
            assert_eq!(typed(&Commands::default(), command, text), expected, "{command} {text}");
        }
    }

    #[test]
    fn commands_are_known_by_the_names_they_have_here_and_had_before() {
        let called =
            |framework: &str, evidence: &str| Commands { framework: framework.into(), evidence: evidence.into() };
        let log = Typed::Log("level 3");
        for (commands, command, expected) in [
            (called("/growth", "/kudos"), "/growth", Typed::Lookup("level 3")),
            (called("/growth", "/kudos"), "/kudos", log),
            (called("/growth", "/kudos"), "/framework", Typed::Lookup("level 3")),
            (called("/growth", "/kudos"), "/evidence", log),
            (called("/evidence", "/kudos"), "/evidence", Typed::Lookup("level 3")),
            (called("/evidence", "/framework"), "/framework", log),
        ] {
            assert_eq!(typed(&commands, command, "level 3"), expected, "{commands:?} {command}");
        }
    }
}
