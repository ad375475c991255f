//! The weekday and time at which a team or an engineer is asked, and the jitter that spreads prompts over 15 minutes.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};

use super::working_hours::{AT_WORK_FROM, AT_WORK_UNTIL};
use super::{Week, Zone};
use crate::domain::ids::MemberId;

/// Prompts due at the same time are spread over this long.
pub const JITTER: TimeDelta = TimeDelta::minutes(15);

const AFTERNOON: NaiveTime = NaiveTime::from_hms_opt(15, 30, 0).expect("half past three exists");

/// A weekday and local time, in whatever zone the engineer is: on a working day, and inside messaging hours even with
/// [`JITTER`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PromptTime {
    weekday: Weekday,
    time: NaiveTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromptTimeError {
    #[error("questions go out on working days, Monday to Friday")]
    DayOff,
    /// Before messaging hours.
    #[error("questions go out from {} on", AT_WORK_FROM.format("%H:%M"))]
    TooEarly,
    /// So late that jitter could push it past messaging hours.
    #[error("questions go out until {}", latest().format("%H:%M"))]
    TooLate,
}

/// Thursday afternoon: the week is nearly done, but not over yet.
impl Default for PromptTime {
    fn default() -> Self {
        Self { weekday: Weekday::Thu, time: AFTERNOON }
    }
}

impl PromptTime {
    /// Validates a weekday and time.
    ///
    /// # Errors
    /// What is wrong with them, checking the day first.
    pub fn new(weekday: Weekday, time: NaiveTime) -> Result<Self, PromptTimeError> {
        if matches!(weekday, Weekday::Sat | Weekday::Sun) {
            return Err(PromptTimeError::DayOff);
        }
        if time < AT_WORK_FROM {
            return Err(PromptTimeError::TooEarly);
        }
        if time > latest() {
            return Err(PromptTimeError::TooLate);
        }
        Ok(Self { weekday, time })
    }

    /// Monday to Friday.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        self.weekday
    }

    #[must_use]
    pub fn time(self) -> NaiveTime {
        self.time
    }
}

/// The latest time that leaves room for the jitter before messaging hours end.
fn latest() -> NaiveTime {
    AT_WORK_UNTIL.overflowing_sub_signed(JITTER).0
}

/// The instant of this prompt time in a week and zone. If the clocks skip it, the instant is later by the length of the
/// gap; if it occurs twice, the first one counts.
#[must_use]
pub fn due(week: Week, prompt_time: PromptTime, zone: &Zone) -> DateTime<Utc> {
    zone.instant(week.day(prompt_time.weekday()), prompt_time.time())
}

/// This member's delay after the prompt time: less than [`JITTER`], whole seconds, always the same.
#[must_use]
pub fn jitter(member: &MemberId) -> TimeDelta {
    let seconds = fnv_1a(member.as_str().as_bytes()) % JITTER.num_seconds().unsigned_abs();
    TimeDelta::seconds(seconds.cast_signed())
}

/// FNV-1a, 64 bits. The standard library's hash may change between Rust versions; this one doesn't.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
