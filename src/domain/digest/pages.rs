//! A digest's messages: as much on each as Slack takes, by estimate.

use std::collections::BTreeSet;

use super::content::escaped;
use super::{Line, OfAuthor, Page};
use crate::domain::ids::EntryId;

/// A message of Slack's holds 50 blocks; the rest is room for whoever draws it.
pub const MOST_BLOCKS: usize = 40;
/// Slack takes about 11,000 characters; the rest is room for whoever draws it.
pub const MOST_CHARACTERS: usize = 9_000;

/// Title, compass line and buttons.
const FRAME: Size = Size { blocks: 6, characters: 600 };
/// An author's name, with what comes before and after.
const AUTHOR: Size = Size { blocks: 2, characters: 150 };
/// What stands around the words of an entry.
const LINE: Size = Size { blocks: 3, characters: 150 };
/// What stands around a behaviour: its theme.
const AROUND_BEHAVIOUR: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    blocks: usize,
    characters: usize,
}

impl Size {
    fn plus(self, other: Self) -> Self {
        Self { blocks: self.blocks + other.blocks, characters: self.characters + other.characters }
    }

    fn fits(self) -> bool {
        self.blocks <= MOST_BLOCKS && self.characters <= MOST_CHARACTERS
    }
}

/// The messages of a digest, in order. An author's part may go on in the next; their question stands below its first line
/// that gave rise to it. Nothing makes no message.
#[must_use]
pub fn pages(page: &Page) -> Vec<Page> {
    let mut all: Vec<BTreeSet<EntryId>> = Vec::new();
    let mut size = FRAME;
    for OfAuthor { lines, question, .. } in &page.authors {
        let author = AUTHOR.plus(Size { blocks: 1, characters: question.as_deref().map_or(0, escaped) });
        let mut is_named = false;
        for line in lines {
            let more = if is_named { of_line(line) } else { of_line(line).plus(author) };
            if let Some(last) = all.last_mut()
                && size.plus(more).fits()
            {
                size = size.plus(more);
                last.insert(line.entry);
            } else {
                size = FRAME.plus(author).plus(of_line(line));
                all.push([line.entry].into());
            }
            is_named = true;
        }
    }
    let part = |(position, entries): (usize, &BTreeSet<EntryId>)| of_post(page, page.goes_on || position > 0, entries);
    all.iter().enumerate().map(part).collect()
}

/// What one message shows of a whole digest: these entries. An author's question stands where the line is that gave rise
/// to it, so that it is asked once.
#[must_use]
pub fn of_post(whole: &Page, goes_on: bool, entries: &BTreeSet<EntryId>) -> Page {
    let part = |of: &OfAuthor| {
        let asks = source(&of.lines).is_some_and(|line| entries.contains(&line.entry));
        let lines: Vec<Line> = of.lines.iter().filter(|line| entries.contains(&line.entry)).cloned().collect();
        let question = of.question.clone().filter(|_| asks);
        (!lines.is_empty()).then(|| OfAuthor { author: of.author.clone(), lines, question })
    };
    let authors = whole.authors.iter().filter_map(part).collect();
    Page { team: whole.team.clone(), week: whole.week, goes_on, authors }
}

/// The line that an author's question is drawn from.
fn source(lines: &[Line]) -> Option<&Line> {
    lines.iter().find(|line| line.written.as_ref().is_some_and(|written| !written.behaviours.is_empty()))
}

fn of_line(line: &Line) -> Size {
    let Some(written) = &line.written else { return LINE };
    let quote = written.quote.as_ref().map_or(0, |quote| escaped(quote.reveal()));
    let seen_at = written.link.as_ref().map_or(0, |link| escaped(link.as_str()) + escaped(&link.label()));
    let shown = |wording: &str| escaped(wording) + AROUND_BEHAVIOUR;
    let behaviours: usize = written.behaviours.iter().map(|behaviour| shown(&behaviour.wording)).sum();
    let characters = escaped(written.words.reveal()) + quote + seen_at + behaviours;
    LINE.plus(Size { blocks: 0, characters })
}
