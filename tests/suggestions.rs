//! Suggestions: how often the right behaviour comes first for sentences as people write them.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bearings::domain::framework::LevelNumber;
use bearings::domain::lookup::{Library, TrackIndex};
use bearings::import::read_directory;
use proptest::prelude::*;

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn library() -> Library {
    Library::new(read_directory(&path("framework")).unwrap()).unwrap()
}

fn ids<'l>(track_index: &'l TrackIndex, words: &str, around: Option<u8>) -> Vec<&'l str> {
    let found = track_index.suggest(words, around.map(LevelNumber));
    found.into_iter().map(|(_, _, behaviour)| behaviour.id.as_str()).collect()
}

/// The share of a file's sentences for which a labelled behaviour is among the first five.
fn share_hit(track_index: &TrackIndex, file: &str) -> f64 {
    let text = std::fs::read_to_string(path("tests/data/sentences").join(file)).unwrap();
    let hits: Vec<bool> = text
        .lines()
        .map(|line| {
            let (sentence, labels) = line.split_once('\t').unwrap();
            let first: Vec<_> = ids(track_index, sentence, None).into_iter().take(5).collect();
            labels.split(',').any(|label| first.contains(&label.trim()))
        })
        .collect();
    let (hit, all) = (hits.iter().filter(|hit| **hit).count(), hits.len());
    f64::from(u32::try_from(hit).unwrap()) / f64::from(u32::try_from(all).unwrap())
}

#[test]
fn a_labelled_behaviour_is_among_the_first_five() {
    let library = library();
    let track_index = library.default_track_index();
    for (file, at_least) in [("tuned.tsv", 0.85), ("held-out.tsv", 0.80)] {
        let share = share_hit(track_index, file);
        assert!(share >= at_least, "{file}: {share}; framework/SUGGESTIONS.md says how to look into it");
    }
}

#[test]
fn no_word_needs_to_be_shared() {
    let library = library();
    let first = ids(library.default_track_index(), "set up Grafana alerts before launch", None);
    assert!(first.iter().take(3).any(|id| *id == "actionable-dashboards"), "{first:?}");
}

#[test]
fn the_same_words_give_the_same_every_time() {
    let (one, other) = (library(), library());
    let words = "wrote the design, reviewed code with my team during an incident, and taught a new joiner Kafka";
    for around in [None, Some(3)] {
        assert_eq!(ids(one.default_track_index(), words, around), ids(other.default_track_index(), words, around));
    }
}

#[test]
fn words_that_say_nothing_suggest_nothing() {
    let library = library();
    for words in ["", " \n", "the of and", "today was a day", "🦀", "&<>", "1 2 3"] {
        assert_eq!(ids(library.default_track_index(), words, Some(2)), Vec::<&str>::new(), "{words}");
    }
}

#[test]
fn a_level_reorders_and_leaves_nothing_out() {
    let library = library();
    let track_index = library.default_track_index();
    let words = "handled errors of a Kafka consumer";
    let sorted = |around| {
        let mut ids = ids(track_index, words, around);
        ids.sort_unstable();
        ids
    };
    for level in 1..=6 {
        assert_eq!(sorted(Some(level)), sorted(None), "{level}");
    }
    let place = |around, id| ids(track_index, words, Some(around)).into_iter().position(|found| found == id).unwrap();
    assert!(place(1, "simple-error-cases") <= place(4, "simple-error-cases"));
    assert!(place(4, "complex-error-cases") <= place(1, "complex-error-cases"));
}

static LIBRARY: LazyLock<Library> = LazyLock::new(library);

proptest! {
    #[test]
    fn no_text_is_too_strange_to_be_read(text in "\\PC*|.{0,200}|([a-z]{1,9} ){0,60}", around in proptest::option::of(0..=255_u8)) {
        let found = ids(LIBRARY.default_track_index(), &text, around);
        let mut once = found.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), found.len());
    }
}
