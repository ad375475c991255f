//! Makes different spellings of a word equal: full-width letters and digits, ligatures, case, accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::is_format;

/// The text in Unicode's compatibility form (NFKC): `３` becomes `3`, `ﬁ` becomes `fi`, and a letter with its accent
/// becomes one character however it was typed. Invisible characters such as zero-width spaces are removed.
#[must_use]
pub fn compatible(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfkc().filter(|c| !is_format(*c)).collect() }
}

/// The text as search compares it: in compatibility form, lower case, without accents.
#[must_use]
pub fn searchable(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower = compatible(text).to_lowercase();
    let mut plain = String::with_capacity(lower.len());
    for c in lower.nfd().filter(|c| !is_accent(*c)) {
        match whole_letters(c) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(c),
        }
    }
    plain.nfc().collect()
}

/// Whether the character is part of a word: a letter, a digit, or a mark on one, such as a vowel in Thai or Hindi.
#[must_use]
pub fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Marks that only vary a letter, or that Hebrew and Arabic usually omit. Marks of Indian, Thai or Japanese scripts are
/// vowels and consonants, so they don't count.
fn is_accent(c: char) -> bool {
    matches!(
        c,
        '\u{0300}'..='\u{036F}'
            | '\u{0591}'..='\u{05C7}'
            | '\u{0610}'..='\u{061A}'
            | '\u{0640}'
            | '\u{064B}'..='\u{065F}'
            | '\u{0670}'
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}'
    )
}

/// What people type for letters that Unicode doesn't decompose.
fn whole_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_word_are_searched_as_one() {
        for (one, other) in [
            ("Résumé", "resume"),
            ("re\u{301}sume\u{301}", "résumé"),
            ("GRÖSSE", "größe"),
            ("Łódź", "lodz"),
            ("ＡＰＩ", "api"),
            ("ﬁx", "fix"),
            ("İstanbul", "istanbul"),
            ("ΣΊΣΥΦΟΣ", "σισυφος"),
            ("ｶﾞｲﾄﾞ", "ガイド"),
            ("한국", "한국"),
            ("pay\u{200B}ments", "payments"),
            ("\u{FEFF}on\u{AD}call", "oncall"),
            ("مُهَنْدِس", "مهندس"),
            ("أداء", "اداء"),
            ("שָׁלוֹם", "שלום"),
        ] {
            assert_eq!(searchable(one), searchable(other), "{one} {other}");
        }
    }

    #[test]
    fn marks_that_make_another_letter_stay() {
        for (one, other) in [("かき", "がき"), ("कि", "क"), ("ที", "ท")] {
            assert_ne!(searchable(one), searchable(other), "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}|[À-ʯ ]{0,20}") {
            let once = searchable(&text);
            prop_assert_eq!(searchable(&once), once);
        }
    }
}
