//! Levels as people write them: `3`, `l3`, `level3`, `3c`, `3-4`, `level 3`, `level three`.

use crate::domain::lookup::typo::is_typo;
use crate::domain::lookup::words::Word;

pub(super) const LEVEL_WORDS: &[&str] = &["level", "levels", "lvl", "lv", "l"];
const NUMBER_WORDS: &[&str] =
    &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
/// Something that looks like a level.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TypedLevel {
    pub(super) text: String,
    pub(super) number: Option<u32>,
    pub(super) sub_level: bool,
}

/// The levels that begin at this word, and the number of words they take.
pub(super) fn level_words(word: &str, next: Option<&Word>) -> Option<(Vec<TypedLevel>, usize)> {
    if is_level_word(word) {
        let next = &next?.text;
        let number_word = NUMBER_WORDS.iter().zip(1..).find(|(name, _)| *name == next);
        if let Some((_, number)) = number_word {
            return Some((vec![TypedLevel { text: next.clone(), number: Some(number), sub_level: false }], 2));
        }
        return levels_in(next).map(|levels| (levels, 2));
    }
    levels_in(word).map(|levels| (levels, 1))
}

fn is_level_word(word: &str) -> bool {
    let has_digit = word.contains(|c: char| c.is_ascii_digit());
    LEVEL_WORDS.contains(&word) || !has_digit && is_typo(word, "level")
}

/// A level or a range of levels in one word, such as `3`, `level-3` or `3-4`.
fn levels_in(word: &str) -> Option<Vec<TypedLevel>> {
    let parts = word.split('-').filter(|part| !LEVEL_WORDS.contains(part));
    let levels: Vec<TypedLevel> = parts.map(level_in).collect::<Option<_>>()?;
    (!levels.is_empty()).then_some(levels)
}

fn level_in(word: &str) -> Option<TypedLevel> {
    let prefix = LEVEL_WORDS.iter().find(|prefix| word.starts_with(**prefix)).map_or(0, |prefix| prefix.len());
    let (_, number) = word.split_at_checked(prefix)?;
    let digits = number.trim_end_matches(|c| matches!(c, 'a'..='e'));
    let is_number =
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let sub_level = number.len() - digits.len();
    (is_number && sub_level <= 1).then(|| TypedLevel {
        text: number.to_owned(),
        number: digits.parse().ok(),
        sub_level: sub_level == 1,
    })
}
