//! An estimate of how much fits into a digest's message.

use super::clip::escaped;
use super::{AuthorSection, Item};

/// A Slack message holds 50 blocks; the rest is left for the renderer.
pub const MOST_BLOCKS: usize = 40;
/// Slack accepts about 11,000 characters; the rest is left for the renderer.
pub const MOST_CHARACTERS: usize = 9_000;

/// Title, compass line and buttons.
pub(super) const FRAME: Size = Size { blocks: 6, characters: 600 };
/// An author's name, with what surrounds it.
pub(super) const AUTHOR: Size = Size { blocks: 2, characters: 150 };
const ITEM: Size = Size { blocks: 3, characters: 150 };
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

pub(super) fn of_item(item: &Item) -> Size {
    let Some(text) = &item.text else { return ITEM };
    let quote = text.quote.as_ref().map_or(0, |quote| escaped(quote.reveal()));
    let seen_at = text.link.as_ref().map_or(0, |link| escaped(link.as_str()) + escaped(&link.label()));
    let shown = |wording: &str| escaped(wording) + AROUND_BEHAVIOUR;
    let behaviours: usize = text.behaviours.iter().map(|behaviour| shown(&behaviour.wording)).sum();
    let characters = escaped(text.words.reveal()) + quote + seen_at + behaviours;
    ITEM.plus(Size { blocks: 0, characters })
}
