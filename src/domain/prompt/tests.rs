//! Invariants of planning in any world: people who move, pause and change their minds, a bot that is down, a clock that
//! steps back. An optimised build runs the bot up to once a minute, a debug build every two hours. In full:
//! `PROPTEST_CASES=10000 cargo test --release --lib domain::prompt`.

mod oracle;
mod world;

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Utc, Weekday};
use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use oracle::Oracle;
use proptest::prelude::*;
use world::{Event, PromptWorld, WEEKS, ZONES, a_world};

use super::*;
use crate::domain::cadence::{PromptTime, Week, jitter};
use crate::domain::ids::MemberId;

const TEAM_ZONE: &str = "Europe/Lisbon";

/// A bot that stores what a service would store, and the person it asks.
struct Run {
    schedule: PromptSchedule,
    slots: BTreeMap<Week, Slot>,
    asks: usize,
    skips: usize,
    reminders: usize,
    /// Whether every week needs a slot, because the engineer is asked weekly without interruption.
    without_gaps: bool,
}

impl Run {
    fn of(world: &PromptWorld) -> Self {
        let schedule = PromptSchedule {
            member: MemberId::new(format!("U{:08X}", world.member)),
            zone: ZONES[world.zone].to_owned(),
            team_zone: TEAM_ZONE.to_owned(),
            prompt_time: world.prompt_time,
            since: None,
            frequency: Frequency::EveryWeek,
            paused_until: None,
            stopped: false,
            away: Away::No,
            deactivated: false,
        };
        Self { schedule, slots: BTreeMap::new(), asks: 0, skips: 0, reminders: 0, without_gaps: true }
    }

    fn history(&self) -> Vec<Slot> {
        self.slots.values().copied().collect()
    }

    fn happens(&mut self, event: Event, now: DateTime<Utc>) {
        match event {
            Event::Start => {
                self.without_gaps &= self.schedule.since.is_none();
                self.schedule.since = Some(now);
                self.schedule.stopped = false;
                self.schedule.deactivated = false;
            }
            Event::Stop => self.schedule.stopped = true,
            Event::Deactivated => self.schedule.deactivated = true,
            Event::Move(zone) => ZONES[zone].clone_into(&mut self.schedule.zone),
            Event::PromptTime(prompt_time) => self.schedule.prompt_time = prompt_time,
            Event::Frequency(frequency) => {
                self.without_gaps = false;
                self.schedule.frequency = frequency;
                self.schedule.since = self.schedule.since.map(|_| now);
            }
            Event::Pause(hours) => self.schedule.paused_until = Some(now + TimeDelta::hours(hours)),
            Event::Resume => self.schedule.paused_until = None,
            Event::AwayFor(hours) => self.schedule.away = Away::Until(now + TimeDelta::hours(hours)),
            Event::AwayOpen => self.schedule.away = Away::Open,
            Event::Back => self.schedule.away = Away::No,
            Event::Snooze(choice) => {
                let until = snoozed_until(&self.schedule, choice, now);
                if let Some(mut slot) = self.slots.last_entry().filter(|slot| slot.get().asked_at.is_some()) {
                    slot.get_mut().snoozed_until = Some(until);
                }
            }
            Event::Outage(_) | Event::ClockBack => {}
        }
    }

    fn is_available(&self, now: DateTime<Utc>) -> bool {
        let schedule = &self.schedule;
        let away = match schedule.away {
            Away::No => false,
            Away::Until(until) => now < until,
            Away::Open => true,
        };
        schedule.since.is_some()
            && !schedule.stopped
            && !schedule.deactivated
            && !away
            && schedule.paused_until.is_none_or(|until| until <= now)
    }

