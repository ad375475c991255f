//! Calendars and time zones: a person's local date, when their weekly prompt is due, and when they are at work.

mod prompt_time;
mod week;
mod whereabouts;
mod working_hours;
mod zone;
mod zones;

pub use prompt_time::{JITTER, PromptTime, PromptTimeError, due, jitter};
pub use week::{Week, WeekError};
pub use whereabouts::Whereabouts;
pub use working_hours::{AT_WORK_FROM, AT_WORK_UNTIL, MessagingTime, messaging_time, next_monday, next_working_day};
pub use zone::{Zone, is_known, today};
pub use zones::{ZONE_DATA, age_of, zones_like};

#[cfg(test)]
mod tests;
