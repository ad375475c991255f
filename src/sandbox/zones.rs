//! The local time of people.

use chrono::{DateTime, TimeDelta, Utc};
use jiff::civil::{Weekday, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};

/// An instant in this zone's local time; in UTC if the zone doesn't exist.
pub fn local(at: DateTime<Utc>, zone: &str) -> ZonedDateTime {
    let at = Timestamp::from_millisecond(at.timestamp_millis()).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned_datetime(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

/// The zone's offset at an instant, in seconds east of UTC.
pub fn offset(at: DateTime<Utc>, zone: &str) -> i32 {
    local(at, zone).offset().seconds()
}

/// How long it is until the next Thursday at 15:30 in this zone.
pub fn until_thursday(now: DateTime<Utc>, zone: &str) -> TimeDelta {
    let here = local(now, zone);
    let today = here.date();
    let days = (1..=7).filter_map(|days| today.checked_add(days.days()).ok());
    let candidates = std::iter::once(today).chain(days).filter(|day| day.weekday() == Weekday::Thursday);
    let due = candidates
        .filter_map(|day| day.to_datetime(time(15, 30, 0, 0)).to_zoned_datetime(here.time_zone().clone()).ok());
    let next = due.map(|due| due.timestamp().as_millisecond() - now.timestamp_millis()).find(|&millis| millis > 0);
    TimeDelta::milliseconds(next.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thursday_is_ahead_and_in_the_persons_zone() {
        let cases = [
            ("2026-11-05T10:00:00Z", "Europe/Lisbon", "2026-11-05T15:30:00Z"),
            ("2026-11-05T15:30:00Z", "Europe/Lisbon", "2026-11-12T15:30:00Z"),
            ("2026-11-05T10:00:00Z", "Asia/Tokyo", "2026-11-12T06:30:00Z"),
            ("2026-10-23T10:00:00Z", "Europe/Lisbon", "2026-10-29T15:30:00Z"),
        ];
        for (now, zone, expected) in cases {
            let now: DateTime<Utc> = now.parse().unwrap();
            assert_eq!(now + until_thursday(now, zone), expected.parse::<DateTime<Utc>>().unwrap(), "{now} {zone}");
        }
    }
}
