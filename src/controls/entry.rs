//! Buttons on the user's own entries and on their pages.

use strum::{AsRefStr, EnumString};

use crate::controls::form::{managers_of, managers_value};
use crate::domain::evidence::Listing;
use crate::domain::ids::{EntryId, MemberId, ThemeId};
use crate::secret::PrivateText;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryButton {
    pub id: EntryId,
    pub act: EntryAct,
    /// Where the entry is shown, to redraw it there.
    pub place: EntryLocation,
}

#[derive(Clone, Debug, PartialEq, Eq, AsRefStr, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum EntryAct {
    /// Opens the form.
    Edit,
    /// Lets these managers see it. The author saw their names.
    Share(Vec<MemberId>),
    Unshare,
    Delete,
    Restore,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryLocation {
    /// On its own, after it was saved.
    Card,
    /// On a page of the author's entries.
    Page(Listing),
}

impl EntryButton {
    /// The parts of the `action_id` after its name.
    pub(super) fn path(&self) -> String {
        let managers = if let EntryAct::Share(managers) = &self.act { managers_value(managers) } else { String::new() };
        let place = match &self.place {
            EntryLocation::Card => "card".to_owned(),
            EntryLocation::Page(listing) => listing_path(listing),
        };
        format!("{}/{}/{managers}/{place}", self.act.as_ref(), self.id)
    }

    pub(super) fn parse(path: &str, value: Option<&str>) -> Option<Self> {
        let mut parts = path.splitn(4, '/');
        let act = parts.next()?.parse().ok()?;
        let id = EntryId(parts.next()?.parse().ok()?);
        let managers = parts.next()?;
        let place = parts.next()?;
        Some(Self {
            id,
            act: if let EntryAct::Share(_) = act { EntryAct::Share(managers_of(managers)) } else { act },
            place: if place == "card" { EntryLocation::Card } else { EntryLocation::Page(listing_of(place, value)?) },
        })
    }

    pub(super) fn value(&self) -> Option<&str> {
        match &self.place {
            EntryLocation::Card => None,
            EntryLocation::Page(listing) => listing_value(listing),
        }
    }
}

/// A listing's path without its words, which go into the `value`.
pub(super) fn listing_path(listing: &Listing) -> String {
    format!("{}/{}", theme_path(listing.theme.as_ref()), listing.page)
}

pub(super) fn listing_value(listing: &Listing) -> Option<&str> {
    listing.words.as_ref().map(PrivateText::reveal)
}

pub(super) fn listing_of(path: &str, value: Option<&str>) -> Option<Listing> {
    let (theme, page) = path.split_once('/')?;
    Some(Listing { theme: theme_of(theme), words: value.map(PrivateText::new), page: page.parse().ok()? })
}

pub(super) fn theme_path(theme: Option<&ThemeId>) -> &str {
    theme.map_or("-", ThemeId::as_str)
}

pub(super) fn theme_of(path: &str) -> Option<ThemeId> {
    (path != "-").then(|| ThemeId::new(path))
}
