//! Lookup: what a person's words ask for, and what the framework answers.
//!
//! `read` turns typed words into an [`Ask`], `answer` turns an [`Ask`] into an [`Answer`]. A button carries an [`Ask`]
//! too, so that typing and pressing lead to the same place.

mod ahead;
mod answer;
mod levels;
mod library;
mod mentions;
mod misread;
mod read;
mod typo;
mod words;

pub use answer::{Answer, Body, CellOf, Group, answer};
pub use library::{Library, TrackIndex};
pub use misread::{Misread, misread};
pub use read::{Note, Reading, read};
pub use words::{as_typed, quotable};

use crate::domain::framework::LevelNumber;
use crate::domain::ids::{ThemeId, TrackId};

/// One question to one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The track it is about.
    pub track: TrackId,
    /// What is wanted of it.
    pub topic: Topic,
}

/// What can be wanted of a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Nothing named yet: choose track, level and theme.
    Picker,
    /// All themes of a level.
    Level(LevelNumber),
    /// One theme over all levels.
    Theme(ThemeId),
    /// One theme at one level.
    Cell(LevelNumber, ThemeId),
    /// What stands at the lower level and what is new from there to the higher one.
    Compare {
        /// The level to start from.
        low: LevelNumber,
        /// The level to arrive at, above `low`.
        high: LevelNumber,
        /// One theme, or all.
        theme: Option<ThemeId>,
    },
    /// Behaviours that these words describe.
    Search(String),
    /// Behaviours that have no example yet.
    Gaps {
        /// One level, or the first that has any.
        level: Option<LevelNumber>,
        /// One theme, or all.
        theme: Option<ThemeId>,
    },
    /// The framework's own introduction.
    About,
    /// How to ask, for everything or for one word of the command table.
    Help(Option<String>),
    /// A level that the framework does not have, in the person's words.
    NoSuchLevel {
        /// What was typed for the level.
        asked: String,
        /// The theme named beside it.
        theme: Option<ThemeId>,
    },
    /// Words that name nothing here, ready to be quoted.
    Unknown(String),
}
