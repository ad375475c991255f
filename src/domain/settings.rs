//! An engineer's own settings: whether, when and how often they are asked, who sees new entries, and the date language.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};
use strum::AsRefStr;

use crate::domain::cadence::{PromptTime, PromptTimeError, is_known};
use crate::domain::dates::DateLanguage;
use crate::domain::ids::MemberId;
use crate::domain::prompt::Frequency;

/// An engineer's settings; by default, those of a person who was never asked and has set nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether weekly questions are on.
    pub asked: bool,
    pub prompt_time: PromptTime,
    pub frequency: Frequency,
    /// The first day after a pause on which they may be asked again.
    pub paused_until: Option<NaiveDate>,
    /// Whether new entries are visible to their managers by default.
    pub shares: bool,
    pub zone: Option<String>,
    pub language: DateLanguage,
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

/// A field of the form. Slack knows it by its name in snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum SettingsField {
    /// Whether weekly questions are on.
    Asked,
    Weekday,
    Time,
    #[strum(serialize = "pace")]
    Frequency,
    PausedUntil,
    Shares,
    Zone,
    DateLanguage,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilledSettings {
    pub weekday: Option<Weekday>,
    pub time: Option<NaiveTime>,
    /// All other values; the chosen weekday and time become its prompt time.
    pub settings: Settings,
}

/// A faulty field, with a message that tells the engineer what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    #[error("Choose a day.")]
    NoWeekday,
    #[error("Choose a time.")]
    NoTime,
    /// The day or time isn't allowed.
    #[error("Choose a working day and a time between 09:00 and 17:45: {0}.")]
    PromptTime(PromptTimeError),
    /// The pause would already be over.
    #[error("Choose a day after today, or leave this empty.")]
    PauseIsOver,
    #[error("Choose a time zone from the list.")]
    UnknownZone,
}

impl SettingsFault {
    /// The field below which the fault is shown.
    #[must_use]
    pub fn field(self) -> SettingsField {
        match self {
            Self::NoWeekday | Self::PromptTime(PromptTimeError::DayOff) => SettingsField::Weekday,
            Self::NoTime | Self::PromptTime(_) => SettingsField::Time,
            Self::PauseIsOver => SettingsField::PausedUntil,
            Self::UnknownZone => SettingsField::Zone,
        }
    }
}

impl FilledSettings {
    /// Validates the form; `today` is the engineer's local date.
    ///
    /// # Errors
    /// Every fault that the engineer can correct.
    pub fn check(self, today: NaiveDate) -> Result<Settings, Vec<SettingsFault>> {
        let mut faults = Vec::new();
        let prompt_time = match (self.weekday, self.time) {
            (Some(weekday), Some(time)) => {
                PromptTime::new(weekday, time).map_err(|error| faults.push(SettingsFault::PromptTime(error))).ok()
            }
            (weekday, time) => {
                faults.extend(weekday.is_none().then_some(SettingsFault::NoWeekday));
                faults.extend(time.is_none().then_some(SettingsFault::NoTime));
                None
            }
        };
        let Settings { paused_until, zone, .. } = &self.settings;
        faults.extend(paused_until.filter(|until| *until <= today).map(|_| SettingsFault::PauseIsOver));
        faults.extend(zone.as_deref().filter(|zone| !is_known(zone)).map(|_| SettingsFault::UnknownZone));
        match prompt_time {
            Some(prompt_time) if faults.is_empty() => Ok(Settings { prompt_time, ..self.settings }),
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

    fn filled() -> FilledSettings {
        let settings = Settings {
            asked: true,
            paused_until: "2026-06-04".parse().ok(),
            zone: Some("Asia/Tokyo".into()),
            language: DateLanguage::Polish,
            ..Settings::default()
        };
        FilledSettings { weekday: Some(Weekday::Fri), time: NaiveTime::from_hms_opt(10, 0, 0), settings }
    }

    #[test]
    fn a_good_form_is_taken_as_it_is() {
        let settings = filled().check(today()).unwrap();
        assert_eq!(
            (settings.prompt_time.weekday(), settings.paused_until),
            (Weekday::Fri, filled().settings.paused_until)
        );
        assert!(settings.asked && !settings.shares && settings.frequency == Frequency::EveryWeek);
        assert_eq!((settings.zone.as_deref(), settings.language), (Some("Asia/Tokyo"), DateLanguage::Polish));
    }

    #[test]
    fn each_fault_is_said_below_its_field() {
        type Break = fn(&mut FilledSettings);
        let cases: [(Break, SettingsFault, SettingsField); 6] = [
            (|form| form.weekday = None, SettingsFault::NoWeekday, SettingsField::Weekday),
            (|form| form.time = None, SettingsFault::NoTime, SettingsField::Time),
            (
                |form| form.weekday = Some(Weekday::Sun),
                SettingsFault::PromptTime(PromptTimeError::DayOff),
                SettingsField::Weekday,
            ),
            (
                |form| form.time = NaiveTime::from_hms_opt(7, 0, 0),
                SettingsFault::PromptTime(PromptTimeError::TooEarly),
                SettingsField::Time,
            ),
            (
                |form| form.settings.paused_until = "2026-06-03".parse().ok(),
                SettingsFault::PauseIsOver,
                SettingsField::PausedUntil,
            ),
            (
                |form| form.settings.zone = Some("Mars/Olympus_Mons".into()),
                SettingsFault::UnknownZone,
                SettingsField::Zone,
            ),
        ];
        for (break_it, fault, field) in cases {
            let mut form = filled();
            break_it(&mut form);
            assert_eq!(form.check(today()), Err(vec![fault]));
            assert_eq!(fault.field(), field);
        }
    }
}
