//! Evidence: the form, an entry, and the pages of the user's own entries.

mod card;
mod form;
mod journal;
mod notices;

pub use form::{FormView, form, offer};
pub(super) use journal::blocks;
pub use journal::{ALL as ALL_THEMES, JournalView, message, modal};
pub(super) use notices::UNREADABLE;
pub use notices::{gone, not_opened, not_saved, saved, search_waits, too_long, unreadable};

use crate::domain::evidence::Offer;
use crate::domain::framework::{LevelNumber, Theme};
use crate::views::kit::LABEL;
use crate::views::text::clip;

/// A behaviour's theme and level, in a few words.
pub(super) fn place(theme: &str, level: LevelNumber) -> String {
    format!("{theme} · Level {level}")
}

/// A behaviour as an option: the wording, and below it what didn't fit, the theme and the level. Slack allows each of
/// the two 75 characters.
fn option_lines(offer: &Offer<'_>) -> (String, String) {
    let Theme { name, .. } = offer.theme;
    let place = place(name, offer.level.number);
    let wording = &offer.behaviour.text;
    if wording.encode_utf16().count() <= LABEL {
        return (wording.clone(), place);
    }
    let mut length = 0;
    let mut fits = 0;
    for (at, c) in wording.char_indices() {
        length += c.len_utf16();
        if length > LABEL {
            break;
        }
        if c == ' ' {
            fits = at;
        }
    }
    // `option` cuts a word that is longer than a label.
    if fits == 0 {
        return (wording.clone(), place);
    }
    let (first, rest) = wording.split_at(fits);
    let room = LABEL.saturating_sub(place.encode_utf16().count() + " · ".len());
    let rest = clip(&format!("…{}", rest.trim_start()), room);
    (first.to_owned(), format!("{rest} · {place}"))
}
