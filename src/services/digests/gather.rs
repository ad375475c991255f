//! Gathers shared entries into digests, and promises their authors a preview.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::PoisonError;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::cadence::Zone;
use crate::domain::delivery::Kind;
use crate::domain::digest::{Candidate, DigestId, DigestState, ScheduledDigest, Window, goes_in, rounds};
use crate::domain::ids::{Actor, EntryId, MemberId};
use crate::domain::roster::{Assignment, Team, TeamId};
use crate::services::deliveries::promise_all;
use crate::services::digests::Digests;
use crate::store::digest::{self, NewDigest, Newly, NewlyShared, Scheduled, Since};
use crate::store::{StoreError, Writing, delivery, team};

/// The longest time between two looks at a team: an engineer may have joined or changed time zone.
const MAX_RECHECK: TimeDelta = TimeDelta::minutes(15);
/// How many teams one transaction gathers for, so that no user who presses a button waits long.
const TEAMS_PER_TRANSACTION: usize = 50;

/// When a team was looked at, and when to look again.
#[derive(Debug)]
pub(super) struct LastLook {
    scheduled: Scheduled,
    at: DateTime<Utc>,
    again_at: DateTime<Utc>,
}

/// What a look at a team found: the digests that can be gathered now, and when to look again.
struct TeamLook {
    scheduled: Scheduled,
    rounds: Vec<ScheduledDigest>,
    again_at: DateTime<Utc>,
}

impl Digests {
    /// Gathers newly shared entries when they're due, and promises each author a preview. Returns how many. Planning
    /// twice changes nothing.
    pub async fn plan(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut scheduled = digest::list_scheduled(&mut self.store.read().await?).await?;
        scheduled.retain(|scheduled| !self.is_fresh(scheduled, now));
        let mut promised = 0;
        for here in scheduled.chunk_by(|one, other| one.workspace == other.workspace) {
            for some in here.chunks(TEAMS_PER_TRANSACTION) {
                let due = self.due(some, now).await?;
                if !due.is_empty() {
                    let mut writing = self.store.write().await?;
                    promised += gather(&mut writing, &due, now).await?;
                    writing.commit().await?;
                }
                self.remember(due.into_iter().map(|due| (due.scheduled, due.again_at)), now);
            }
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
            looked.insert(scheduled.team, LastLook { scheduled, at: now, again_at });
        }
    }

    /// The teams of a workspace for which there may be something to gather. For the others it remembers that there is
    /// nothing to do.
    async fn due(&self, teams: &[Scheduled], now: DateTime<Utc>) -> Result<Vec<TeamLook>, StoreError> {
        let Some(workspace) = teams.first().map(|team| &team.workspace) else { return Ok(Vec::new()) };
        let mut reading = self.store.read().await?;
        let ids: Vec<TeamId> = teams.iter().map(|scheduled| scheduled.team).collect();
        let mut authors = digest::list_authors(&mut reading, &ids).await?;
        let look = |scheduled: &Scheduled| {
            let authors = authors.remove(&scheduled.team).unwrap_or_default();
            let authors = authors.into_iter().map(|author| (author.member, author.whereabouts.rules()));
            let (rounds, next_at) = rounds(&Zone::of(&scheduled.zone, "UTC"), scheduled.digest, authors, now);
            let again_at = next_at.unwrap_or(now + MAX_RECHECK).min(now + MAX_RECHECK);
            TeamLook { scheduled: scheduled.clone(), rounds, again_at }
        };
        let (open, mut waiting): (Vec<TeamLook>, Vec<TeamLook>) =
            teams.iter().map(look).partition(|due| !due.rounds.is_empty());
        let sharing = digest::list_newly_sharing(&mut reading, workspace, &since(&open), now).await?;
        let shares = |round: &ScheduledDigest| round.until.keys().any(|author| sharing.contains(author));
        let (due, idle): (Vec<TeamLook>, Vec<TeamLook>) =
            open.into_iter().partition(|due| due.rounds.iter().any(shares));
        waiting.extend(idle);
        self.remember(waiting.into_iter().map(|due| (due.scheduled, due.again_at)), now);
        Ok(due)
    }
}

fn since(due: &[TeamLook]) -> Vec<Since> {
    due.iter().map(|due| (due.scheduled.team, due.scheduled.since)).collect()
}

