//! An independent account of what everyone chose and saw, made without the rules; every digest is checked against it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::world::{AUTHORS, Name, Step, TEAMS, World};
use crate::domain::cadence::{Week, Zone};
use crate::domain::digest::{NOTICE, WEEK_OVER};
use crate::domain::roster::WeeklyTime;

/// An entry shared later than this before a digest can't be in it.
const AHEAD: TimeDelta = TimeDelta::hours(18);

type Outcome = Result<(), TestCaseError>;
/// A team's digest of one week.
pub(crate) type Which = (usize, Week);

/// What an author did with an entry.
#[derive(Clone, Debug)]
pub(crate) struct EntryAccount {
    pub(crate) author: usize,
    /// The managers that the author chose, as long as their tenure hasn't ended since.
    pub(crate) chosen: BTreeSet<Name>,
    /// The managers that the author chose last, whatever happened to them since.
    pub(crate) given: BTreeSet<Name>,
    pub(crate) shared_at: Option<DateTime<Utc>>,
    first_shared_at: Option<DateTime<Utc>>,
    pub(crate) is_deleted: bool,
    pub(crate) is_held: bool,
    /// The teams that the author has been in since writing the entry.
    teams: BTreeSet<usize>,
    /// The digest in which it was posted.
    pub(crate) posted: Option<Which>,
}

/// A team's current state.
#[derive(Clone, Debug)]
pub(crate) struct TeamNow {
    pub(crate) managers: BTreeSet<Name>,
    pub(crate) zone: Name,
    pub(crate) on: Option<(WeeklyTime, Name)>,
    pub(crate) since: DateTime<Utc>,
}

/// A digest that has begun.
struct Begun {
    due_at: DateTime<Utc>,
    /// The audience disclosed to the authors.
    audience: BTreeSet<Name>,
    /// Entries shared before the team had a digest never join one.
    since: DateTime<Utc>,
}

/// An independent account of what everyone chose and saw.
pub(crate) struct Account {
    pub(crate) entries: Vec<EntryAccount>,
    pub(crate) teams_of_authors: Vec<Option<usize>>,
    pub(crate) zones: Vec<Name>,
    pub(crate) teams: Vec<TeamNow>,
    begun: BTreeMap<Which, Begun>,
    /// When the author could first read an entry in the preview of a digest.
    shown: BTreeMap<(Which, usize), DateTime<Utc>>,
}

impl Account {
    /// Everyone is in Payments, which Priya manages; Maya manages Ledger. Both have their digests on Fridays at 16:00.
    pub(crate) fn begin(world: &World) -> Self {
        let friday = WeeklyTime::from_numbers(5, 16 * 60).unwrap();
        let team = |(zone, manager, channel)| TeamNow {
            managers: [manager].into(),
            zone,
            on: Some((friday, channel)),
            since: world.begin(),
        };
        let teams = [(TEAMS[0].1, "priya", "G1"), (TEAMS[1].1, "maya", "G2")].into_iter().map(team).collect();
        let (begun, shown) = (BTreeMap::new(), BTreeMap::new());
        let (teams_of_authors, zones) = (vec![Some(0); AUTHORS.len()], vec!["Europe/Lisbon"; AUTHORS.len()]);
        Self { entries: Vec::new(), teams_of_authors, zones, teams, begun, shown }
    }

    /// An author's managers: their team's, except themselves.
    pub(crate) fn managers_of(&self, author: usize) -> BTreeSet<Name> {
        let managers = self.teams_of_authors[author].map(|team| self.teams[team].managers.clone()).unwrap_or_default();
        managers.into_iter().filter(|manager| *manager != AUTHORS[author]).collect()
    }

