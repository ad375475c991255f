//! Who may do what with whose evidence: the one place that decides it.

use crate::domain::evidence::{Entry, Share};
use crate::domain::ids::Actor;
use crate::domain::roster::{Manager, Roster};

/// What somebody wants to do with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See any of it.
    Read,
    /// Change its words, behaviours, day or link.
    Edit,
    /// Let their managers see it.
    Share,
    /// Take it back from their managers.
    Unshare,
    Delete,
    /// Bring it back after removing it.
    Restore,
}

/// Whether they may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Allowed,
    /// They may not, and are not told whether there is anything.
    Denied,
}

/// Decides; whatever is not allowed here is denied. `roster` is what is known about the entry's author.
///
/// Its author may do everything that makes sense. A manager may read what the author shared with them, as long as they
/// are the author's manager without a break since. Nobody else may do anything: admins, other managers and other
/// workspaces included.
#[must_use]
pub fn may(actor: &Actor, action: Action, entry: &Entry, roster: &Roster) -> Decision {
    let is_author = actor.workspace == entry.workspace && actor.member == entry.author;
    let is_deleted = entry.deleted_at.is_some();
    let allowed = match action {
        Action::Read => is_author || (!is_deleted && is_shared_with(actor, entry, roster)),
        Action::Edit | Action::Share | Action::Unshare | Action::Delete => is_author && !is_deleted,
        Action::Restore => is_author && is_deleted,
    };
    if allowed { Decision::Allowed } else { Decision::Denied }
}

fn is_shared_with(actor: &Actor, entry: &Entry, roster: &Roster) -> bool {
    actor.workspace == entry.workspace && readers(entry, roster).any(|manager| manager.member == actor.member)
}

/// The managers who can read the entry beside its author, unless it is deleted.
pub fn readers<'r>(entry: &Entry, roster: &'r Roster) -> impl Iterator<Item = &'r Manager> {
    given_to(&entry.shares, roster)
}

/// The managers to whom these shares give an entry now.
pub fn given_to<'r>(shares: &[Share], roster: &'r Roster) -> impl Iterator<Item = &'r Manager> {
    let may_read = |manager: &&Manager| {
        shares.iter().any(|share| share.manager == manager.member && share.tenure == manager.tenure)
    };
    roster.managers.iter().filter(may_read)
}

#[cfg(test)]
mod tests;
