//! What the calendar rules promise, by table for the days when clocks change and for every zone there is.

use super::*;
use chrono::DateTime;

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
