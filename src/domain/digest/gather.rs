//! Which entries go into a digest, and which may still appear in it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::domain::evidence::{Entry, Share, given_to};
use crate::domain::ids::MemberId;
use crate::domain::roster::Assignment;

/// An entry that isn't deleted, by an author who is in the team now.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'c> {
    /// The managers that the author shares it with.
    pub shares: &'c [Share],
    /// When the author last shared it.
    pub shared_at: DateTime<Utc>,
    /// The roster's facts about the author now.
    pub assignment: &'c Assignment,
    /// It's already in a digest: held back, to be posted, or posted.
    pub is_in_a_digest: bool,
}

/// The entries that a digest accepts.
#[derive(Clone, Copy, Debug)]
pub struct Window<'w> {
    /// The team's managers now.
    pub managers: &'w BTreeSet<MemberId>,
    /// Entries shared before this time go into no digest.
    pub since: DateTime<Utc>,
    /// The author's preview; entries shared from then on wait for the next digest.
    pub until: DateTime<Utc>,
}

/// Whether the entry joins the digest.
#[must_use]
pub fn goes_in(candidate: &Candidate<'_>, window: &Window<'_>) -> bool {
    !candidate.is_in_a_digest
        && (window.since..window.until).contains(&candidate.shared_at)
        && all_read(candidate.shares, candidate.assignment, window.managers)
}

/// Whether the entry may appear on a page that these managers read: it exists, and each of them may read it now. A team
/// without managers reads nothing.
#[must_use]
pub fn is_visible(entry: Option<&Entry>, assignment: &Assignment, managers: &BTreeSet<MemberId>) -> bool {
    let entry = entry.filter(|entry| entry.deleted_at.is_none());
    entry.is_some_and(|entry| all_read(&entry.shares, assignment, managers))
}

fn all_read(shares: &[Share], assignment: &Assignment, managers: &BTreeSet<MemberId>) -> bool {
    let may_read: BTreeSet<&MemberId> = given_to(shares, assignment).map(|manager| &manager.member).collect();
    !managers.is_empty() && managers.iter().all(|manager| may_read.contains(manager))
}

/// Whether an author still shares an entry with the audience disclosed to them: it exists, and the author's latest
/// choice includes at least one of that audience. Only the author can change this: a former manager was given the
/// entry, and a returning manager had read it there before.
#[must_use]
pub fn still_given(entry: Option<&Entry>, audience: &BTreeSet<MemberId>) -> bool {
    let entry = entry.filter(|entry| entry.deleted_at.is_none());
    entry.is_some_and(|entry| entry.shares.iter().any(|share| audience.contains(&share.manager)))
}
