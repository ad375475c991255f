//! Decides whether a word may be a typo of another.

/// Shorter words resemble each other too much to correct typos.
const MIN_TYPO_LENGTH: usize = 4;

/// One letter is extra, missing or wrong, or two are swapped, in words that are long enough.
pub(super) fn is_typo(word: &str, name: &str) -> bool {
    let long_enough = |text: &str| text.chars().count() >= MIN_TYPO_LENGTH;
    let lengths_fit = word.len().abs_diff(name.len()) <= MIN_TYPO_LENGTH;
    lengths_fit && long_enough(word) && long_enough(name) && strsim::osa_distance(word, name) == 1
}
