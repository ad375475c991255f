//! Calendars and time zones: what day it is for a person.

mod zones;

pub use zones::{is_known, zones_like};

use chrono::{DateTime, NaiveDate, Utc};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The calendar day that `now` falls on in this IANA zone; in UTC if no table knows the zone.
#[must_use]
pub fn today(zone: &str, now: DateTime<Utc>) -> NaiveDate {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let local = Timestamp::from_millisecond(now.timestamp_millis()).map(|instant| zone.to_datetime(instant).date());
    local
        .ok()
        .and_then(|day| {
            NaiveDate::from_ymd_opt(
                day.year().into(),
                day.month().cast_unsigned().into(),
                day.day().cast_unsigned().into(),
            )
        })
        .unwrap_or_else(|| now.date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_moment_is_another_day_elsewhere() {
        let now = DateTime::parse_from_rfc3339("2026-06-03T22:30:00Z").unwrap().to_utc();
        for (zone, expected) in [
            ("UTC", "2026-06-03"),
            ("Europe/Lisbon", "2026-06-03"),
            ("Asia/Tokyo", "2026-06-04"),
            ("America/New_York", "2026-06-03"),
            ("Pacific/Kiritimati", "2026-06-04"),
            ("Mars/Olympus_Mons", "2026-06-03"),
            ("", "2026-06-03"),
        ] {
            assert_eq!(today(zone, now).to_string(), expected, "{zone}");
        }
    }

    #[test]
    fn a_day_begins_at_local_midnight_also_when_clocks_change() {
        for (instant, zone, expected) in [
            ("2026-03-28T23:59:59Z", "Europe/Lisbon", "2026-03-28"),
            ("2026-03-29T00:00:00Z", "Europe/Lisbon", "2026-03-29"),
            ("2026-03-29T22:59:59Z", "Europe/Lisbon", "2026-03-29"),
            ("2026-03-29T23:00:00Z", "Europe/Lisbon", "2026-03-30"),
        ] {
            let now = DateTime::parse_from_rfc3339(instant).unwrap().to_utc();
            assert_eq!(today(zone, now).to_string(), expected, "{instant}");
        }
    }
}
