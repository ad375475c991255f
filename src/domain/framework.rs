//! The framework as data: a track's themes, levels, cells, behaviours and examples, in the framework's order.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::ids::{BehaviourId, ThemeId, TrackId};

/// The whole framework of one track at one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    /// The name of its file, which users may also type before a level.
    pub track: TrackId,
    /// The display name, e.g. "Backend Engineering".
    pub name: String,
    /// `major.minor.patch`; the person who edits the file raises it.
    pub version: String,
    /// Other words that people use for the track.
    pub aliases: Vec<String>,
    /// In the order in which every level lists its cells.
    pub themes: Vec<Theme>,
    /// From level 1 upwards, without gaps.
    pub levels: Vec<Level>,
    /// The company's introduction to its frameworks (`about.md`).
    pub introduction: Vec<Paragraph>,
}

/// One area that a framework assesses, e.g. Mastery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// A stable name for stored data and buttons.
    pub id: ThemeId,
    pub name: String,
    pub aliases: Vec<String>,
    /// One Unicode emoji, shown beside the name and never instead of it.
    pub emoji: String,
    /// One line on what the theme is about.
    pub meaning: String,
}

/// A level's number, 1 upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LevelNumber(pub u8);

impl LevelNumber {
    /// The number `by` levels away, unless it overflows.
    #[must_use]
    pub fn step(self, by: i8) -> Option<Self> {
        self.0.checked_add_signed(by).map(Self)
    }
}

impl fmt::Display for LevelNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One level with a cell for every theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    pub number: LevelNumber,
    /// One cell per theme, in the order of the themes; a cell may be empty.
    pub cells: Vec<Cell>,
}

/// One theme at one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub theme: ThemeId,
    /// In the framework's order; empty if the framework expects nothing here.
    pub behaviours: Vec<Behaviour>,
}

/// One bullet of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// Stays the same when the wording changes.
    pub id: BehaviourId,
    /// The wording, one line.
    pub text: String,
    /// The bullets nested under it.
    pub examples: Vec<String>,
    /// Words that people use for it in daily work. Search reads them; they're never shown.
    pub keywords: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "text", rename_all = "snake_case")]
pub enum Paragraph {
    Heading(String),
    Text(String),
    Item(String),
}

/// The size of a framework, as `bearings framework check` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub levels: usize,
    pub themes: usize,
    pub behaviours: usize,
    pub examples: usize,
}

impl Framework {
    #[must_use]
    pub fn level(&self, number: LevelNumber) -> Option<&Level> {
        self.levels.iter().find(|level| level.number == number)
    }

    #[must_use]
    pub fn theme(&self, id: &ThemeId) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == *id)
    }

    /// The lowest level that has behaviours in this theme.
    #[must_use]
    pub fn first_level_with(&self, theme: &ThemeId) -> Option<&Level> {
        self.levels.iter().find(|level| !level.behaviours(theme).is_empty())
    }

    /// Every behaviour with its level and theme, in the framework's order.
    pub fn behaviours(&self) -> impl Iterator<Item = (&Level, &Theme, &Behaviour)> {
        self.levels.iter().flat_map(move |level| {
            self.cells_of(level)
                .flat_map(move |(theme, behaviours)| behaviours.iter().map(move |behaviour| (level, theme, behaviour)))
        })
    }

    /// The cells of a level with their themes, in the framework's order.
    pub fn cells_of<'a>(&'a self, level: &'a Level) -> impl Iterator<Item = (&'a Theme, &'a [Behaviour])> {
        self.themes.iter().zip(&level.cells).map(|(theme, cell)| (theme, cell.behaviours.as_slice()))
    }

    /// A level and a theme that make a good example: mid-framework, with behaviours.
    #[must_use]
    pub fn typical_cell(&self) -> Option<(&Level, &Theme)> {
        let middle = self.levels.len().div_ceil(2).saturating_sub(1);
        let level = self.levels.get(middle)?;
        let theme = self.themes.iter().rev().find(|theme| !level.behaviours(&theme.id).is_empty());
        Some((level, theme.or_else(|| self.themes.last())?))
    }

    #[must_use]
    pub fn size(&self) -> Size {
        Size {
            levels: self.levels.len(),
            themes: self.themes.len(),
            behaviours: self.behaviours().count(),
            examples: self.behaviours().map(|(_, _, behaviour)| behaviour.examples.len()).sum(),
        }
    }
}

impl Level {
    /// The behaviours of one theme at this level; empty if the framework expects nothing.
    #[must_use]
    pub fn behaviours(&self, theme: &ThemeId) -> &[Behaviour] {
        self.cells.iter().find(|cell| cell.theme == *theme).map_or(&[], |cell| &cell.behaviours)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { levels, themes, behaviours, examples } = self;
        write!(f, "{levels} levels, {themes} themes, {behaviours} behaviours, {examples} examples")
    }
}
