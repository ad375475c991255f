//! Finds the levels and themes of a track that a text names, and the words left over.

use crate::domain::framework::{Framework, LevelNumber};
use crate::domain::lookup::levels::{LEVEL_WORDS, TypedLevel, levels_at, levels_in};
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

/// Fillers that a number word before them counts, as in "two behaviours".
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "behavior", "behaviors", "behaviour", "behaviours", "engineer", "engineers", "theme", "themes", "track",
];

/// What the words name in one track.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    track_named: bool,
    pub(super) levels: Vec<LevelNumber>,
    /// A level that was named more than once.
    pub(super) repeated: Option<LevelNumber>,
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
    let words = without_hyphens(words, track_index);
    let mut rest = words.as_slice();
    while let Some(word) = rest.first() {
        let mut used = 1;
        if let Some(phrase) = track_index.longest_phrase(rest) {
            used = phrase.words.len();
            found.name(phrase.names);
        } else if let Some((levels, of_words)) =
            levels_at(rest, found.nothing_named(), |next| is_counted(next, track_index))
        {
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
                if self.levels.contains(&number) {
                    self.repeated = Some(number);
                } else {
                    self.levels.push(number);
                }
            }
            None => self.no_such_levels.push(quotable(&typed.text, MAX_QUOTED_WORD)),
        }
    }

    fn nothing_named(&self) -> bool {
        !self.track_named && self.nothing_understood()
    }

    pub(super) fn nothing_understood(&self) -> bool {
        self.levels.is_empty() && self.themes.is_empty() && self.no_such_levels.is_empty()
    }
}

/// The words, with a hyphen between a name and a level read as a space: "mastery-3" names two things.
fn without_hyphens(words: &[Word], track_index: &TrackIndex) -> Vec<Word> {
    let is_name = |word: &Word| {
        track_index.longest_phrase(std::slice::from_ref(word)).is_some() || mistyped(&word.text, track_index).is_some()
    };
    let parts_of = |word: &Word| {
        let part = |text: &str| Word { text: text.to_owned(), end: word.end };
        let splits = word.text.match_indices('-').filter_map(|(at, _)| word.text.split_at_checked(at));
        let mut halves = splits.map(|(left, right)| (part(left), part(right.trim_start_matches('-'))));
        halves.find(|(left, right)| {
            is_name(left) && levels_in(&right.text).is_some() || levels_in(&left.text).is_some() && is_name(right)
        })
    };
    let separated = words.iter().map(|word| match parts_of(word).filter(|_| !is_name(word)) {
        Some((left, right)) => vec![left, right],
        None => vec![word.clone()],
    });
    separated.flatten().collect()
}

/// Whether a number word before these words counts something: a noun, or a word without a meaning here.
fn is_counted(words: &[Word], track_index: &TrackIndex) -> bool {
    words.first().is_some_and(|Word { text, .. }| {
        let means_something = is_filler(text)
            || levels_in(text).is_some()
            || track_index.longest_phrase(words).is_some()
            || mistyped(text, track_index).is_some();
        !means_something || COUNTED.contains(&text.as_str())
    })
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
