//! Splits typed text into words, and prepares parts of it for quoting.

use crate::domain::normalization::{compatible, is_of_word};

/// Words beyond this number are ignored: no real question is this long.
const MAX_WORDS: usize = 200;

/// A lower-case word, and the position in the text where it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) end: usize,
}

/// The words of a text in order: runs of letters and digits, which may contain hyphens and decimal points, and may
/// begin with a minus before a digit.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let previous = std::mem::replace(&mut before, c);
        let joins = match c {
            '-' | '\u{2212}' if previous.is_whitespace() && next.is_some_and(|n| n.is_ascii_digit()) => {
                word.push('-');
                continue;
            }
            '-' => !word.is_empty() && next.is_some_and(is_of_word),
            '.' => {
                word.chars().all(|c| c.is_ascii_digit()) && !word.is_empty() && next.is_some_and(|n| n.is_ascii_digit())
            }
            // An apostrophe is dropped within a word: "what's" becomes "whats".
            '\'' | '’' => continue,
            _ => is_of_word(c),
        };
        if joins {
            word.extend(c.to_lowercase());
        }
        let ends_here = !joins || next.is_none();
        if ends_here && !word.is_empty() {
            let end = if joins { at + c.len_utf8() } else { at };
            found.push(Word { text: std::mem::take(&mut word), end });
            if found.len() == MAX_WORDS {
                break;
            }
        }
    }
    if !word.is_empty() {
        found.push(Word { text: word, end: text.len() });
    }
    found
}

/// A name in its typed form; lookup treats names with the same form as one.
#[must_use]
pub fn as_typed(name: &str) -> String {
    words(&compatible(name)).into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// The beginning of what a user typed, safe to quote back: one line, at most `most` characters, without control
/// characters or marks that change the text direction.
#[must_use]
pub fn quotable(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut visible = line.chars().filter(|c| !c.is_control() && !is_invisible(*c));
    let mut quoted: String = visible.by_ref().take(most).collect();
    if visible.next().is_some() {
        quoted.push('…');
    }
    quoted
}

/// Marks without a glyph that can hide or reorder adjacent text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_are_cut_where_people_expect_it() {
        for (typed, expected) in [
            ("", vec![]),
            ("  level 3  mastery ", vec!["level", "3", "mastery"]),
            ("Level 3, MASTERY!", vec!["level", "3", "mastery"]),
            ("comms & feedback", vec!["comms", "feedback"]),
            ("what's at l3?", vec!["whats", "at", "l3"]),
            ("my-data 3-4 -5 6-", vec!["my-data", "3-4", "-5", "6"]),
            ("level \u{2212}1, 3 - 4 --5 -x", vec!["level", "-1", "3", "4", "5", "x"]),
            ("3.5 3. mastery.", vec!["3.5", "3", "mastery"]),
            ("<!channel> *hi*", vec!["channel", "hi"]),
            ("مهارة 3", vec!["مهارة", "3"]),
            ("ที่ปรึกษา 3", vec!["ที่ปรึกษา", "3"]),
        ] {
            assert_eq!(texts(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_word_knows_where_it_ends() {
        let text = "search  Grafana alerts";
        assert_eq!(words(text).first().map(|word| &text[word.end..]), Some("  Grafana alerts"));
    }

    #[test]
    fn a_quote_is_short_visible_and_on_one_line() {
        assert_eq!(quotable("a\nb\t c\u{7}\u{202E}d", 10), "a b cd");
        assert_eq!(quotable(&"x".repeat(10_000), 5), "xxxxx…");
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_to_be_cut(text in "\\PC*|.{0,80}") {
            for word in words(&text) {
                prop_assert!(!word.text.is_empty());
                prop_assert!(text.is_char_boundary(word.end));
            }
        }
    }
}
