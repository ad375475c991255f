//! Reads typed words: order, case and filler words do not matter, and a typo of one edit is understood and said.

use crate::domain::framework::{Framework, LevelNumber};
use crate::domain::ids::ThemeId;
use crate::domain::lookup::library::Library;
use crate::domain::lookup::mentions::{Mentions, QUOTED_WORD, best_reading, is_filler};
use crate::domain::lookup::typo::is_typo;
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
    /// The picker was asked to show something before anything was chosen.
    NothingChosen,
}

/// Longer texts are quoted by their beginning.
const QUOTED_TEXT: usize = 60;
/// Longer searches are read by their beginning; it is also what a button can carry.
const SEARCH_TEXT: usize = 120;
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
    let goes_before = |word: &&Word| is_filler(&word.text) && word.text != "about";
    let skipped = words.iter().take_while(goes_before).count();
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
    let neighbour = |by| level.step(by).filter(|number| framework.level(*number).is_some());
    match (neighbour(1), neighbour(-1), theme) {
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
