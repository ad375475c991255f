//! A bot that stores what the services would store, and asks the rules for everything else.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use proptest::test_runner::TestCaseError;

use super::account::{Account, Which};
use super::world::{AUTHORS, MANAGERS, Moment, Name, Step};
use super::*;
use crate::domain::cadence::{MessagingTime, messaging_time};

/// A digest as stored.
struct Kept {
    which: Which,
    channel: Name,
    due_at: DateTime<Utc>,
    audience: BTreeSet<Name>,
    /// When each author could first see their part; `None` if the preview hasn't been sent.
    told: BTreeMap<usize, Option<DateTime<Utc>>>,
    rows: Vec<Row>,
    is_laid_out: bool,
    is_posted: bool,
    is_over: bool,
}

struct Row {
    entry: usize,
    is_held: bool,
}

#[derive(Default)]
pub(super) struct Bot {
    digests: Vec<Kept>,
    tenures: i64,
    managers: BTreeMap<(usize, Name), Tenure>,
    shares: BTreeMap<usize, Vec<Share>>,
}

fn ids(names: &BTreeSet<Name>) -> BTreeSet<MemberId> {
    names.iter().map(|name| MemberId::new(*name)).collect()
}

impl Bot {
    /// Updates roster and entries after a step, and tells whether an author held something back in time.
    pub(super) fn happens(&mut self, step: &Step, account: &mut Account) {
        for (author, who) in (0..AUTHORS.len()).flat_map(|author| MANAGERS.map(|who| (author, who))) {
            let is_now = account.managers_of(author).contains(who);
            if !is_now {
                self.managers.remove(&(author, who));
            } else if !self.managers.contains_key(&(author, who)) {
                self.tenures += 1;
                self.managers.insert((author, who), Tenure(self.tenures));
            }
        }
        let entry = match step {
            Step::Write { .. } => account.entries.len() - 1,
            Step::Share(entry) | Step::Unshare(entry) | Step::Edit(entry) => *entry,
            Step::Hold { entry, is_held } => {
                account.entries[*entry].is_held =
                    self.hold_back(*entry, *is_held).unwrap_or(account.entries[*entry].is_held);
                return;
            }
            _ => return,
        };
        let told = &account.entries[entry];
        let is_all = told.given.is_empty() || told.given == account.managers_of(told.author);
        if is_all || matches!(step, Step::Share(_)) {
            let managers = self.assignment(told.author).managers.into_iter().filter(|_| !told.given.is_empty());
            let share = |manager: Manager| Share { manager: manager.member, tenure: manager.tenure };
            let keeps = matches!(step, Step::Edit(_)) && !told.given.is_empty() && self.all_read(entry, told.author);
            if !keeps {
                self.shares.insert(entry, managers.map(share).collect());
            }
        }
    }

    fn all_read(&self, entry: usize, author: usize) -> bool {
        let (found, assignment) = (self.entry(entry, author, false), self.assignment(author));
        crate::domain::evidence::readers(&found, &assignment).count() == assignment.managers.len()
    }

    fn hold_back(&mut self, entry: usize, is_held: bool) -> Option<bool> {
        let open = self.digests.iter_mut().filter(|kept| !kept.is_posted && !kept.is_over);
        let row = open.flat_map(|kept| &mut kept.rows).find(|row| row.entry == entry)?;
        row.is_held = is_held;
        Some(is_held)
    }

    fn assignment(&self, author: usize) -> Assignment {
        let manager = |(who, tenure): (Name, Tenure)| Manager { member: MemberId::new(who), tenure };
        let of = self.managers.iter().filter(|((of, _), _)| *of == author);
        Assignment { managers: of.map(|((_, who), tenure)| manager((who, *tenure))).collect(), ..Assignment::default() }
    }

    fn entry(&self, number: usize, author: usize, is_deleted: bool) -> Entry {
        let shares = self.shares.get(&number).cloned().unwrap_or_default();
        let deleted_at = is_deleted.then_some(DateTime::UNIX_EPOCH);
        Entry { author: MemberId::new(AUTHORS[author]), shares, deleted_at, ..entry(1, "2026-06-03", "words", &[]) }
    }

