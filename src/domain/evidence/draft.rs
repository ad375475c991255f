//! A submitted form, validated as a whole before anything is saved.

use chrono::NaiveDate;
use strum::AsRefStr;

use crate::domain::evidence::{BehaviourRef, Entry, QuotaExceeded, text_bytes};
use crate::domain::ids::{BehaviourId, MemberId, TrackId};
use crate::domain::link::Link;
use crate::domain::lookup::Library;
use crate::domain::roster::Assignment;
use crate::secret::PrivateText;

/// The maximum length of the words, in UTF-16 units, as Slack counts.
pub const MAX_WORDS: usize = 3_000;
/// An entry that shows more behaviours than this shows nothing in particular.
pub const MAX_BEHAVIOURS: usize = 10;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilledEvidence {
    pub words: PrivateText,
    /// The chosen behaviours, in the order chosen; may have duplicates.
    pub behaviours: Vec<(TrackId, BehaviourId)>,
    pub happened_on: Option<NaiveDate>,
    pub link: PrivateText,
    /// Who can see it, if the form asked.
    pub audience: Option<Audience>,
    /// The text of the message that the form was opened from; an edited entry has its own.
    pub quote: Option<PrivateText>,
    /// Whether the author chose to keep that text.
    pub keeps_quote: bool,
}

/// Who can see an entry besides its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    OnlyMe,
    /// These managers; the author saw their names when choosing.
    Managers(Vec<MemberId>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceDraft {
    pub words: PrivateText,
    /// The chosen behaviours without duplicates.
    pub behaviours: Vec<(TrackId, BehaviourId)>,
    pub happened_on: NaiveDate,
    pub link: Option<Link>,
    pub audience: Audience,
    /// The message's text, if the author keeps it.
    pub quote: Option<PrivateText>,
}

/// A field of the form. Slack knows it by its name in snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum EvidenceField {
    Words,
    /// Suggested behaviours to tick.
    Likely,
    /// Behaviours from the whole framework.
    Behaviours,
    HappenedOn,
    Link,
    Audience,
    KeepQuote,
}

/// Why a form can't be saved. Its text tells the author what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceFault {
    #[error("Write a few words about what happened.")]
    WordsMissing,
    #[error("That’s {0} characters. Shorten it to {MAX_WORDS}, or put the rest behind the link.")]
    WordsTooLong(usize),
    #[error("Choose the day it happened.")]
    DayMissing,
    /// A day that hasn't begun where the author is.
    #[error("That date is in the future. Choose today or an earlier day.")]
    DayToCome,
    #[error("That’s not a web address. Paste the whole link, or leave this empty.")]
    NotALink,
    /// The framework has changed since the form was opened.
    #[error("The framework has changed, and one of these behaviours is gone. Choose again.")]
    BehaviourGone,
    #[error("{0} behaviours are a lot for one entry. Keep the {MAX_BEHAVIOURS} that fit best.")]
    TooManyBehaviours(usize),
    /// The managers differ from those that the form showed.
    #[error("Your manager has changed since you opened this. Choose again who can see it.")]
    ManagersChanged,
    /// The author made no choice, not even *only me*.
    #[error("Choose who can see it.")]
    AudienceMissing,
    #[error("{0} Your words stay here until then.")]
    Quota(QuotaExceeded),
}

impl EvidenceFault {
    /// The field below which the fault is shown.
    #[must_use]
    pub fn field(&self) -> EvidenceField {
        match self {
            Self::WordsMissing | Self::WordsTooLong(_) | Self::Quota(_) => EvidenceField::Words,
            Self::DayMissing | Self::DayToCome => EvidenceField::HappenedOn,
            Self::NotALink => EvidenceField::Link,
            Self::BehaviourGone | Self::TooManyBehaviours(_) => EvidenceField::Behaviours,
            Self::ManagersChanged | Self::AudienceMissing => EvidenceField::Audience,
        }
    }
}

