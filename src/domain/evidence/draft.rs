//! A submitted form, validated as a whole before anything is saved.

use std::fmt;

use chrono::NaiveDate;

use crate::domain::evidence::{BehaviourRef, Entry, QuotaExceeded};
use crate::domain::ids::{BehaviourId, MemberId, TrackId};
use crate::domain::link::Link;
use crate::domain::lookup::Library;
use crate::domain::roster::Roster;
use crate::secret::PrivateText;

/// The maximum length of the words, in UTF-16 units, as Slack counts.
pub const LONGEST: usize = 3_000;
/// An entry that shows more behaviours than this shows nothing in particular.
pub const MOST_BEHAVIOURS: usize = 10;

/// The submitted form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub words: PrivateText,
    /// The chosen behaviours, in the order chosen; may have duplicates.
    pub behaviours: Vec<(TrackId, BehaviourId)>,
    /// The day, if chosen.
    pub happened_on: Option<NaiveDate>,
    /// The link field as typed.
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

/// A valid form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What happened, as typed.
    pub words: PrivateText,
    /// The chosen behaviours without duplicates.
    pub behaviours: Vec<(TrackId, BehaviourId)>,
    pub happened_on: NaiveDate,
    /// Where the evidence can be seen.
    pub link: Option<Link>,
    pub audience: Audience,
    /// The message's text, if the author keeps it.
    pub quote: Option<PrivateText>,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    Words,
    /// Suggested behaviours to tick.
    Likely,
    /// Behaviours from the whole framework.
    Behaviours,
    HappenedOn,
    Link,
    /// Who can see it.
    Audience,
    /// Whether to keep the message's text.
    KeepQuote,
}

/// Why a form can't be saved. Its text tells the author what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    WordsMissing,
    /// The number of characters exceeds the limit.
    WordsTooLong(usize),
    DayMissing,
    /// A day that hasn't begun where the author is.
    DayToCome,
    /// The link isn't a web address.
    NotALink,
    /// The framework has changed since the form was opened.
    BehaviourGone,
    /// The number of behaviours exceeds the limit.
    TooManyBehaviours(usize),
    /// The managers differ from those that the form showed.
    ManagersChanged,
    /// The author made no choice, not even *only me*.
    AudienceMissing,
    /// A limit on stored evidence is reached.
    Quota(QuotaExceeded),
}

impl Fault {
    /// The field below which the fault is shown.
    #[must_use]
    pub fn field(&self) -> Field {
        match self {
            Self::WordsMissing | Self::WordsTooLong(_) | Self::Quota(_) => Field::Words,
            Self::DayMissing | Self::DayToCome => Field::HappenedOn,
            Self::NotALink => Field::Link,
            Self::BehaviourGone | Self::TooManyBehaviours(_) => Field::Behaviours,
            Self::ManagersChanged | Self::AudienceMissing => Field::Audience,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WordsMissing => f.write_str("Write a few words on what happened."),
            Self::WordsTooLong(length) => {
                write!(
                    f,
                    "{length} characters are more than fit: shorten it to {LONGEST}, or put the rest behind the link."
                )
            }
            Self::DayMissing => f.write_str("Choose the day it happened."),
            Self::DayToCome => f.write_str("That day is still to come. Choose today or an earlier day."),
            Self::NotALink => {
                f.write_str("This is not a web address. Write all of it, beginning with https://, or leave it empty.")
            }
            Self::BehaviourGone => {
                f.write_str("The framework changed meanwhile, and one of these is gone. Choose again what it shows.")
            }
            Self::TooManyBehaviours(count) => {
                write!(f, "{count} behaviours are a lot for one entry: keep the {MOST_BEHAVIOURS} that fit best.")
            }
            Self::ManagersChanged => {
                f.write_str("Your manager has changed since this was opened. Choose again who can see it.")
            }
            Self::AudienceMissing => f.write_str("Choose who can see it."),
            Self::Quota(exceeded) => write!(f, "{exceeded} Your words stay here until then."),
        }
    }
}