    /// Applies the step if it's possible, and returns it with its entry numbered from the first.
    pub(crate) fn happens(&mut self, step: &Step, now: DateTime<Utc>) -> Option<Step> {
        let mut step = step.clone();
        match &mut step {
            Step::Share(entry) | Step::Unshare(entry) | Step::Edit(entry) | Step::Delete { entry, .. } => {
                *entry = self.counted(*entry, false)?;
            }
            Step::Hold { entry, .. } => *entry = self.counted(*entry, true)?,
            _ => {}
        }
        match &step {
            Step::Write { author, is_shared } => {
                let is_shared = *is_shared && !self.managers_of(*author).is_empty();
                self.entries.push(EntryAccount::by(*author));
                if is_shared {
                    self.share(self.entries.len() - 1, now);
                }
                return Some(Step::Write { author: *author, is_shared });
            }
            Step::Share(entry) if self.managers_of(self.entries[*entry].author).is_empty() => return None,
            Step::Share(entry) => self.share(*entry, now),
            Step::Unshare(entry) => self.unshare(*entry),
            Step::Edit(entry) => self.edit(*entry, now),
            Step::Delete { entry, is_undone } => self.entries[*entry].is_deleted = !is_undone,
            Step::TeamChange { author, team } => self.teams_of_authors[*author] = *team,
            Step::Managers { team, managers } => self.teams[*team].managers.clone_from(managers),
            Step::Digest { team, on } => {
                let team = &mut self.teams[*team];
                if team.on.is_none() {
                    team.since = now;
                }
                team.on = *on;
            }
            Step::TeamZone { team, zone } => self.teams[*team].zone = zone,
            Step::Fly { author, zone } => self.zones[*author] = zone,
            // The bot decides whether it was in time.
            Step::Hold { .. } | Step::Outage(_) | Step::ClockBack(_) | Step::ChannelWillNotDo(_) => {}
        }
        self.people_have_moved();
        Some(step)
    }

    fn counted(&self, from_the_newest: usize, even_if_deleted: bool) -> Option<usize> {
        let there = |(_, told): &(usize, &EntryAccount)| even_if_deleted || !told.is_deleted;
        self.entries.iter().enumerate().rev().filter(there).nth(from_the_newest).map(|(entry, _)| entry)
    }

    fn share(&mut self, entry: usize, now: DateTime<Utc>) {
        let author = self.entries[entry].author;
        let (managers, team) = (self.managers_of(author), self.teams_of_authors[author]);
        let told = &mut self.entries[entry];
        (told.given, told.chosen, told.shared_at) = (managers.clone(), managers, Some(now));
        told.first_shared_at = told.first_shared_at.or(Some(now));
        told.teams.extend(team);
    }

    fn unshare(&mut self, entry: usize) {
        let told = &mut self.entries[entry];
        (told.chosen, told.given, told.shared_at) = (BTreeSet::new(), BTreeSet::new(), None);
    }

    /// The form shows the current managers: a shared entry is theirs from then on, or private if there are none.
    fn edit(&mut self, entry: usize, now: DateTime<Utc>) {
        let told = &self.entries[entry];
        let managers = self.managers_of(told.author);
        if !told.given.is_empty() && managers.is_empty() {
            self.unshare(entry);
        } else if !told.given.is_empty() && told.chosen != managers {
            self.share(entry, now);
        }
    }

    fn people_have_moved(&mut self) {
        let now: Vec<_> =
            (0..AUTHORS.len()).map(|author| (self.managers_of(author), self.teams_of_authors[author])).collect();
        for told in &mut self.entries {
            let (managers, team) = &now[told.author];
            told.chosen.retain(|who| managers.contains(who));
            told.teams.extend(team);
        }
    }

    /// A digest begins: the team's zone and digest time determine when it is posted and which week it covers.
    pub(crate) fn begun(&mut self, which: Which, due_at: DateTime<Utc>, audience: BTreeSet<Name>) -> Outcome {
        let TeamNow { zone, on, since, .. } = &self.teams[which.0];
        let Some((weekly, _)) = on else { return Err(TestCaseError::fail("a team without a digest has one")) };
        let local = Zone::of(zone, "UTC").local(due_at);
        prop_assert_eq!(local.weekday().number_from_monday(), weekly.weekday.number_from_monday());
        let wall = i64::from(local.num_seconds_from_midnight() / 60);
        prop_assert!((0..=60).contains(&(wall - i64::from(weekly.minute()))), "{} is no {:?}", local, weekly);
        prop_assert_eq!(Week::of(local.date()), which.1, "the team's zone decides the week");
        let begun = Begun { due_at, audience, since: *since };
        prop_assert!(self.begun.insert(which, begun).is_none(), "two digests of {:?}", which);
        Ok(())
    }

