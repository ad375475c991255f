//! Which characters a setting may contain: spaces around it are dropped, and invisible characters are refused.

use crate::text::{is_format, is_unprintable};

/// The braille pattern without dots.
const BRAILLE_BLANK: char = '\u{2800}';

/// The characters that a kind of setting may consist of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// Printable ASCII without spaces: tokens, URLs, numbers, names of commands.
    Word,
    /// Printable ASCII: lists of words.
    Line,
    /// Everything visible, and ordinary spaces: names of files.
    Text,
}

/// The text without white space of any kind at both ends; files saved on Windows begin with a byte order mark.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// Refuses the first character that doesn't belong there: names it and its position, which is counted from 1.
pub(super) fn check(text: &str, alphabet: Alphabet) -> Result<(), String> {
    let refused = |(place, character)| refusal(character, alphabet, place + 1);
    text.chars().enumerate().find_map(refused).map_or(Ok(()), Err)
}

fn refusal(character: char, alphabet: Alphabet, position: usize) -> Option<String> {
    let code = character.escape_unicode();
    Some(match (character, alphabet) {
        (c, _) if c.is_control() => format!("has a control character ({code}) at character {position}"),
        (c, _) if is_invisible(c) => format!("has an invisible character ({code}) at character {position}"),
        (' ', Alphabet::Word) => format!("has a space at character {position}"),
        (' ', _) => return None,
        (c, _) if c.is_whitespace() => format!("has an unusual space ({code}) at character {position}"),
        (c, Alphabet::Word | Alphabet::Line) if !c.is_ascii() => {
            format!("has {code} at character {position}, but can only hold plain ASCII characters")
        }
        _ => return None,
    })
}

/// Whether a character takes no room on a screen, moves what is beside it, or looks blank.
fn is_invisible(character: char) -> bool {
    is_format(character) || is_unprintable(character) || character == BRAILLE_BLANK
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_or_does_not_belong_there_is_shown_with_its_place() {
        use Alphabet::{Line, Text, Word};
        for (text, alphabet, expected) in [
            ("xoxb-12", Word, None),
            ("größe von allem", Text, None),
            ("日本語/データ", Text, None),
            ("U01, U02", Line, None),
            (
                "xoxb-12345\u{2013}6",
                Word,
                Some("has \\u{2013} at character 11, but can only hold plain ASCII characters"),
            ),
            ("a\u{2013}b", Line, Some("has \\u{2013} at character 2, but can only hold plain ASCII characters")),
            ("a\u{2013}b", Text, None),
            ("a b", Word, Some("has a space at character 2")),
            ("a\u{a0}b", Text, Some("has an unusual space (\\u{a0}) at character 2")),
            ("ü\u{3000}b", Text, Some("has an unusual space (\\u{3000}) at character 2")),
            ("a\tb", Text, Some("has a control character (\\u{9}) at character 2")),
            ("a\nb", Line, Some("has a control character (\\u{a}) at character 2")),
            ("\u{1b}[31m", Text, Some("has a control character (\\u{1b}) at character 1")),
            ("a\u{85}b", Text, Some("has a control character (\\u{85}) at character 2")),
        ] {
            assert_eq!(check(text, alphabet).err().as_deref(), expected, "{text:?}");
        }
        for hidden in "\u{ad}\u{34f}\u{61c}\u{115f}\u{180e}\u{200b}\u{200c}\u{200d}\u{200e}\u{202e}\u{2028}\u{2029}\u{2060}\u{2066}\u{2069}\u{3164}\u{feff}\u{e0041}\u{e0100}".chars() {
            let why = check(&format!("a{hidden}b"), Text).unwrap_err();
            assert_eq!(why, format!("has an invisible character ({}) at character 2", hidden.escape_unicode()));
        }
    }

    #[test]
    fn spaces_of_every_kind_around_a_value_are_dropped() {
        for around in
            ["", " ", "\n", "\r\n", "\t", "\u{a0}", "\u{feff}", "\u{3000}\u{2003}", "\u{85}\u{b}\u{c}", "\u{2028}"]
        {
            assert_eq!(trimmed(&format!("{around}a b{around}")), "a b", "{around:?}");
            assert_eq!(trimmed(around), "", "{around:?}");
        }
    }

    proptest! {
        #[test]
        fn what_passes_can_be_printed_as_it_is(text in any::<String>()) {
            if check(&text, Alphabet::Text).is_ok() {
                prop_assert!(text.chars().all(|c| !c.is_control() && !is_invisible(c)));
            }
            if check(&text, Alphabet::Word).is_ok() {
                prop_assert!(text.chars().all(|c| c.is_ascii_graphic()));
            }
        }
    }
}
