//! Names of tracks and themes that mean something else when typed.

use crate::domain::lookup::levels::{LEVEL_WORDS, levels_at};
use crate::domain::lookup::mentions::is_filler;
use crate::domain::lookup::words::{Word, words};
use crate::domain::normalization::compatible;
use crate::domain::subcommand::Subcommand;

/// No framework has a higher level: larger numbers are years and other names.
const MAX_LEVEL: u32 = 99;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misread {
    /// This command, with the rest of the name as its argument.
    Command(&'static str),
    /// A level, or the word before one; users could no longer ask for a level.
    Level,
    /// A filler, which occurs in unrelated questions, such as "level 3 in mastery".
    Filler,
}

/// What else a name means, unless it's a command as a whole; `None` if it can be typed like any other name.
#[must_use]
pub fn misread(name: &str) -> Option<Misread> {
    let words = words(&compatible(name));
    let (first, rest) = words.split_first()?;
    let is_level = levels_at(&words, true, |after| !after.is_empty()).is_some_and(|(levels, used)| {
        used == words.len() && levels.iter().all(|level| level.number.is_some_and(|number| number <= MAX_LEVEL))
    });
    if is_level || rest.is_empty() && LEVEL_WORDS.contains(&first.text.as_str()) {
        return Some(Misread::Level);
    }
    let anywhere =
        |word: &Word| Subcommand::with_word(&word.text).filter(|(_, subcommand)| subcommand.is_read_anywhere());
    let command = Subcommand::with_word(&first.text).or_else(|| rest.iter().find_map(anywhere));
    match command {
        Some((command, _)) => Some(Misread::Command(command)),
        None if rest.is_empty() && is_filler(&first.text) => Some(Misread::Filler),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_what_its_words_mean_elsewhere() {
        for (name, expected) in [
            ("Mastery", None),
            ("Help others", Some(Misread::Command("help"))),
            ("Search & find", Some(Misread::Command("search"))),
            ("Log analysis", Some(Misread::Command("log"))),
            ("Settings & config", Some(Misread::Command("settings"))),
            ("Closing gaps", Some(Misread::Command("gaps"))),
            ("Mentoring and help", None),
            ("Logging", None),
            ("3", Some(Misread::Level)),
            ("３", Some(Misread::Level)),
            ("L3", Some(Misread::Level)),
            ("Level 3", Some(Misread::Level)),
            ("level three", Some(Misread::Level)),
            ("Three", Some(Misread::Level)),
            ("3rd", Some(Misread::Level)),
            ("Three amigos", None),
            ("First", None),
            ("First response", None),
            ("One-on-ones", None),
            ("3-4", Some(Misread::Level)),
            ("3b", Some(Misread::Level)),
            ("Level", Some(Misread::Level)),
            ("3d graphics", None),
            ("3.10", None),
            ("2026-11-30", None),
            ("Levels of care", None),
            ("in", Some(Misread::Filler)),
            ("in depth", None),
            ("…", None),
        ] {
            assert_eq!(misread(name), expected, "{name}");
        }
    }
}
