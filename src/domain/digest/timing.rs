//! When a digest is due, when its authors see it first, and how long it waits for them.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Timelike, Utc, Weekday};

use crate::domain::cadence::{Awake, Week, Zone, awake};
use crate::domain::roster::WeeklyTime;

/// An author has this long, at least, between their preview and the digest.
pub const NOTICE: TimeDelta = TimeDelta::hours(2);
/// A digest waits this long for previews that could not be sent.
pub const PREVIEW_WAIT: TimeDelta = TimeDelta::hours(24);
/// What was not posted so long after it was due is dropped.
pub const WEEK_OVER: TimeDelta = TimeDelta::days(6);

/// A preview comes this long before its digest, at least, if Slack takes it at once.
const AHEAD: TimeDelta = TimeDelta::hours(18);
/// When previews come, on the author's wall.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(10, 0, 0).expect("ten in the morning exists");
/// More days than any two zones and a weekend can put between a preview and its digest.
const MOST_DAYS: u64 = 14;

/// When the digest of that week is posted.
#[must_use]
pub fn due_at(team_zone: &Zone, digest: WeeklyTime, week: Week) -> DateTime<Utc> {
    let weekday = Weekday::try_from(digest.weekday.saturating_sub(1)).unwrap_or(Weekday::Fri);
    let time = NaiveTime::MIN.with_minute(u32::from(digest.minute % 60));
    let time = time.and_then(|time| time.with_hour(u32::from(digest.minute / 60))).unwrap_or(MORNING);
    team_zone.instant(week.day(weekday), time)
}

/// When an author sees what of theirs is to be posted: in the morning of their last working day that lies before the
/// digest's day, and far enough ahead of it where zones are far apart.
#[must_use]
pub fn preview_at(author_zone: &Zone, team_zone: &Zone, due_at: DateTime<Utc>) -> DateTime<Utc> {
    let day = team_zone.local(due_at).date();
    (1..=MOST_DAYS)
        .filter_map(|days| day.checked_sub_days(Days::new(days)))
        .map(|day| (day, author_zone.instant(day, MORNING)))
        // Where one moved across the date line, a day was skipped.
        .filter(|(day, at)| author_zone.local(*at).date() == *day)
        .map(|(_, at)| at)
        .find(|at| *at + AHEAD <= due_at && awake(author_zone, *at) == Awake::Now)
        .unwrap_or(due_at - TimeDelta::days(1))
}

/// Whether a digest is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayOut {
    /// Not before this instant; a preview that is sent meanwhile can move it.
    Wait(DateTime<Utc>),
    /// Now. Authors whose preview does not stand long enough are left out.
    Now,
}

/// Whether to lay out a digest, given when each author's preview was sent; nothing where it does not stand.
#[must_use]
pub fn lay_out_at(due_at: DateTime<Utc>, previews: &[Option<DateTime<Utc>>], now: DateTime<Utc>) -> LayOut {
    let latest = due_at + PREVIEW_WAIT;
    let ready = previews.iter().map(|sent_at| sent_at.map_or(latest, |sent_at| sent_at + NOTICE)).max();
    let at = ready.unwrap_or(due_at).clamp(due_at, latest);
    if now >= at { LayOut::Now } else { LayOut::Wait(at) }
}

/// Whether an author had the time to look at what is to be posted.
#[must_use]
pub fn stands_long_enough(sent_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    sent_at.is_some_and(|sent_at| sent_at + NOTICE <= now)
}