    /// The author can read these entries in their preview from now on.
    pub(crate) fn previewed(&mut self, author: usize, which: Which, entries: &[usize], now: DateTime<Utc>) -> Outcome {
        for entry in entries {
            prop_assert_eq!(self.entries[*entry].author, author, "another author's entry in a preview");
            self.shown.entry((which, *entry)).or_insert(now);
        }
        Ok(())
    }

    /// Whether it's an allowed time for a preview where the author is.
    pub(crate) fn is_at_work(&self, author: usize, now: DateTime<Utc>) -> bool {
        let local = Zone::of(self.zones[author], "UTC").local(now);
        local.weekday().number_from_monday() <= 5 && (9..18).contains(&local.hour())
    }

    /// A message is posted with these entries.
    pub(crate) fn posted(&mut self, which: Which, entries: &[usize], now: DateTime<Utc>) -> Outcome {
        let managers = self.teams[which.0].managers.clone();
        let Some(begun) = self.begun.get(&which) else { return Err(TestCaseError::fail("it never began")) };
        let Begun { due_at, audience, since } = begun;
        prop_assert!(*due_at <= now && now < *due_at + WEEK_OVER, "posted early, or after its week");
        prop_assert!(!managers.is_empty() && !entries.is_empty(), "a post without readers or entries");
        for entry in entries {
            let shown = self.shown.get(&(which, *entry)).copied();
            let told = &mut self.entries[*entry];
            prop_assert!(told.posted.is_none(), "entry {} is in two digests", entry);
            prop_assert!(!told.is_held && !told.is_deleted, "entry {} is held back or deleted", entry);
            prop_assert!(managers.is_subset(&told.chosen), "entry {} was not given to {:?}", entry, managers);
            prop_assert!(!told.given.is_disjoint(audience), "none of the named readers gets entry {}", entry);
            prop_assert!(told.teams.contains(&which.0), "its author was not in this team");
            let first_shared_at = told.first_shared_at.unwrap_or(now);
            prop_assert!(first_shared_at + AHEAD <= *due_at, "entry {} was shared after its author had looked", entry);
            prop_assert!(
                told.shared_at.is_some_and(|at| at >= *since),
                "entry {} is from before there were digests",
                entry
            );
            prop_assert!(shown.is_some_and(|at| at + NOTICE <= now), "entry {} was shown at {:?}", entry, shown);
            told.posted = Some(which);
        }
        Ok(())
    }

    /// A posted message shows this entry as long as its author gives it to someone in the disclosed audience, whatever
    /// changes among managers. After that it says that the entry was withdrawn.
    pub(crate) fn is_visible(&self, entry: usize, is_shown: bool) -> Outcome {
        let told = &self.entries[entry];
        let Some(which) = &told.posted else { return Err(TestCaseError::fail("it was never posted")) };
        let is_given = !told.is_deleted && !told.given.is_disjoint(&self.begun[which].audience);
        prop_assert_eq!(is_shown, is_given, "entry {}: {:?}", entry, told);
        Ok(())
    }

    /// At the end, everything that could be in a digest is in one, and everything held back is in none.
    pub(crate) fn ended(&self) -> Outcome {
        for (entry, told) in self.entries.iter().enumerate() {
            let team =
                self.teams_of_authors[told.author].map(|team| &self.teams[team]).filter(|team| team.on.is_some());
            let Some(team) = team else { continue };
            let belongs = !told.is_deleted
                && !told.is_held
                && !team.managers.is_empty()
                && team.managers.is_subset(&told.chosen)
                && told.shared_at.is_some_and(|at| at >= team.since);
            prop_assert!(!belongs || told.posted.is_some(), "entry {} was forgotten: {:?}", entry, told);
        }
        Ok(())
    }
}

impl EntryAccount {
    fn by(author: usize) -> Self {
        let (chosen, given, teams) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self {
            author,
            chosen,
            given,
            shared_at: None,
            first_shared_at: None,
            is_deleted: false,
            is_held: false,
            teams,
            posted: None,
        }
    }
}
