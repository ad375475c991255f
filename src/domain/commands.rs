//! The slash commands' names (another app may have taken the default ones), and the subcommands that can follow.

use crate::domain::fold::searchable;

/// What the word after the slash command asks for when it doesn't name a part of the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subcommand {
    /// Log new evidence.
    Log,
    /// List the user's own entries.
    Me,
    Settings,
    /// Show what is stored about the user.
    MyData,
    /// A question about the framework.
    Framework(Verb),
}

/// What to do with levels and themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Show levels side by side.
    Compare,
    Search,
    /// List behaviours without an example.
    Gaps,
    /// Show the introduction.
    About,
    Help,
}

/// Every subcommand word. Input parsing, the help text and the check of the framework's names all use this table.
pub const SUBCOMMANDS: &[(&str, Subcommand)] = &[
    ("log", Subcommand::Log),
    ("me", Subcommand::Me),
    ("settings", Subcommand::Settings),
    ("my-data", Subcommand::MyData),
    ("mydata", Subcommand::MyData),
    ("compare", Subcommand::Framework(Verb::Compare)),
    ("diff", Subcommand::Framework(Verb::Compare)),
    ("search", Subcommand::Framework(Verb::Search)),
    ("find", Subcommand::Framework(Verb::Search)),
    ("gaps", Subcommand::Framework(Verb::Gaps)),
    ("gap", Subcommand::Framework(Verb::Gaps)),
    ("about", Subcommand::Framework(Verb::About)),
    ("help", Subcommand::Framework(Verb::Help)),
    ("usage", Subcommand::Framework(Verb::Help)),
];

impl Subcommand {
    /// The subcommand that these words name. Case, full-width letters, hyphens, spaces and surrounding punctuation make
    /// no difference.
    #[must_use]
    pub fn of(words: &str) -> Option<Self> {
        subcommand(words).map(|(_, subcommand)| *subcommand)
    }
}

/// The table row that these words name, matched as in [`Subcommand::of`].
#[must_use]
pub fn subcommand(words: &str) -> Option<&'static (&'static str, Subcommand)> {
    let letters = |text: &str| searchable(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let typed = letters(words);
    SUBCOMMANDS.iter().find(|(word, _)| letters(word) == typed)
}

/// The words for framework questions.
pub fn verbs() -> impl Iterator<Item = (&'static str, Verb)> {
    SUBCOMMANDS.iter().filter_map(|(word, subcommand)| match subcommand {
        Subcommand::Framework(verb) => Some((*word, *verb)),
        _ => None,
    })
}

/// The slash commands' names, each with its slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// The command that accepts every subcommand.
    pub framework: String,
    /// A shortcut for the main command's `log`.
    pub evidence: String,
}

const FRAMEWORK: &str = "/framework";
const EVIDENCE: &str = "/evidence";

impl Default for Commands {
    fn default() -> Self {
        Self { framework: FRAMEWORK.to_owned(), evidence: EVIDENCE.to_owned() }
    }
}

impl Commands {
    /// Whether the typed command logs evidence. An app that hasn't been renamed yet still has the old name.
    #[must_use]
    pub fn is_evidence(&self, typed: &str) -> bool {
        typed == self.evidence || typed == EVIDENCE && self.framework != EVIDENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subcommand_is_known_however_it_is_spelled() {
        for (typed, expected) in [
            ("settings", Some(Subcommand::Settings)),
            ("Settings.", Some(Subcommand::Settings)),
            ("“settings”", Some(Subcommand::Settings)),
            ("ＳＥＴＴＩＮＧＳ", Some(Subcommand::Settings)),
            ("my data", Some(Subcommand::MyData)),
            ("My‑Data", Some(Subcommand::MyData)),
            ("MYDATA", Some(Subcommand::MyData)),
            ("log:", Some(Subcommand::Log)),
            ("Me", Some(Subcommand::Me)),
            ("about", Some(Subcommand::Framework(Verb::About))),
            ("find", Some(Subcommand::Framework(Verb::Search))),
            ("logs", None),
            ("log-based", None),
            ("mastery", None),
            ("…", None),
            ("", None),
        ] {
            assert_eq!(Subcommand::of(typed), expected, "{typed}");
        }
    }
}
