//! What typed words are understood as, in tables and as properties.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::import::read_directory;

fn library(directory: &str) -> Library {
    Library::new(read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join(directory)).unwrap()).unwrap()
}

fn level(number: u8) -> LevelNumber {
    LevelNumber(number)
}

fn cell(number: u8, theme: &str) -> Topic {
    Topic::Cell(level(number), ThemeId::new(theme))
}

fn no_level(asked: &str, theme: Option<&str>) -> Topic {
    Topic::NoSuchLevel { asked: asked.into(), theme: theme.map(ThemeId::new) }
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
        "level ３ ｍａｓｔｅｒｙ",
        "③ mastery",
        "mastery three",
        "three mastery",
        "third level mastery",
        "the third-level in mastery",
        "mastery, level-three",
        "level third mastery",
        "3rd level mastery",
        "mastery 3rd",
        "mastery-3",
        "mastery-three",
        "mastery-level-3",
        "3-mastery",
        "mastery -3",
        "mastery - 3",
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
        ("help with find", Topic::Help(Some("search".into()))),
        ("help stop", Topic::Help(Some("settings".into()))),
        ("help mydata", Topic::Help(Some("my-data".into()))),
        ("help on level", Topic::Help(Some("level".into()))),
        ("help me", Topic::Help(None)),
        ("mastery gaps", gaps(None, Some("mastery"))),
        ("backend gaps", gaps(None, None)),
        ("backend about", Topic::About),
        ("backend search proposals", Topic::Search("proposals".into())),
        ("3 4 compare impact", compare(3, 4, Some("impact"))),
        ("backend compare 3 4 impact", compare(3, 4, Some("impact"))),
        ("what kind of impact at level 3", cell(3, "impact")),
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
fn number_words_and_negative_numbers_are_read() {
    let library = library("framework");
    for (typed, topic) in [
        ("compare three and five", compare(3, 5, None)),
        ("compare 3 and five", compare(3, 5, None)),
        ("the first and third level of impact", compare(1, 3, Some("impact"))),
        ("two vs three", compare(2, 3, None)),
        ("levels three-four", compare(3, 4, None)),
        ("compare 3 -4", compare(3, 4, None)),
        ("three", Topic::Level(level(3))),
        ("3rd level", Topic::Level(level(3))),
        ("twelve angry men", Topic::Unknown("twelve angry men".into())),
        ("twelfth level", no_level("12", None)),
        ("mastery 9th", no_level("9", Some("mastery"))),
        ("level -1", no_level("-1", None)),
        ("level \u{2212}1 mastery", no_level("-1", Some("mastery"))),
        ("-1", no_level("-1", None)),
        ("compare -1 2", no_level("-1", None)),
    ] {
        assert_eq!(read(typed, &library).ask.topic, topic, "{typed:?}");
    }
}

#[test]
fn what_was_guessed_or_left_out_is_said() {
    let library = library("framework");
    let same =
        |number, with: Option<u8>| ReadingNote::SameLevel { level: level(number), shown_with: with.map(LevelNumber) };
    for (typed, topic, notes) in [
        ("l3 mastry", cell(3, "mastery"), vec![ReadingNote::Showing("Mastery".into())]),
        ("leadrship 4", cell(4, "leadership"), vec![ReadingNote::Showing("Leadership".into())]),
        ("mastry mastry mastry 3", cell(3, "mastery"), vec![ReadingNote::Showing("Mastery".into())]),
        ("serch proposals", Topic::Search("proposals".into()), vec![ReadingNote::Showing("search".into())]),
        ("level 3 bananas", Topic::Level(level(3)), vec![ReadingNote::LeftOut(vec!["bananas".into()])]),
        ("3c mastery", cell(3, "mastery"), vec![ReadingNote::SubLevel(level(3))]),
        (
            "show one example of mastery at level 3",
            cell(3, "mastery"),
            vec![ReadingNote::LeftOut(vec!["one".into(), "example".into()])],
        ),
        ("two behaviours at level 3", Topic::Level(level(3)), vec![ReadingNote::LeftOut(vec!["two".into()])]),
        ("first mastery", Topic::Theme(ThemeId::new("mastery")), vec![ReadingNote::LeftOut(vec!["first".into()])]),
        ("compare 3 3", compare(3, 4, None), vec![same(3, Some(4))]),
        ("compare level 6 six impact", compare(5, 6, Some("impact")), vec![same(6, Some(5))]),
        ("3 vs 3", Topic::Level(level(3)), vec![same(3, None)]),
        ("compare 3", compare(3, 4, None), vec![]),
        ("compare 3 3 4", compare(3, 4, None), vec![]),
        ("level 3 mastery impact", cell(3, "mastery"), vec![ReadingNote::OneTheme("Mastery".into())]),
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
        ("data 3", "data", Topic::NoSuchLevel { asked: "3".into(), theme: None }),
        ("data 3 craft", "data", Topic::NoSuchLevel { asked: "3".into(), theme: None }),
        ("search design prototypes", "design", Topic::Search("prototypes".into())),
        ("design search prototypes", "design", Topic::Search("prototypes".into())),
        ("search design", "data", Topic::Search("design".into())),
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
            prop_assert!(words.chars().count() <= MAX_SEARCH_TEXT + 1);
        }
    }
}
