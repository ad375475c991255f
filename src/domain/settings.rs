//! What an engineer sets for themselves: whether, when and how often they are asked, for whom new entries are, and how
//! dates are written to them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};

use crate::domain::cadence::{PromptTime, PromptTimeError, is_known};
use crate::domain::dates::DateLanguage;
use crate::domain::ids::MemberId;
use crate::domain::prompt::Frequency;

/// An engineer's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether they are asked at all.
    pub asked: bool,
    /// On which weekday and at what time.
    pub rhythm: PromptTime,
    pub pace: Frequency,
    /// The first day on which they are asked again, if they paused.
    pub paused_until: Option<NaiveDate>,
    /// Whether new entries begin as their managers' to see.
    pub shares: bool,
    /// Their IANA zone.
    pub zone: Option<String>,
    /// In which language they read dates.
    pub language: DateLanguage,
}

impl Settings {
    /// What holds for somebody who was never asked and set nothing.
    #[must_use]
    pub fn new(zone: Option<String>) -> Self {
        let (rhythm, pace) = (PromptTime::default(), Frequency::default());
        Self { asked: false, rhythm, pace, paused_until: None, shares: false, zone, language: DateLanguage::default() }
    }
}

/// The settings with what the form says around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsView {
    /// As they are.
    pub settings: Settings,
    /// When the next question comes, if one does.
    pub next: Option<DateTime<Utc>>,
    /// The IANA zone by whose clock that is named.
    pub clock: String,
    /// Who manages them.
    pub managers: Vec<MemberId>,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Whether they are asked.
    Asked,
    Weekday,
    /// The time of day.
    Time,
    Frequency,
    /// The end of a pause.
    PausedUntil,
    /// For whom new entries are.
    Shares,
    /// The time zone.
    Zone,
    /// The language of dates.
    DateLanguage,
}

/// What the form holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Whether they are asked.
    pub asked: bool,
    pub weekday: Option<Weekday>,
    /// The time of day.
    pub time: Option<NaiveTime>,
    pub pace: Frequency,
    /// The end of a pause.
    pub paused_until: Option<NaiveDate>,
    /// For whom new entries are.
    pub shares: bool,
    /// The time zone.
    pub zone: Option<String>,
    /// The language of dates.
    pub language: DateLanguage,
}

/// What is wrong with a field, as what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("Choose a day.")]
    NoWeekday,
    #[error("Choose a time.")]
    NoTime,
    /// Nobody is asked then.
    #[error("Choose a working day and a time between 9:00 and 17:45: {0}.")]
    PromptTime(PromptTimeError),
    /// The pause would be over.
    #[error("Choose a day after today, or leave this empty.")]
    PauseIsOver,
    /// No table knows the zone.
    #[error("Choose a time zone from the list.")]
    UnknownZone,
}

impl Fault {
    /// Below which field it is said.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::NoWeekday | Self::PromptTime(PromptTimeError::DayOff) => Field::Weekday,
            Self::NoTime | Self::PromptTime(_) => Field::Time,
            Self::PauseIsOver => Field::PausedUntil,
            Self::UnknownZone => Field::Zone,
        }
    }
}

impl Filled {
    /// The settings, if the form is good; `today` is the engineer's.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check(self, today: NaiveDate) -> Result<Settings, Vec<Fault>> {
        let mut faults = Vec::new();
        let rhythm = match (self.weekday, self.time) {
            (Some(weekday), Some(time)) => {
                PromptTime::new(weekday, time).map_err(|error| faults.push(Fault::PromptTime(error))).ok()
            }
            (weekday, time) => {
                faults.extend(weekday.is_none().then_some(Fault::NoWeekday));
                faults.extend(time.is_none().then_some(Fault::NoTime));
                None
            }
        };
        faults.extend(self.paused_until.filter(|until| *until <= today).map(|_| Fault::PauseIsOver));
        faults.extend(self.zone.as_deref().filter(|zone| !is_known(zone)).map(|_| Fault::UnknownZone));
        match rhythm {
            Some(rhythm) if faults.is_empty() => Ok(Settings {
                asked: self.asked,
                rhythm,
                pace: self.pace,
                paused_until: self.paused_until,
                shares: self.shares,
                zone: self.zone,
                language: self.language,
            }),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2026-06-03".parse().unwrap()
    }

    fn filled() -> Filled {
        Filled {
            asked: true,
            weekday: Some(Weekday::Fri),
            time: NaiveTime::from_hms_opt(10, 0, 0),
            paused_until: "2026-06-04".parse().ok(),
            zone: Some("Asia/Tokyo".into()),
            language: DateLanguage::Polish,
            ..Filled::default()
        }
    }

    #[test]
    fn a_good_form_is_taken_as_it_is() {
        let settings = filled().check(today()).unwrap();
        assert_eq!((settings.rhythm.weekday(), settings.paused_until), (Weekday::Fri, filled().paused_until));
        assert!(settings.asked && !settings.shares && settings.pace == Frequency::EveryWeek);
        assert_eq!((settings.zone.as_deref(), settings.language), (Some("Asia/Tokyo"), DateLanguage::Polish));
    }

    #[test]
    fn each_fault_is_said_below_its_field() {
        type Break = fn(&mut Filled);
        let cases: [(Break, Fault, Field); 6] = [
            (|form| form.weekday = None, Fault::NoWeekday, Field::Weekday),
            (|form| form.time = None, Fault::NoTime, Field::Time),
            (|form| form.weekday = Some(Weekday::Sun), Fault::PromptTime(PromptTimeError::DayOff), Field::Weekday),
            (
                |form| form.time = NaiveTime::from_hms_opt(7, 0, 0),
                Fault::PromptTime(PromptTimeError::TooEarly),
                Field::Time,
            ),
            (|form| form.paused_until = "2026-06-03".parse().ok(), Fault::PauseIsOver, Field::PausedUntil),
            (|form| form.zone = Some("Mars/Olympus_Mons".into()), Fault::UnknownZone, Field::Zone),
        ];
        for (break_it, fault, field) in cases {
            let mut form = filled();
            break_it(&mut form);
            assert_eq!(form.check(today()), Err(vec![fault]));
            assert_eq!(fault.field(), field);
        }
    }
}
