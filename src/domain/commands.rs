//! What the slash commands are called (another app may have had their names first), and what can be asked for by a word
//! behind them.

use crate::domain::fold::searchable;

/// What a word behind the slash command asks for, where it does not name a part of the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subcommand {
    /// Note something down.
    Log,
    /// One's own entries.
    Me,
    /// One's own settings.
    Settings,
    /// What is kept about oneself.
    MyData,
    /// Something of the framework's.
    Framework(Verb),
}

/// What to do with levels and themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Set levels side by side.
    Compare,
    /// Find behaviours by words.
    Search,
    /// List behaviours without an example.
    Gaps,
    /// Show the introduction.
    About,
    /// Say how to ask.
    Help,
}

/// Every word that is a subcommand. What is typed, the help and the framework's names are held against this table.
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
    /// The subcommand that these words are, however they are spelled: case, full-width letters, hyphens, spaces and
    /// signs around them make no difference.
    #[must_use]
    pub fn of(words: &str) -> Option<Self> {
        subcommand(words).map(|(_, subcommand)| *subcommand)
    }
}

/// The row of the table that these words are, as [`Subcommand::of`] reads them.
#[must_use]
pub fn subcommand(words: &str) -> Option<&'static (&'static str, Subcommand)> {
    let letters = |text: &str| searchable(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let typed = letters(words);
    SUBCOMMANDS.iter().find(|(word, _)| letters(word) == typed)
}

/// The words for what can be done with levels and themes.
pub fn verbs() -> impl Iterator<Item = (&'static str, Verb)> {
    SUBCOMMANDS.iter().filter_map(|(word, subcommand)| match subcommand {
        Subcommand::Framework(verb) => Some((*word, *verb)),
        _ => None,
    })
}

/// The names, each with its slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// What everything can be typed behind.
    pub framework: String,
    /// What is short for `log` behind it.
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
    /// Whether what somebody typed is there to note something down. An app that was not renamed yet still has the old name.
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
