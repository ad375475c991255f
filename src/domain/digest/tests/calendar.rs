//! When authors see their previews, and how long a digest waits for them.

use super::*;

#[test]
fn authors_look_in_the_morning_of_their_last_working_day_before() {
    for (author, team, due, preview) in [
        ("Europe/London", "Europe/London", "2026-06-05T15:00:00Z", "2026-06-04T09:00:00Z"),
        ("Europe/Lisbon", "Europe/London", "2026-06-01T15:00:00Z", "2026-05-29T09:00:00Z"),
        // Less than eighteen hours ahead is too short.
        ("Europe/London", "Europe/London", "2026-06-05T02:59:00Z", "2026-06-03T09:00:00Z"),
        ("Europe/London", "Europe/London", "2026-06-05T03:00:00Z", "2026-06-04T09:00:00Z"),
        // Thursday morning in New York is Friday night in Tokyo.
        ("America/New_York", "Asia/Tokyo", "2026-06-05T01:00:00Z", "2026-06-03T14:00:00Z"),
    ] {
        let preview_at = preview_at(&Zone::of(author, "UTC"), &Zone::of(team, "UTC"), at(due));
        assert_eq!(preview_at, at(preview), "{author}, {team}, {due}");
    }
}

#[test]
fn a_digest_waits_for_its_authors_and_not_for_ever() {
    let due = at("2026-06-05T15:00:00Z");
    let hours = |hours| due + TimeDelta::hours(hours);
    for (previews, until) in [
        (vec![], due),
        (vec![Some(hours(-20))], due),
        (vec![Some(hours(-20)), Some(hours(-1))], hours(1)),
        (vec![Some(hours(-20)), None], hours(24)),
        (vec![Some(hours(23))], hours(24)),
    ] {
        assert_eq!(
            lay_out_at(due, &previews, until - TimeDelta::seconds(1)),
            LayOutDecision::Wait(until),
            "{previews:?}"
        );
        assert_eq!(lay_out_at(due, &previews, until), LayOutDecision::Now, "{previews:?}");
    }
    assert!(stands_long_enough(Some(hours(-2)), due));
    assert!(!stands_long_enough(Some(hours(-2) + TimeDelta::seconds(1)), due));
    assert!(!stands_long_enough(None, due));
}
