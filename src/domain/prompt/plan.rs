//! Whether to ask an engineer now: one prompt per week, at work, soon after it is due, and never two on one day.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::Frequency;
use crate::domain::cadence::{self, AT_WORK_FROM, MessagingTime, PromptTime, Week, Zone};
use crate::domain::ids::MemberId;

/// How long after its due time a missed prompt may still be asked. This ends before the next week's prompt is due, so
/// at most one week is open.
pub const CATCH_UP: TimeDelta = TimeDelta::hours(96);

/// Weeks further back than this get no slot: they no longer matter to anyone.
const LOOK_BACK: u32 = 8;

/// The current facts that decide whether to ask one engineer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptSchedule {
    pub member: MemberId,
    /// Their IANA zone from Slack.
    pub zone: String,
    /// Their team's default zone, in case no table has theirs.
    pub team_zone: String,
    /// Their own weekday and time, or their team's.
    pub prompt_time: PromptTime,
    /// They may be asked from this time on: when they last pressed *Start*, returned after *Stop* or a deactivation, or
    /// changed frequency. Weeks due before it don't count. `None` before *Start*.
    pub since: Option<DateTime<Utc>>,
    pub frequency: Frequency,
    /// The end of their pause; ignored if it has passed.
    pub paused_until: Option<DateTime<Utc>>,
    /// Whether they pressed *Never* or *Stop*.
    pub stopped: bool,
    /// Whether their Slack status says that they are out of the office.
    pub away: Away,
    /// Whether Slack deactivated them.
    pub deactivated: bool,
}

/// An out-of-office status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Away {
    #[default]
    No,
    /// The status ends at this time; ignored if it has passed.
    Until(DateTime<Utc>),
    /// The status has no end.
    Open,
}

/// A week that is dealt with: asked or skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub week: Week,
    /// When it was last asked: sent, or planned if it isn't sent yet. `None` if it was skipped.
    pub asked_at: Option<DateTime<Utc>>,
    /// The end of a current snooze.
    pub snoozed_until: Option<DateTime<Utc>>,
}

/// What to do about one engineer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Record the slot as asked and enqueue its delivery, in one transaction.
    Ask {
        week: Week,
        /// When it was due, including jitter.
        due_at: DateTime<Utc>,
        /// It must not be sent from this time on.
        until: DateTime<Utc>,
    },
    /// Enqueue another delivery of a snoozed prompt; its slot counts as asked now.
    Remind {
        week: Week,
        /// It must not be sent from this time on.
        until: DateTime<Utc>,
    },
    /// Record the slot as skipped, then plan again: the next week may already be due.
    Skip { week: Week, reason: SkipReason },
    /// Nothing to do now.
    Wait {
        /// When to plan again at the latest; `None` if only a change of the [`PromptSchedule`] can lead to a prompt.
        until: Option<DateTime<Utc>>,
    },
}

/// Why a due week was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SkipReason {
    /// The bot wasn't running in time.
    Missed,
    Paused,
    /// They were out of the office.
    Away,
}

/// What to do with a planned prompt at the moment of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    Now,
    /// Not before this instant; `None` if their return is unknown.
    Later(Option<DateTime<Utc>>),
    /// Not at all: it's too late, or they should no longer be asked.
    Never,
}

/// What to do about this engineer now. `history` has the slots of their weeks, in any order; the newest few are enough.
///
/// A slot belongs to an ISO week, so neither travel nor a changed prompt time can duplicate or lose it. An engineer who
/// moves their day to one that has passed this week, and hasn't been asked yet, is asked now: the prompt counts as due
/// on that day.
#[must_use]
pub fn plan(schedule: &PromptSchedule, history: &[Slot], now: DateTime<Utc>) -> Plan {
    let Some((week, due_at)) = upcoming(schedule, history, now) else {
        return Plan::Wait { until: None };
    };
    let zoned = ZonedSchedule::of(schedule);
    if due_at > now {
        return match newest(history) {
            Some(slot) => zoned.remind(slot, due_at, history, now),
            None => Plan::Wait { until: Some(due_at) },
        };
    }
    let until = due_at + CATCH_UP;
    if now >= until {
        return Plan::Skip { week, reason: zoned.reason(until) };
    }
    match zoned.wait_before_asking(history, now) {
        None => Plan::Ask { week, due_at, until },
        Some(back) => Plan::Wait { until: Some(back.at_most(until)) },
    }
}

/// Everything to do about this engineer now, in order: the weeks that went by, and at most one prompt to send.
#[must_use]
pub fn plan_all(schedule: &PromptSchedule, history: &[Slot], now: DateTime<Utc>) -> Vec<Plan> {
    let mut history = history.to_vec();
    let mut steps = Vec::new();
    loop {
        match plan(schedule, &history, now) {
            Plan::Wait { .. } => return steps,
            skip @ Plan::Skip { week, .. } => {
                history.push(Slot { week, asked_at: None, snoozed_until: None });
                steps.push(skip);
            }
            send @ (Plan::Ask { .. } | Plan::Remind { .. }) => {
                steps.push(send);
                return steps;
            }
        }
    }
}

