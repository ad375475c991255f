//! The behaviours that the form offers: likely ones for the words, and search results.

use crate::domain::framework::{Behaviour, Framework, Level, Theme};
use crate::domain::ids::{BehaviourId, TrackId};
use crate::domain::lookup::{Library, TrackIndex};
use crate::domain::roster::Assignment;

/// A short list helps; a longer one has to be read.
const LIKELY: usize = 5;
/// Slack's limit for the options of a menu.
const OFFERED: usize = 100;

/// An offered behaviour with its place in the framework.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'l> {
    pub framework: &'l Framework,
    pub level: &'l Level,
    pub theme: &'l Theme,
    pub behaviour: &'l Behaviour,
}

impl<'l> Offer<'l> {
    #[must_use]
    pub fn find(library: &'l Library, track: &TrackId, id: &BehaviourId) -> Option<Self> {
        let framework = &library.track_index(track)?.framework;
        library.behaviour(track, id).map(|place| Self::of(framework, place))
    }

    fn of(framework: &'l Framework, (level, theme, behaviour): (&'l Level, &'l Theme, &'l Behaviour)) -> Self {
        Self { framework, level, theme, behaviour }
    }

    #[must_use]
    pub fn id(&self) -> (TrackId, BehaviourId) {
        (self.framework.track.clone(), self.behaviour.id.clone())
    }
}

/// The behaviours that these words most likely show, best match first.
#[must_use]
pub fn likely<'l>(library: &'l Library, assignment: &Assignment, words: &str) -> Vec<Offer<'l>> {
    let mut likely = suggested(library, assignment, words);
    likely.truncate(LIKELY);
    likely
}

/// A menu's options for a typed text: the best matches first, then behaviours that contain the text. Without text, the
/// framework in its order, starting at the author's level if it's known.
#[must_use]
pub fn offered<'l>(library: &'l Library, assignment: &Assignment, words: &str) -> Vec<Offer<'l>> {
    let all = || {
        track_indexes(library, assignment).flat_map(|track_index| {
            track_index.framework.behaviours().map(|place| Offer::of(&track_index.framework, place))
        })
    };
    let letters = words.trim().to_lowercase();
    let mut offered: Vec<Offer<'l>> = if letters.is_empty() {
        let from = assignment.level.filter(|level| all().any(|offer| offer.level.number == *level));
        all().filter(|offer| from.is_none_or(|level| offer.level.number >= level)).collect()
    } else {
        let mut found = suggested(library, assignment, words);
        for offer in all().filter(|offer| has(offer, &letters)) {
            if !found.iter().any(|already| already.id() == offer.id()) {
                found.push(offer);
            }
        }
        found
    };
    offered.truncate(OFFERED);
    offered
}

fn has(offer: &Offer<'_>, letters: &str) -> bool {
    let place = format!("{} level {}", offer.theme.name, offer.level.number);
    [offer.behaviour.text.as_str(), &place].iter().any(|text| text.to_lowercase().contains(letters))
}

/// Suggestions from the author's track, or from all tracks in turn if the author has none, best match first.
fn suggested<'l>(library: &'l Library, assignment: &Assignment, words: &str) -> Vec<Offer<'l>> {
    let by_track: Vec<Vec<Offer<'l>>> = track_indexes(library, assignment)
        .map(|track_index| {
            let found = track_index.suggest(words, assignment.level).into_iter();
            found.map(|place| Offer::of(&track_index.framework, place)).collect()
        })
        .collect();
    let longest = by_track.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest).flat_map(|rank| by_track.iter().filter_map(move |found| found.get(rank).copied())).collect()
}

fn track_indexes<'l>(library: &'l Library, assignment: &Assignment) -> impl Iterator<Item = &'l TrackIndex> {
    let theirs = assignment.track.as_ref().and_then(|track| library.track_index(track));
    let is_theirs = move |one: &&TrackIndex| theirs.is_none_or(|theirs| theirs.framework.track == one.framework.track);
    library.track_indexes().filter(is_theirs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::framework::LevelNumber;
    use crate::import::read_directory;
    use std::path::Path;

    fn library(below: &str) -> Library {
        Library::new(read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join(below)).unwrap()).unwrap()
    }

    fn texts(offers: &[Offer<'_>]) -> Vec<String> {
        offers.iter().map(|offer| offer.behaviour.text.clone()).collect()
    }

    #[test]
    fn likely_ones_are_few_and_come_from_the_words() {
        let library = library("framework");
        let found = likely(&library, &Assignment::default(), "set up Grafana alerts before launch");
        assert!(found.len() <= LIKELY);
        assert!(texts(&found).contains(&"Includes actionable dashboarding as part of a new system".to_owned()));
        assert!(likely(&library, &Assignment::default(), " the of ").is_empty());
    }

    #[test]
    fn a_menu_offers_the_framework_and_then_what_was_typed() {
        let library = library("framework");
        let level = |number| Assignment { level: Some(LevelNumber(number)), ..Assignment::default() };
        let all = offered(&library, &Assignment::default(), "");
        assert_eq!((all.len(), all[0].level.number), (OFFERED, LevelNumber(1)));
        assert_eq!(offered(&library, &level(3), " ")[0].level.number, LevelNumber(3));
        assert_eq!(offered(&library, &level(99), "")[0].level.number, LevelNumber(1));
        let by_letters = offered(&library, &Assignment::default(), "dashb");
        assert!(texts(&by_letters)[0].contains("dashboard"), "{by_letters:?}");
        assert!(
            offered(&library, &Assignment::default(), "mastery level 2")
                .iter()
                .any(|offer| offer.level.number == LevelNumber(2))
        );
        assert!(offered(&library, &Assignment::default(), "xyzzyqqq").is_empty());
        let mut ids: Vec<_> = offered(&library, &Assignment::default(), "code").iter().map(Offer::id).collect();
        ids.sort();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn a_known_track_is_searched_alone_and_otherwise_each_in_turn() {
        let library = library("tests/data/framework-small");
        let tracks = |assignment: &Assignment| {
            let mut tracks: Vec<String> =
                offered(&library, assignment, "").iter().map(|offer| offer.framework.track.to_string()).collect();
            tracks.dedup();
            tracks
        };
        assert_eq!(tracks(&Assignment::default()), ["data", "design"]);
        assert_eq!(tracks(&Assignment { track: Some(TrackId::new("design")), ..Assignment::default() }), ["design"]);
        assert_eq!(
            tracks(&Assignment { track: Some(TrackId::new("gone")), ..Assignment::default() }),
            ["data", "design"]
        );
    }
}
