//! How often to check the channel of posted digests for new readers that no event reports.

use chrono::{DateTime, TimeDelta, Utc};

/// The interval in the days after a post, when most people read it.
const FIRST_WEEK_INTERVAL: TimeDelta = TimeDelta::hours(1);
/// The interval after that, for as long as the post exists.
const LATER: TimeDelta = TimeDelta::days(1);
/// How long the shorter interval applies.
const NEWS: TimeDelta = TimeDelta::days(7);

/// When to check a channel again, given the times of its newest digest and its last check. A channel not checked since
/// startup is due now, because events may have been missed. A last check in the future means that the clock stepped
/// back: due now, too.
#[must_use]
pub fn next_check_at(posted_at: DateTime<Utc>, checked_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    let Some(checked_at) = checked_at else { return now };
    if checked_at > now {
        return now;
    }
    checked_at + if checked_at < posted_at + NEWS { FIRST_WEEK_INTERVAL } else { LATER }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn hourly_for_a_week_then_daily() {
        for (checked, now, due) in [
            (None, 0, 0),
            (None, 5_000, 5_000),
            (Some(0), 0, 1),
            (Some(100), 100, 101),
            (Some(7 * 24 - 1), 200, 7 * 24),
            (Some(7 * 24), 200, 8 * 24),
            (Some(1_000), 1_000, 1_024),
            // The clock was set back since.
            (Some(1_000), 10, 10),
        ] {
            assert_eq!(next_check_at(at(0), checked.map(at), at(now)), at(due), "{checked:?} {now}");
        }
    }

    proptest! {
        #[test]
        fn however_the_clock_jumps_a_channel_is_looked_at_within_its_time(jumps in prop::collection::vec(-50_i64..5_000, 1..60)) {
            let (mut checked, mut now) = (None, at(0));
            for minutes in jumps {
                now += TimeDelta::minutes(minutes);
                if next_check_at(at(0), checked, now) <= now {
                    checked = Some(now);
                }
                let age = now - checked.unwrap();
                prop_assert!(age < LATER && age >= TimeDelta::minutes(-50));
                prop_assert!(age < FIRST_WEEK_INTERVAL || checked.unwrap() >= at(0) + NEWS);
            }
        }
    }
}
