//! Levels as people write them: `3`, `l3`, `level3`, `3c`, `3-4`, `3rd`, `level 3`, `level three`, `third level`.

use crate::domain::lookup::typo::is_typo;
use crate::domain::lookup::words::Word;

pub(super) const LEVEL_WORDS: &[&str] = &["level", "levels", "lvl", "lv", "l"];
const CARDINALS: &[&str] =
    &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
#[rustfmt::skip]
const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
];
const ORDINAL_ENDINGS: &[&str] = &["st", "nd", "rd", "th"];
/// Words that may stand between number words of one group, as in "first and third level".
const JOINING: &[&str] = &["and", "or", "to", "than", "vs", "versus", "with", "against"];

/// Something that looks like a level.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TypedLevel {
    pub(super) text: String,
    pub(super) number: Option<u32>,
    pub(super) sub_level: bool,
}

/// The levels that begin with the first of these words, and the number of words they take.
///
/// A minus makes a number negative after the word "level", or if `is_first`: nothing is named before it. Otherwise it's
/// a dash, as in "mastery -3". `is_counted` says whether the words that follow a number word are what it counts, as in
/// "one example".
pub(super) fn levels_at(
    words: &[Word],
    is_first: bool,
    is_counted: impl Fn(&[Word]) -> bool,
) -> Option<(Vec<TypedLevel>, usize)> {
    let (word, after) = words.split_first()?;
    if is_level_word(&word.text) {
        return levels_in(&after.first()?.text).map(|levels| (levels, 2));
    }
    if spelled_number(&word.text).is_some() {
        return spelled_levels(words, is_counted);
    }
    let text = if is_first { &word.text } else { word.text.trim_start_matches('-') };
    levels_in(text).map(|levels| (levels, 1))
}

/// Number words are levels beside the word "level". On their own, ordinals never are, and cardinals unless they count
/// something else.
fn spelled_levels(words: &[Word], is_counted: impl Fn(&[Word]) -> bool) -> Option<(Vec<TypedLevel>, usize)> {
    let (mut levels, mut used, mut has_ordinal) = (Vec::new(), 0, false);
    for (at, word) in words.iter().enumerate() {
        if let Some(level) = spelled_number(&word.text) {
            has_ordinal |= ORDINALS.contains(&word.text.as_str());
            levels.push(level);
            used = at + 1;
        } else if !JOINING.contains(&word.text.as_str()) {
            break;
        }
    }
    let after = words.get(used..).unwrap_or_default();
    let are_levels = after.first().is_some_and(|next| is_level_word(&next.text)) || !has_ordinal && !is_counted(after);
    are_levels.then_some((levels, used))
}

fn spelled_number(word: &str) -> Option<TypedLevel> {
    let position = [CARDINALS, ORDINALS].iter().find_map(|names| names.iter().position(|name| *name == word))?;
    let number = u32::try_from(position + 1).ok()?;
    Some(TypedLevel { text: number.to_string(), number: Some(number), sub_level: false })
}

fn is_level_word(word: &str) -> bool {
    let has_digit = word.contains(|c: char| c.is_ascii_digit());
    LEVEL_WORDS.contains(&word) || !has_digit && is_typo(word, "level")
}

/// A level or a range of levels in one word, such as `3`, `-3`, `third-level` or `3-4`.
pub(super) fn levels_in(word: &str) -> Option<Vec<TypedLevel>> {
    if let Some(positive) = word.strip_prefix('-') {
        let negative = TypedLevel { text: word.to_owned(), number: None, sub_level: false };
        return levels_in(positive).map(|_| vec![negative]);
    }
    let parts = word.split('-').filter(|part| !LEVEL_WORDS.contains(part));
    let levels: Vec<TypedLevel> =
        parts.map(|part| spelled_number(part).or_else(|| level_in(part))).collect::<Option<_>>()?;
    (!levels.is_empty()).then_some(levels)
}

fn level_in(word: &str) -> Option<TypedLevel> {
    let prefix = LEVEL_WORDS.iter().find(|prefix| word.starts_with(**prefix)).map_or(0, |prefix| prefix.len());
    let (_, number) = word.split_at_checked(prefix)?;
    let number = ORDINAL_ENDINGS.iter().find_map(|ending| number.strip_suffix(ending)).unwrap_or(number);
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
