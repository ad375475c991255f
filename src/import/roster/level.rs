//! Reads a level as people and spreadsheets write it, and what they write for an empty cell.

use crate::domain::framework::LevelNumber;
use crate::domain::roster::SubLevel;

/// What people write in a cell that says nothing.
const EMPTY: &str =
    "#n/a, (blank), (none), ?, n.a, n.a., n/a, nil, none, not applicable, not set, null, tba, tbc, tbd, unknown";
const LEVEL_PREFIXES: [&str; 11] = ["level", "lvl", "lv", "grade", "band", "rank", "ic", "l", "e", "m", "p"];
const SPREADSHEET_ERRORS: [&str; 9] =
    ["#calc!", "#div/0!", "#error!", "#name?", "#null!", "#num!", "#ref!", "#spill!", "#value!"];

pub(super) fn is_empty(cell: &str) -> bool {
    let cell = cell.to_lowercase();
    cell.chars().all(|c| matches!(c, '-' | '–' | '—')) || EMPTY.split(", ").any(|word| word == cell)
}

pub(super) fn is_spreadsheet_error(cell: &str) -> bool {
    SPREADSHEET_ERRORS.contains(&cell.to_lowercase().as_str())
}

/// A level, with its sub-level if one follows: `3`, `3.0`, `L3`, `Level 3`, `3B`.
pub(super) fn level(cell: &str) -> Option<(LevelNumber, Option<SubLevel>)> {
    let text = cell.to_lowercase();
    let text = text.trim_start_matches('(');
    let behind = LEVEL_PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix));
    let number = behind.map_or(text, |behind| behind.trim_start_matches([' ', '.', '-', ':', '#', '_']));
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = number.split_at(digits);
    let level = LevelNumber(digits.parse().ok()?);
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) if fraction.starts_with('0') => fraction.trim_start_matches('0'),
        _ => rest,
    };
    let rest = rest.trim_start_matches([' ', '-', '/', '.', '(']).trim_end_matches([')', '.']);
    if rest.is_empty() { Some((level, None)) } else { Some((level, Some(SubLevel::parse(rest)?))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_read_however_it_is_written() {
        for (cell, expected) in [
            ("3", Some((3, ""))),
            ("3.0", Some((3, ""))),
            ("3,00", Some((3, ""))),
            ("03", Some((3, ""))),
            ("L3", Some((3, ""))),
            ("l-3", Some((3, ""))),
            ("Level 3", Some((3, ""))),
            ("lvl. 3", Some((3, ""))),
            ("3B", Some((3, "B"))),
            ("L3b", Some((3, "B"))),
            ("3 B", Some((3, "B"))),
            ("3-b", Some((3, "B"))),
            ("3 (B)", Some((3, "B"))),
            ("3b.", Some((3, "B"))),
            ("(3)", Some((3, ""))),
            ("IC3", Some((3, ""))),
            ("ic 3b", Some((3, "B"))),
            ("P3", Some((3, ""))),
            ("Band 3", Some((3, ""))),
            ("3+", None),
            ("3-4", None),
            ("B3", None),
            ("three", None),
            ("2026-03-01", None),
            ("3.5", None),
            ("3F", None),
            ("3BB", None),
            ("-3", None),
            ("300", None),
            ("senior", None),
            ("", None),
            ("B", None),
        ] {
            let read = level(cell).map(|(level, sub)| (level.0, sub.map(|sub| sub.to_string()).unwrap_or_default()));
            assert_eq!(read, expected.map(|(level, sub)| (level, sub.to_owned())), "{cell}");
        }
        for nothing in ["", "-", "---", "N/A", "None", "–", "#N/A", "null", "TBC", "(none)"] {
            assert!(is_empty(nothing), "{nothing}");
        }
        assert!(!is_empty("NA") && !is_empty("0") && !is_empty("#REF!"));
        assert!(is_spreadsheet_error("#REF!") && is_spreadsheet_error("#Name?") && !is_spreadsheet_error("#general"));
    }
}
