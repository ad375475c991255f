//! How much evidence one person may store, so that nothing users write grows without limit.

use chrono::{DateTime, TimeDelta, Utc};

/// The window of [`Quota::entries_per_hour`].
pub const HOUR: TimeDelta = TimeDelta::hours(1);

/// The limits per person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub entries: u32,
    /// New entries within an hour, and edits of a text within an hour.
    pub entries_per_hour: u32,
    /// Bytes of all words, links and quotes.
    pub bytes: u64,
}

impl Default for Quota {
    /// An entry a day for thirteen years, each of three thousand bytes.
    fn default() -> Self {
        Self { entries: 5_000, entries_per_hour: 200, bytes: 16 * 1024 * 1024 }
    }
}

/// What a person has stored. A deleted entry counts as long as it can be restored, so that restoring never fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub entries: u64,
    /// Bytes of all words, links and quotes.
    pub bytes: u64,
    /// The number of entries written within the last hour.
    pub within_hour: u64,
    /// When the first of those was written.
    pub hour_began_at: Option<DateTime<Utc>>,
}

/// What a user can do about a limit on everything they have stored.
const ROOM: &str = "Delete entries you no longer need; ten minutes later there’s room again.";

/// The limit that prevents saving. Its text tells the user what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuotaExceeded {
    #[error("You’ve reached the limit of {} entries, so this wasn’t saved. {ROOM}", grouped(*.0))]
    Entries(u32),
    /// There's room again in this many minutes; at least one.
    #[error("That’s {} entries within an hour, so this wasn’t saved. {}", grouped(*.entries), try_again(*.minutes))]
    PerHour { entries: u32, minutes: i64 },
    /// Another edit is possible in this many minutes; at least one.
    #[error("That’s {} edits within an hour, so this wasn’t saved. {}", grouped(*.edits), try_again(*.minutes))]
    EditsPerHour { edits: u32, minutes: i64 },
    #[error(
        "Your entries take {} MB, which is the limit, so this wasn’t saved. Shorten it. {ROOM}",
        .0.div_ceil(1024 * 1024)
    )]
    Bytes(u64),
}

impl Quota {
    /// Whether a new entry of this size can be stored.
    pub fn check_new(&self, usage: &Usage, bytes: u64, now: DateTime<Utc>) -> Result<(), QuotaExceeded> {
        if usage.entries >= u64::from(self.entries) {
            return Err(QuotaExceeded::Entries(self.entries));
        }
        if usage.within_hour >= u64::from(self.entries_per_hour) {
            let minutes = minutes_left(usage.hour_began_at.unwrap_or(now), now);
            return Err(QuotaExceeded::PerHour { entries: self.entries_per_hour, minutes });
        }
        self.check_edit(usage, 0, bytes)
    }

    /// Whether an entry may change its size from `before` to `after` bytes. Shrinking it is always possible.
    pub fn check_edit(&self, usage: &Usage, before: u64, after: u64) -> Result<(), QuotaExceeded> {
        let in_all = usage.bytes.saturating_sub(before).saturating_add(after);
        if after > before && in_all > self.bytes { Err(QuotaExceeded::Bytes(self.bytes)) } else { Ok(()) }
    }

    /// Whether a text can be edited again after this many edits since then.
    pub fn check_edits(&self, edits: u32, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), QuotaExceeded> {
        if edits < self.entries_per_hour {
            return Ok(());
        }
        Err(QuotaExceeded::EditsPerHour { edits: self.entries_per_hour, minutes: minutes_left(since, now) })
    }
}

/// Minutes until an hour after the start is over; at least one.
fn minutes_left(began_at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (began_at + HOUR - now).num_minutes().max(0) + 1
}

fn try_again(minutes: i64) -> String {
    format!("Try again in {minutes} {}.", if minutes == 1 { "minute" } else { "minutes" })
}

/// The number with thousands separators.
fn grouped(number: u32) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1_000), number % 1_000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota { entries: 3, entries_per_hour: 2, bytes: 100 };

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    #[test]
    fn what_fits_is_taken_and_nothing_more() {
        let usage = |entries, within_hour, bytes| Usage { entries, bytes, within_hour, hour_began_at: Some(at(-50)) };
        for (usage, bytes, expected) in [
            (Usage::default(), 100, Ok(())),
            (Usage::default(), 101, Err(QuotaExceeded::Bytes(100))),
            (usage(2, 1, 40), 60, Ok(())),
            (usage(2, 1, 40), 61, Err(QuotaExceeded::Bytes(100))),
            (usage(3, 0, 0), 1, Err(QuotaExceeded::Entries(3))),
            (usage(8_176, 0, 1_000), 0, Err(QuotaExceeded::Entries(3))),
            (usage(2, 2, 0), 1, Err(QuotaExceeded::PerHour { entries: 2, minutes: 11 })),
            // A one-tap entry takes no bytes, so it's possible even beyond the limit on bytes.
            (usage(2, 1, 1_000), 0, Ok(())),
        ] {
            assert_eq!(QUOTA.check_new(&usage, bytes, at(0)), expected, "{usage:?} {bytes}");
        }
    }

    #[test]
    fn whoever_is_over_the_limit_can_still_shorten() {
        let usage = Usage { entries: 9, bytes: 500, ..Usage::default() };
        for (before, after, expected) in [(50, 50, Ok(())), (50, 0, Ok(())), (50, 51, Err(QuotaExceeded::Bytes(100)))] {
            assert_eq!(QUOTA.check_edit(&usage, before, after), expected, "{before} {after}");
        }
        let fits = Usage { bytes: 90, ..usage };
        assert_eq!(QUOTA.check_edit(&fits, 50, 60), Ok(()));
        assert_eq!(QUOTA.check_edit(&fits, 50, 61), Err(QuotaExceeded::Bytes(100)));
    }

    #[test]
    fn a_text_can_be_replaced_again_an_hour_later() {
        assert_eq!(QUOTA.check_edits(1, at(-10), at(0)), Ok(()));
        let exceeded = Err(QuotaExceeded::EditsPerHour { edits: 2, minutes: 51 });
        assert_eq!(QUOTA.check_edits(2, at(-10), at(0)), exceeded);
    }

    #[test]
    fn each_limit_is_said_with_what_to_do() {
        for (exceeded, expected) in [
            (
                QuotaExceeded::Entries(5_000),
                "You’ve reached the limit of 5,000 entries, so this wasn’t saved. Delete entries you no longer need; ten \
                 minutes later there’s room again.",
            ),
            (
                QuotaExceeded::PerHour { entries: 200, minutes: 1 },
                "That’s 200 entries within an hour, so this wasn’t saved. Try again in 1 minute.",
            ),
            (
                QuotaExceeded::EditsPerHour { edits: 200, minutes: 12 },
                "That’s 200 edits within an hour, so this wasn’t saved. Try again in 12 minutes.",
            ),
            (
                QuotaExceeded::Bytes(16 * 1024 * 1024),
                "Your entries take 16 MB, which is the limit, so this wasn’t saved. Shorten it. Delete entries you no \
                 longer need; ten minutes later there’s room again.",
            ),
        ] {
            assert_eq!(exceeded.to_string(), expected);
        }
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(12), "12");
    }
}
