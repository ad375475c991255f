//! When a person is at work, and so can be messaged.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use super::Zone;

/// Start of messaging hours on working days, in the engineer's local time.
pub const AT_WORK_FROM: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine in the morning exists");
/// End of messaging hours (exclusive).
pub const AT_WORK_UNTIL: NaiveTime = NaiveTime::from_hms_opt(18, 0, 0).expect("six in the evening exists");

/// Whether it's a good time to message a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessagingTime {
    /// It's a working day between [`AT_WORK_FROM`] and [`AT_WORK_UNTIL`] where they are.
    Now,
    /// When it next will be.
    From(DateTime<Utc>),
}

/// Whether it's a good time to message people in this zone, or when it next is.
#[must_use]
pub fn messaging_time(zone: &Zone, now: DateTime<Utc>) -> MessagingTime {
    if is_messaging_time(zone, now) {
        return MessagingTime::Now;
    }
    let today = zone.local(now).date();
    let morning = zone.instant(today, AT_WORK_FROM);
    if morning > now && is_messaging_time(zone, morning) {
        return MessagingTime::From(morning);
    }
    MessagingTime::From(next_working_day(zone, now, AT_WORK_FROM))
}

/// The first working day after today, at a time inside messaging hours.
#[must_use]
pub fn next_working_day(zone: &Zone, now: DateTime<Utc>, time: NaiveTime) -> DateTime<Utc> {
    first(zone, now, time, is_working)
}

/// The next Monday after today, at a time inside messaging hours.
#[must_use]
pub fn next_monday(zone: &Zone, now: DateTime<Utc>, time: NaiveTime) -> DateTime<Utc> {
    first(zone, now, time, |day| day.weekday() == Weekday::Mon)
}

/// The first suitable day after today that the zone has: a zone that moved across the date line has skipped a day.
fn first(zone: &Zone, now: DateTime<Utc>, time: NaiveTime, will_do: impl Fn(NaiveDate) -> bool) -> DateTime<Utc> {
    let today = zone.local(now).date();
    (1..=14)
        .filter_map(|days| today.checked_add_days(Days::new(days)))
        .filter(|day| will_do(*day))
        .map(|day| (day, zone.instant(day, time)))
        .find(|(day, instant)| zone.local(*instant).date() == *day)
        .map_or_else(|| now + TimeDelta::days(1), |(_, instant)| instant)
}

fn is_messaging_time(zone: &Zone, now: DateTime<Utc>) -> bool {
    let local = zone.local(now);
    is_working(local.date()) && (AT_WORK_FROM..AT_WORK_UNTIL).contains(&local.time())
}

fn is_working(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
