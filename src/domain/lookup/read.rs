//! Reads typed words: order, case and filler words do not matter, and a typo of one edit is understood and said.

use crate::domain::framework::{Framework, LevelNumber};
use crate::domain::ids::ThemeId;
use crate::domain::lookup::library::{Library, Named, Shelf};
use crate::domain::lookup::words::{Word, quotable, words};
use crate::domain::lookup::{Ask, Topic};

/// What was understood, and what the person should be told about how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What to answer.
    pub ask: Ask,
    /// What to say beside the answer.
    pub notes: Vec<Note>,
}

/// Something about the reading that the person would want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A typo was read as this name.
    Showing(String),
    /// These words were not understood and left out.
    LeftOut(Vec<String>),
    /// A sub-level was named; the framework's text has whole levels only.
    SubLevel(LevelNumber),
    /// More than one theme was named; this one is shown.
    OneTheme(String),
}

/// Words longer than this are quoted by their beginning.
const QUOTED_WORD: usize = 30;
/// Longer texts are quoted by their beginning.
const QUOTED_TEXT: usize = 60;
/// Longer searches are read by their beginning; it is also what a button can carry.
const SEARCH_TEXT: usize = 120;
/// Shorter words are too easily taken for one another to forgive a typo in them.
const SHORTEST_TYPO: usize = 4;

const LEVEL_WORDS: &[&str] = &["level", "levels", "lvl", "lv", "l"];
const NUMBER_WORDS: &[&str] =
    &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const FILLERS: &[&str] = &[
    "a",
    "about",
    "against",
    "an",
    "and",
    "are",
    "as",
    "at",
    "behavior",
    "behaviors",
    "behaviour",
    "behaviours",
    "between",
    "can",
    "do",
    "does",
    "engineer",
    "engineering",
    "engineers",
    "expect",
    "expectation",
    "expectations",
    "expected",
    "for",
    "framework",
    "from",
    "give",
    "how",
    "i",
    "in",
    "is",
    "it",
    "level",
    "levels",
    "look",
    "me",
    "mean",
    "means",
    "my",
    "of",
    "on",
    "or",
    "our",
    "please",
    "should",
    "show",
    "tell",
    "than",
    "that",
    "the",
    "theme",
    "themes",
    "then",
    "this",
    "to",
    "track",
    "us",
    "versus",
    "view",
    "vs",
    "want",
    "we",
    "what",
    "whats",
    "with",
    "you",
    "your",
];

/// The words that say what to do with levels and themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Compare,
    Search,
    Gaps,
    About,
    Help,
}

const VERBS: &[(&str, Verb)] = &[
    ("compare", Verb::Compare),
    ("diff", Verb::Compare),
    ("search", Verb::Search),
    ("find", Verb::Search),
    ("gaps", Verb::Gaps),
    ("gap", Verb::Gaps),
    ("about", Verb::About),
    ("help", Verb::Help),
    ("usage", Verb::Help),
];

/// What the words name in one track.
#[derive(Debug, Default)]
struct Mentions {
    levels: Vec<LevelNumber>,
    /// Levels that the framework does not have, as typed.
    no_such_levels: Vec<String>,
    sub_level_of: Option<LevelNumber>,
    /// By position among the framework's themes, in the order named.
    themes: Vec<usize>,
    corrected: Vec<String>,
    unknown: Vec<String>,
}

/// Understands what a person typed, as far as it can be understood.
#[must_use]
pub fn read(text: &str, library: &Library) -> Reading {
    let words = words(text);
    let typed = take_verb(&words, library);
    let (framework, topic, notes) = match typed.verb {
        Some(Verb::Search) => {
            let wanted = text.get(typed.ends..).unwrap_or_default();
            (&library.default_shelf().framework, search_for(wanted), Vec::new())
        }
        verb => {
            let (shelf, mentions) = best_reading(typed.rest, library);
            let topic = topic(verb, &shelf.framework, &mentions, typed.rest, text);
            let notes = notes(&topic, &shelf.framework, mentions);
            (&shelf.framework, topic, notes)
        }
    };
    let corrected = typed.corrected.map(|verb| Note::Showing(verb.to_owned()));
    Reading { ask: Ask { track: framework.track.clone(), topic }, notes: corrected.into_iter().chain(notes).collect() }
}

/// What was typed behind "search", as it was typed.
fn search_for(words: &str) -> Topic {
    let words = quotable(words, SEARCH_TEXT);
    if words.is_empty() { Topic::Help(Some("search".into())) } else { Topic::Search(words) }
}

/// The verb that the words begin with, if they do.
struct Typed<'w> {
    verb: Option<Verb>,
    /// Its right spelling, if it was mistyped.
    corrected: Option<&'static str>,
    /// Where in the text it ends.
    ends: usize,
    /// The words after it, or all.
    rest: &'w [Word],
}

