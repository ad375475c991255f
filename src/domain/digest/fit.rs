//! Shortens what doesn't fit: entries too long for a message of their own, and entries that grew by an edit after they
//! were posted. App Home shows the full text.

use super::clip::clip;
use super::size::{AUTHOR, FRAME, Size, of_author, of_item};
use super::{DigestMessage, Item, ItemText};

/// The limits for words after the first shortening and after the second: length, and escaped length.
const SHORT: (usize, usize) = (400, 600);
const SHORTEST: (usize, usize) = (120, 200);

/// The page, shortened to fit into a Slack message. The longest entry that can be shortened goes first.
pub(super) fn fitted(mut page: DigestMessage) -> DigestMessage {
    while !of_page(&page).fits() {
        let items = page.authors.iter_mut().flat_map(|of| &mut of.items);
        let shorter =
            items.filter_map(|item| shorter(item.text.as_ref()?).map(|shorter| (of_item(item), item, shorter)));
        let Some((_, item, shorter)) = shorter.max_by_key(|(size, _, _)| size.characters) else { return page };
        item.text = Some(shorter);
    }
    page
}

/// The entry, shortened to fit into a message of its own.
pub(super) fn fitted_alone(mut item: Item) -> Item {
    while !FRAME.plus(AUTHOR).plus(of_item(&item)).fits() {
        let Some(shorter) = item.text.as_ref().and_then(shorter) else { return item };
        item.text = Some(shorter);
    }
    item
}

fn of_page(page: &DigestMessage) -> Size {
    let authors = page.authors.iter().map(|of| of.items.iter().map(of_item).fold(of_author(of), Size::plus));
    authors.fold(FRAME, Size::plus)
}

/// A shorter version of an entry; `None` if little is left to cut.
fn shorter(text: &ItemText) -> Option<ItemText> {
    let clipped = |(most, escaped)| clip(&text.words, most, escaped);
    let (short, shortest) = (clipped(SHORT), clipped(SHORTEST));
    if text.quote.is_some() || short != text.words {
        return Some(ItemText { words: short, quote: None, is_shortened: true, ..text.clone() });
    }
    (text.link.is_some() || text.behaviours.len() > 1 || shortest != text.words).then(|| ItemText {
        words: shortest,
        link: None,
        behaviours: text.behaviours.iter().take(1).cloned().collect(),
        is_shortened: true,
        ..text.clone()
    })
}
