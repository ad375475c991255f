//! A digest's messages: as much in each as Slack accepts, by estimate.

use std::collections::BTreeSet;

use super::fit::fitted;
use super::size::{FRAME, of_author, of_line};
use super::{AuthorSection, Line, Page};
use crate::domain::ids::EntryId;

/// The messages of a digest, in order. An author's section may continue in the next message; their question appears in
/// the message with the entry it comes from. An empty digest has no messages.
#[must_use]
pub fn pages(page: &Page) -> Vec<Page> {
    let mut all: Vec<BTreeSet<EntryId>> = Vec::new();
    let mut size = FRAME;
    for of in &page.authors {
        let author = of_author(of);
        let mut is_named = false;
        for line in &of.lines {
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
    let message =
        |(position, entries): (usize, &BTreeSet<EntryId>)| of_post(page, page.goes_on || position > 0, entries);
    all.iter().enumerate().map(message).collect()
}

/// The part of a digest that one message shows: these entries, shortened if they don't fit.
#[must_use]
pub fn of_post(whole: &Page, goes_on: bool, entries: &BTreeSet<EntryId>) -> Page {
    fitted(part(whole, goes_on, entries))
}

/// These entries of a whole digest. An author's question goes with the entry it comes from, so it's asked only once.
#[must_use]
pub fn part(whole: &Page, goes_on: bool, entries: &BTreeSet<EntryId>) -> Page {
    let of_author = |of: &AuthorSection| {
        let asks = source(&of.lines).is_some_and(|line| entries.contains(&line.entry));
        let lines: Vec<Line> = of.lines.iter().filter(|line| entries.contains(&line.entry)).cloned().collect();
        let question = of.question.clone().filter(|_| asks);
        (!lines.is_empty()).then(|| AuthorSection { author: of.author.clone(), lines, question })
    };
    let authors = whole.authors.iter().filter_map(of_author).collect();
    Page { team: whole.team.clone(), week: whole.week, goes_on, authors }
}

/// The entry that an author's question is drawn from.
fn source(lines: &[Line]) -> Option<&Line> {
    lines.iter().find(|line| line.written.as_ref().is_some_and(|written| !written.behaviours.is_empty()))
}
