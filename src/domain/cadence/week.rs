//! ISO weeks: a prompt belongs to one, whatever the engineer's time zone.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// One ISO week, Monday to Sunday, e.g. `2026-W23`. With four-digit years, weeks sort correctly as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    monday: NaiveDate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeekError {
    #[error("a week is written like 2026-W23")]
    Form,
    #[error("this year has no such week")]
    NoSuchWeek,
}

impl Week {
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        let week = date.iso_week();
        Self { monday: NaiveDate::from_isoywd_opt(week.year(), week.week(), Weekday::Mon).unwrap_or(date) }
    }

    #[must_use]
    pub fn next(self) -> Self {
        self.after(1)
    }

    #[must_use]
    pub fn previous(self) -> Self {
        self.before(1)
    }

    /// The week this many weeks later.
    #[must_use]
    pub fn after(self, weeks: u32) -> Self {
        let days = Days::new(u64::from(weeks) * 7);
        Self { monday: self.monday.checked_add_days(days).unwrap_or(self.monday) }
    }

    /// The week this many weeks earlier.
    #[must_use]
    pub fn before(self, weeks: u32) -> Self {
        let days = Days::new(u64::from(weeks) * 7);
        Self { monday: self.monday.checked_sub_days(days).unwrap_or(self.monday) }
    }

    #[must_use]
    pub fn day(self, weekday: Weekday) -> NaiveDate {
        let days = Days::new(weekday.num_days_from_monday().into());
        self.monday.checked_add_days(days).unwrap_or(self.monday)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.monday.iso_week();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

impl FromStr for Week {
    type Err = WeekError;

    fn from_str(text: &str) -> Result<Self, WeekError> {
        let (year, week) = text.split_once("-W").ok_or(WeekError::Form)?;
        let digits = |part: &str, many: usize| part.len() == many && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(week, 2) {
            return Err(WeekError::Form);
        }
        let year = year.parse().map_err(|_| WeekError::Form)?;
        let week = week.parse().map_err(|_| WeekError::Form)?;
        let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).ok_or(WeekError::NoSuchWeek)?;
        Ok(Self { monday })
    }
}
