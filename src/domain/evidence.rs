//! Evidence: entries, who may do what with them, form validation, and an author's list of entries.

mod draft;
mod filter;
mod journal;
mod may;
mod offer;
mod quota;
mod typed;

pub use draft::{Audience, EvidenceDraft, EvidenceFault, EvidenceField, FilledEvidence, MAX_BEHAVIOURS, MAX_WORDS};
pub use journal::{ENTRIES_PER_PAGE, EvidencePage, Listing, PageFinder};
pub use may::{Action, given_to, may, readers};
pub use offer::{Offer, likely, offered};
pub use quota::{HOUR, Quota, QuotaExceeded, Usage};
pub use typed::{LogText, parse_log};

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

use crate::domain::dates::DateLanguage;
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{BehaviourId, EntryId, MemberId, ThemeId, TrackId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::lookup::Library;
use crate::domain::roster::Tenure;
use crate::secret::PrivateText;

/// The reader's own evidence, as marked on pages of the framework.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceDays {
    /// The newest day for each behaviour; a date, never the number of entries.
    pub newest: HashMap<(TrackId, BehaviourId), NaiveDate>,
    pub language: DateLanguage,
}

/// How long a deleted entry can be restored; then it's erased from the database file.
pub const UNDO: TimeDelta = TimeDelta::minutes(10);

/// One dated entry by an engineer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The id grants no access to the entry.
    pub id: EntryId,
    pub workspace: WorkspaceId,
    pub author: MemberId,
    pub words: PrivateText,
    pub link: Option<Link>,
    /// The text of a message that the author chose to keep with it.
    pub quote: Option<PrivateText>,
    /// The day it happened, in the author's zone.
    pub happened_on: NaiveDate,
    /// The behaviours that it shows, in the order chosen.
    pub behaviours: Vec<BehaviourRef>,
    pub shares: Vec<Share>,
    /// When the author deleted it; it can be restored within [`UNDO`].
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A behaviour as it read when it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct BehaviourRef {
    pub track: TrackId,
    /// Stays the same when the wording changes.
    pub behaviour: BehaviourId,
    pub theme: ThemeId,
    pub level: LevelNumber,
    pub wording: String,
    pub version: String,
}

/// Lets one manager see an entry, as long as the tenure in which it was shared continues.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Share {
    pub manager: MemberId,
    pub tenure: Tenure,
}

/// How an entry's behaviour reads today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Today<'l> {
    Same,
    Reworded {
        wording: &'l str,
        /// The served version; the version of the actual change is unknown.
        version: &'l str,
    },
    /// The framework no longer has it.
    Gone,
}

impl BehaviourRef {
    /// The theme's name as served now, or its id if the framework no longer has it.
    #[must_use]
    pub fn theme_name<'n>(&'n self, library: &'n Library) -> &'n str {
        let theme = library.track_index(&self.track).and_then(|served| served.framework.theme(&self.theme));
        theme.map_or(self.theme.as_str(), |theme| &theme.name)
    }

    /// How the behaviour reads in the framework that is served now.
    #[must_use]
    pub fn today<'l>(&self, library: &'l Library) -> Today<'l> {
        let version = library.track_index(&self.track).map_or("", |track_index| track_index.framework.version.as_str());
        match library.behaviour(&self.track, &self.behaviour) {
            Some((_, _, now)) if now.text == self.wording => Today::Same,
            Some((_, _, now)) => Today::Reworded { wording: &now.text, version },
            None => Today::Gone,
        }
    }
}

impl Entry {
    /// The size of its texts in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        text_bytes(&self.words, self.link.as_ref(), self.quote.as_ref())
    }

    /// When the author's time to restore it ends, if it is deleted.
    #[must_use]
    pub fn undo_until(&self) -> Option<DateTime<Utc>> {
        self.deleted_at.map(|at| at + UNDO)
    }
}

fn text_bytes(words: &PrivateText, link: Option<&Link>, quote: Option<&PrivateText>) -> u64 {
    let texts = [Some(words.reveal()), link.map(Link::as_str), quote.map(PrivateText::reveal)];
    texts.into_iter().flatten().map(|text| text.len() as u64).sum()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An entry by Ana that only she can see.
    pub(crate) fn entry(id: i64, day: &str, words: &str, themes: &[&str]) -> Entry {
        let shown = |theme: &&str| BehaviourRef {
            track: TrackId::new("backend"),
            behaviour: BehaviourId::new(format!("b-{theme}")),
            theme: ThemeId::new(*theme),
            level: LevelNumber(2),
            wording: "Does it well".into(),
            version: "1.0.0".into(),
        };
        Entry {
            id: EntryId(id),
            workspace: WorkspaceId::new("T1"),
            author: MemberId::new("UANA"),
            words: PrivateText::new(words),
            link: None,
            quote: None,
            happened_on: day.parse().unwrap(),
            behaviours: themes.iter().map(shown).collect(),
            shares: Vec::new(),
            deleted_at: None,
        }
    }
}
