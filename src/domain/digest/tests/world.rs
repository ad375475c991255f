//! Ten random weeks of two teams: the events, and when the bot runs.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use crate::domain::roster::WeeklyTime;

/// The engineers who write entries. Kim also manages others.
pub(crate) const AUTHORS: [&str; 4] = ["ana", "ben", "cleo", "kim"];
pub(crate) const MANAGERS: [&str; 3] = ["kim", "maya", "priya"];
/// Two teams, with their initial time zones.
pub(crate) const TEAMS: [(&str, &str); 2] = [("Payments", "Europe/Lisbon"), ("Ledger", "America/New_York")];
const CHANNELS: [&str; 3] = ["G1", "G2", "G3"];
/// From this minute on nothing more happens, so that everything pending can finish.
const CALM: i64 = 7 * 7 * 24 * 60;
const END: i64 = 10 * 7 * 24 * 60;
/// Minutes between the bot's runs in that time.
const CALM_LOOK: i64 = 180;

/// A person's name, or another fixed label.
pub(crate) type Name = &'static str;

/// An event. An entry is counted from the newest; once the event has happened, from the first.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Write { author: usize, is_shared: bool },
    Share(usize),
    Unshare(usize),
    Edit(usize),
    Delete { entry: usize, is_undone: bool },
    Hold { entry: usize, is_held: bool },
    TeamChange { author: usize, team: Option<usize> },
    Managers { team: usize, managers: BTreeSet<Name> },
    Digest { team: usize, on: Option<(WeeklyTime, Name)> },
    TeamZone { team: usize, zone: Name },
    Fly { author: usize, zone: Name },
    Outage(i64),
    ClockBack(i64),
    ChannelWillNotDo(i64),
}

/// Ten weeks of random events and bot runs.
#[derive(Clone, Debug)]
pub(crate) struct World {
    begin: i64,
    steps: Vec<(i64, Step)>,
    /// Minutes between the bot's runs, repeated in a cycle.
    looks: Vec<i64>,
}

/// An instant at which something happens or the bot runs.
pub(crate) struct Moment {
    pub(crate) now: DateTime<Utc>,
    pub(crate) steps: Vec<Step>,
    pub(crate) is_up: bool,
    pub(crate) channel_will_do: bool,
}

fn a_step() -> impl Strategy<Value = Step> {
    let (author, team, entry) = (0..AUTHORS.len(), 0..TEAMS.len(), 0..6_usize);
    let weekly =
        (1..=7_u8, 0..96_u32).prop_map(|(weekday, quarter)| WeeklyTime::from_numbers(weekday, quarter * 15).unwrap());
    let managers = prop::sample::subsequence(MANAGERS.to_vec(), 0..=2).prop_map(|names| names.into_iter().collect());
    let zone = prop::sample::select(&super::ZONES[..]);
    prop_oneof![
        8 => (author.clone(), prop::bool::weighted(0.8)).prop_map(|(author, is_shared)| Step::Write { author, is_shared }),
        4 => entry.clone().prop_map(Step::Share),
        3 => entry.clone().prop_map(Step::Unshare),
        2 => entry.clone().prop_map(Step::Edit),
        2 => (entry.clone(), any::<bool>()).prop_map(|(entry, is_undone)| Step::Delete { entry, is_undone }),
        4 => (entry, prop::bool::weighted(0.7)).prop_map(|(entry, is_held)| Step::Hold { entry, is_held }),
        2 => (author.clone(), prop::option::weighted(0.9, team.clone())).prop_map(|(author, team)| Step::TeamChange { author, team }),
        2 => (team.clone(), managers).prop_map(|(team, managers)| Step::Managers { team, managers }),
        2 => (team.clone(), prop::option::weighted(0.9, (weekly, prop::sample::select(&CHANNELS[..]))))
            .prop_map(|(team, on)| Step::Digest { team, on }),
        1 => (team, zone.clone()).prop_map(|(team, zone)| Step::TeamZone { team, zone }),
        2 => (author, zone).prop_map(|(author, zone)| Step::Fly { author, zone }),
        1 => (1..200_i64).prop_map(Step::Outage),
        1 => (1..200_i64).prop_map(Step::ClockBack),
        1 => (1..200_i64).prop_map(Step::ChannelWillNotDo),
    ]
}

