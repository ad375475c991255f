//! Kinds of characters: invisible ones, those that turn the direction of text, and those that begin a formula.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Variation selectors choose between two forms of a visible character.
const VARIATIONS: std::ops::RangeInclusive<char> = '\u{FE00}'..='\u{FE0F}';
/// Signs that make a spreadsheet calculate, which reads full-width ones the same way.
const FORMULA_SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Whether a character has no glyph of its own: zero-width spaces and joiners, direction marks, soft hyphens, byte
/// order marks, fillers, tags.
pub fn is_format(c: char) -> bool {
    if c.is_ascii() || VARIATIONS.contains(&c) {
        return false;
    }
    let is_ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c);
    is_ignorable || CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::Format
}

/// Whether a character acts on the screen that shows it: controls (terminal controls too), line and paragraph
/// separators, and marks that turn the direction of text.
pub fn is_unprintable(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || CodePointSetData::new::<BidiControl>().contains(c)
}

/// The text on one line: each run of white space becomes one blank; white space at both ends and characters without a
/// glyph are dropped. Controls stay, to be refused by name.
pub fn one_line(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_format(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text in composed form (NFC), so that what looks the same is the same.
pub fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// The text with full-width and other compatible letters, digits and signs as plain ones, for comparing, not for show.
pub fn plain(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned()
}

/// The text without characters that act on a screen; line ends and tabs become blanks.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_unprintable(*c)).collect()
}

/// The first character that no name or address has, with its position from 1: a control, or the replacement for a
/// character that couldn't be read.
pub fn first_odd(text: &str) -> Option<(usize, char)> {
    let is_odd = |c: char| !c.is_whitespace() && (c.is_control() || c == char::REPLACEMENT_CHARACTER);
    text.chars().enumerate().find(|(_, c)| is_odd(*c)).map(|(at, c)| (at + 1, c))
}

/// A character's Unicode number, such as `U+200B`.
pub fn name_of(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// The sign that makes a spreadsheet treat the text as a formula: at its start, or after a semicolon, which starts the
/// next cell in a spreadsheet that separates cells by it.
pub fn formula_sign(text: &str) -> Option<char> {
    let begins = text
        .split(';')
        .filter_map(|cell| cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"').chars().next());
    begins.into_iter().find(|c| FORMULA_SIGNS.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_glyph_is_known() {
        for c in [
            '\u{200B}',
            '\u{200D}',
            '\u{FEFF}',
            '\u{202E}',
            '\u{2066}',
            '\u{61C}',
            '\u{AD}',
            '\u{3164}',
            '\u{E0041}',
            '\u{180E}',
        ] {
            assert!(is_format(c), "{}", name_of(c));
        }
        for c in ['a', 'é', '🧭', '\u{FE0F}', '\u{A0}', '\u{7}', 'ß', '中', '\u{301}'] {
            assert!(!is_format(c), "{}", name_of(c));
        }
    }

    #[test]
    fn what_acts_on_a_screen_is_known() {
        for c in [
            '\0', '\u{7}', '\u{1b}', '\n', '\u{7f}', '\u{85}', '\u{9b}', '\u{200E}', '\u{202E}', '\u{2069}', '\u{61C}',
            '\u{2028}',
        ] {
            assert!(is_unprintable(c), "{}", name_of(c));
        }
        for c in [' ', 'a', '🧭', '\u{200D}', '\u{A0}', 'ש'] {
            assert!(!is_unprintable(c), "{}", name_of(c));
        }
    }

    #[test]
    fn a_line_is_what_can_be_seen_of_it() {
        assert_eq!(one_line(" \u{FEFF}Pay\u{200B}ments\u{A0}\u{3000} and\tmore\r\n"), "Payments and more");
        assert_eq!(one_line("a\u{7}b"), "a\u{7}b");
        assert_eq!(printable("a\u{1b}[31m\nb\u{202E}c"), "a[31m bc");
        assert_eq!(
            (first_odd("a b\u{7}"), first_odd("\u{FFFD}"), first_odd("a\tb")),
            (Some((4, '\u{7}')), Some((1, '\u{FFFD}')), None)
        );
    }

    #[test]
    fn a_formula_begins_with_a_sign() {
        for (text, sign) in [
            ("=1", Some('=')),
            (" \"+1", Some('+')),
            ("x; -1", Some('-')),
            ("＠x", Some('＠')),
            ("a=1", None),
            ("a-b", None),
            ("", None),
        ] {
            assert_eq!(formula_sign(text), sign, "{text}");
        }
    }
}
