//! Time zones by IANA name. Only `cadence`, the sandbox and tests use the time zone library (jiff).

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta, Utc};
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// A time zone with its rules.
#[derive(Clone, Debug)]
pub struct Zone {
    rules: TimeZone,
    own: bool,
}

impl Zone {
    /// The zone with this IANA name; the team's default if no table has it, and UTC if that is unknown too.
    #[must_use]
    pub fn of(name: &str, team_default: &str) -> Self {
        match find(name) {
            Some(rules) => Self { rules, own: true },
            None => Self { rules: find(team_default).unwrap_or(TimeZone::UTC), own: false },
        }
    }

    /// Whether this is the person's own zone rather than a fallback for an unknown name.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// The local date and time at this instant, to the millisecond.
    #[must_use]
    pub fn local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        let offset = Timestamp::from_second(instant.timestamp()).map_or(0, |at| self.rules.to_offset(at).seconds());
        let local = instant.naive_utc().trunc_subsecs(3);
        local.checked_add_signed(TimeDelta::seconds(offset.into())).unwrap_or(local)
    }

    /// The instant of this local time, to the second. If the clocks skip it, the instant is later by the length of the
    /// gap; if it occurs twice, the first one counts.
    #[must_use]
    pub fn instant(&self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = day.and_time(time);
        Timestamp::from_second(local.and_utc().timestamp())
            .and_then(|as_utc| self.rules.to_timestamp(TimeZone::UTC.to_datetime(as_utc)))
            .ok()
            .and_then(|instant| DateTime::from_timestamp_secs(instant.as_second()))
            .unwrap_or_else(|| local.and_utc())
    }
}

/// Whether a table has this IANA name. If not, [`Zone::of`] uses the team's default, and a metric should report it.
#[must_use]
pub fn is_known(zone: &str) -> bool {
    find(zone).is_some()
}

/// The local date at `now` in this IANA zone; in UTC if the zone is unknown.
#[must_use]
pub fn today(zone: &str, now: DateTime<Utc>) -> NaiveDate {
    Zone::of(zone, "UTC").local(now).date()
}

/// The bundled tables come first: they're as new as the build and the same everywhere, while a system's are often years
/// old (an hour wrong for Vancouver with 2025b). The system's tables serve names that only they have.
fn find(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).or_else(|_| TimeZone::get(name)).ok().filter(|rules| !rules.is_unknown())
}
