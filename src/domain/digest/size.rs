//! An estimate of how much fits into a digest's message.

use super::content::escaped;
use super::{AuthorSection, Line};

/// A Slack message holds 50 blocks; the rest is left for the renderer.
pub const MOST_BLOCKS: usize = 40;
/// Slack accepts about 11,000 characters; the rest is left for the renderer.
pub const MOST_CHARACTERS: usize = 9_000;

/// Title, compass line and buttons.
pub(super) const FRAME: Size = Size { blocks: 6, characters: 600 };
/// An author's name, with what surrounds it.
pub(super) const AUTHOR: Size = Size { blocks: 2, characters: 150 };
/// The overhead of an entry.
const LINE: Size = Size { blocks: 3, characters: 150 };
/// The overhead of a behaviour: its theme.
const AROUND_BEHAVIOUR: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    blocks: usize,
    pub(super) characters: usize,
}

impl Size {
    pub(super) fn plus(self, other: Self) -> Self {
        Self { blocks: self.blocks + other.blocks, characters: self.characters + other.characters }
    }

    pub(super) fn fits(self) -> bool {
        self.blocks <= MOST_BLOCKS && self.characters <= MOST_CHARACTERS
    }
}

/// The size of an author's name and question, without entries.
pub(super) fn of_author(of: &AuthorSection) -> Size {
    AUTHOR.plus(Size { blocks: 1, characters: of.question.as_deref().map_or(0, escaped) })
}

/// The size of one entry.
pub(super) fn of_line(line: &Line) -> Size {
    let Some(written) = &line.written else { return LINE };
    let quote = written.quote.as_ref().map_or(0, |quote| escaped(quote.reveal()));
    let seen_at = written.link.as_ref().map_or(0, |link| escaped(link.as_str()) + escaped(&link.label()));
    let shown = |wording: &str| escaped(wording) + AROUND_BEHAVIOUR;
    let behaviours: usize = written.behaviours.iter().map(|behaviour| shown(&behaviour.wording)).sum();
    let characters = escaped(written.words.reveal()) + quote + seen_at + behaviours;
    LINE.plus(Size { blocks: 0, characters })
}
