//! Time zones by their IANA names: the only place that knows the library which reads them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// A time zone whose rules are at hand.
#[derive(Clone, Debug)]
pub struct Zone {
    rules: TimeZone,
    own: bool,
}

impl Zone {
    /// The zone of this IANA name; the team's default if no table knows it, and UTC if none knows that either.
    #[must_use]
    pub fn of(name: &str, team_default: &str) -> Self {
        match find(name) {
            Some(rules) => Self { rules, own: true },
            None => Self { rules: find(team_default).unwrap_or(TimeZone::UTC), own: false },
        }
    }

    /// Whether this is the person's own zone, and not a stand-in for a name that no table knows.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// What calendar and clock on the wall say at this instant, to the millisecond.
    #[must_use]
    pub fn local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        Timestamp::from_millisecond(instant.timestamp_millis())
            .ok()
            .and_then(|instant| wall(self.rules.to_datetime(instant)))
            .unwrap_or_else(|| instant.naive_utc())
    }

    /// The instant at which the wall clock shows this time, to the second. Where the clocks skip it, as much later as
    /// they skip; where they show it twice, the first.
    #[must_use]
    pub fn instant(&self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = day.and_time(time);
        civil(local)
            .and_then(|local| self.rules.to_timestamp(local).ok())
            .and_then(|instant| DateTime::from_timestamp_millis(instant.as_millisecond()))
            .unwrap_or_else(|| local.and_utc())
    }
}

/// Whether a table knows this IANA name. Where not, [`Zone::of`] takes the team's default, and a metric should say so.
#[must_use]
pub fn is_known(zone: &str) -> bool {
    find(zone).is_some()
}

/// The calendar day that `now` falls on in this IANA zone; in UTC if no table knows the zone.
#[must_use]
pub fn today(zone: &str, now: DateTime<Utc>) -> NaiveDate {
    Zone::of(zone, "UTC").local(now).date()
}

/// Our own tables come first: they are as new as the build and the same everywhere, and those of a system are often years
/// old (an hour wrong for Vancouver with 2025b). What only the system knows is found there.
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