    /// One run, as the service does it: record, then plan again. Returns when to run again.
    fn run_due(&mut self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, TestCaseError> {
        for _ in 0..20 {
            let newest = self.slots.keys().next_back().copied();
            let planned = plan(&self.schedule, &self.history(), now);
            // Services find due engineers by their newest slot alone; that must not miss any.
            let at_first_sight = plan(&self.schedule, newest.map(|week| self.slots[&week]).as_slice(), now);
            let waits = |plan| matches!(plan, Plan::Wait { .. });
            prop_assert!(waits(planned) || !waits(at_first_sight), "who is due does not seem to be");
            match planned {
                Plan::Ask { week, due_at, until } => {
                    self.check_new(week, newest)?;
                    self.check_ask(week, due_at, until, now)?;
                    self.slots.insert(week, Slot { week, asked_at: Some(now), snoozed_until: None });
                    self.asks += 1;
                }
                Plan::Remind { week, until } => {
                    self.check_reminder(week, until, now)?;
                    self.slots.insert(week, Slot { week, asked_at: Some(now), snoozed_until: None });
                    self.reminders += 1;
                }
                Plan::Skip { week, reason } => {
                    self.check_new(week, newest)?;
                    self.check_skip(week, reason, now)?;
                    self.slots.insert(week, Slot { week, asked_at: None, snoozed_until: None });
                    self.skips += 1;
                }
                Plan::Wait { until } => {
                    prop_assert!(until.is_none_or(|until| until > now), "told to look in the past");
                    self.check_nothing_forgotten(now)?;
                    return Ok(until);
                }
            }
        }
        Err(TestCaseError::fail("planning comes to no end"))
    }

    fn check_new(&self, week: Week, newest: Option<Week>) -> Result<(), TestCaseError> {
        prop_assert!(!self.slots.contains_key(&week), "{week} has its slot");
        if let Some(newest) = newest {
            prop_assert!(week >= newest.after(self.schedule.frequency.weeks()), "{week} comes too soon after {newest}");
        }
        Ok(())
    }

    fn check_time(&self, now: DateTime<Utc>) -> Result<(), TestCaseError> {
        let oracle = Oracle::of(&self.schedule);
        prop_assert!(oracle.is_at_work(now), "asked at {}", oracle.local(now));
        prop_assert!(self.is_available(now), "asked while not to be asked");
        let today = oracle.day(now);
        let twice = self.slots.values().filter_map(|slot| slot.asked_at).any(|at| oracle.day(at) == today);
        prop_assert!(!twice, "asked twice on {today}");
        Ok(())
    }

    fn check_ask(
        &self,
        week: Week,
        due_at: DateTime<Utc>,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), TestCaseError> {
        self.check_time(now)?;
        let oracle = Oracle::of(&self.schedule);
        prop_assert_eq!(due_at, oracle.due(week));
        prop_assert_eq!(until, due_at + TimeDelta::hours(96));
        prop_assert!(due_at <= now && now < until, "asked early or late");
        prop_assert!(self.schedule.since.is_some_and(|since| since <= due_at), "asked for a time before Start");
        prop_assert!(oracle.due(week.after(self.schedule.frequency.weeks())) > now, "a newer week is due");
        prop_assert_eq!(sending(&self.schedule, until, now), Sending::Now);
        Ok(())
    }

    fn check_reminder(&self, week: Week, until: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), TestCaseError> {
        self.check_time(now)?;
        let slot = self.slots.get(&week).copied();
        prop_assert!(slot.and_then(|slot| slot.snoozed_until).is_some_and(|at| at <= now), "not snoozed");
        prop_assert_eq!(self.slots.keys().next_back(), Some(&week));
        let newer = Oracle::of(&self.schedule).due(week.after(self.schedule.frequency.weeks()));
        let theirs = self.schedule.since.is_some_and(|since| since <= newer);
        prop_assert!(!theirs || newer > now, "a newer week is due");
        prop_assert!(now < until);
        Ok(())
    }

    fn check_skip(&self, week: Week, reason: SkipReason, now: DateTime<Utc>) -> Result<(), TestCaseError> {
        let oracle = Oracle::of(&self.schedule);
        let closed_at =
            (oracle.due(week) + TimeDelta::hours(96)).min(oracle.due(week.after(self.schedule.frequency.weeks())));
        prop_assert!(closed_at <= now, "skipped while it could be asked");
        match reason {
            SkipReason::Missed => {}
            SkipReason::Paused => prop_assert!(self.schedule.paused_until.is_some()),
            SkipReason::Away => prop_assert!(self.schedule.away != Away::No),
        }
        Ok(())
    }

    /// An engineer who could be asked in this run was asked, and every week that is over has its slot.
    fn check_nothing_forgotten(&self, now: DateTime<Utc>) -> Result<(), TestCaseError> {
        let Some(since) = self.schedule.since.filter(|_| !self.schedule.stopped && !self.schedule.deactivated) else {
            return Ok(());
        };
        let oracle = Oracle::of(&self.schedule);
        let newest = self.slots.keys().next_back().copied();
        let today = oracle.day(now);
        let asked_today = self.slots.values().filter_map(|slot| slot.asked_at).any(|at| oracle.day(at) == today);
        for week in (0..3).map(|weeks| oracle.week(now).next().before(weeks)) {
            let due = oracle.due(week);
            let newer = oracle.due(week.after(self.schedule.frequency.weeks()));
            let owed = newest.is_none_or(|newest| week >= newest.after(self.schedule.frequency.weeks()));
            if !owed || due < since || due > now {
                continue;
            }
            let is_over = now >= due + TimeDelta::hours(96) || newer <= now;
            prop_assert!(!is_over, "{week} is over and has no slot");
            let could = oracle.is_at_work(now) && self.is_available(now) && !asked_today;
            prop_assert!(!could, "{week} could be asked now");
        }
        Ok(())
    }

    fn check_gaps(&self) -> Result<(), TestCaseError> {
        let weeks: Vec<Week> = self.slots.keys().copied().collect();
        let gaps = weeks.windows(2).any(|pair| pair[0].next() != pair[1]);
        prop_assert!(!self.without_gaps || !gaps, "a week has no slot: {:?}", weeks);
        Ok(())
    }
}

fn live(world: &PromptWorld) -> Result<Run, TestCaseError> {
    let mut run = Run::of(world);
    let mut events = world.events.iter().copied().peekable();
    let mut looks = world.looks.iter().copied().cycle();
    let (mut minute, mut skew, mut down_until) = (0, 0, 0);
    while minute < WEEKS * 7 * 24 * 60 {
        let clock = |skew: i64| DateTime::from_timestamp(world.begin + (minute + skew) * 60, 0).unwrap();
        while let Some((_, event)) = events.next_if(|(at, _)| *at <= minute) {
            match event {
                Event::ClockBack => skew -= 90,
                Event::Outage(hours) => down_until = minute + hours * 60,
                _ => run.happens(event, clock(skew)),
            }
        }
        let now = clock(skew);
        let told = if minute >= down_until { run.run_due(now)? } else { None };
        let mut next = minute + looks.next().unwrap();
        if let Some(told) = told.filter(|_| world.obeys) {
            next = next.min(minute + (told - now).num_minutes() + 1);
        }
        minute = events.peek().map_or(next, |(at, _)| next.min((*at).max(minute + 1)));
    }
    run.check_gaps()?;
    Ok(run)
}

proptest! {
    #[test]
    fn nobody_is_asked_twice_at_night_on_a_day_off_early_or_forgotten(world in a_world()) {
        live(&world)?;
    }
}

/// Guards against vacuous worlds: a quiet one asks every week, and at most one prompt follows a 400-hour outage.
#[test]
fn a_quiet_world_asks_every_week_and_an_outage_asks_once() {
    let thursday = PromptTime::new(Weekday::Thu, NaiveTime::from_hms_opt(15, 30, 0).unwrap()).unwrap();
    let quiet = PromptWorld {
        begin: 1_767_571_200,
        member: 7,
        zone: 0,
        prompt_time: thursday,
        events: vec![(0, Event::Start)],
        looks: vec![1],
        obeys: false,
    };
    let run = live(&quiet).unwrap();
    assert_eq!((run.asks, run.skips, run.reminders), (10, 0, 0));

    let down_for_400_hours = (3 * 24 * 60, Event::Outage(400));
    let run = live(&PromptWorld { events: vec![(0, Event::Start), down_for_400_hours], ..quiet.clone() }).unwrap();
    assert_eq!((run.asks, run.skips, run.reminders), (8, 2, 0));

    let friday = 4 * 24 * 60 + 12 * 60;
    let snoozed = (friday, Event::Snooze(Snooze::NextMonday));
    let run = live(&PromptWorld { events: vec![(0, Event::Start), snoozed], ..quiet }).unwrap();
    assert_eq!((run.asks, run.skips, run.reminders), (10, 0, 1));
}
