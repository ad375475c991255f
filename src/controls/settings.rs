//! The settings form: its field names and values.

use chrono::{NaiveTime, Weekday};

use crate::domain::prompt::Frequency;

/// Slack's `callback_id` of the settings form.
pub const SETTINGS: &str = "settings";
/// The value for weekly questions on, and for new entries shared with managers.
pub const YES: &str = "yes";
/// The value for neither of them.
pub const NO: &str = "no";

/// The weekdays on offer for the weekly question.
pub const WEEKDAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
/// The frequencies on offer.
pub const FREQUENCIES: [Frequency; 3] = [Frequency::EveryWeek, Frequency::EverySecondWeek, Frequency::Monthly];

/// The times on offer: every half hour of the working day.
#[must_use]
pub fn times() -> Vec<NaiveTime> {
    (18..=35).filter_map(|half| NaiveTime::from_hms_opt(half / 2, half % 2 * 30, 0)).collect()
}

#[must_use]
pub fn weekday_value(weekday: Weekday) -> String {
    weekday.to_string()
}

#[must_use]
pub fn weekday_of(value: &str) -> Option<Weekday> {
    WEEKDAYS.into_iter().find(|weekday| weekday_value(*weekday) == value)
}

#[must_use]
pub fn time_value(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

#[must_use]
pub fn time_of(value: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(value, "%H:%M").ok()
}

#[must_use]
pub fn frequency_value(frequency: Frequency) -> String {
    frequency.weeks().to_string()
}

#[must_use]
pub fn frequency_of(value: &str) -> Option<Frequency> {
    FREQUENCIES.into_iter().find(|frequency| frequency_value(*frequency) == value)
}
