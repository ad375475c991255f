//! Who may do what with whose evidence: the only place that decides this.

use crate::domain::evidence::{Entry, Share};
use crate::domain::ids::Actor;
use crate::domain::roster::{Assignment, Manager};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See any part of it.
    Read,
    /// Change its words, behaviours, day or link.
    Edit,
    Share,
    Unshare,
    Delete,
    Restore,
}

/// Whether a person may do this; anything not allowed here is denied. `assignment` is the author's.
///
/// The author may do everything that makes sense. A manager may read what the author shared with them, as long as they
/// have been the author's manager without a break since. Everyone else is denied, including admins, other managers and
/// people in other workspaces. A person who is denied doesn't learn whether the entry exists.
#[must_use]
pub fn may(actor: &Actor, action: Action, entry: &Entry, assignment: &Assignment) -> bool {
    let is_author = actor.workspace == entry.workspace && actor.member == entry.author;
    let is_deleted = entry.deleted_at.is_some();
    match action {
        Action::Read => is_author || (!is_deleted && is_shared_with(actor, entry, assignment)),
        Action::Edit | Action::Share | Action::Unshare | Action::Delete => is_author && !is_deleted,
        Action::Restore => is_author && is_deleted,
    }
}

fn is_shared_with(actor: &Actor, entry: &Entry, assignment: &Assignment) -> bool {
    actor.workspace == entry.workspace && readers(entry, assignment).any(|manager| manager.member == actor.member)
}

/// The managers who can read the entry, unless it is deleted.
pub fn readers<'r>(entry: &Entry, assignment: &'r Assignment) -> impl Iterator<Item = &'r Manager> {
    given_to(&entry.shares, assignment)
}

/// The managers who currently have access through these shares.
pub fn given_to<'r>(shares: &[Share], assignment: &'r Assignment) -> impl Iterator<Item = &'r Manager> {
    let may_read = |manager: &&Manager| {
        shares.iter().any(|share| share.manager == manager.member && share.tenure == manager.tenure)
    };
    assignment.managers.iter().filter(may_read)
}

#[cfg(test)]
mod tests;