    /// Whether the entry can be posted in this digest in the current situation.
    fn may_be_posted(&self, kept: &Kept, number: usize, account: &Account) -> bool {
        let told = &account.entries[number];
        let (entry, assignment) = (self.entry(number, told.author, told.is_deleted), self.assignment(told.author));
        is_visible(Some(&entry), &assignment, &ids(&account.teams[kept.which.0].managers))
            && still_given(Some(&entry), &ids(&kept.audience))
    }

    /// One run of the jobs and of the sender.
    pub(super) fn run_due(&mut self, moment: &Moment, account: &mut Account) -> Result<(), TestCaseError> {
        let now = moment.now;
        for kept in &mut self.digests {
            let is_home = account.teams[kept.which.0].on.is_some_and(|(_, channel)| channel == kept.channel);
            if !kept.is_posted && !kept.is_over && (!is_home || kept.due_at <= now - WEEK_OVER) {
                kept.is_over = true;
                kept.rows.retain(|row| row.is_held);
            }
        }
        for team in 0..account.teams.len() {
            self.gather(team, account, now)?;
        }
        let mut digests = std::mem::take(&mut self.digests);
        for kept in digests.iter_mut().filter(|kept| !kept.is_posted && !kept.is_over) {
            self.preview(kept, account, now)?;
            self.lay_out(kept, account, now);
            if kept.is_laid_out && !kept.is_over && moment.channel_will_do && kept.due_at <= now {
                self.post(kept, account, now)?;
            }
        }
        self.digests = digests;
        self.posted_ones_stand(account)
    }

    fn gather(&mut self, team: usize, account: &mut Account, now: DateTime<Utc>) -> Result<(), TestCaseError> {
        let of = account.teams[team].clone();
        let Some((weekly, channel)) = of.on else { return Ok(()) };
        let zone = |name| Zone::of(name, "UTC");
        let authors: Vec<usize> =
            (0..AUTHORS.len()).filter(|author| account.teams_of_authors[*author] == Some(team)).collect();
        let members = authors.iter().map(|author| (MemberId::new(AUTHORS[*author]), zone(account.zones[*author])));
        for round in rounds(&zone(of.zone), weekly, members, now).0 {
            let which = (team, round.week);
            let begun = self.digests.iter().position(|kept| kept.which == which);
            let is_open = |kept: &Kept| !kept.is_posted && !kept.is_over && !kept.is_laid_out;
            let takes = |kept: &Kept| is_open(kept) && kept.channel == channel && kept.due_at == round.due_at;
            if begun.is_some_and(|at| !takes(&self.digests[at])) {
                continue;
            }
            let told = begun.map(|at| self.digests[at].told.keys().copied().collect()).unwrap_or_default();
            let chosen = self.newly_shared(&round, &authors, &told, account, team);
            if chosen.is_empty() {
                continue;
            }
            let at = if let Some(at) = begun {
                at
            } else {
                account.begun(which, round.due_at, of.managers.clone())?;
                self.digests.push(Kept::new(which, channel, round.due_at, of.managers.clone()));
                self.digests.len() - 1
            };
            for entry in chosen {
                self.digests[at].told.entry(account.entries[entry].author).or_insert(None);
                self.digests[at].rows.push(Row { entry, is_held: false });
            }
        }
        Ok(())
    }

    fn newly_shared(
        &self,
        round: &ScheduledDigest,
        authors: &[usize],
        told: &BTreeSet<usize>,
        account: &Account,
        team: usize,
    ) -> Vec<usize> {
        let of = &account.teams[team];
        let managers = ids(&of.managers);
        let goes = |(number, entry): &(usize, &super::account::EntryAccount)| {
            let author = entry.author;
            let (Some(until), Some(shared_at)) = (round.until.get(&MemberId::new(AUTHORS[author])), entry.shared_at)
            else {
                return false;
            };
            let kept = self.entry(*number, author, entry.is_deleted);
            let candidate = Candidate {
                shares: &kept.shares,
                shared_at,
                assignment: &self.assignment(author),
                is_in_a_digest: self.digests.iter().flat_map(|kept| &kept.rows).any(|row| row.entry == *number),
            };
            kept.deleted_at.is_none()
                && authors.contains(&author)
                && !told.contains(&author)
                && goes_in(&candidate, &Window { managers: &managers, since: of.since, until: *until })
        };
        account.entries.iter().enumerate().filter(goes).map(|(number, _)| number).collect()
    }

