//! Finds the levels and themes of a track that a text names, and the words left over.

use crate::domain::framework::{Framework, LevelNumber};
use crate::domain::lookup::levels::{LEVEL_WORDS, TypedLevel, level_words};
use crate::domain::lookup::library::{Library, Named, TrackIndex};
use crate::domain::lookup::typo::is_typo;
use crate::domain::lookup::words::{Word, quotable};

/// Longer words are quoted by their beginning.
pub(super) const MAX_QUOTED_WORD: usize = 30;

/// Words that people put around what they ask for.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "a", "about", "against", "an", "and", "are", "as", "at", "behavior", "behaviors", "behaviour", "behaviours",
    "between", "can", "do", "does", "engineer", "engineering", "engineers", "expect", "expectation", "expectations",
    "expected", "for", "framework", "from", "give", "how", "i", "in", "is", "it", "level", "levels", "look", "me",
    "mean", "means", "my", "of", "on", "or", "our", "please", "should", "show", "tell", "than", "that", "the",
    "theme", "themes", "then", "this", "to", "track", "us", "versus", "view", "vs", "want", "we", "what", "whats",
    "with", "you", "your",
];

/// What the words name in one track.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    track_named: bool,
    pub(super) levels: Vec<LevelNumber>,
    /// Levels that the framework doesn't have, as typed.
    pub(super) no_such_levels: Vec<String>,
    pub(super) sub_level_of: Option<LevelNumber>,
    /// Positions among the framework's themes, in the order named.
    pub(super) themes: Vec<usize>,
    pub(super) corrected: Vec<String>,
    pub(super) unknown: Vec<String>,
}

/// Reads the words for every track. Keeps the reading of the track that is named, otherwise the one with the fewest
/// words left over; the first track wins a tie.
pub(super) fn best_reading<'l>(words: &[Word], library: &'l Library) -> (&'l TrackIndex, Mentions) {
    let left_behind = |mentions: &Mentions| {
        let count = mentions.unknown.len() + mentions.no_such_levels.len() + mentions.corrected.len();
        (!mentions.track_named, count)
    };
    let first = library.default_track_index();
    let mut best = (first, mentions(words, first));
    for track_index in library.track_indexes().skip(1) {
        let reading = mentions(words, track_index);
        if left_behind(&reading) < left_behind(&best.1) {
            best = (track_index, reading);
        }
    }
    best
}

fn mentions(words: &[Word], track_index: &TrackIndex) -> Mentions {
    let mut found = Mentions::default();
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        let mut used = 1;
        if let Some(phrase) = track_index.longest_phrase(rest) {
            used = phrase.words.len();
            found.name(phrase.names);
        } else if let Some((levels, of_words)) = level_words(&word.text, after.first()) {
            used = of_words;
            for level in &levels {
                found.level(level, &track_index.framework);
            }
        } else if is_filler(&word.text) {
            // It only connects the words around it.
        } else if let Some(named) = mistyped(&word.text, track_index) {
            found.corrected.push(match named {
                Named::Theme(position) => {
                    track_index.framework.themes.get(position).map_or_else(String::new, |t| t.name.clone())
                }
                Named::Track => track_index.framework.name.clone(),
            });
            found.name(named);
        } else {
            found.unknown.push(quotable(&word.text, MAX_QUOTED_WORD));
        }
        rest = rest.get(used..).unwrap_or_default();
    }
    found
}

impl Mentions {
    fn name(&mut self, named: Named) {
        match named {
            Named::Track => self.track_named = true,
            Named::Theme(position) if !self.themes.contains(&position) => self.themes.push(position),
            Named::Theme(_) => {}
        }
    }

    fn level(&mut self, typed: &TypedLevel, framework: &Framework) {
        let number = typed.number.and_then(|number| u8::try_from(number).ok()).map(LevelNumber);
        match number.filter(|number| framework.level(*number).is_some()) {
            Some(number) => {
                if typed.sub_level {
                    self.sub_level_of = Some(number);
                }
                if !self.levels.contains(&number) {
                    self.levels.push(number);
                }
            }
            None => self.no_such_levels.push(quotable(&typed.text, MAX_QUOTED_WORD)),
        }
    }

    pub(super) fn nothing_understood(&self) -> bool {
        self.levels.is_empty() && self.themes.is_empty() && self.no_such_levels.is_empty()
    }
}

/// The track or theme that the word may be a typo of, if there is exactly one.
fn mistyped(word: &str, track_index: &TrackIndex) -> Option<Named> {
    let mut close =
        track_index.phrases.iter().filter(|phrase| phrase.single_word().is_some_and(|name| is_typo(word, name)));
    let first = close.next()?.names;
    close.all(|phrase| phrase.names == first).then_some(first)
}

/// A word without meaning of its own.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word) || LEVEL_WORDS.contains(&word)
}
