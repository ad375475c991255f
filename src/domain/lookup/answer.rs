//! Answers an [`Ask`] with the parts of the framework to show, in the framework's order.

use crate::domain::framework::{Behaviour, Framework, Level, LevelNumber, Theme};
use crate::domain::ids::ThemeId;
use crate::domain::lookup::library::{Library, TrackIndex};
use crate::domain::lookup::{Ask, Topic};

#[derive(Debug)]
pub struct LookupAnswer<'l> {
    pub framework: &'l Framework,
    pub body: Body<'l>,
}

/// A cell of the framework with all or some of its behaviours.
#[derive(Debug)]
pub struct CellOf<'l> {
    pub level: &'l Level,
    pub theme: &'l Theme,
    pub behaviours: Vec<&'l Behaviour>,
}

#[derive(Debug)]
pub enum Body<'l> {
    Picker,
    Level(&'l Level),
    Theme(&'l Theme),
    /// One cell; if it's empty, the answer names the first level with behaviours in this theme.
    Cell {
        cell: CellOf<'l>,
        first_filled: Option<LevelNumber>,
    },
    /// What one level expects, and what each level above it adds.
    Compare {
        low: &'l Level,
        above: Vec<&'l Level>,
        /// One theme; `None` means all.
        theme: Option<&'l Theme>,
    },
    Search {
        words: String,
        /// In the order of each cell's best behaviour.
        groups: Vec<CellOf<'l>>,
        /// Whether weaker matches were left out.
        more: bool,
    },
    Gaps {
        /// The level shown; `None` if one theme is shown across all levels.
        level: Option<&'l Level>,
        theme: Option<&'l Theme>,
        /// The behaviours without an example, by cell.
        cells: Vec<CellOf<'l>>,
        /// All levels with such behaviours, within the theme shown.
        levels: Vec<LevelNumber>,
    },
    About,
    /// How to ask; the word is the one to explain.
    Help(Option<String>),
    NoSuchLevel {
        asked: String,
        theme: Option<&'l Theme>,
    },
    /// The words name nothing here.
    Unknown {
        /// The words as typed, ready to be quoted.
        words: String,
        /// Whether a search for these words finds behaviours.
        searchable: bool,
    },
    /// A button from an earlier version refers to something that no longer exists.
    Gone,
}

/// The maximum number of search results; the best come first, and more words narrow a search.
const MAX_FOUND: usize = 12;

/// Answers an ask. A track, level or theme that no longer exists gives [`Body::Gone`].
#[must_use]
pub fn answer<'l>(ask: &Ask, library: &'l Library) -> LookupAnswer<'l> {
    match library.track_index(&ask.track) {
        Some(track_index) => LookupAnswer {
            framework: &track_index.framework,
            body: body(&ask.topic, track_index).unwrap_or(Body::Gone),
        },
        None => LookupAnswer { framework: &library.default_track_index().framework, body: Body::Gone },
    }
}

fn body<'l>(topic: &Topic, track_index: &'l TrackIndex) -> Option<Body<'l>> {
    let framework = &track_index.framework;
    Some(match topic {
        Topic::Picker => Body::Picker,
        Topic::Level(number) => Body::Level(framework.level(*number)?),
        Topic::Theme(theme) => Body::Theme(framework.theme(theme)?),
        Topic::Cell(number, theme) => {
            let (level, theme) = (framework.level(*number)?, framework.theme(theme)?);
            let first_filled = framework.first_level_with(&theme.id).map(|level| level.number);
            Body::Cell { cell: CellOf::whole(level, theme), first_filled }
        }
        Topic::Compare { low, high, theme } => Body::Compare {
            low: framework.level(*low)?,
            above: framework.levels.iter().filter(|level| level.number > *low && level.number <= *high).collect(),
            theme: optional(theme.as_ref(), |theme| framework.theme(theme))?,
        },
        Topic::Search(words) => {
            let (groups, more) = search(track_index, words);
            Body::Search { words: words.clone(), groups, more }
        }
        Topic::Gaps { level, theme } => gaps(framework, *level, theme.as_ref())?,
        Topic::About => Body::About,
        Topic::Help(word) => Body::Help(word.clone()),
        Topic::NoSuchLevel { asked, theme } => {
            Body::NoSuchLevel { asked: asked.clone(), theme: optional(theme.as_ref(), |theme| framework.theme(theme))? }
        }
        Topic::Unknown(words) => {
            Body::Unknown { words: words.clone(), searchable: track_index.index.search(words).next().is_some() }
        }
    })
}

/// Looks up something that may be omitted, but must exist if it's named.
#[expect(clippy::option_option, reason = "the outer one says whether to go on, the inner one is the value")]
fn optional<A, B>(named: Option<A>, find: impl Fn(A) -> Option<B>) -> Option<Option<B>> {
    named.map_or(Some(None), |name| find(name).map(Some))
}

impl<'l> CellOf<'l> {
    #[must_use]
    pub fn whole(level: &'l Level, theme: &'l Theme) -> Self {
        Self { level, theme, behaviours: level.behaviours(&theme.id).iter().collect() }
    }
}

/// The best behaviours by cell, and whether there are more.
fn search<'l>(track_index: &'l TrackIndex, words: &str) -> (Vec<CellOf<'l>>, bool) {
    let places: Vec<_> = track_index.framework.behaviours().collect();
    let mut groups: Vec<CellOf<'l>> = Vec::new();
    let mut found = track_index.index.search(words);
    for best in found.by_ref().take(MAX_FOUND) {
        let Some((level, theme, behaviour)) = places.get(best.position).copied() else { continue };
        match groups.iter_mut().find(|group| group.level.number == level.number && group.theme.id == theme.id) {
            Some(group) => group.behaviours.push(behaviour),
            None => groups.push(CellOf { level, theme, behaviours: vec![behaviour] }),
        }
    }
    (groups, found.next().is_some())
}

fn gaps<'l>(framework: &'l Framework, level: Option<LevelNumber>, theme: Option<&ThemeId>) -> Option<Body<'l>> {
    let theme = optional(theme, |theme| framework.theme(theme))?;
    let all: Vec<CellOf<'l>> = framework
        .levels
        .iter()
        .flat_map(|level| framework.cells_of(level).map(move |(theme, behaviours)| (level, theme, behaviours)))
        .filter(|(_, of, _)| theme.is_none_or(|theme| theme.id == of.id))
        .map(|(level, theme, behaviours)| CellOf {
            level,
            theme,
            behaviours: behaviours.iter().filter(|behaviour| behaviour.examples.is_empty()).collect(),
        })
        .filter(|cell| !cell.behaviours.is_empty())
        .collect();
    let mut levels: Vec<LevelNumber> = all.iter().map(|cell| cell.level.number).collect();
    levels.dedup();
    let level = match (level, theme) {
        (Some(number), _) => Some(framework.level(number)?),
        (None, None) => levels.first().and_then(|number| framework.level(*number)),
        (None, Some(_)) => None,
    };
    let shown = |cell: &CellOf<'l>| level.is_none_or(|level| level.number == cell.level.number);
    Some(Body::Gaps { level, theme, cells: all.into_iter().filter(shown).collect(), levels })
}
