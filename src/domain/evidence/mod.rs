//! Evidence: what an entry is, who may do what with it, what a form has to hold, and how a person's own are listed.

mod draft;
mod journal;
mod may;
mod offer;
mod quota;
mod typed;

pub use draft::{Audience, Draft, Fault, Field, Filled, LONGEST, MOST_BEHAVIOURS};
pub use journal::{Journal, Listing, Month, PAGE, Page, PageFinder};
pub use may::{Action, Decision, given_to, may, readers};
pub use offer::{Offer, likely, offered};
pub use quota::{HOUR, Quota, QuotaExceeded, Usage};
pub use typed::{Noted, noted};

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::domain::dates::DateLanguage;
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{BehaviourId, EntryId, MemberId, ThemeId, TrackId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::lookup::Library;
use crate::domain::roster::Tenure;
use crate::secret::PrivateText;

/// What pages of the framework mark of their reader's own evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// The newest day for each behaviour: a date, and never how many there are.
    pub newest: HashMap<(TrackId, BehaviourId), NaiveDate>,
    /// In which language the reader reads it.
    pub language: DateLanguage,
}

/// What was deleted can be brought back for this long, and is gone from the database file after it.
pub const UNDO: TimeDelta = TimeDelta::minutes(10);

/// One dated entry by an engineer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id; says nothing about who may see it.
    pub id: EntryId,
    /// Where it was written.
    pub workspace: WorkspaceId,
    /// Who wrote it.
    pub author: MemberId,
    /// What happened, as typed.
    pub words: PrivateText,
    /// Where it can be seen.
    pub link: Option<Link>,
    /// A message's text that the author chose to keep with it.
    pub quote: Option<PrivateText>,
    /// The day it happened, in the author's zone.
    pub happened_on: NaiveDate,
    /// What it shows, in the order chosen.
    pub behaviours: Vec<BehaviourRef>,
    /// Whom the author lets see it.
    pub shares: Vec<Share>,
    /// When its author deleted it; it can be brought back for [`UNDO`].
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A behaviour as it read when an entry answered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehaviourRef {
    /// The track it belongs to.
    pub track: TrackId,
    /// Which behaviour; stays when the wording changes.
    pub behaviour: BehaviourId,
    /// Its theme then.
    pub theme: ThemeId,
    /// Its level then.
    pub level: LevelNumber,
    /// Its wording then.
    pub wording: String,
    /// The framework's version then.
    pub version: String,
}

/// Lets one manager see an entry, as long as they are the manager they were when it was shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Who may see it.
    pub manager: MemberId,
    /// In which time as the author's manager.
    pub tenure: Tenure,
}

/// How a behaviour that an entry answered reads today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Today<'l> {
    /// As it did then.
    Same,
    /// In other words.
    Reworded {
        /// How it reads now.
        wording: &'l str,
        /// Since which version, as far as is known: the one served now.
        version: &'l str,
    },
    /// The framework no longer has it.
    Gone,
}

impl BehaviourRef {
    /// How it reads in the framework that is served now.
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
    /// How much room it takes, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let link = self.link.as_ref().map_or("", Link::as_str);
        let quote = self.quote.as_ref().map_or("", PrivateText::reveal);
        [self.words.reveal(), link, quote].into_iter().map(|text| text.len() as u64).sum()
    }

    /// Until when its author can bring it back, if it is deleted.
    #[must_use]
    pub fn undo_until(&self) -> Option<DateTime<Utc>> {
        self.deleted_at.map(|at| at + UNDO)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An entry of Ana's that only she can see.
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
