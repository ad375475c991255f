//! How often methods may be called.

use std::collections::HashMap;
use std::time::Instant;

use chrono::{DateTime, Utc};

/// The rate of `chat.postMessage`, by which it is recognised: one a second in each channel.
pub const PER_CHANNEL: u32 = 60;

/// What `chat.postMessage` may do over all channels: Slack says “several hundred” a minute.
pub const PER_WORKSPACE: u32 = 300;

/// One token bucket per method, or per channel of `chat.postMessage`; each holds a minute's allowance.
#[derive(Default)]
pub struct RateBuckets {
    /// Lets every call through.
    pub is_off: bool,
    buckets: HashMap<String, Bucket>,
}

struct Bucket {
    left: f64,
    machine: Instant,
    world: DateTime<Utc>,
}

impl RateBuckets {
    /// Takes one call out of a bucket; if none is left, returns the seconds to wait.
    pub fn take(&mut self, key: &str, per_minute: u32, at: DateTime<Utc>) -> Option<u64> {
        if self.is_off {
            return None;
        }
        let most = f64::from(per_minute);
        let machine = Instant::now();
        let bucket = self.buckets.entry(key.to_owned()).or_insert(Bucket { left: most, machine, world: at });
        // The larger of the two elapsed times counts: tests move their clock by weeks while the machine's moves by a
        // second.
        let by_world = (at - bucket.world).to_std().unwrap_or_default();
        let passed = by_world.max(machine - bucket.machine).as_secs_f64();
        bucket.left = (bucket.left + passed * most / 60.0).min(most);
        (bucket.machine, bucket.world) = (machine, at);
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return None;
        }
        Some(u64::from(60 / per_minute.max(1)).max(1))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_bucket_runs_out_and_fills_with_time() {
        let (mut pace, start) = (RateBuckets::default(), DateTime::UNIX_EPOCH);
        for _ in 0..20 {
            assert_eq!(pace.take("users.list", 20, start), None);
        }
        assert_eq!(pace.take("users.list", 20, start), Some(3));
        assert_eq!(pace.take("users.info", 20, start), None);
        assert_eq!(pace.take("users.list", 20, start + TimeDelta::seconds(3)), None);
        assert_eq!(pace.take("users.list", 20, start + TimeDelta::seconds(3)), Some(3));
        pace.is_off = true;
        assert_eq!(pace.take("users.list", 20, start + TimeDelta::seconds(3)), None);
    }
}
