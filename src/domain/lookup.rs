//! Lookup: understands what a user asks, and finds the framework's answer.
//!
//! `read` turns typed words into an [`Ask`], and `answer` turns an [`Ask`] into a [`LookupAnswer`]. A button carries an
//! [`Ask`] too, so that typing and pressing lead to the same place.

mod ahead;
mod answer;
mod levels;
mod library;
mod mentions;
mod misread;
mod personal;
mod read;
mod typo;
mod words;

pub use answer::{Body, CellOf, LookupAnswer, answer};
pub use library::{Library, TrackIndex};
pub use misread::{Misread, misread};
pub use personal::personal_command;
pub use read::{Reading, ReadingNote, read};
pub use words::{as_typed, quotable};

use crate::domain::framework::LevelNumber;
use crate::domain::ids::{ThemeId, TrackId};

/// A question about one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub track: TrackId,
    pub topic: Topic,
}

/// What a user can ask about a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Nothing named yet: choose track, level and theme.
    Picker,
    /// All themes of a level.
    Level(LevelNumber),
    /// One theme across all levels.
    Theme(ThemeId),
    /// One theme at one level.
    Cell(LevelNumber, ThemeId),
    /// What the lower level expects, and what is new from there to the higher one.
    Compare {
        low: LevelNumber,
        /// The last level, above `low`.
        high: LevelNumber,
        /// One theme; `None` means all.
        theme: Option<ThemeId>,
    },
    /// Behaviours that match these words.
    Search(String),
    /// Behaviours without an example.
    Gaps {
        /// One level; `None` means every level if a theme is named, otherwise the first that has any.
        level: Option<LevelNumber>,
        /// One theme; `None` means all.
        theme: Option<ThemeId>,
    },
    /// The framework's own introduction.
    About,
    /// How to ask: in general, or about one word of the command table.
    Help(Option<String>),
    NoSuchLevel {
        asked: String,
        theme: Option<ThemeId>,
    },
    /// Words that name nothing here, ready to be quoted.
    Unknown(String),
}