    fn preview(&self, kept: &mut Kept, account: &mut Account, now: DateTime<Utc>) -> Result<(), TestCaseError> {
        let authors: Vec<usize> = kept.told.keys().copied().collect();
        for author in authors {
            let of_author = |row: &&Row| account.entries[row.entry].author == author;
            let is_there = |row: &&Row| row.is_held || self.may_be_posted(kept, row.entry, account);
            let shown: Vec<usize> = kept.rows.iter().filter(of_author).filter(is_there).map(|row| row.entry).collect();
            if kept.told[&author].is_none() {
                let zone = Zone::of(account.zones[author], "UTC");
                let is_in_time = !kept.is_laid_out && now <= kept.due_at + PREVIEW_WAIT - NOTICE && !shown.is_empty();
                if !is_in_time || messaging_time(&zone, now) != MessagingTime::Now {
                    continue;
                }
                proptest::prop_assert!(account.is_at_work(author, now), "a preview at night");
                kept.told.insert(author, Some(now));
                // Entries missing from the preview are not in the digest.
                kept.rows.retain(|row| account.entries[row.entry].author != author || shown.contains(&row.entry));
            }
            account.previewed(author, kept.which, &shown, now)?;
        }
        Ok(())
    }

    fn lay_out(&self, kept: &mut Kept, account: &Account, now: DateTime<Utc>) {
        let authors: BTreeSet<usize> = kept.rows.iter().map(|row| account.entries[row.entry].author).collect();
        let previews: Vec<_> = authors.iter().map(|author| kept.told[author]).collect();
        if kept.is_laid_out || kept.due_at > now || lay_out_at(kept.due_at, &previews, now) != LayOutDecision::Now {
            return;
        }
        let stays = |row: &Row| {
            let shown_at = kept.told[&account.entries[row.entry].author];
            row.is_held || (stands_long_enough(shown_at, now) && self.may_be_posted(kept, row.entry, account))
        };
        let stay: Vec<bool> = kept.rows.iter().map(stays).collect();
        let mut stay = stay.into_iter();
        kept.rows.retain(|_| stay.next().unwrap_or_default());
        kept.is_laid_out = true;
        kept.is_over = kept.rows.iter().all(|row| row.is_held);
    }

    fn post(&self, kept: &mut Kept, account: &mut Account, now: DateTime<Utc>) -> Result<(), TestCaseError> {
        let goes = |row: &&Row| !row.is_held && self.may_be_posted(kept, row.entry, account);
        let posted: Vec<usize> = kept.rows.iter().filter(goes).map(|row| row.entry).collect();
        kept.rows.retain(|row| row.is_held || posted.contains(&row.entry));
        if posted.is_empty() {
            kept.is_over = true;
            return Ok(());
        }
        kept.is_posted = true;
        account.posted(kept.which, &posted, now)
    }

    fn posted_ones_stand(&self, account: &Account) -> Result<(), TestCaseError> {
        for kept in self.digests.iter().filter(|kept| kept.is_posted) {
            for row in kept.rows.iter().filter(|row| !row.is_held) {
                let told = &account.entries[row.entry];
                let entry = self.entry(row.entry, told.author, told.is_deleted);
                let is_shown = still_given(Some(&entry), &ids(&kept.audience));
                account.is_visible(row.entry, is_shown)?;
            }
        }
        Ok(())
    }
}

impl Kept {
    fn new(which: Which, channel: Name, due_at: DateTime<Utc>, audience: BTreeSet<Name>) -> Self {
        let (told, rows) = (BTreeMap::new(), Vec::new());
        Self { which, channel, due_at, audience, told, rows, is_laid_out: false, is_posted: false, is_over: false }
    }
}
