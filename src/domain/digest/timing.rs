//! When a digest is due, when its authors preview it, and how long it waits for their previews.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use crate::domain::cadence::{MessagingTime, Week, Zone, messaging_time};
use crate::domain::roster::WeeklyTime;

/// The minimum time that an author has between their preview and the digest.
pub const NOTICE: TimeDelta = TimeDelta::hours(2);
/// How long a digest waits for previews that couldn't be sent.
pub const PREVIEW_WAIT: TimeDelta = TimeDelta::hours(24);
/// A digest that is overdue by this long is dropped.
pub const WEEK_OVER: TimeDelta = TimeDelta::days(6);

/// A preview is due at least this long before its digest.
const AHEAD: TimeDelta = TimeDelta::hours(18);
/// When previews are due, in the author's local time.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(10, 0, 0).expect("ten in the morning exists");
/// More days than any two zones and a weekend can put between a preview and its digest.
const MOST_DAYS: u64 = 14;

#[must_use]
pub fn due_at(team_zone: &Zone, digest: WeeklyTime, week: Week) -> DateTime<Utc> {
    team_zone.instant(week.day(digest.weekday), digest.time)
}

/// When an author previews their part: on the morning of their last working day before the digest's day, and early
/// enough even if the zones are far apart.
#[must_use]
pub fn preview_at(author_zone: &Zone, team_zone: &Zone, due_at: DateTime<Utc>) -> DateTime<Utc> {
    let day = team_zone.local(due_at).date();
    (1..=MOST_DAYS)
        .filter_map(|days| day.checked_sub_days(Days::new(days)))
        .map(|day| (day, author_zone.instant(day, MORNING)))
        // A zone that moved across the date line has skipped a day.
        .filter(|(day, at)| author_zone.local(*at).date() == *day)
        .map(|(_, at)| at)
        .find(|at| *at + AHEAD <= due_at && messaging_time(author_zone, *at) == MessagingTime::Now)
        .unwrap_or(due_at - TimeDelta::days(1))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayOutDecision {
    /// Not before this instant; a preview sent meanwhile can move it.
    Wait(DateTime<Utc>),
    /// Lay it out now. Authors whose preview is missing or too recent are left out.
    Now,
}

/// Whether to lay out a digest, given when each author's preview was sent; `None` for one that wasn't.
#[must_use]
pub fn lay_out_at(due_at: DateTime<Utc>, previews: &[Option<DateTime<Utc>>], now: DateTime<Utc>) -> LayOutDecision {
    let latest = due_at + PREVIEW_WAIT;
    let ready = previews.iter().map(|sent_at| sent_at.map_or(latest, |sent_at| sent_at + NOTICE)).max();
    let at = ready.unwrap_or(due_at).clamp(due_at, latest);
    if now >= at { LayOutDecision::Now } else { LayOutDecision::Wait(at) }
}

/// Whether an author has had enough time to review their preview.
#[must_use]
pub fn stands_long_enough(sent_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    sent_at.is_some_and(|sent_at| sent_at + NOTICE <= now)
}
