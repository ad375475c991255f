//! How long to wait before the next try, spread so that thousands of bots don't reconnect at once.

use std::time::Duration;

use uuid::Uuid;

/// The longest wait after the first failure; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The longest wait of all.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A random wait after this many failures in a row.
pub(super) fn after(failures: u32) -> Duration {
    jittered(most(failures), chance())
}

/// A random wait of about this length.
pub(super) fn about(wait: Duration) -> Duration {
    wait / 2 + jittered(wait, chance())
}

/// The share of the longest wait that `chance` gives.
fn jittered(most: Duration, chance: u16) -> Duration {
    most.mul_f64(f64::from(chance) / f64::from(u16::MAX))
}

fn most(failures: u32) -> Duration {
    FIRST_WAIT.saturating_mul(1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX)).min(LONGEST_WAIT)
}

fn chance() -> u16 {
    let [one, other, ..] = Uuid::new_v4().into_bytes();
    u16::from_be_bytes([one, other])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_half_minute_and_are_spread() {
        for (failures, milliseconds) in
            [(0, 500), (1, 500), (2, 1_000), (3, 2_000), (6, 16_000), (7, 30_000), (40, 30_000)]
        {
            assert_eq!(most(failures), Duration::from_millis(milliseconds), "{failures}");
        }
        assert_eq!(jittered(LONGEST_WAIT, 0), Duration::ZERO);
        assert_eq!(jittered(LONGEST_WAIT, u16::MAX), LONGEST_WAIT);
        let waits: std::collections::BTreeSet<Duration> = (0..50).map(|_| after(7)).collect();
        assert!(waits.len() > 25, "they come back at one moment");
        assert!(
            (0..50).map(|_| about(LONGEST_WAIT)).all(|wait| wait >= LONGEST_WAIT / 2 && wait <= LONGEST_WAIT * 3 / 2)
        );
    }
}
