//! The typed language: which commands there are, and what help says about them.

use crate::views::Usage;

/// A slash command, as the app's manifest declares it.
#[derive(Debug)]
pub struct SlashCommand {
    /// With its slash.
    pub name: &'static str,
    /// What Slack shows while somebody types it.
    pub description: &'static str,
    /// What Slack shows behind it.
    pub usage_hint: &'static str,
}

/// Every slash command. `manifest.yml` declares the same, and a test holds it to that.
pub const SLASH_COMMANDS: &[SlashCommand] = &[SlashCommand {
    name: "/framework",
    description: "What is expected at a level, in a theme",
    usage_hint: "level 3 mastery | compare 3 4 | search proposals | help",
}];

/// What can be typed behind it; help is built from this.
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
    Usage { word: "gaps", example: "gaps", gives: "behaviours that have no example yet" },
    Usage { word: "about", example: "about", gives: "the framework’s own introduction" },
    Usage { word: "help", example: "help", gives: "this list; with a word, only its line" },
];
