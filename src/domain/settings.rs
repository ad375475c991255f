//! An engineer's own settings: whether, when and how often they are asked, who sees new entries, and the date language.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};

use crate::domain::cadence::{PromptTime, PromptTimeError, is_known};
use crate::domain::dates::DateLanguage;
use crate::domain::ids::MemberId;
use crate::domain::prompt::Frequency;

/// An engineer's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether weekly questions are on.
    pub asked: bool,
    pub prompt_time: PromptTime,
    pub frequency: Frequency,
    /// The first day after a pause on which they may be asked again.
    pub paused_until: Option<NaiveDate>,
    /// Whether new entries are visible to their managers by default.
    pub shares: bool,
    /// Their IANA zone.
    pub zone: Option<String>,
    /// The language in which they read dates.
    pub language: DateLanguage,
}

impl Settings {
    /// The settings of a person who was never asked and has set nothing.
    #[must_use]
    pub fn new(zone: Option<String>) -> Self {
        let (prompt_time, frequency) = (PromptTime::default(), Frequency::default());
        Self {
            asked: false,
            prompt_time,
            frequency,
            paused_until: None,
            shares: false,
            zone,
            language: DateLanguage::default(),
        }
    }
}

/// The settings with the context that the form shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsView {
    pub settings: Settings,
    /// When the next question is due, if any.
    pub next: Option<DateTime<Utc>>,
    /// The IANA zone in which that time is shown.
    pub clock: String,
    pub managers: Vec<MemberId>,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Whether weekly questions are on.
    Asked,
    Weekday,
    Time,
    Frequency,
    /// The end of a pause.
    PausedUntil,
    /// Who can see new entries.
    Shares,
    Zone,
    /// The language of dates.
    DateLanguage,
}

/// The values in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Whether weekly questions are on.
    pub asked: bool,
    pub weekday: Option<Weekday>,
    pub time: Option<NaiveTime>,
    pub frequency: Frequency,
    /// The end of a pause.
    pub paused_until: Option<NaiveDate>,
    /// Whether new entries are visible to the managers by default.
    pub shares: bool,
    pub zone: Option<String>,
    pub language: DateLanguage,
}

/// A faulty field, with a message that tells the engineer what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("Choose a day.")]
    NoWeekday,
    #[error("Choose a time.")]
    NoTime,
    /// The day or time isn't allowed.
    #[error("Choose a working day and a time between 9:00 and 17:45: {0}.")]
    PromptTime(PromptTimeError),
    /// The pause would already be over.
    #[error("Choose a day after today, or leave this empty.")]
    PauseIsOver,
    /// No table has the zone.
    #[error("Choose a time zone from the list.")]
    UnknownZone,
}

impl Fault {
    /// The field below which the fault is shown.
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
    /// Validates the form; `today` is the engineer's local date.
    ///
    /// # Errors
    /// Every fault.
    pub fn check(self, today: NaiveDate) -> Result<Settings, Vec<Fault>> {
        let mut faults = Vec::new();
        let prompt_time = match (self.weekday, self.time) {
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
        match prompt_time {
            Some(prompt_time) if faults.is_empty() => Ok(Settings {
                asked: self.asked,
                prompt_time,
                frequency: self.frequency,
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
        assert_eq!((settings.prompt_time.weekday(), settings.paused_until), (Weekday::Fri, filled().paused_until));
        assert!(settings.asked && !settings.shares && settings.frequency == Frequency::EveryWeek);
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
