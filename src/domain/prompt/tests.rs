//! Invariants of planning in any world: people who move, pause and change their minds, a bot that is down, a clock that
//! steps back. An optimised build runs the bot up to once a minute, a debug build every two hours. In full:
//! `PROPTEST_CASES=10000 cargo test --release --lib domain::prompt`.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Utc, Weekday};
use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use proptest::prelude::*;

use super::*;
use crate::domain::cadence::{PromptTime, Week, jitter};
use crate::domain::ids::MemberId;

const WEEKS: i64 = 10;
const TEAM_ZONE: &str = "Europe/Lisbon";
const ZONES: [&str; 14] = [
    "Europe/Lisbon",
    "Europe/Berlin",
    "America/New_York",
    "America/Vancouver",
    "America/St_Johns",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Mars/Olympus_Mons",
];

/// An event in a world.
#[derive(Clone, Copy, Debug)]
enum Event {
    Start,
    Stop,
    Deactivated,
    Move(usize),
    PromptTime(PromptTime),
    Frequency(Frequency),
    Pause(i64),
    Resume,
    AwayFor(i64),
    AwayOpen,
    Back,
    Snooze(Snooze),
    Outage(i64),
    ClockBack,
}

/// Ten weeks of one engineer and one bot.
#[derive(Clone, Debug)]
struct World {
    begin: i64,
    member: u32,
    zone: usize,
    prompt_time: PromptTime,
    events: Vec<(i64, Event)>,
    /// Minutes between the bot's runs, repeated in a cycle.
    looks: Vec<i64>,
    /// Whether the bot also runs at the times that the plan names.
    obeys: bool,
}

fn a_rhythm() -> impl Strategy<Value = PromptTime> {
    a_rhythm_on(0..5)
}

fn a_rhythm_on(days: Range<u8>) -> impl Strategy<Value = PromptTime> {
    (days, 0..=105_u32).prop_map(|(day, fives)| {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(9 * 3600 + fives * 300, 0).unwrap();
        PromptTime::new(Weekday::try_from(day).unwrap(), time).unwrap()
    })
}

fn an_event() -> impl Strategy<Value = Event> {
    let frequency = prop_oneof![Just(Frequency::EveryWeek), Just(Frequency::EverySecondWeek), Just(Frequency::Monthly)];
    let snooze = prop_oneof![Just(Snooze::Tomorrow), Just(Snooze::NextMonday)];
    prop_oneof![
        2 => Just(Event::Start),
        1 => Just(Event::Stop),
        1 => Just(Event::Deactivated),
        4 => (0..ZONES.len()).prop_map(Event::Move),
        3 => a_rhythm().prop_map(Event::PromptTime),
        1 => frequency.prop_map(Event::Frequency),
        2 => (1..600_i64).prop_map(Event::Pause),
        1 => Just(Event::Resume),
        2 => (1..300_i64).prop_map(Event::AwayFor),
        1 => Just(Event::AwayOpen),
        1 => Just(Event::Back),
        2 => snooze.prop_map(Event::Snooze),
        3 => (1..=400_i64).prop_map(Event::Outage),
        2 => Just(Event::ClockBack),
    ]
}

/// What brings two weeks' prompts to one day: the bot is down from the end of a week to Monday or Tuesday, when it asks
/// last week's prompt. On that day, this week's prompt moves to it, or the engineer changes zones.
fn a_collision() -> impl Strategy<Value = Vec<(i64, Event)>> {
    const HOUR: i64 = 60;
    let week = (3..WEEKS, a_rhythm_on(3..5));
    let moved = prop_oneof![
        3 => a_rhythm_on(0..2).prop_map(Event::PromptTime),
        1 => (0..ZONES.len()).prop_map(Event::Move),
    ];
    (week, 0..40_i64, 0..10_i64, moved).prop_map(|((week, late), ends, later, moved)| {
        let monday = week * 7 * 24 * HOUR;
        let (thursday, back) = (monday - 4 * 24 * HOUR, monday + ends * HOUR);
        let down = Event::Outage((back - thursday) / HOUR);
        vec![(thursday - 24 * HOUR, Event::PromptTime(late)), (thursday, down), (back + later * HOUR, moved)]
    })
}

