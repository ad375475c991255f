//! Whether an engineer is asked now: one prompt for a week, at work, soon after it is due, and never two in a day.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::Frequency;
use crate::domain::cadence::{self, AT_WORK_FROM, Awake, PromptTime, Week, Zone};
use crate::domain::ids::MemberId;

/// A prompt that could not be asked when it was due may still be, for this long. It is over before the next week's is
/// due, so that at most one week is open.
pub const CATCH_UP: TimeDelta = TimeDelta::hours(96);

/// Weeks further back than this get no slot any more: nothing happened in them that anybody asks about.
const LOOK_BACK: u32 = 8;

/// What decides whether one engineer is asked, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptSchedule {
    pub member: MemberId,
    /// Their IANA zone as Slack has it.
    pub zone: String,
    /// Their team's default zone, for a name that no table knows.
    pub team_zone: String,
    /// Their own weekday and time, or their team's.
    pub rhythm: PromptTime,
    /// Since when they may be asked: the last time that they pressed *Start*, came back after *Stop* or a deactivation,
    /// or got another pace. What was due before it is nobody's. None before *Start*.
    pub since: Option<DateTime<Utc>>,
    pub pace: Frequency,
    /// Until when they paused; an instant that has passed is no pause.
    pub paused_until: Option<DateTime<Utc>>,
    /// Whether they pressed *Never* or *Stop*.
    pub stopped: bool,
    /// Whether their status in Slack says that they are out of the office.
    pub away: Away,
    /// Whether Slack deactivated them.
    pub deactivated: bool,
}

/// Out of the office.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Away {
    /// No such status.
    #[default]
    No,
    /// The status ends at this instant; one that has passed is none.
    Until(DateTime<Utc>),
    /// The status has no end.
    Open,
}

/// A week that was dealt with: asked or skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub week: Week,
    /// When it was last asked: sent, or planned if it is not sent yet. None if it was skipped.
    pub asked_at: Option<DateTime<Utc>>,
    /// Until when it is snoozed, if it is snoozed now.
    pub snoozed_until: Option<DateTime<Utc>>,
}

/// What to do about one engineer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Record the slot as asked and promise its delivery, in one transaction.
    Ask {
        week: Week,
        /// When it was due, jitter included.
        due_at: DateTime<Utc>,
        /// From when on it must not be sent any more.
        until: DateTime<Utc>,
    },
    /// Promise the delivery of a snoozed prompt once more; its slot is asked again, now.
    Remind {
        week: Week,
        /// From when on it must not be sent any more.
        until: DateTime<Utc>,
    },
    /// Record the slot as skipped, then plan again: the next week may be due already.
    Skip {
        week: Week,
        /// Why nobody was asked.
        reason: Reason,
    },
    /// Nothing to do now.
    Wait {
        /// When there may be, at the latest; None if only a change of the seat brings something.
        until: Option<DateTime<Utc>>,
    },
}

/// Why a due week was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The bot was not there in time.
    Missed,
    /// They had paused.
    Paused,
    /// They were out of the office.
    Away,
}

/// What to do with a planned prompt at the moment of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    Now,
    /// Not before this instant; None if nobody knows when they are back.
    Later(Option<DateTime<Utc>>),
    /// Not at all: it is too late, or they are not to be asked any more.
    Never,
}

/// What to do about this engineer now. `history` holds the slots that their weeks already have, in any order; the
/// newest few are enough.
///
/// A slot belongs to an ISO week, so neither a flight nor a changed rhythm can double or lose it. Who moves their day to
/// one that has passed this week, and was not asked yet, is asked now: the prompt counts as due on that day.
#[must_use]
pub fn plan(schedule: &PromptSchedule, history: &[Slot], now: DateTime<Utc>) -> Plan {
    let Some((week, due_at)) = upcoming(schedule, history, now) else {
        return Plan::Wait { until: None };
    };
    let desk = ZonedSchedule::of(schedule);
    if due_at > now {
        return match newest(history) {
            Some(slot) => desk.remind(slot, due_at, history, now),
            None => Plan::Wait { until: Some(due_at) },
        };
    }
    let until = due_at + CATCH_UP;
    if now >= until {
        return Plan::Skip { week, reason: desk.reason(until) };
    }
    match desk.not_now(history, now) {
        None => Plan::Ask { week, due_at, until },
        Some(back) => Plan::Wait { until: Some(back.at_most(until)) },
    }
}

/// The first week without a slot that this engineer is to be asked for, and when it is or was due: what settings can
/// name. None if they are not to be asked at all.
#[must_use]
pub fn upcoming(schedule: &PromptSchedule, history: &[Slot], now: DateTime<Utc>) -> Option<(Week, DateTime<Utc>)> {
    let since = schedule.since.filter(|_| !schedule.stopped && !schedule.deactivated)?;
    let desk = ZonedSchedule::of(schedule);
    let week = desk.first_week(since, newest(history), now);
    Some((week, desk.due(week)))
}

