//! Which entries go into which digest, and whose authors look at them first.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::cadence::Zone;
use crate::domain::delivery::Kind;
use crate::domain::digest::{self as domain, Candidate, DigestId, Round, State, Window, goes_in};
use crate::domain::ids::{Actor, EntryId, MemberId};
use crate::services::deliveries::promise_all;
use crate::services::digests::Digests;
use crate::store::digest::{self, NewDigest, Scheduled};
use crate::store::{Connection, StoreError, Writing, delivery, evidence, team};

/// A team is looked at again after this long at the latest: somebody may have moved, or come to it.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(15);
/// So many teams are gathered for in one transaction, so that nobody who presses a button waits long.
const AT_ONCE: usize = 50;

/// When a team was looked at, and until when there is nothing to gather for it.
#[derive(Debug)]
pub(super) struct Looked {
    scheduled: Scheduled,
    at: DateTime<Utc>,
    again_at: DateTime<Utc>,
}

impl Digests {
    /// Gathers what was newly shared where it is time to, and promises each author a look at it. Says how many. Planning
    /// twice changes nothing.
    ///
    /// # Errors
    /// When the database fails; what was planned before stays planned.
    pub async fn plan(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut reading = self.store.read().await?;
        let mut due = Vec::new();
        for scheduled in digest::list_scheduled(&mut reading).await? {
            if self.is_fresh(&scheduled, now) {
                continue;
            }
            let (rounds, next_at) = rounds(&mut reading, &scheduled, now).await?;
            let again_at = next_at.unwrap_or(now + LOOK_AGAIN).min(now + LOOK_AGAIN);
            let window = (scheduled.since, now);
            let authors = if rounds.is_empty() {
                BTreeSet::new()
            } else {
                digest::list_newly_sharing(&mut reading, scheduled.team, window).await?
            };
            if rounds.iter().any(|round| authors.iter().any(|author| round.until.contains_key(author))) {
                due.push((scheduled, rounds, again_at));
            } else {
                self.remember([(scheduled, again_at)], now);
            }
        }
        drop(reading);
        let mut promised = 0;
        while !due.is_empty() {
            let some: Vec<_> = due.drain(..due.len().min(AT_ONCE)).collect();
            let mut writing = self.store.write().await?;
            for (scheduled, rounds, _) in &some {
                for round in rounds {
                    promised += gather(&mut writing, scheduled, round, now).await?;
                }
            }
            writing.commit().await?;
            self.remember(some.into_iter().map(|(scheduled, _, again_at)| (scheduled, again_at)), now);
        }
        Ok(promised)
    }

    fn is_fresh(&self, scheduled: &Scheduled, now: DateTime<Utc>) -> bool {
        let looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let last = looked.get(&scheduled.team);
        // A clock that steps back is a reason to look.
        last.is_some_and(|last| last.scheduled == *scheduled && last.at <= now && now < last.again_at)
    }

    fn remember(&self, teams: impl IntoIterator<Item = (Scheduled, DateTime<Utc>)>, now: DateTime<Utc>) {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        for (scheduled, again_at) in teams {
            looked.insert(scheduled.team, Looked { scheduled, at: now, again_at });
        }
    }
}

/// What can be gathered for a team now, and when there is more to gather.
async fn rounds(
    db: &mut Connection,
    scheduled: &Scheduled,
    now: DateTime<Utc>,
) -> Result<(Vec<Round>, Option<DateTime<Utc>>), StoreError> {
    let authors = digest::list_authors(db, scheduled.team).await?;
    let authors = authors.into_iter().map(|author| (author.member, author.whereabouts.rules()));
    Ok(domain::rounds(&Zone::of(&scheduled.zone, "UTC"), scheduled.digest, authors, now))
}

/// Gathers one team's digest of one week: the digest, its entries and its authors' previews, or nothing at all. Says how many
/// previews are promised.
async fn gather(
    writing: &mut Writing,
    scheduled: &Scheduled,
    round: &Round,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let Some(home) = team::find_team(writing, scheduled.team).await? else { return Ok(0) };
    // Somebody has changed it since: the next look takes that.
    if home.digest_channel.as_ref() != Some(&scheduled.channel) {
        return Ok(0);
    }
    let begun = digest::find_of_week(writing, scheduled.team, round.week).await?;
    let told = match begun {
        Some(id) if is_open(writing, id, (scheduled, round)).await? => {
            delivery::list_recipients(writing, (Kind::Preview, id.0)).await?
        }
        Some(_) => return Ok(0),
        None => Vec::new(),
    };
    // What an author looked at is what is posted: nothing joins it afterwards.
    let chosen: Vec<(EntryId, MemberId)> = newly_shared(writing, scheduled, round, &home.managers, now)
        .await?
        .into_iter()
        .filter(|(_, author)| !told.contains(author))
        .collect();
    if chosen.is_empty() {
        return Ok(0);
    }
    let new = NewDigest {
        workspace: &scheduled.workspace,
        team: scheduled.team,
        name: &home.name,
        week: round.week,
        channel: &scheduled.channel,
        due_at: round.due_at,
        audience: &(&home.managers | &home.insiders),
    };
    let id = match begun {
        Some(id) => Some(id),
        None => digest::insert_digest(writing, &new).await?,
    };
    let Some(id) = id else { return Ok(0) };
    let entries: Vec<_> = chosen.iter().map(|(entry, author)| (*entry, author)).collect();
    digest::insert_entries(writing, id, &entries).await?;
    let authors: BTreeSet<&MemberId> = chosen.iter().map(|(_, author)| author).collect();
    let to = |author: &MemberId| Actor { workspace: scheduled.workspace.clone(), member: author.clone() };
    let previews: Vec<(Actor, i64)> = authors.into_iter().map(|author| (to(author), id.0)).collect();
    promise_all(writing, Kind::Preview, &previews, now).await
}

/// Whether a digest that was begun still takes entries. One whose team chose another time since does not: whoever shared
/// something after its previews would have no time to look.
async fn is_open(
    writing: &mut Writing,
    id: DigestId,
    (scheduled, round): (&Scheduled, &Round),
) -> Result<bool, StoreError> {
    let Some(found) = digest::find_digest(writing, id).await? else { return Ok(false) };
    let is_laid_out = !digest::list_posts(writing, id).await?.is_empty();
    let is_as_planned = found.digest.channel == scheduled.channel && found.digest.due_at == round.due_at;
    Ok(found.digest.state == State::Open && is_as_planned && !is_laid_out)
}

/// What goes into a digest now, each with its author.
async fn newly_shared(
    writing: &mut Writing,
    scheduled: &Scheduled,
    round: &Round,
    managers: &BTreeSet<MemberId>,
    now: DateTime<Utc>,
) -> Result<Vec<(EntryId, MemberId)>, StoreError> {
    let newly = evidence::list_newly_shared(writing, scheduled.team, (scheduled.since, now)).await?;
    let authors = newly.iter().map(|(entry, _)| &entry.author);
    let rosters = digest::list_rosters(writing, &scheduled.workspace, authors).await?;
    let goes = newly.iter().filter(|(entry, shared_at)| {
        let (Some(until), Some(roster)) = (round.until.get(&entry.author), rosters.get(&entry.author)) else {
            return false;
        };
        // What is in a digest was not listed.
        let candidate = Candidate { entry, shared_at: *shared_at, roster, is_in_a_digest: false };
        goes_in(&candidate, &Window { managers, since: scheduled.since, until: *until })
    });
    Ok(goes.map(|(entry, _)| (entry.id, entry.author.clone())).collect())
}
