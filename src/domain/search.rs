//! Search over one track's behaviours: stemmed words of texts, examples and keywords, typos forgiven, best first.
//!
//! The ranking is BM25 with a weight per field: a word of the behaviour's own text counts most, then a keyword, then a
//! word of an example, then the name of its theme. It is computed in memory, is the same on every run, and asks nobody.

use std::collections::{BTreeMap, BTreeSet};

use rust_stemmers::{Algorithm, Stemmer};

use crate::domain::framework::Framework;

/// A word of the text weighs this much.
const TEXT: f32 = 3.0;
/// A keyword.
const KEYWORD: f32 = 2.5;
/// A word of an example.
const EXAMPLE: f32 = 1.5;
/// The theme's name or one of its aliases.
const THEME: f32 = 0.8;
/// How soon repeating a word stops to matter (BM25's k1).
const SATURATION: f32 = 1.2;
/// How much a long behaviour's words count less (BM25's b).
const LENGTH: f32 = 0.4;
/// A word that is only close to one of the framework's counts this much of it.
const NEARLY: f32 = 0.6;
/// Words shorter than this are not completed or corrected.
const SHORTEST_GUESS: usize = 4;

const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "did",
    "do", "for", "from", "get", "got", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "just",
    "me", "my", "of", "on", "or", "our", "so", "some", "than", "that", "the", "their", "them", "they", "this", "to",
    "was", "we", "were", "what", "when", "which", "who", "will", "with", "you", "your",
];

/// A track's behaviours, indexed.
pub struct Index {
    stemmer: Stemmer,
    /// For each stem, the behaviours that have it and with what weight. Ordered, so that equal guesses come out equal.
    postings: BTreeMap<String, Vec<Posting>>,
    /// Every word as it is written, with its stem: beginnings and typos are looked for among these.
    words: BTreeMap<String, String>,
    /// Each behaviour's length relative to the average.
    lengths: Vec<f32>,
}

#[derive(Clone, Copy)]
struct Posting {
    behaviour: usize,
    weight: f32,
}

/// A behaviour that a search found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Its position in `Framework::behaviours`.
    pub position: usize,
    /// Comparable within one search only.
    pub score: f32,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("stems", &self.postings.len()).finish_non_exhaustive()
    }
}

