//! Which entries go into a digest, and which may be on it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::domain::evidence::{Entry, Share, given_to};
use crate::domain::ids::MemberId;
use crate::domain::roster::Roster;

/// An entry of somebody who is in the team now, and who did not delete it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'c> {
    /// Whom its author lets see it.
    pub shares: &'c [Share],
    /// When its author shared it last.
    pub shared_at: DateTime<Utc>,
    /// What is known about its author now.
    pub roster: &'c Roster,
    /// It is in a digest already: held, to be posted, or posted.
    pub is_in_a_digest: bool,
}

/// What a digest takes.
#[derive(Clone, Copy, Debug)]
pub struct Window<'w> {
    /// The team's managers now.
    pub managers: &'w BTreeSet<MemberId>,
    /// What was shared before belongs into no digest.
    pub since: DateTime<Utc>,
    /// What is shared from here on, the author's preview, waits for the next.
    pub until: DateTime<Utc>,
}

/// Whether the entry joins the digest.
#[must_use]
pub fn goes_in(candidate: &Candidate<'_>, window: &Window<'_>) -> bool {
    !candidate.is_in_a_digest
        && (window.since..window.until).contains(&candidate.shared_at)
        && all_read(candidate.shares, candidate.roster, window.managers)
}

/// Whether the entry may be on a page that these managers read: it is there, and each of them may read it now. A team
/// without managers reads nothing.
#[must_use]
pub fn is_visible(entry: Option<&Entry>, roster: &Roster, managers: &BTreeSet<MemberId>) -> bool {
    let entry = entry.filter(|entry| entry.deleted_at.is_none());
    entry.is_some_and(|entry| all_read(&entry.shares, roster, managers))
}

fn all_read(shares: &[Share], roster: &Roster, managers: &BTreeSet<MemberId>) -> bool {
    let may_read: BTreeSet<&MemberId> = given_to(shares, roster).map(|manager| &manager.member).collect();
    !managers.is_empty() && managers.iter().all(|manager| may_read.contains(manager))
}

/// Whether an author still lets be read what they were told is read by this audience: it is there, and the last they said is
/// that they share it with somebody of them. Only its author changes that: whoever is not their manager any more had it given,
/// and whoever becomes it anew read it there before.
#[must_use]
pub fn still_given(entry: Option<&Entry>, audience: &BTreeSet<MemberId>) -> bool {
    let entry = entry.filter(|entry| entry.deleted_at.is_none());
    entry.is_some_and(|entry| entry.shares.iter().any(|share| audience.contains(&share.manager)))
}