/// Gathers the digests of some teams of a workspace: adds to those that exist, begins one where there are entries, and
/// promises each author a preview. Returns how many.
async fn gather(writing: &mut Writing, due: &[TeamLook], now: DateTime<Utc>) -> Result<usize, StoreError> {
    let Some(workspace) = due.first().map(|due| &due.scheduled.workspace) else { return Ok(0) };
    let ids: Vec<TeamId> = due.iter().map(|due| due.scheduled.team).collect();
    let teams = team::list_some(writing, &ids).await?;
    let weeks = due.iter().flat_map(|due| due.rounds.iter().map(|round| (due.scheduled.team, round.week)));
    let begun = digest::list_of_weeks(writing, &weeks.collect::<Vec<_>>()).await?;
    let shared = digest::list_newly_shared(writing, workspace, &since(due), now).await?;
    let mut pool = Pool::of(&shared);
    let mut gathered: Vec<(EntryId, DigestId, &MemberId)> = Vec::new();
    let mut audience: Vec<(DigestId, &MemberId)> = Vec::new();
    for TeamLook { scheduled, rounds, .. } in due {
        // The channel may have changed since; the next look takes that up.
        let home = teams.get(&scheduled.team).filter(|home| home.digest_channel.as_ref() == Some(&scheduled.channel));
        let Some(home) = home else { continue };
        for round in rounds {
            let begun = begun.get(&(scheduled.team, round.week)).copied();
            let told = match begun {
                Some(id) if is_open(writing, id, (scheduled, round)).await? => {
                    delivery::list_recipients(writing, (Kind::Preview, id.0)).await?
                }
                Some(_) => continue,
                None => Vec::new(),
            };
            // What an author previewed is what is posted: nothing joins it afterwards.
            let chosen = pool.take(scheduled.since, round, &home.managers, &told);
            if chosen.is_empty() {
                continue;
            }
            let id = if let Some(id) = begun {
                id
            } else if let Some(id) = begin(writing, scheduled, round, home).await? {
                audience.extend(home.managers.union(&home.allowed_members).map(|member| (id, member)));
                id
            } else {
                continue;
            };
            gathered.extend(chosen.into_iter().map(|(entry, author)| (entry, id, author)));
        }
    }
    digest::insert_audience(writing, &audience).await?;
    digest::insert_entries(writing, &gathered).await?;
    let authors: BTreeSet<(DigestId, &MemberId)> = gathered.iter().map(|(_, id, author)| (*id, *author)).collect();
    let to = |author: &MemberId| Actor { workspace: workspace.clone(), member: author.clone() };
    let previews: Vec<(Actor, i64)> = authors.into_iter().map(|(id, author)| (to(author), id.0)).collect();
    promise_all(writing, Kind::Preview, &previews, now).await
}

/// Begins a team's digest, unless it has one for that week.
async fn begin(
    writing: &mut Writing,
    scheduled: &Scheduled,
    round: &ScheduledDigest,
    home: &Team,
) -> Result<Option<DigestId>, StoreError> {
    let new = NewDigest {
        workspace: &scheduled.workspace,
        team: scheduled.team,
        name: &home.name,
        week: round.week,
        channel: &scheduled.channel,
        due_at: round.due_at,
    };
    digest::insert_digest(writing, &new).await
}

/// Whether a digest that was begun still takes entries. It doesn't once its team chose another time: someone who shared
/// an entry after the previews would have no time to look.
async fn is_open(
    writing: &mut Writing,
    id: DigestId,
    (scheduled, round): (&Scheduled, &ScheduledDigest),
) -> Result<bool, StoreError> {
    let Some(found) = digest::find_digest(writing, id).await? else { return Ok(false) };
    let is_as_planned = found.digest.channel == scheduled.channel && found.digest.due_at == round.due_at;
    Ok(found.digest.state == DigestState::Open && is_as_planned && found.posts.is_empty())
}

/// Newly shared entries; each goes into one digest.
struct Pool<'s> {
    by_author: HashMap<&'s MemberId, Vec<&'s Newly>>,
    assignments: &'s HashMap<MemberId, Assignment>,
    taken: HashSet<EntryId>,
}

impl<'s> Pool<'s> {
    fn of(shared: &'s NewlyShared) -> Self {
        let mut by_author: HashMap<&MemberId, Vec<_>> = HashMap::new();
        for newly in &shared.entries {
            by_author.entry(&newly.author).or_default().push(newly);
        }
        Self { by_author, assignments: &shared.assignments, taken: HashSet::new() }
    }

    /// Takes what goes into a team's digest now, each with its author; nothing by authors who were told already.
    fn take(
        &mut self,
        since: DateTime<Utc>,
        round: &ScheduledDigest,
        managers: &BTreeSet<MemberId>,
        told: &[MemberId],
    ) -> Vec<(EntryId, &'s MemberId)> {
        let nobody = Assignment::default();
        let mut chosen = Vec::new();
        for (author, until) in round.until.iter().filter(|(author, _)| !told.contains(author)) {
            let window = Window { managers, since, until: *until };
            let assignment = self.assignments.get(author).unwrap_or(&nobody);
            for Newly { entry, author, shared_at, shares } in self.by_author.get(author).into_iter().flatten() {
                let is_in_a_digest = self.taken.contains(entry);
                if goes_in(&Candidate { shares, shared_at: *shared_at, assignment, is_in_a_digest }, &window) {
                    chosen.push((*entry, author));
                }
            }
        }
        self.taken.extend(chosen.iter().map(|(entry, _)| *entry));
        chosen
    }
}