fn a_world() -> impl Strategy<Value = World> {
    let minutes = WEEKS * 7 * 24 * 60;
    let shortest = if cfg!(debug_assertions) { 120 } else { 1 };
    (
        0..520_i64,
        any::<u32>(),
        0..ZONES.len(),
        a_rhythm(),
        (0..minutes / 4, prop::collection::vec((0..minutes, an_event()), 0..12)),
        prop::collection::vec(a_collision(), 0..3),
        prop_oneof![prop::collection::vec(shortest..180_i64, 1..3), prop::collection::vec(60..900_i64, 1..6)],
        any::<bool>(),
    )
        .prop_map(|(week, member, zone, prompt_time, (start, mut events), collisions, looks, obeys)| {
            events.push((start, Event::Start));
            events.extend(collisions.into_iter().flatten());
            events.sort_by_key(|(minute, _)| *minute);
            let begin = 1_767_571_200 + week * 7 * 86_400;
            World { begin, member, zone, prompt_time, events, looks, obeys }
        })
}

/// Calendar calculations that are independent of the rules.
struct Oracle {
    zone: TimeZone,
    prompt_time: PromptTime,
    jitter: TimeDelta,
}

impl Oracle {
    fn of(schedule: &PromptSchedule) -> Self {
        let tables = TimeZoneDatabase::bundled();
        let zone = tables.get(&schedule.zone).unwrap_or_else(|_| tables.get(&schedule.team_zone).unwrap());
        Self { zone, prompt_time: schedule.prompt_time, jitter: jitter(&schedule.member) }
    }

    fn local(&self, at: DateTime<Utc>) -> jiff::civil::DateTime {
        self.zone.to_datetime(jiff::Timestamp::from_millisecond(at.timestamp_millis()).unwrap())
    }

    fn day(&self, at: DateTime<Utc>) -> Date {
        self.local(at).date()
    }

    fn is_at_work(&self, at: DateTime<Utc>) -> bool {
        let local = self.local(at);
        local.weekday().to_monday_zero_offset() < 5 && (9..18).contains(&local.hour())
    }

    fn due(&self, week: Week) -> DateTime<Utc> {
        let iso = week.day(Weekday::Mon).iso_week();
        let (year, week) = (i16::try_from(iso.year()).unwrap(), i8::try_from(iso.week()).unwrap());
        let weekday = i8::try_from(self.prompt_time.weekday().num_days_from_monday()).unwrap();
        let weekday = jiff::civil::Weekday::from_monday_zero_offset(weekday).unwrap();
        let day = jiff::civil::ISOWeekDate::new(year, week, weekday).unwrap().date();
        let seconds = (self.prompt_time.time() - NaiveTime::MIN).num_seconds();
        let time = Time::midnight() + jiff::SignedDuration::from_secs(seconds);
        let instant = self.zone.to_timestamp(day.to_datetime(time)).unwrap();
        DateTime::from_timestamp_millis(instant.as_millisecond()).unwrap() + self.jitter
    }

    fn week(&self, at: DateTime<Utc>) -> Week {
        let week = self.day(at).iso_week_date();
        format!("{:04}-W{:02}", week.year(), week.week()).parse().unwrap()
    }
}

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
    fn of(world: &World) -> Self {
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

    fn check_skip(&self, week: Week, reason: Reason, now: DateTime<Utc>) -> Result<(), TestCaseError> {
        let oracle = Oracle::of(&self.schedule);
        let closed_at =
            (oracle.due(week) + TimeDelta::hours(96)).min(oracle.due(week.after(self.schedule.frequency.weeks())));
        prop_assert!(closed_at <= now, "skipped while it could be asked");
        match reason {
            Reason::Missed => {}
            Reason::Paused => prop_assert!(self.schedule.paused_until.is_some()),
            Reason::Away => prop_assert!(self.schedule.away != Away::No),
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

fn live(world: &World) -> Result<Run, TestCaseError> {
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
    let quiet = World {
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
    let run = live(&World { events: vec![(0, Event::Start), down_for_400_hours], ..quiet.clone() }).unwrap();
    assert_eq!((run.asks, run.skips, run.reminders), (8, 2, 0));

    let friday = 4 * 24 * 60 + 12 * 60;
    let snoozed = (friday, Event::Snooze(Snooze::NextMonday));
    let run = live(&World { events: vec![(0, Event::Start), snoozed], ..quiet }).unwrap();
    assert_eq!((run.asks, run.skips, run.reminders), (10, 0, 1));
}
