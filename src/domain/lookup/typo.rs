//! Which words could be typos of which.

/// Shorter words are too easily taken for one another to forgive a typo in them.
const SHORTEST_TYPO: usize = 4;

/// One letter too many, missing, wrong, or two swapped; in words long enough to be sure.
pub(super) fn is_typo(word: &str, name: &str) -> bool {
    let long_enough = |text: &str| text.chars().count() >= SHORTEST_TYPO;
    let lengths_fit = word.len().abs_diff(name.len()) <= SHORTEST_TYPO;
    lengths_fit && long_enough(word) && long_enough(name) && strsim::osa_distance(word, name) == 1
}