impl Index {
    /// Indexes every behaviour of the framework.
    #[must_use]
    pub fn new(framework: &Framework) -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        let mut postings: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
        let mut words: BTreeMap<String, String> = BTreeMap::new();
        let mut sizes = Vec::new();
        for (behaviour, (_, theme, of)) in framework.behaviours().enumerate() {
            let mut weights: BTreeMap<String, f32> = BTreeMap::new();
            let mut add = |text: &str, weight: f32| {
                for word in telling_words(text) {
                    let stem = stemmer.stem(&word).into_owned();
                    *weights.entry(stem.clone()).or_default() += weight;
                    words.insert(word, stem);
                }
            };
            add(&of.text, TEXT);
            of.keywords.iter().for_each(|keyword| add(keyword, KEYWORD));
            of.examples.iter().for_each(|example| add(example, EXAMPLE));
            add(&theme.name, THEME);
            theme.aliases.iter().for_each(|alias| add(alias, THEME));
            sizes.push(weights.values().sum::<f32>());
            for (stem, weight) in weights {
                postings.entry(stem).or_default().push(Posting { behaviour, weight });
            }
        }
        let average = (sizes.iter().sum::<f32>() / as_f32(sizes.len())).max(1.0);
        Self { stemmer, postings, words, lengths: sizes.into_iter().map(|size| size / average).collect() }
    }

    /// The behaviours that share words with the text, best first; equals stay in the framework's order.
    pub fn search(&self, text: &str) -> impl Iterator<Item = Found> + use<> {
        let mut scores = vec![0.0_f32; self.lengths.len()];
        for word in telling_words(text) {
            let stem = self.stemmer.stem(&word);
            if let Some(postings) = self.postings.get(stem.as_ref()) {
                self.score(postings, 1.0, &mut scores);
                continue;
            }
            for postings in self.guesses(&word).into_iter().filter_map(|stem| self.postings.get(stem)) {
                self.score(postings, NEARLY, &mut scores);
            }
        }
        let mut found: Vec<Found> = scores
            .into_iter()
            .enumerate()
            .filter(|(_, score)| *score > 0.0)
            .map(|(position, score)| Found { position, score })
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found.into_iter()
    }

    fn score(&self, postings: &[Posting], trust: f32, scores: &mut [f32]) {
        let (all, having) = (as_f32(self.lengths.len()), as_f32(postings.len()));
        let rarity = (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
        for Posting { behaviour, weight } in postings {
            let (Some(score), Some(length)) = (scores.get_mut(*behaviour), self.lengths.get(*behaviour)) else {
                continue;
            };
            let damped = weight * (SATURATION + 1.0) / (weight + SATURATION * (1.0 - LENGTH + LENGTH * length));
            *score += trust * rarity * damped;
        }
    }

    /// The stems of the words that this one could be the beginning of, or else a typo of.
    fn guesses(&self, word: &str) -> BTreeSet<&str> {
        if word.chars().count() < SHORTEST_GUESS {
            return BTreeSet::new();
        }
        let completed = self.words.range(word.to_owned()..).take_while(|(known, _)| known.starts_with(word));
        let completed: BTreeSet<&str> = completed.map(|(_, stem)| stem.as_str()).collect();
        if !completed.is_empty() {
            return completed;
        }
        let fits =
            |known: &str| known.chars().count() >= SHORTEST_GUESS && known.len().abs_diff(word.len()) <= SHORTEST_GUESS;
        let near = self.words.iter().filter(|(known, _)| fits(known) && strsim::osa_distance(known, word) == 1);
        near.map(|(_, stem)| stem.as_str()).collect()
    }
}

/// The words of a text in lower case, without those that say nothing.
fn telling_words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace(['\'', '’'], "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !STOP_WORDS.contains(word))
        .map(str::to_owned)
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of behaviours, far below 2^24")]
fn as_f32(count: usize) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read_directory;
    use std::path::Path;

    fn backend() -> Framework {
        read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("framework")).unwrap().remove(0)
    }

    fn best(framework: &Framework, words: &str) -> Vec<String> {
        let texts: Vec<String> = framework.behaviours().map(|(_, _, behaviour)| behaviour.text.clone()).collect();
        Index::new(framework).search(words).take(3).map(|found| texts[found.position].clone()).collect()
    }

    #[test]
    fn everyday_words_find_the_behaviour_that_says_it_otherwise() {
        let framework = backend();
        for (words, expected) in [
            ("proposals", "Provides valuable input to proposals from their team"),
            ("leading a proposal", "Leads writing small/medium scope proposals"),
            ("set up Grafana alerts before launch", "Includes actionable dashboarding as part of a new system"),
            ("idempotency", "Implements complex RPC handlers"),
            ("refactring", "Leads the refactoring (de-cruftification) of complex systems"),
            ("conferenc", "Represents Dummy Co at conferences/events"),
        ] {
            let found = best(&framework, words);
            assert!(found.iter().any(|text| text == expected), "{words}: {found:?}");
        }
    }

    #[test]
    fn nothing_is_found_for_nothing() {
        let framework = backend();
        for words in ["", "the of and", "🦀", "xyzzyqqq", "&<>"] {
            assert_eq!(best(&framework, words), Vec::<String>::new(), "{words}");
        }
    }

    #[test]
    fn a_search_gives_the_same_every_time() {
        let framework = backend();
        let (one, other) = (Index::new(&framework), Index::new(&framework));
        let words = "wrote the design and reviewed code with my team during an incident";
        assert_eq!(one.search(words).collect::<Vec<_>>(), other.search(words).collect::<Vec<_>>());
    }
}
