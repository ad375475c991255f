//! Searches one track's behaviours: stemmed words of texts, examples and keywords, tolerant of typos, best match first.
//!
//! The ranking is BM25 with a weight per field: a word of the behaviour's own text counts most, then a keyword, then a
//! word of an example, then the theme's name. Two neighbouring words are also indexed as one, so "post-mortem" matches
//! "postmortem", and "code review" says more than "code" and "review" separately. Everything is computed in memory,
//! deterministic, and needs no network.

mod tokenizer;
mod vocabulary;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::domain::framework::Framework;
use tokenizer::{Tokenizer, Word};
use vocabulary::Vocabulary;

/// The weight of a word in the text.
const TEXT: f32 = 3.0;
/// A single-word keyword.
const KEYWORD: f32 = 2.5;
/// Each word of a longer keyword; a full match gains the keyword's pairs as well.
const KEYWORD_PART: f32 = 2.0;
const EXAMPLE: f32 = 1.5;
/// The theme's name or one of its aliases.
const THEME: f32 = 0.8;
/// A single character of a script that is searched by pairs of characters.
const SINGLE_CHARACTER: f32 = 0.5;
/// How quickly repetitions of a word stop mattering (BM25's k1).
const SATURATION: f32 = 1.2;
/// How strongly a behaviour's length reduces the weight of its words (BM25's b).
const LENGTH: f32 = 0.4;
/// The bonus for two words that are also adjacent in the framework.
const TOGETHER: f32 = 0.8;
/// The factor for a word that only approximates one of the framework's.
const NEARLY: f32 = 0.6;
/// At most this many unknown words are corrected; a longer text has enough other words to match.
const MOST_GUESSED: usize = 30;

/// In bytes; any text beyond this is ignored. Slack's own fields hold 3,000 characters, of up to four bytes each.
const MOST_READ: usize = 12_000;

pub struct Index {
    reader: Tokenizer,
    /// For each stem and each pair of stems, the behaviours that contain it and its weight there.
    postings: HashMap<String, Vec<Posting>>,
    /// Every word as written; prefixes, parts and typos are looked up here.
    known: Vocabulary,
    /// Each behaviour's length relative to the average.
    lengths: Vec<f32>,
}

#[derive(Clone, Copy)]
struct Posting {
    behaviour: usize,
    weight: f32,
}

