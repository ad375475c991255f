//! Calendar calculations that are independent of the rules.

use super::*;

/// Calendar calculations that are independent of the rules.
pub struct Oracle {
    pub zone: TimeZone,
    pub prompt_time: PromptTime,
    pub jitter: TimeDelta,
}

impl Oracle {
    pub fn of(schedule: &PromptSchedule) -> Self {
        let tables = TimeZoneDatabase::bundled();
        let zone = tables.get(&schedule.zone).unwrap_or_else(|_| tables.get(&schedule.team_zone).unwrap());
        Self { zone, prompt_time: schedule.prompt_time, jitter: jitter(&schedule.member) }
    }

    pub fn local(&self, at: DateTime<Utc>) -> jiff::civil::DateTime {
        self.zone.to_datetime(jiff::Timestamp::from_millisecond(at.timestamp_millis()).unwrap())
    }

    pub fn day(&self, at: DateTime<Utc>) -> Date {
        self.local(at).date()
    }

    pub fn is_at_work(&self, at: DateTime<Utc>) -> bool {
        let local = self.local(at);
        local.weekday().to_monday_zero_offset() < 5 && (9..18).contains(&local.hour())
    }

    pub fn due(&self, week: Week) -> DateTime<Utc> {
        let iso = week.day(Weekday::Mon).iso_week();
        let (year, week) = (i16::try_from(iso.year()).unwrap(), i8::try_from(iso.week()).unwrap());
        let weekday = i8::try_from(self.prompt_time.weekday().num_days_from_monday()).unwrap();
        let weekday = jiff::civil::Weekday::from_monday_zero_offset(weekday).unwrap();
        let day = jiff::civil::ISOWeekDate::new(year, week, weekday).unwrap().date();
        let seconds = (self.prompt_time.time() - NaiveTime::MIN).num_seconds();
        let time = Time::midnight() + jiff::SignedDuration::from_secs(seconds);
        let instant = self.zone.to_timestamp(day.to_datetime(time)).unwrap();
        DateTime::from_timestamp_millis(instant.as_millisecond()).unwrap() + self.jitter
    }

    pub fn week(&self, at: DateTime<Utc>) -> Week {
        let week = self.day(at).iso_week_date();
        format!("{:04}-W{:02}", week.year(), week.week()).parse().unwrap()
    }
}