fn newest(history: &[Slot]) -> Option<&Slot> {
    history.iter().max_by_key(|slot| slot.week)
}

/// What to do with a planned prompt now that it could be sent; `until` is the plan's.
#[must_use]
pub fn sending(schedule: &PromptSchedule, until: DateTime<Utc>, now: DateTime<Utc>) -> Sending {
    if schedule.since.is_none() || schedule.stopped || schedule.deactivated || now >= until {
        return Sending::Never;
    }
    let desk = ZonedSchedule::of(schedule);
    match desk.unavailable(now) {
        None => Sending::Now,
        Some(Back::At(later)) if later >= until => Sending::Never,
        Some(Back::At(later)) => Sending::Later(Some(later)),
        Some(Back::Unknown) => Sending::Later(None),
    }
}

/// When somebody who cannot be asked now can be again.
enum Back {
    /// At this instant, as far as it looks now.
    At(DateTime<Utc>),
    Unknown,
}

impl Back {
    fn at_most(self, end: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::At(later) => later.min(end),
            Self::Unknown => end,
        }
    }
}

/// A seat with its zone's rules looked up.
struct ZonedSchedule<'a> {
    schedule: &'a PromptSchedule,
    zone: Zone,
}

impl<'a> ZonedSchedule<'a> {
    fn of(schedule: &'a PromptSchedule) -> Self {
        Self { schedule, zone: Zone::of(&schedule.zone, &schedule.team_zone) }
    }

    fn due(&self, week: Week) -> DateTime<Utc> {
        cadence::due(week, self.schedule.rhythm, &self.zone) + cadence::jitter(&self.schedule.member)
    }

    fn day(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.zone.local(instant).date()
    }

    /// The first week without a slot that is theirs: a pace after the newest slot, and due since they may be asked.
    fn first_week(&self, since: DateTime<Utc>, newest: Option<&Slot>, now: DateTime<Utc>) -> Week {
        let started = Week::of(self.day(since));
        let started = if self.due(started) < since { started.next() } else { started };
        let unforgotten = Week::of(self.day(now)).before(LOOK_BACK);
        let next = newest.map_or(started, |slot| slot.week.after(self.schedule.pace.weeks()));
        next.max(started).max(unforgotten)
    }

    /// What a snoozed prompt does while the next week's is not due. On the day of the next one it stays away.
    fn remind(&self, slot: &Slot, next_due: DateTime<Utc>, history: &[Slot], now: DateTime<Utc>) -> Plan {
        let Some(wakes_at) = slot.snoozed_until.filter(|at| now < *at + CATCH_UP) else {
            return Plan::Wait { until: Some(next_due) };
        };
        let until = next_due.min(wakes_at + CATCH_UP);
        if now < wakes_at {
            return Plan::Wait { until: Some(wakes_at.min(until)) };
        }
        match self.not_now(history, now) {
            None if self.day(next_due) == self.day(now) => Plan::Wait { until: Some(next_due) },
            None => Plan::Remind { week: slot.week, until },
            Some(back) => Plan::Wait { until: Some(back.at_most(until)) },
        }
    }

    /// None if they can be asked now.
    fn not_now(&self, history: &[Slot], now: DateTime<Utc>) -> Option<Back> {
        let today = self.day(now);
        let asked_today = || history.iter().filter_map(|slot| slot.asked_at).any(|at| self.day(at) == today);
        let tomorrow = || Back::At(cadence::next_working_day(&self.zone, now, AT_WORK_FROM));
        self.unavailable(now).or_else(|| asked_today().then(tomorrow))
    }

    /// None if they are there and at work.
    fn unavailable(&self, now: DateTime<Utc>) -> Option<Back> {
        let back_at = match self.schedule.away {
            Away::Open => return Some(Back::Unknown),
            Away::Until(at) => self.schedule.paused_until.max(Some(at)),
            Away::No => self.schedule.paused_until,
        };
        back_at.filter(|at| *at > now).or_else(|| self.asleep(now)).map(Back::At)
    }

    fn asleep(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match cadence::awake(&self.zone, now) {
            Awake::Now => None,
            Awake::From(later) => Some(later),
        }
    }

    /// Why nobody was asked until the slot closed: paused or away, if that left no time at work.
    fn reason(&self, closed_at: DateTime<Utc>) -> Reason {
        let covers = |back_at: DateTime<Utc>| self.asleep(back_at).unwrap_or(back_at) >= closed_at;
        if self.schedule.paused_until.is_some_and(covers) {
            return Reason::Paused;
        }
        match self.schedule.away {
            Away::Open => Reason::Away,
            Away::Until(at) if covers(at) => Reason::Away,
            Away::Until(_) | Away::No => Reason::Missed,
        }
    }
}

#[cfg(test)]
mod tests;