/// How to match a word that isn't in the framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    /// It may be a prefix, a part or a typo of a word: the user is typing into a search.
    Unfinished,
    /// It may only be a typo: the word comes from running text.
    Finished,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SearchHit {
    /// The behaviour's position in `Framework::behaviours`.
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
        let reader = Tokenizer::new();
        let mut postings: HashMap<String, Vec<Posting>> = HashMap::new();
        let mut known = Vocabulary::default();
        let mut sizes = Vec::new();
        for (behaviour, (_, theme, of)) in framework.behaviours().enumerate() {
            // Ordered, so that sums of weights are the same on every run.
            let mut singles: BTreeMap<String, f32> = BTreeMap::new();
            let mut pairs: BTreeMap<String, f32> = BTreeMap::new();
            let mut add = |text: &str, weight: f32, part: f32| {
                let words = reader.read(text);
                let weight_of_one = if words.len() > 1 { part } else { weight };
                for pair in tokenizer::pairs(&words, words.len() == 2) {
                    *pairs.entry(pair).or_default() += weight;
                }
                for word in words.into_iter().filter(Word::is_telling) {
                    *singles.entry(word.stem.clone()).or_default() += weight_of_one;
                    known.insert(word);
                }
                for word in Tokenizer::single_characters(text) {
                    *singles.entry(word.stem).or_default() += SINGLE_CHARACTER;
                }
            };
            add(&of.text, TEXT, TEXT);
            of.keywords.iter().for_each(|keyword| add(keyword, KEYWORD, KEYWORD_PART));
            of.examples.iter().for_each(|example| add(example, EXAMPLE, EXAMPLE));
            add(&theme.name, THEME, THEME);
            theme.aliases.iter().for_each(|alias| add(alias, THEME, THEME));
            sizes.push(singles.values().sum::<f32>());
            for (pair, weight) in pairs {
                *singles.entry(pair).or_default() += weight;
            }
            for (stem, weight) in singles {
                postings.entry(stem).or_default().push(Posting { behaviour, weight });
            }
        }
        let average = (sizes.iter().sum::<f32>() / as_f32(sizes.len())).max(1.0);
        Self { reader, postings, known, lengths: sizes.into_iter().map(|size| size / average).collect() }
    }

    /// The behaviours that share words with the text, best match first; ties keep the framework's order.
    pub fn search(&self, text: &str) -> impl Iterator<Item = SearchHit> + use<> {
        best_first(self.scores(text, Guess::Unfinished)).into_iter()
    }

    /// How well each behaviour fits the text, in the framework's order; each word counts once.
    pub(super) fn scores(&self, text: &str, guess: Guess) -> Vec<f32> {
        let mut scores = vec![0.0_f32; self.lengths.len()];
        let words = self.reader.read(text.get(..text.floor_char_boundary(MOST_READ)).unwrap_or_default());
        let mut met: HashSet<&str> = HashSet::new();
        let mut guessed = 0;
        for word in words.iter().filter(|word| word.is_telling()) {
            if !met.insert(&word.stem) {
                continue;
            }
            if let Some(postings) = self.postings.get(&word.stem) {
                self.score(postings, 1.0, &mut scores);
            } else if guessed < MOST_GUESSED {
                guessed += 1;
                for postings in
                    self.known.guesses(&word.written, guess).into_iter().filter_map(|stem| self.postings.get(stem))
                {
                    self.score(postings, NEARLY, &mut scores);
                }
            }
        }
        let pairs: BTreeSet<String> =
            tokenizer::pairs(&words, true).into_iter().filter(|pair| !met.contains(pair.as_str())).collect();
        for postings in pairs.iter().filter_map(|pair| self.postings.get(pair)) {
            self.score(postings, TOGETHER, &mut scores);
        }
        scores
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
}

/// The positive scores, best first; ties keep their order.
pub(super) fn best_first(scores: Vec<f32>) -> Vec<SearchHit> {
    let all = scores.into_iter().enumerate().map(|(position, score)| SearchHit { position, score });
    let mut found: Vec<SearchHit> = all.filter(|found| found.score > 0.0).collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
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
    fn a_word_inside_text_without_spaces_is_found() {
        let mut framework = backend();
        let texts = [
            "設計書を書いてレビューを依頼する",
            "障害対応の手順を整備する",
            "ออกแบบระบบใหม่ร่วมกับทีม",
            "코드 리뷰를 꼼꼼하게 한다",
            "Rédige des comptes rendus",
            "يشارك المهارات في البرمجة",
            "Verbessert Softwareentwicklungsprozesse",
            "Parantaa ohjelmistokehitysmenetelmiä",
        ];
        let cells = framework.levels[0].cells.iter_mut();
        for (behaviour, text) in cells.flat_map(|cell| &mut cell.behaviours).zip(texts) {
            behaviour.text = text.to_owned();
        }
        for (words, expected) in [
            ("レビュー", texts[0]),
            ("設計", texts[0]),
            ("書", texts[0]),
            ("障害", texts[1]),
            ("ﾚﾋﾞｭｰ", texts[0]),
            ("ระบบ", texts[2]),
            ("리뷰", texts[3]),
            ("redige", texts[4]),
            ("RÉDIGE", texts[4]),
            ("re\u{301}dige", texts[4]),
            ("مهارات", texts[5]),
            ("بَرْمَجَة", texts[5]),
            ("Entwicklung", texts[6]),
            ("softwareentwicklung", texts[6]),
            ("kehitys", texts[7]),
        ] {
            assert_eq!(best(&framework, words).first().map(String::as_str), Some(expected), "{words}");
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
