//! Time zones by name: which ones somebody could mean.

use jiff::tz::TimeZoneDatabase;

/// The zones whose names hold all of these words, in the order of their names: `new york` finds `America/New_York`.
#[must_use]
pub fn zones_like(words: &str, most: usize) -> Vec<String> {
    let plain = |text: &str| text.to_lowercase().replace(['_', '/', '-', ','], " ");
    let wanted = plain(words);
    let tables = TimeZoneDatabase::bundled();
    let names = tables.available().map(|name| name.as_str().to_owned());
    // Old names without a place, such as `GMT+0` and `EST5EDT`, are nobody's city.
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
    fn every_zone_on_offer_is_known() {
        let zones = zones_like("", usize::MAX);
        assert!(zones.len() > 300);
        assert!(zones.iter().all(|zone| is_known(zone)));
    }
}