/// The first week without a slot for which to ask this engineer, and when it is or was due; `None` if
/// they are not to be asked at all.
fn upcoming(schedule: &PromptSchedule, history: &[Slot], now: DateTime<Utc>) -> Option<(Week, DateTime<Utc>)> {
    let since = schedule.since.filter(|_| !schedule.stopped && !schedule.deactivated)?;
    let zoned = ZonedSchedule::of(schedule);
    let week = zoned.first_week(since, newest(history), now);
    Some((week, zoned.due(week)))
}

/// When the next question arrives, as far as known; `None` if none is planned or it is due already.
#[must_use]
pub fn next_question(schedule: &PromptSchedule, history: &[Slot], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (_, due_at) = upcoming(schedule, history, now)?;
    Some(due_at.max(schedule.paused_until.unwrap_or(due_at))).filter(|next| *next > now)
}

fn newest(history: &[Slot]) -> Option<&Slot> {
    history.iter().max_by_key(|slot| slot.week)
}

/// What to do with a planned prompt now that it could be sent; `until` comes from the plan.
#[must_use]
pub fn sending(schedule: &PromptSchedule, until: DateTime<Utc>, now: DateTime<Utc>) -> Sending {
    if schedule.since.is_none() || schedule.stopped || schedule.deactivated || now >= until {
        return Sending::Never;
    }
    let zoned = ZonedSchedule::of(schedule);
    match zoned.unavailable_until(now) {
        None => Sending::Now,
        Some(Back::At(later)) if later >= until => Sending::Never,
        Some(Back::At(later)) => Sending::Later(Some(later)),
        Some(Back::Unknown) => Sending::Later(None),
    }
}

/// When a person who can't be asked now can be asked again.
enum Back {
    /// At this instant, as things are now.
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

/// A [`PromptSchedule`] with its zone's rules.
struct ZonedSchedule<'a> {
    schedule: &'a PromptSchedule,
    zone: Zone,
}

impl<'a> ZonedSchedule<'a> {
    fn of(schedule: &'a PromptSchedule) -> Self {
        Self { schedule, zone: Zone::of(&schedule.zone, &schedule.team_zone) }
    }

    fn due(&self, week: Week) -> DateTime<Utc> {
        cadence::due(week, self.schedule.prompt_time, &self.zone) + cadence::jitter(&self.schedule.member)
    }

    fn day(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.zone.local(instant).date()
    }

    /// The first week to ask for: one interval after the newest slot, and due after they may first be asked.
    fn first_week(&self, since: DateTime<Utc>, newest: Option<&Slot>, now: DateTime<Utc>) -> Week {
        let started = Week::of(self.day(since));
        let started = if self.due(started) < since { started.next() } else { started };
        let unforgotten = Week::of(self.day(now)).before(LOOK_BACK);
        let next = newest.map_or(started, |slot| slot.week.after(self.schedule.frequency.weeks()));
        next.max(started).max(unforgotten)
    }

    /// What to do about a snoozed prompt before the next week's is due. It isn't repeated on the day of the next one.
    fn remind(&self, slot: &Slot, next_due: DateTime<Utc>, history: &[Slot], now: DateTime<Utc>) -> Plan {
        let Some(wakes_at) = slot.snoozed_until.filter(|at| now < *at + CATCH_UP) else {
            return Plan::Wait { until: Some(next_due) };
        };
        let until = next_due.min(wakes_at + CATCH_UP);
        if now < wakes_at {
            return Plan::Wait { until: Some(wakes_at.min(until)) };
        }
        match self.wait_before_asking(history, now) {
            None if self.day(next_due) == self.day(now) => Plan::Wait { until: Some(next_due) },
            None => Plan::Remind { week: slot.week, until },
            Some(back) => Plan::Wait { until: Some(back.at_most(until)) },
        }
    }

    /// `None` if they can be asked now.
    fn wait_before_asking(&self, history: &[Slot], now: DateTime<Utc>) -> Option<Back> {
        let today = self.day(now);
        let asked_today = || history.iter().filter_map(|slot| slot.asked_at).any(|at| self.day(at) == today);
        let tomorrow = || Back::At(cadence::next_working_day(&self.zone, now, AT_WORK_FROM));
        self.unavailable_until(now).or_else(|| asked_today().then(tomorrow))
    }

    /// `None` if they are available and at work.
    fn unavailable_until(&self, now: DateTime<Utc>) -> Option<Back> {
        let back_at = match self.schedule.away {
            Away::Open => return Some(Back::Unknown),
            Away::Until(at) => self.schedule.paused_until.max(Some(at)),
            Away::No => self.schedule.paused_until,
        };
        back_at.filter(|at| *at > now).or_else(|| self.next_messaging_time(now)).map(Back::At)
    }

    fn next_messaging_time(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match cadence::messaging_time(&self.zone, now) {
            MessagingTime::Now => None,
            MessagingTime::From(later) => Some(later),
        }
    }

    /// Why a week wasn't asked before its slot closed: paused or away, if that left no time at work.
    fn reason(&self, closed_at: DateTime<Utc>) -> SkipReason {
        let covers = |back_at: DateTime<Utc>| self.next_messaging_time(back_at).unwrap_or(back_at) >= closed_at;
        if self.schedule.paused_until.is_some_and(covers) {
            return SkipReason::Paused;
        }
        match self.schedule.away {
            Away::Open => SkipReason::Away,
            Away::Until(at) if covers(at) => SkipReason::Away,
            Away::Until(_) | Away::No => SkipReason::Missed,
        }
    }
}

#[cfg(test)]
mod tests;
