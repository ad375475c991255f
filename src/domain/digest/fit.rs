//! Shortens what doesn't fit: entries too long for a message of their own, and entries that grew by an edit after they
//! were posted. App Home shows the full text.

use super::content::clip;
use super::size::{AUTHOR, FRAME, Size, of_author, of_line};
use super::{Line, Page, Written};

/// The limits for words after the first shortening and after the second: length, and escaped length.
const SHORT: (usize, usize) = (400, 600);
const SHORTEST: (usize, usize) = (120, 200);

/// The page, shortened to fit into a Slack message. The longest entry that can be shortened goes first.
pub(super) fn fitted(mut page: Page) -> Page {
    while !of_page(&page).fits() {
        let lines = page.authors.iter_mut().flat_map(|of| &mut of.lines);
        let shorter =
            lines.filter_map(|line| shorter(line.written.as_ref()?).map(|shorter| (of_line(line), line, shorter)));
        let Some((_, line, shorter)) = shorter.max_by_key(|(size, _, _)| size.characters) else { return page };
        line.written = Some(shorter);
    }
    page
}

/// The entry, shortened to fit into a message of its own.
pub(super) fn fitted_alone(mut line: Line) -> Line {
    while !FRAME.plus(AUTHOR).plus(of_line(&line)).fits() {
        let Some(shorter) = line.written.as_ref().and_then(shorter) else { return line };
        line.written = Some(shorter);
    }
    line
}

fn of_page(page: &Page) -> Size {
    let authors = page.authors.iter().map(|of| of.lines.iter().map(of_line).fold(of_author(of), Size::plus));
    authors.fold(FRAME, Size::plus)
}

/// A shorter version of an entry; `None` if little is left to cut.
fn shorter(written: &Written) -> Option<Written> {
    let clipped = |(most, escaped)| clip(&written.words, most, escaped);
    let (short, shortest) = (clipped(SHORT), clipped(SHORTEST));
    if written.quote.is_some() || short != written.words {
        return Some(Written { words: short, quote: None, is_shortened: true, ..written.clone() });
    }
    (written.link.is_some() || written.behaviours.len() > 1 || shortest != written.words).then(|| Written {
        words: shortest,
        link: None,
        behaviours: written.behaviours.iter().take(1).cloned().collect(),
        is_shortened: true,
        ..written.clone()
    })
}
