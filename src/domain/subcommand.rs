//! What users can type after the slash command. This one table feeds the parser, help, the README, the manifest's usage
//! hint, and the check of the framework's names.

use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

use crate::domain::framework::{Framework, Level, Theme};
use crate::domain::normalization::searchable;

/// What a user asks for. Help lists them in this order, each by its name in kebab-case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Subcommand {
    Picker,
    Level,
    Theme,
    Cell,
    Compare,
    Search,
    Log,
    Me,
    Settings,
    MyData,
    Gaps,
    About,
    Help,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// What users type for it, its name first. No track or theme can be called so. Empty for questions that only name
    /// levels and themes.
    pub words: &'static [&'static str],
    /// What to type after the slash command. The framework's own words replace `{level}`, `{next}`, `{theme}` and
    /// `{word}`, by `example_in`.
    pub example: &'static str,
    /// What the answer shows.
    pub gives: &'static str,
    /// Its part of the hint that Slack shows while the user types.
    pub hint: Option<&'static str>,
}

impl Usage {
    const fn new(words: &'static [&'static str], example: &'static str, gives: &'static str) -> Self {
        Self { words, example, gives, hint: None }
    }

    const fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }
}

impl Subcommand {
    #[must_use]
    pub const fn usage(self) -> Usage {
        match self {
            Self::Picker => Usage::new(&[], "", "a menu of levels and themes"),
            Self::Level => Usage::new(&[], "level {level}", "all themes of a level"),
            Self::Theme => Usage::new(&[], "{theme}", "one theme over all levels"),
            Self::Cell => Usage::new(&[], "level {level} {theme}", "one theme at one level, with examples")
                .hint("level 3 mastery"),
            Self::Compare => Usage::new(
                &["compare", "diff"],
                "compare {level} {next} {theme}",
                "what’s expected at one level, and what’s new at the next",
            )
            .hint("compare 3 4"),
            Self::Search => {
                Usage::new(&["search", "find"], "search {word}", "behaviours that mention it, best match first")
                    .hint("search proposals")
            }
            Self::Log => {
                Usage::new(&["log"], "log paired on the release", "a form to log what you did; add a link if you like")
                    .hint("log …")
            }
            Self::Me => Usage::new(&["me"], "me", "your own evidence; add a theme or a word to narrow it").hint("me"),
            Self::Settings => {
                Usage::new(&["settings", "stop", "pause"], "settings", "when you’re asked, and who sees new entries")
            }
            Self::MyData => {
                Usage::new(&["my-data", "mydata"], "my-data", "what Bearings keeps about you; get a copy, or erase it")
            }
            Self::Gaps => Usage::new(&["gaps", "gap"], "gaps", "behaviours that have no example yet"),
            Self::About => Usage::new(&["about"], "about", "the framework’s own introduction"),
            Self::Help => {
                Usage::new(&["help", "usage"], "help", "this list; add a word for just its line").hint("help")
            }
        }
    }

    /// Whether the framework answers it; the others are about the user.
    #[must_use]
    pub const fn asks_framework(self) -> bool {
        !matches!(self, Self::Log | Self::Me | Self::Settings | Self::MyData)
    }

    /// Whether it counts wherever it is among the words, as in "3 4 compare impact". Others come first.
    #[must_use]
    pub const fn is_read_anywhere(self) -> bool {
        matches!(self, Self::Compare | Self::Gaps)
    }

    /// Its name, by which the user can ask for help on it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::iter().find(|subcommand| subcommand.name() == name)
    }

    /// The subcommand that these words stand for. Case, full-width letters, hyphens, spaces and surrounding punctuation
    /// make no difference.
    #[must_use]
    pub fn of(words: &str) -> Option<Self> {
        Self::with_word(words).map(|(_, subcommand)| subcommand)
    }

    /// Like [`Subcommand::of`], with the table's word for it.
    #[must_use]
    pub fn with_word(words: &str) -> Option<(&'static str, Self)> {
        let letters = |text: &str| searchable(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let typed = letters(words);
        Self::all_words().find(|(word, _)| letters(word) == typed)
    }

    pub fn question_words() -> impl Iterator<Item = (&'static str, Self)> {
        Self::all_words().filter(|(_, subcommand)| subcommand.asks_framework())
    }

    fn all_words() -> impl Iterator<Item = (&'static str, Self)> {
        Self::iter().flat_map(|subcommand| subcommand.usage().words.iter().map(move |word| (*word, subcommand)))
    }

    /// What Slack shows while the user types the slash command.
    #[must_use]
    pub fn usage_hint() -> String {
        let hints: Vec<&str> = Self::iter().filter_map(|subcommand| subcommand.usage().hint).collect();
        hints.join(" | ")
    }

    /// What to type, without the slash command, with names of this framework filled in.
    #[must_use]
    pub fn example_in(self, framework: &Framework) -> String {
        let example = self.usage().example;
        let Some((level, theme)) = framework.typical_cell() else { return example.to_owned() };
        let beside = |by| level.number.step(by).filter(|number| framework.level(*number).is_some());
        let next = beside(1).or_else(|| beside(-1)).unwrap_or(level.number);
        example
            .replace("{level}", &level.number.to_string())
            .replace("{next}", &next.to_string())
            .replace("{theme}", &theme.name.to_lowercase())
            .replace("{word}", telling_word(framework, level, theme))
    }
}

/// A word that a search finds: the last plain one of the cell's first behaviour.
fn telling_word<'f>(framework: &'f Framework, level: &'f Level, theme: &'f Theme) -> &'f str {
    let text = level.behaviours(&theme.id).first().map_or(framework.name.as_str(), |behaviour| &behaviour.text);
    let is_word = |word: &&str| word.len() > 3 && word.chars().all(char::is_alphabetic);
    text.split_whitespace().rev().find(is_word).unwrap_or("example")
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
            ("Stop!", Some(Subcommand::Settings)),
            ("my data", Some(Subcommand::MyData)),
            ("My‑Data", Some(Subcommand::MyData)),
            ("MYDATA", Some(Subcommand::MyData)),
            ("log:", Some(Subcommand::Log)),
            ("Me", Some(Subcommand::Me)),
            ("about", Some(Subcommand::About)),
            ("find", Some(Subcommand::Search)),
            ("logs", None),
            ("log-based", None),
            ("mastery", None),
            ("…", None),
            ("", None),
        ] {
            assert_eq!(Subcommand::of(typed), expected, "{typed}");
        }
    }

    #[test]
    fn each_name_is_the_first_of_its_words_and_no_word_has_two_meanings() {
        for subcommand in Subcommand::iter() {
            assert!(subcommand.usage().words.first().is_none_or(|word| *word == subcommand.name()));
            assert_eq!(Subcommand::named(subcommand.name()), Some(subcommand));
            for word in subcommand.usage().words {
                assert_eq!(Subcommand::of(word), Some(subcommand), "{word}");
            }
        }
    }
}
