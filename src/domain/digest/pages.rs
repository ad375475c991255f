//! A digest's messages: as much in each as Slack accepts, by estimate.

use std::collections::BTreeSet;

use super::fit::fitted;
use super::size::{FRAME, of_author, of_item};
use super::{AuthorSection, DigestMessage, Item};
use crate::domain::ids::EntryId;

/// The messages of a digest, in order. An author's section may continue in the next message; their question appears in
/// the message with the entry it comes from. An empty digest has no messages.
#[must_use]
pub fn pages(page: &DigestMessage) -> Vec<DigestMessage> {
    let mut all: Vec<BTreeSet<EntryId>> = Vec::new();
    let mut size = FRAME;
    for of in &page.authors {
        let author = of_author(of);
        let mut is_named = false;
        for item in &of.items {
            let more = if is_named { of_item(item) } else { of_item(item).plus(author) };
            if let Some(last) = all.last_mut()
                && size.plus(more).fits()
            {
                size = size.plus(more);
                last.insert(item.entry);
            } else {
                size = FRAME.plus(author).plus(of_item(item));
                all.push([item.entry].into());
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
pub fn of_post(whole: &DigestMessage, goes_on: bool, entries: &BTreeSet<EntryId>) -> DigestMessage {
    fitted(part(whole, goes_on, entries))
}

/// These entries of a whole digest. An author's question goes with the entry it comes from, so it's asked only once.
#[must_use]
pub fn part(whole: &DigestMessage, goes_on: bool, entries: &BTreeSet<EntryId>) -> DigestMessage {
    let of_author = |of: &AuthorSection| {
        let asks = source(&of.items).is_some_and(|item| entries.contains(&item.entry));
        let items: Vec<Item> = of.items.iter().filter(|item| entries.contains(&item.entry)).cloned().collect();
        let question = of.question.clone().filter(|_| asks);
        (!items.is_empty()).then(|| AuthorSection { author: of.author.clone(), items, question })
    };
    let authors = whole.authors.iter().filter_map(of_author).collect();
    DigestMessage { team: whole.team.clone(), week: whole.week, goes_on, authors }
}

/// The entry that an author's question is drawn from.
fn source(items: &[Item]) -> Option<&Item> {
    items.iter().find(|item| item.text.as_ref().is_some_and(|text| !text.behaviours.is_empty()))
}
