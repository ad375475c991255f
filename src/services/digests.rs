//! Digests: gathers a team's week, shows authors a preview, posts it, and keeps it up to date.
//!
//! A digest is *open* from its first entry on. Its authors get previews; when it's due, it is laid out once, into
//! messages. Each message is *begun* in a transaction before it's posted: from then on nothing in it can be held back,
//! and it's drawn from the data of that moment. Later it is redrawn whenever something in it changes.

mod channels;
mod gather;
mod lay_out;
mod manager;
mod notices;
mod outcome;
mod post;
mod preview;
mod problem;
mod visibility;

pub use channels::DigestChannel;
pub(in crate::services) use notices::{notify_managers, update_authors, update_managers};
pub(in crate::services) use outcome::{entry_changed, finish, refused};
pub(in crate::services) use preview::{draw_preview, find_of_author};
pub use visibility::{ChannelChange, ChannelKey};

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;

use crate::domain::digest::Preview;
use crate::domain::roster::TeamId;
use crate::services::digests::gather::LastLook;
use crate::services::digests::visibility::ChannelChanges;
use crate::store::Store;

/// Wait before another check of a channel with problems.
pub(in crate::services) const CHANNEL_RECHECK: TimeDelta = TimeDelta::minutes(10);

#[derive(Debug)]
pub struct Digests {
    store: Arc<Store>,
    /// When each team was looked at, so that the next look is as late as possible. A restart looks at all of them.
    looked: Mutex<HashMap<TeamId, LastLook>>,
    changes: ChannelChanges,
}

/// The outcome of holding an entry back, or of putting it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldOutcome {
    /// It's done, and this is what gets posted.
    Done(Preview),
    /// It's already posted, or just being posted.
    TooLate(Preview),
    /// This person has no such entry.
    NotThere,
}

impl Digests {
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store, looked: Mutex::default(), changes: ChannelChanges::default() }
    }
}

#[cfg(test)]
mod tests;