/// The verb is the first word that is not a filler; a mistyped one only if it names nothing else.
fn take_verb<'w>(words: &'w [Word], library: &Library) -> Typed<'w> {
    let is_filler = |word: &&Word| FILLERS.contains(&word.text.as_str()) && word.text != "about";
    let skipped = words.iter().take_while(is_filler).count();
    let none = Typed { verb: None, corrected: None, ends: 0, rest: words };
    let Some((first, rest)) = words.get(skipped..).and_then(<[Word]>::split_first) else { return none };
    let typed = |verb, corrected| Typed { verb: Some(verb), corrected, ends: first.end, rest };
    if let Some((_, verb)) = VERBS.iter().find(|(name, _)| *name == first.text) {
        return typed(*verb, None);
    }
    let names_something =
        library.shelves().any(|shelf| shelf.phrases.iter().any(|phrase| phrase.words.first() == Some(&first.text)));
    match VERBS.iter().find(|(name, _)| is_typo(&first.text, name)) {
        Some((name, verb)) if !names_something => typed(*verb, Some(name)),
        _ => none,
    }
}

/// Reads the words in every track and keeps the reading that leaves least behind; the first track wins a tie.
fn best_reading<'l>(words: &[Word], library: &'l Library) -> (&'l Shelf, Mentions) {
    let left_behind =
        |mentions: &Mentions| mentions.unknown.len() + mentions.no_such_levels.len() + mentions.corrected.len();
    let first = library.default_shelf();
    let mut best = (first, mentions(words, first));
    for shelf in library.shelves().skip(1) {
        let reading = mentions(words, shelf);
        if left_behind(&reading) < left_behind(&best.1) {
            best = (shelf, reading);
        }
    }
    best
}

fn mentions(words: &[Word], shelf: &Shelf) -> Mentions {
    let mut found = Mentions::default();
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        rest = after;
        if let Some((length, named)) = longest_phrase(word, after, shelf) {
            found.name(named);
            rest = after.get(length - 1..).unwrap_or_default();
        } else if let Some((levels, used)) = level_words(&word.text, after.first()) {
            levels.into_iter().for_each(|level| found.level(level, &shelf.framework));
            rest = after.get(used - 1..).unwrap_or_default();
        } else if FILLERS.contains(&word.text.as_str()) {
        } else if let Some(named) = mistyped(&word.text, shelf) {
            found.corrected.push(match named {
                Named::Theme(position) => {
                    shelf.framework.themes.get(position).map_or_else(String::new, |t| t.name.clone())
                }
                Named::Track => shelf.framework.name.clone(),
            });
            found.name(named);
        } else {
            found.unknown.push(quotable(&word.text, QUOTED_WORD));
        }
    }
    found
}

impl Mentions {
    fn name(&mut self, named: Named) {
        if let Named::Theme(position) = named
            && !self.themes.contains(&position)
        {
            self.themes.push(position);
        }
    }

    fn level(&mut self, typed: TypedLevel, framework: &Framework) {
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
            None => self.no_such_levels.push(quotable(&typed.text, QUOTED_WORD)),
        }
    }

    fn nothing_understood(&self) -> bool {
        self.levels.is_empty() && self.themes.is_empty() && self.no_such_levels.is_empty()
    }
}

fn longest_phrase(word: &Word, after: &[Word], shelf: &Shelf) -> Option<(usize, Named)> {
    let typed = || std::iter::once(word).chain(after).map(|word| word.text.as_str());
    let phrase = shelf.phrases.iter().find(|phrase| {
        let words = phrase.words.iter().map(String::as_str);
        after.len() + 1 >= phrase.words.len() && words.eq(typed().take(phrase.words.len()))
    })?;
    Some((phrase.words.len(), phrase.names))
}

/// Something that looks like a level.
#[derive(Debug, PartialEq, Eq)]
struct TypedLevel {
    text: String,
    number: Option<u32>,
    sub_level: bool,
}