/// An interesting week: something is shared before its digest's previews, and between the previews and the digest the
/// author or someone else changes their mind.
fn a_week() -> impl Strategy<Value = Vec<(i64, Step)>> {
    const HOUR: i64 = 60;
    let friday = WeeklyTime::from_numbers(5, 16 * 60).unwrap();
    let (author, entry, is_held) = (0..AUTHORS.len(), 0..2_usize, prop::bool::weighted(0.8));
    let later = prop_oneof![
        4 => (entry.clone(), is_held).prop_map(|(entry, is_held)| Step::Hold { entry, is_held }),
        2 => entry.clone().prop_map(Step::Unshare),
        2 => entry.clone().prop_map(Step::Share),
        1 => entry.prop_map(|entry| Step::Delete { entry, is_undone: false }),
        1 => prop::sample::select(&CHANNELS[..]).prop_map(move |to| Step::Digest { team: 0, on: Some((friday, to)) }),
        1 => prop::sample::select(&MANAGERS[..]).prop_map(|who| Step::Managers { team: 0, managers: [who].into() }),
    ];
    let afterwards = prop::collection::vec((83 * HOUR..112 * HOUR, later), 1..4);
    (0..7_i64, author, 0..80 * HOUR, afterwards).prop_map(|(week, author, written, afterwards)| {
        let wrote = (written, Step::Write { author, is_shared: true });
        let steps = [wrote].into_iter().chain(afterwards);
        steps.map(|(minute, step)| (week * 7 * 24 * HOUR + minute, step)).collect()
    })
}

pub(crate) fn a_world() -> impl Strategy<Value = World> {
    let weeks = prop::collection::vec(a_week(), 1..5);
    let steps = prop::collection::vec((0..CALM, a_step()), 5..50);
    let looks = prop::collection::vec(30..600_i64, 1..6);
    (0..520_i64, steps, weeks, looks).prop_map(|(week, mut steps, weeks, looks)| {
        steps.extend(weeks.into_iter().flatten());
        steps.sort_by_key(|(minute, _)| *minute);
        World { begin: 1_767_571_200 + week * 7 * 86_400, steps, looks }
    })
}

impl World {
    /// A world with these events, in minutes from a Monday in January; the bot runs every hour.
    pub(crate) fn of(steps: Vec<(i64, Step)>) -> Self {
        Self { begin: 1_767_571_200, steps, looks: vec![60] }
    }

    pub(crate) fn begin(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.begin, 0).unwrap()
    }

    /// All moments in chronological order.
    pub(crate) fn moments(&self) -> Vec<Moment> {
        let mut steps = self.steps.iter().peekable();
        let mut looks = self.looks.iter().copied().cycle();
        let (mut minute, mut skew, mut down_until, mut wrong_until) = (0, 0, 0, 0);
        let mut moments = Vec::new();
        while minute < END {
            let mut happens = Vec::new();
            while let Some((_, step)) = steps.next_if(|(at, _)| *at <= minute) {
                match step {
                    Step::ClockBack(minutes) => skew -= minutes,
                    Step::Outage(hours) => down_until = (minute + hours * 60).min(CALM),
                    Step::ChannelWillNotDo(hours) => wrong_until = (minute + hours * 60).min(CALM),
                    step => happens.push(step.clone()),
                }
            }
            moments.push(Moment {
                now: self.begin() + TimeDelta::minutes(minute + skew),
                steps: happens,
                is_up: minute >= down_until,
                channel_will_do: minute >= wrong_until,
            });
            let next = minute + if minute < CALM { looks.next().unwrap() } else { CALM_LOOK };
            minute = steps.peek().map_or(next, |(at, _)| next.min((*at).max(minute + 1)));
        }
        moments
    }
}