impl EvidenceDraft {
    /// The size of its texts in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        text_bytes(&self.words, self.link.as_ref(), self.quote.as_ref())
    }

    /// Validates the form. `today` is the author's local date, `assignment` is the author's, and `before` is the
    /// edited entry: its behaviours stay allowed even if the framework no longer has them.
    ///
    /// # Errors
    /// Every fault, at most one per field.
    pub fn check(
        filled: FilledEvidence,
        today: NaiveDate,
        library: &Library,
        assignment: &Assignment,
        before: Option<&Entry>,
    ) -> Result<Self, Vec<EvidenceFault>> {
        let FilledEvidence { words, behaviours, happened_on, link, audience, quote, keeps_quote } = filled;
        let mut faults = Vec::new();
        let length = words.reveal().encode_utf16().count();
        if words.is_blank() {
            faults.push(EvidenceFault::WordsMissing);
        } else if length > MAX_WORDS {
            faults.push(EvidenceFault::WordsTooLong(length));
        }
        match happened_on {
            None => faults.push(EvidenceFault::DayMissing),
            Some(day) if day > today => faults.push(EvidenceFault::DayToCome),
            Some(_) => {}
        }
        let found = Link::parse_lenient(link.reveal());
        if found.is_none() && !link.is_blank() {
            faults.push(EvidenceFault::NotALink);
        }
        let behaviours = each_once(behaviours);
        let shown = before.map_or(&[][..], |entry| &entry.behaviours);
        faults.extend(behaviours_fault(&behaviours, library, shown));
        faults.extend(audience_fault(audience.as_ref(), assignment));
        match (happened_on, audience) {
            (Some(happened_on), Some(audience)) if faults.is_empty() => {
                let quote = quote.or_else(|| before?.quote.clone()).filter(|_| keeps_quote);
                let behaviours = with_gone_ones(behaviours, shown, library);
                Ok(Self { words, behaviours, happened_on, link: found, audience, quote })
            }
            _ => Err(faults),
        }
    }

    /// Adds the behaviours of an entry with the same words, up to the limit.
    #[must_use]
    pub fn with_behaviours_of(mut self, twin: &Entry) -> Self {
        let shown = twin.behaviours.iter().map(|shown| (shown.track.clone(), shown.behaviour.clone()));
        self.behaviours = each_once(self.behaviours.into_iter().chain(shown).collect());
        self.behaviours.truncate(MAX_BEHAVIOURS);
        self
    }
}

/// The form can't offer behaviours that the framework no longer has; an edited entry keeps them.
fn with_gone_ones(
    mut chosen: Vec<(TrackId, BehaviourId)>,
    before: &[BehaviourRef],
    library: &Library,
) -> Vec<(TrackId, BehaviourId)> {
    let gone = before.iter().filter(|shown| library.behaviour(&shown.track, &shown.behaviour).is_none());
    chosen.extend(gone.map(|shown| (shown.track.clone(), shown.behaviour.clone())));
    each_once(chosen)
}

fn each_once(behaviours: Vec<(TrackId, BehaviourId)>) -> Vec<(TrackId, BehaviourId)> {
    let mut once = Vec::with_capacity(behaviours.len());
    for behaviour in behaviours {
        if !once.contains(&behaviour) {
            once.push(behaviour);
        }
    }
    once
}

fn behaviours_fault(
    chosen: &[(TrackId, BehaviourId)],
    library: &Library,
    before: &[BehaviourRef],
) -> Option<EvidenceFault> {
    let is_known = |(track, id): &(TrackId, BehaviourId)| {
        before.iter().any(|shown| shown.track == *track && shown.behaviour == *id)
            || library.behaviour(track, id).is_some()
    };
    if chosen.len() > MAX_BEHAVIOURS {
        return Some(EvidenceFault::TooManyBehaviours(chosen.len()));
    }
    (!chosen.iter().all(is_known)).then_some(EvidenceFault::BehaviourGone)
}

/// An entry is shared only with managers that the author saw by name.
fn audience_fault(audience: Option<&Audience>, assignment: &Assignment) -> Option<EvidenceFault> {
    match audience {
        None => Some(EvidenceFault::AudienceMissing),
        Some(Audience::OnlyMe) => None,
        Some(Audience::Managers(seen)) => {
            let same = !seen.is_empty() && *seen == assignment.manager_ids();
            (!same).then_some(EvidenceFault::ManagersChanged)
        }
    }
}

#[cfg(test)]
mod tests;