impl Draft {
    /// The size of its texts in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let link = self.link.as_ref().map_or("", Link::as_str);
        let quote = self.quote.as_ref().map_or("", PrivateText::reveal);
        [self.words.reveal(), link, quote].into_iter().map(|text| text.len() as u64).sum()
    }

    /// Validates the form. `today` is the author's local date, `roster` has the author's facts, and `before` is the
    /// edited entry: its behaviours stay allowed even if the framework no longer has them.
    ///
    /// # Errors
    /// Every fault, at most one per field.
    pub fn check(
        filled: Filled,
        today: NaiveDate,
        library: &Library,
        roster: &Roster,
        before: Option<&Entry>,
    ) -> Result<Self, Vec<Fault>> {
        let Filled { words, behaviours, happened_on, link, audience, quote, keeps_quote } = filled;
        let mut faults = Vec::new();
        let length = words.reveal().encode_utf16().count();
        if words.is_blank() {
            faults.push(Fault::WordsMissing);
        } else if length > LONGEST {
            faults.push(Fault::WordsTooLong(length));
        }
        match happened_on {
            None => faults.push(Fault::DayMissing),
            Some(day) if day > today => faults.push(Fault::DayToCome),
            Some(_) => {}
        }
        let found = Link::parse(link.reveal());
        if found.is_none() && !link.is_blank() {
            faults.push(Fault::NotALink);
        }
        let behaviours = each_once(behaviours);
        let shown = before.map_or(&[][..], |entry| &entry.behaviours);
        faults.extend(behaviours_fault(&behaviours, library, shown));
        faults.extend(audience_fault(audience.as_ref(), roster));
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
        self.behaviours.truncate(MOST_BEHAVIOURS);
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

fn behaviours_fault(chosen: &[(TrackId, BehaviourId)], library: &Library, before: &[BehaviourRef]) -> Option<Fault> {
    let is_known = |(track, id): &(TrackId, BehaviourId)| {
        before.iter().any(|shown| shown.track == *track && shown.behaviour == *id)
            || library.behaviour(track, id).is_some()
    };
    if chosen.len() > MOST_BEHAVIOURS {
        return Some(Fault::TooManyBehaviours(chosen.len()));
    }
    (!chosen.iter().all(is_known)).then_some(Fault::BehaviourGone)
}

/// An entry is shared only with managers that the author saw by name.
fn audience_fault(audience: Option<&Audience>, roster: &Roster) -> Option<Fault> {
    match audience {
        None => Some(Fault::AudienceMissing),
        Some(Audience::OnlyMe) => None,
        Some(Audience::Managers(seen)) => {
            let same = !seen.is_empty() && *seen == roster.manager_ids();
            (!same).then_some(Fault::ManagersChanged)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::evidence::tests::entry;
    use crate::domain::roster::{Manager, Tenure};
    use crate::import::read_directory;
    use std::path::Path;

    fn library() -> Library {
        Library::new(read_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("framework")).unwrap()).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn roster() -> Roster {
        let priya = Manager { member: MemberId::new("U1"), tenure: Tenure(7) };
        Roster { managers: vec![priya], ..Roster::default() }
    }

    fn good(library: &Library) -> Filled {
        let framework = &library.default_track_index().framework;
        let (_, _, behaviour) = framework.behaviours().next().unwrap();
        Filled {
            words: PrivateText::new(" as *typed* \n"),
            behaviours: vec![(framework.track.clone(), behaviour.id.clone()); 2],
            happened_on: Some(day("2026-06-03")),
            link: PrivateText::new(" https://example.com/1"),
            audience: Some(Audience::Managers(vec![MemberId::new("U1")])),
            quote: Some(PrivateText::new("said elsewhere")),
            keeps_quote: false,
        }
    }

    #[test]
    fn a_good_form_is_kept_as_typed() {
        let library = library();
        let draft = Draft::check(good(&library), day("2026-06-03"), &library, &roster(), None).unwrap();
        assert_eq!(draft.words.reveal(), " as *typed* \n");
        assert_eq!(draft.behaviours.len(), 1);
        assert_eq!(draft.link.unwrap().as_str(), "https://example.com/1");
    }

    #[test]
    fn a_message_is_kept_only_if_ticked() {
        let library = library();
        let quote = |filled: Filled, before: Option<&Entry>| {
            let draft = Draft::check(filled, day("2026-06-03"), &library, &roster(), before).unwrap();
            draft.quote.map(|quote| quote.reveal().to_owned())
        };
        let before = Entry { quote: Some(PrivateText::new("kept")), ..entry(1, "2026-06-01", "words", &[]) };
        for (keeps_quote, of_form, before, expected) in [
            (false, Some("new"), None, None),
            (true, Some("new"), None, Some("new")),
            (true, None, Some(&before), Some("kept")),
            (false, None, Some(&before), None),
            (true, None, None, None),
        ] {
            let filled = Filled { quote: of_form.map(PrivateText::new), keeps_quote, ..good(&library) };
            assert_eq!(quote(filled, before).as_deref(), expected);
        }
    }

    #[test]
    fn each_fault_is_said_where_it_is() {
        let library = library();
        let with = |change: fn(&mut Filled)| {
            let mut filled = good(&library);
            change(&mut filled);
            Draft::check(filled, day("2026-06-03"), &library, &roster(), None)
        };
        for (change, fault) in [
            ((|f| f.words = PrivateText::new(" \n ")) as fn(&mut Filled), Fault::WordsMissing),
            (|f| f.words = PrivateText::new("🧭".repeat(1_501)), Fault::WordsTooLong(3_002)),
            (|f| f.happened_on = None, Fault::DayMissing),
            (|f| f.happened_on = Some(day("2026-06-04")), Fault::DayToCome),
            (|f| f.link = PrivateText::new("example"), Fault::NotALink),
            (|f| f.behaviours.push((TrackId::new("backend"), BehaviourId::new("no-such"))), Fault::BehaviourGone),
            (|f| f.audience = None, Fault::AudienceMissing),
            (|f| f.audience = Some(Audience::Managers(vec![MemberId::new("U2")])), Fault::ManagersChanged),
            (|f| f.audience = Some(Audience::Managers(Vec::new())), Fault::ManagersChanged),
        ] {
            assert_eq!(with(change), Err(vec![fault.clone()]), "{fault}");
        }
        assert_eq!(with(|f| *f = Filled::default()).unwrap_err().len(), 3);
    }

    #[test]
    fn what_an_entry_showed_before_stays_allowed() {
        let library = library();
        let gone = (TrackId::new("backend"), BehaviourId::new("of-old"));
        let filled = Filled { behaviours: vec![gone.clone()], ..good(&library) };
        let shown = BehaviourRef {
            track: gone.0,
            behaviour: gone.1,
            ..entry(1, "2026-06-01", "", &["mastery"]).behaviours.remove(0)
        };
        let before = Entry { behaviours: vec![shown], ..entry(1, "2026-06-01", "words", &[]) };
        let kept = Draft::check(filled.clone(), day("2026-06-03"), &library, &roster(), Some(&before)).unwrap();
        assert_eq!(kept.behaviours, filled.behaviours);
        let edited = Draft::check(good(&library), day("2026-06-03"), &library, &roster(), Some(&before)).unwrap();
        assert_eq!(edited.behaviours, [good(&library).behaviours.remove(0), filled.behaviours[0].clone()]);
        assert!(Draft::check(filled, day("2026-06-03"), &library, &roster(), None).is_err());
    }
}