/// Levels written as `3`, `l3`, `level3`, `3c`, `3-4`, `level 3` or `level three`; with the number of words they took.
fn level_words(word: &str, next: Option<&Word>) -> Option<(Vec<TypedLevel>, usize)> {
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

/// One level or a range of levels in one word, such as `3`, `level-3` or `3-4`.
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

/// The one thing of the track that the word could be a typo of.
fn mistyped(word: &str, shelf: &Shelf) -> Option<Named> {
    let mut close = shelf.phrases.iter().filter(|phrase| phrase.single_word().is_some_and(|name| is_typo(word, name)));
    let first = close.next()?.names;
    close.all(|phrase| phrase.names == first).then_some(first)
}

/// One letter too many, missing, wrong, or two swapped; in words long enough to be sure.
fn is_typo(word: &str, name: &str) -> bool {
    let long_enough = |text: &str| text.chars().count() >= SHORTEST_TYPO;
    let lengths_fit = word.len().abs_diff(name.len()) <= SHORTEST_TYPO;
    lengths_fit && long_enough(word) && long_enough(name) && strsim::osa_distance(word, name) == 1
}

fn topic(verb: Option<Verb>, framework: &Framework, mentions: &Mentions, rest: &[Word], text: &str) -> Topic {
    let theme: Option<ThemeId> =
        mentions.themes.first().and_then(|position| framework.themes.get(*position)).map(|theme| theme.id.clone());
    let lowest = mentions.levels.iter().min().copied();
    let highest = mentions.levels.iter().max().copied();
    if let Some(asked) = mentions.no_such_levels.first() {
        return Topic::NoSuchLevel { asked: asked.clone(), theme };
    }
    match (verb, lowest, highest, theme) {
        (Some(Verb::Gaps), level, _, theme) => Topic::Gaps { level, theme },
        (Some(Verb::About), None, _, None) => Topic::About,
        (Some(Verb::Help), None, _, None) => Topic::Help(rest.first().map(|word| quotable(&word.text, QUOTED_WORD))),
        (Some(Verb::Compare), None, ..) => Topic::Help(Some("compare".into())),
        (Some(Verb::Compare), Some(low), Some(high), theme) if low == high => compare_one(framework, low, theme),
        (_, Some(low), Some(high), theme) if low != high => Topic::Compare { low, high, theme },
        (_, Some(level), _, Some(theme)) => Topic::Cell(level, theme),
        (_, Some(level), _, None) => Topic::Level(level),
        (_, None, _, Some(theme)) => Topic::Theme(theme),
        (_, None, _, None) if mentions.unknown.is_empty() => Topic::Picker,
        (_, None, _, None) => Topic::Unknown(quotable(text, QUOTED_TEXT)),
    }
}

/// Comparing one level means with the next one up; the last level is compared with the one below.
fn compare_one(framework: &Framework, level: LevelNumber, theme: Option<ThemeId>) -> Topic {
    let there = |by| level.step(by).filter(|number| framework.level(*number).is_some());
    match (there(1), there(-1), theme) {
        (Some(high), _, theme) => Topic::Compare { low: level, high, theme },
        (None, Some(low), theme) => Topic::Compare { low, high: level, theme },
        (None, None, Some(theme)) => Topic::Cell(level, theme),
        (None, None, None) => Topic::Level(level),
    }
}

fn notes(topic: &Topic, framework: &Framework, mentions: Mentions) -> Vec<Note> {
    let mut notes: Vec<Note> = mentions.corrected.iter().cloned().map(Note::Showing).collect();
    if let Some(level) = mentions.sub_level_of {
        notes.push(Note::SubLevel(level));
    }
    if let [shown, _, ..] = mentions.themes.as_slice()
        && let Some(theme) = framework.themes.get(*shown)
    {
        notes.push(Note::OneTheme(theme.name.clone()));
    }
    let says_itself = matches!(topic, Topic::Unknown(_) | Topic::Help(_)) || mentions.nothing_understood();
    if !says_itself && !mentions.unknown.is_empty() {
        notes.push(Note::LeftOut(mentions.unknown));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read_directory;
    use proptest::prelude::*;
    use std::path::Path;

    fn library(directory: &str) -> Library {
        Library::new(read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join(directory)).unwrap()).unwrap()
    }

    fn level(number: u8) -> LevelNumber {
        LevelNumber(number)
    }

    fn cell(number: u8, theme: &str) -> Topic {
        Topic::Cell(level(number), ThemeId::new(theme))
    }

    fn compare(low: u8, high: u8, theme: Option<&str>) -> Topic {
        Topic::Compare { low: level(low), high: level(high), theme: theme.map(ThemeId::new) }
    }

    #[test]
    fn order_case_fillers_and_spelling_of_levels_do_not_matter() {
        let library = library("framework");
        for typed in [
            "level 3 mastery",
            "3 mastery",
            "l3 mastery",
            "mastery 3",
            "MASTERY Level 3",
            "lvl3 mastery",
            "level three mastery",
            "What is expected at level 3 in mastery?",
            "please show me mastery, level 3",
            "backend 3 mastery",
            "back-end engineering level-3 mastery",
            "3 tech",
            "technical skills 3",
            "levle 3 mastery",
            "what's level3 tech",
        ] {
            let reading = read(typed, &library);
            assert_eq!(reading.ask.topic, cell(3, "mastery"), "{typed}");
            assert_eq!(reading.notes, [], "{typed}");
        }
    }

    #[test]
    fn every_row_of_the_language_is_read() {
        let library = library("framework");
        let gaps = |number: Option<u8>, theme: Option<&str>| Topic::Gaps {
            level: number.map(LevelNumber),
            theme: theme.map(ThemeId::new),
        };
        let no_level = |asked: &str, theme: Option<&str>| Topic::NoSuchLevel {
            asked: asked.into(),
            theme: theme.map(ThemeId::new),
        };
        for (typed, topic) in [
            ("", Topic::Picker),
            ("  ", Topic::Picker),
            ("backend", Topic::Picker),
            ("level", Topic::Picker),
            ("level 3", Topic::Level(level(3))),
            ("3", Topic::Level(level(3))),
            ("mastery", Topic::Theme(ThemeId::new("mastery"))),
            ("comms & feedback", Topic::Theme(ThemeId::new("communication"))),
            ("tell me about impact", Topic::Theme(ThemeId::new("impact"))),
            ("compare 3 4 impact", compare(3, 4, Some("impact"))),
            ("3 vs 4", compare(3, 4, None)),
            ("impact 5 versus 2", compare(2, 5, Some("impact"))),
            ("3-4 mastery", compare(3, 4, Some("mastery"))),
            ("compare 3 impact", compare(3, 4, Some("impact"))),
            ("compare 6", compare(5, 6, None)),
            ("compare impact", Topic::Help(Some("compare".into()))),
            ("search proposals", Topic::Search("proposals".into())),
            ("find Grafana  alerts", Topic::Search("Grafana alerts".into())),
            ("search level 3 mastery", Topic::Search("level 3 mastery".into())),
            ("search", Topic::Help(Some("search".into()))),
            ("gaps", gaps(None, None)),
            ("gaps 3 mastery", gaps(Some(3), Some("mastery"))),
            ("about", Topic::About),
            ("help", Topic::Help(None)),
            ("help search", Topic::Help(Some("search".into()))),
            ("help me with level 3 mastery", cell(3, "mastery")),
            ("level 9", no_level("9", None)),
            ("level 0 impact", no_level("0", Some("impact"))),
            ("impact 3.5", no_level("3.5", Some("impact"))),
            ("compare 3 99999999999999999999", no_level("99999999999999999999", None)),
            ("banana", Topic::Unknown("banana".into())),
            ("<!channel> '; DROP TABLE x", Topic::Unknown("<!channel> '; DROP TABLE x".into())),
        ] {
            assert_eq!(read(typed, &library).ask.topic, topic, "{typed:?}");
        }
    }

    #[test]
    fn what_was_guessed_or_left_out_is_said() {
        let library = library("framework");
        for (typed, topic, notes) in [
            ("l3 mastry", cell(3, "mastery"), vec![Note::Showing("Mastery".into())]),
            ("leadrship 4", cell(4, "leadership"), vec![Note::Showing("Leadership".into())]),
            ("serch proposals", Topic::Search("proposals".into()), vec![Note::Showing("search".into())]),
            ("level 3 bananas", Topic::Level(level(3)), vec![Note::LeftOut(vec!["bananas".into()])]),
            ("3c mastery", cell(3, "mastery"), vec![Note::SubLevel(level(3))]),
            ("level 3 mastery impact", cell(3, "mastery"), vec![Note::OneTheme("Mastery".into())]),
        ] {
            let reading = read(typed, &library);
            assert_eq!((reading.ask.topic, reading.notes), (topic, notes), "{typed}");
        }
    }

    #[test]
    fn a_track_is_found_by_name_or_by_what_only_it_has() {
        let library = library("tests/data/framework-small");
        for (typed, track, topic) in [
            ("", "data", Topic::Picker),
            ("design", "design", Topic::Picker),
            ("product design 2 craft", "design", cell(2, "craft")),
            ("craft 3", "design", cell(3, "craft")),
            ("level 3", "design", Topic::Level(level(3))),
            ("impact 1", "data", cell(1, "impact")),
            ("level 9", "data", Topic::NoSuchLevel { asked: "9".into(), theme: None }),
        ] {
            let ask = read(typed, &library).ask;
            assert_eq!((ask.track.as_str(), ask.topic), (track, topic), "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read(typed in "\\PC{0,60}|[a-e0-9 l.-]{0,20}|.{0,400}") {
            let library = library("tests/data/framework-small");
            let reading = read(&typed, &library);
            if let Topic::Unknown(words) | Topic::Search(words) = reading.ask.topic {
                prop_assert!(words.chars().count() <= SEARCH_TEXT + 1);
            }
        }
    }
}
