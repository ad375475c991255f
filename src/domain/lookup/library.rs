//! The served tracks, indexed for lookup.

use std::cmp::Reverse;
use std::sync::OnceLock;

use crate::domain::commands::Commands;
use crate::domain::framework::{Behaviour, Framework, Level, LevelNumber, Theme};
use crate::domain::ids::{BehaviourId, TrackId};
use crate::domain::lookup::words::{Word, words};
use crate::domain::normalization::{compatible, is_of_word, searchable};
use crate::domain::search::Index;
use crate::domain::suggest::suggest;

/// All tracks in the order of their files; the first is the default.
#[derive(Debug)]
pub struct Library {
    first: TrackIndex,
    others: Vec<TrackIndex>,
    commands: Commands,
}

/// One track with its indexes for reading and searching, built once.
#[derive(Debug)]
pub struct TrackIndex {
    pub framework: Framework,
    pub(super) index: Index,
    /// The names of the track and its themes, longest first, so that "comms & feedback" matches before "comms".
    pub(super) phrases: Vec<Phrase>,
    pub(super) ahead: NextLevelIndex,
}

/// For each behaviour, by its position: the position of the one that comes next. Finding it takes a search, so each is
/// computed once, on first use.
#[derive(Debug)]
pub(super) struct NextLevelIndex(pub(super) Vec<OnceLock<Option<usize>>>);

impl NextLevelIndex {
    fn new(framework: &Framework) -> Self {
        Self(framework.behaviours().map(|_| OnceLock::new()).collect())
    }
}

/// Words that name the track or one of its themes.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) words: Vec<String>,
    pub(super) names: Named,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Track,
    /// The position among the framework's themes.
    Theme(usize),
}

impl Library {
    /// Indexes the tracks; `None` without any track.
    #[must_use]
    pub fn new(frameworks: Vec<Framework>) -> Option<Self> {
        let mut track_indexes = frameworks.into_iter().map(TrackIndex::new);
        Some(Self { first: track_indexes.next()?, others: track_indexes.collect(), commands: Commands::default() })
    }

    /// Sets the slash commands that the answers mention.
    #[must_use]
    pub fn asked_by(self, commands: Commands) -> Self {
        Self { commands, ..self }
    }

    #[must_use]
    pub fn commands(&self) -> &Commands {
        &self.commands
    }

    /// The track to use if none is named.
    #[must_use]
    pub fn default_track_index(&self) -> &TrackIndex {
        &self.first
    }

    /// All tracks in their order.
    pub fn track_indexes(&self) -> impl Iterator<Item = &TrackIndex> {
        std::iter::once(&self.first).chain(&self.others)
    }

    #[must_use]
    pub fn track_index(&self, track: &TrackId) -> Option<&TrackIndex> {
        self.track_indexes().find(|track_index| track_index.framework.track == *track)
    }

    /// The only track with this id, name or alias, ignoring the characters between its words.
    #[must_use]
    pub fn track_called(&self, name: &str) -> Option<&TrackIndex> {
        let letters = |name: &str| searchable(name).chars().filter(|c| is_of_word(*c)).collect::<String>();
        let typed = letters(name);
        let mut called =
            self.track_indexes().filter(|track_index| track_index.names().any(|name| letters(name) == typed));
        let by_id = self.track_index(&TrackId::new(name.to_lowercase()));
        by_id.or_else(|| called.next().filter(|_| called.next().is_none()))
    }

    /// The behaviour as it reads now with its level and theme, if it is served.
    #[must_use]
    pub fn behaviour(&self, track: &TrackId, id: &BehaviourId) -> Option<(&Level, &Theme, &Behaviour)> {
        self.track_index(track)?.framework.behaviours().find(|(_, _, behaviour)| behaviour.id == *id)
    }
}

impl TrackIndex {
    fn new(framework: Framework) -> Self {
        let (index, phrases, ahead) = (Index::new(&framework), phrases(&framework), NextLevelIndex::new(&framework));
        Self { framework, index, phrases, ahead }
    }

    /// The track's id, name and aliases.
    fn names(&self) -> impl Iterator<Item = &str> {
        let Framework { track, name, aliases, .. } = &self.framework;
        [track.as_str(), name].into_iter().chain(aliases.iter().map(String::as_str))
    }

    /// The behaviours that the words show, best match first, with a bias towards those around a level.
    #[must_use]
    pub fn suggest(&self, words: &str, around: Option<LevelNumber>) -> Vec<(&Level, &Theme, &Behaviour)> {
        let places: Vec<_> = self.framework.behaviours().collect();
        let found = suggest(&self.index, &self.framework, words, around).into_iter();
        found.filter_map(|found| places.get(found.position).copied()).collect()
    }

    /// How many of the first words form a name of this track.
    pub(super) fn track_phrase(&self, words: &[Word]) -> Option<usize> {
        self.longest_phrase(words).filter(|phrase| phrase.names == Named::Track).map(|phrase| phrase.words.len())
    }

    pub(super) fn longest_phrase(&self, words: &[Word]) -> Option<&Phrase> {
        let begins = |phrase: &&Phrase| {
            let typed = words.iter().take(phrase.words.len()).map(|word| word.text.as_str());
            phrase.words.len() <= words.len() && typed.eq(phrase.words.iter().map(String::as_str))
        };
        self.phrases.iter().find(begins)
    }

    /// Whether a name of this track or of one of its themes begins with the word.
    pub(super) fn names_something(&self, word: &str) -> bool {
        self.phrases.iter().any(|phrase| phrase.words.first().is_some_and(|first| first == word))
    }
}

fn phrases(framework: &Framework) -> Vec<Phrase> {
    let track =
        [framework.track.as_str(), &framework.name].into_iter().chain(framework.aliases.iter().map(String::as_str));
    let mut phrases: Vec<Phrase> = track.map(|name| Phrase::new(name, Named::Track)).collect();
    for (position, theme) in framework.themes.iter().enumerate() {
        let names = [theme.id.as_str(), &theme.name].into_iter().chain(theme.aliases.iter().map(String::as_str));
        phrases.extend(names.map(|name| Phrase::new(name, Named::Theme(position))));
    }
    // A name made of symbols only, such as an emoji, has no words to match.
    phrases.retain(|phrase| !phrase.words.is_empty());
    phrases.sort_by_key(|phrase| Reverse(phrase.words.len()));
    phrases
}

impl Phrase {
    fn new(name: &str, names: Named) -> Self {
        Self { words: words(&compatible(name)).into_iter().map(|word| word.text).collect(), names }
    }

    /// The phrase's only word, if it has just one: typos are corrected only in those.
    pub(super) fn single_word(&self) -> Option<&str> {
        match self.words.as_slice() {
            [word] => Some(word),
            _ => None,
        }
    }
}
