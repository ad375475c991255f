//! Every word of a framework as written, and the words that an unknown word may mean.

use std::collections::{BTreeMap, BTreeSet};

use super::Guess;
use super::tokenizer::Word;

/// Shorter words are not completed or corrected.
const SHORTEST_GUESS: usize = 4;
/// Shorter words are not searched inside others: too many words end in "ring".
const SHORTEST_PART: usize = 5;
/// Shorter words in running text are not corrected: too many are valid words themselves.
const SHORTEST_TYPO: usize = 6;
/// A typo changes a word's length by at most this many bytes: one character.
const TYPO_BYTES: usize = 4;

/// Ordered, so that ties between guesses always come out the same.
#[derive(Default)]
pub(super) struct Vocabulary(BTreeMap<String, KnownWord>);

struct KnownWord {
    stem: String,
    letters: u32,
}

impl Vocabulary {
    pub(super) fn insert(&mut self, word: Word) {
        let letters = letters(&word.written);
        self.0.insert(word.written, KnownWord { stem: word.stem, letters });
    }

    /// The stems of the words that this one may be a prefix of, otherwise a part of, otherwise a typo of. Matching
    /// parts serves languages that form compounds ("Softwareentwicklung").
    pub(super) fn guesses(&self, word: &str, guess: Guess) -> BTreeSet<&str> {
        let length = word.chars().count();
        let shortest = if guess == Guess::Unfinished { SHORTEST_GUESS } else { SHORTEST_TYPO };
        if length < shortest {
            return BTreeSet::new();
        }
        if guess == Guess::Unfinished {
            let completed = self.0.range(word.to_owned()..).take_while(|(known, _)| known.starts_with(word));
            let completed: BTreeSet<&str> = completed.map(|(_, known)| known.stem.as_str()).collect();
            if !completed.is_empty() {
                return completed;
            }
            let holding = self.0.iter().filter(|(known, _)| length >= SHORTEST_PART && known.contains(word));
            let holding: BTreeSet<&str> = holding.map(|(_, known)| known.stem.as_str()).collect();
            if !holding.is_empty() {
                return holding;
            }
        }
        let letters = letters(word);
        // One edit changes at most two letters. This check is cheap and leaves few words to compare.
        let fits = |known: &str, of: &KnownWord| {
            (of.letters ^ letters).count_ones() <= 2
                && known.len().abs_diff(word.len()) <= TYPO_BYTES
                && known.chars().count() >= SHORTEST_GUESS
                && strsim::osa_distance(known, word) == 1
        };
        self.0.iter().filter(|(known, of)| fits(known, of)).map(|(_, of)| of.stem.as_str()).collect()
    }
}

/// The letters of a word as a bit set.
fn letters(word: &str) -> u32 {
    word.chars().fold(0, |letters, c| letters | 1 << (u32::from(c) % 32))
}
