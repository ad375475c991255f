//! The framework as data: a track's themes, levels, cells, behaviours and examples, in its own order.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::ids::{BehaviourId, ThemeId, TrackId};

/// One track's whole text at one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    /// The name of its file, and what people may type before a level.
    pub track: TrackId,
    /// As a title shows it, e.g. "Backend Engineering".
    pub name: String,
    /// `major.minor.patch`, raised by whoever edits the file.
    pub version: String,
    /// Other words that people use for the track.
    pub aliases: Vec<String>,
    /// In the order in which every level lists its cells.
    pub themes: Vec<Theme>,
    /// From level 1 upwards, without gaps.
    pub levels: Vec<Level>,
    /// What the company says about its frameworks (`about.md`).
    pub introduction: Vec<Paragraph>,
}

/// One of the things a framework looks at, e.g. Mastery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Stable name in data and buttons.
    pub id: ThemeId,
    /// As a title shows it.
    pub name: String,
    /// Other words that people use for it.
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
    /// The number one lower or higher, if a number can be that.
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
    /// One for each theme of the framework, in the order of the themes; a cell may be empty.
    pub cells: Vec<Cell>,
}

/// One theme at one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The theme that this cell belongs to.
    pub theme: ThemeId,
    /// In the framework's order; empty where the framework sets nothing.
    pub behaviours: Vec<Behaviour>,
}

/// One bullet of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// Stays when the wording changes.
    pub id: BehaviourId,
    /// The wording, one line.
    pub text: String,
    /// The bullets nested under it.
    pub examples: Vec<String>,
    /// Words people use for it in daily work; search reads them, nobody is shown them.
    pub keywords: Vec<String>,
}

/// A piece of the introduction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "text", rename_all = "snake_case")]
pub enum Paragraph {
    /// A title line.
    Heading(String),
    /// Running text.
    Text(String),
    /// One item of a list.
    Item(String),
}

/// How much a framework holds; printed by `bearings framework check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Number of levels.
    pub levels: usize,
    /// Number of themes.
    pub themes: usize,
    /// Number of behaviours over all cells.
    pub behaviours: usize,
    /// Number of examples over all behaviours.
    pub examples: usize,
}

impl Framework {
    /// The level of that number, if the framework has it.
    #[must_use]
    pub fn level(&self, number: LevelNumber) -> Option<&Level> {
        self.levels.iter().find(|level| level.number == number)
    }

    /// The theme of that id, if the framework has it.
    #[must_use]
    pub fn theme(&self, id: &ThemeId) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == *id)
    }

    /// The lowest level that has behaviours in this theme.
    #[must_use]
    pub fn first_level_with(&self, theme: &ThemeId) -> Option<&Level> {
        self.levels.iter().find(|level| !level.behaviours(theme).is_empty())
    }

    /// Every behaviour with its place, in the framework's order.
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

    /// A level and a theme worth showing as an example: in the middle of the framework, where something stands.
    #[must_use]
    pub fn typical_cell(&self) -> Option<(&Level, &Theme)> {
        let middle = self.levels.len().div_ceil(2).saturating_sub(1);
        let level = self.levels.get(middle)?;
        let theme = self.themes.iter().rev().find(|theme| !level.behaviours(&theme.id).is_empty());
        Some((level, theme.or_else(|| self.themes.last())?))
    }

    /// Counts what the framework holds.
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
    /// The behaviours of one theme at this level; empty where the framework sets nothing.
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
