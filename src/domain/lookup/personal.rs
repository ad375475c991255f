//! Commands about the user, in the words that people use for them: "my data", "show my settings, please", "setings".

use crate::domain::lookup::library::Library;
use crate::domain::lookup::typo::is_typo;
use crate::domain::lookup::words::{Word, words};
use crate::domain::normalization::compatible;
use crate::domain::subcommand::Subcommand;

/// Words that people put before such a command.
const LEADING: &[&str] =
    &["change", "give", "i", "me", "my", "open", "please", "see", "show", "the", "to", "view", "want"];
const TRAILING: &[&str] = &["please", "thanks"];
/// The number of words that people write a command in: "my-data" in two.
const MAX_COMMAND_WORDS: usize = 2;
/// Shorter commands are one letter away from too many ordinary words.
const MIN_MISTYPED: usize = 6;

/// The command that shows the user's settings or data, if the text asks for that and nothing else. A typo of one letter
/// is corrected, unless the word names something in the framework.
#[must_use]
pub fn personal_command(text: &str, library: &Library) -> Option<Subcommand> {
    let words = words(&compatible(text));
    let leading = words.iter().take_while(|word| LEADING.contains(&word.text.as_str())).count();
    let candidates = || {
        let from_each = (0..=leading).filter_map(|start| words.get(start..));
        let split =
            from_each.flat_map(|from| (1..=MAX_COMMAND_WORDS).filter_map(|length| from.split_at_checked(length)));
        split.filter(|(_, after)| after.iter().all(|word| TRAILING.contains(&word.text.as_str())))
    };
    let exact = candidates().find_map(|(named, _)| Subcommand::of(&joined(named)).filter(|found| is_personal(*found)));
    let mistyped = || {
        candidates().find_map(|(named, _)| {
            let is_name = named.iter().any(|word| library.track_indexes().any(|of| of.names_something(&word.text)));
            mistyped(&joined(named)).filter(|_| !is_name)
        })
    };
    exact.or_else(mistyped)
}

/// What follows `me` and `log` belongs to them, so they are read from the first word alone.
fn is_personal(subcommand: Subcommand) -> bool {
    matches!(subcommand, Subcommand::Settings | Subcommand::MyData)
}

fn mistyped(typed: &str) -> Option<Subcommand> {
    [Subcommand::Settings, Subcommand::MyData].into_iter().find(|subcommand| {
        let mut words = subcommand.usage().words.iter().filter(|word| word.len() >= MIN_MISTYPED);
        words.any(|word| is_typo(typed, &word.replace('-', "")))
    })
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.replace('-', "")).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::import::read_directory;

    #[test]
    fn settings_and_data_are_found_in_ordinary_words() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/framework-small");
        let library = Library::new(read_directory(&directory).unwrap()).unwrap();
        let (settings, data) = (Some(Subcommand::Settings), Some(Subcommand::MyData));
        for (typed, expected) in [
            ("settings", settings),
            (" Settings. ", settings),
            ("“ settings ”", settings),
            ("* ＳＥＴＴＩＮＧＳ", settings),
            ("my settings", settings),
            ("show me my settings, please", settings),
            ("setings", settings),
            ("setting", settings),
            ("stop", settings),
            ("please stop", settings),
            ("my data", data),
            ("My data!", data),
            ("give me my data", data),
            ("mydta", data),
            ("my-dat", data),
            ("data", None),
            ("my data level 3", None),
            ("my data track", None),
            ("impact settings", None),
            ("show me level 3", None),
            ("me", None),
            ("log", None),
            ("step", None),
            ("", None),
        ] {
            assert_eq!(personal_command(typed, &library), expected, "{typed:?}");
        }
    }
}
