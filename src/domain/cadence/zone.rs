//! Time zones by IANA name. Only `cadence`, the sandbox and tests use the time zone library (jiff).

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use jiff::Timestamp;
use jiff::civil;
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
        Timestamp::from_millisecond(instant.timestamp_millis())
            .ok()
            .and_then(|instant| wall(self.rules.to_datetime(instant)))
            .unwrap_or_else(|| instant.naive_utc())
    }

    /// The instant of this local time, to the second. If the clocks skip it, the instant is later by the length of the
    /// gap; if it occurs twice, the first one counts.
    #[must_use]
    pub fn instant(&self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = day.and_time(time);
        civil(local)
            .and_then(|local| self.rules.to_timestamp(local).ok())
            .and_then(|instant| DateTime::from_timestamp_millis(instant.as_millisecond()))
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

fn wall(local: civil::DateTime) -> Option<NaiveDateTime> {
    let day = NaiveDate::from_ymd_opt(
        local.year().into(),
        local.month().cast_unsigned().into(),
        local.day().cast_unsigned().into(),
    )?;
    day.and_hms_milli_opt(
        local.hour().cast_unsigned().into(),
        local.minute().cast_unsigned().into(),
        local.second().cast_unsigned().into(),
        local.millisecond().cast_unsigned().into(),
    )
}

fn civil(local: NaiveDateTime) -> Option<civil::DateTime> {
    use chrono::{Datelike, Timelike};
    civil::DateTime::new(
        local.year().try_into().ok()?,
        local.month().try_into().ok()?,
        local.day().try_into().ok()?,
        local.hour().try_into().ok()?,
        local.minute().try_into().ok()?,
        local.second().try_into().ok()?,
        0,
    )
    .ok()
}
