//! Every word of a framework as it is written, and which of them a word that is not among them may mean.

use std::collections::{BTreeMap, BTreeSet};

use super::Guess;
use super::words::Word;

/// Words shorter than this are not completed or corrected.
const SHORTEST_GUESS: usize = 4;
/// Words shorter than this are not looked for inside others: too many words end in "ring".
const SHORTEST_PART: usize = 5;
/// In running text, words shorter than this are not corrected: too many are other words.
const SHORTEST_TYPO: usize = 6;
/// So many bytes a typo makes a word longer or shorter at most: a character.
const TYPO_BYTES: usize = 4;

/// Ordered, so that equal guesses come out equal.
#[derive(Default)]
pub(super) struct Vocabulary(BTreeMap<String, Known>);

struct Known {
    stem: String,
    letters: u32,
}

impl Vocabulary {
    pub(super) fn insert(&mut self, word: Word) {
        let letters = letters(&word.written);
        self.0.insert(word.written, Known { stem: word.stem, letters });
    }

    /// The stems of the words that this one could be the beginning of, or else a part of, or else a typo of. Languages that
    /// make one word of several ("Softwareentwicklung") are searched by any of these.
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
        // One edit touches two letters at most; this is quick to see, and leaves few words to be compared.
        let fits = |known: &str, of: &Known| {
            (of.letters ^ letters).count_ones() <= 2
                && known.len().abs_diff(word.len()) <= TYPO_BYTES
                && known.chars().count() >= SHORTEST_GUESS
                && strsim::osa_distance(known, word) == 1
        };
        self.0.iter().filter(|(known, of)| fits(known, of)).map(|(_, of)| of.stem.as_str()).collect()
    }
}

/// Which letters a word has, one bit for each.
fn letters(word: &str) -> u32 {
    word.chars().fold(0, |letters, c| letters | 1 << (u32::from(c) % 32))
}
