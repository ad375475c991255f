//! Digests: gathers a team's week, shows authors a preview, posts it, and keeps it up to date.
//!
//! A digest is *open* from its first entry on. Its authors get previews; when it's due, it is laid out once, into
//! messages. Each message is *begun* in a transaction before it's posted: from then on nothing in it can be held back,
//! and it's drawn from the data of that moment. Later it is redrawn whenever something in it changes.

mod gather;
mod lay_out;
mod loaded;
mod manager;
mod outcome;
mod post;
mod preview;
mod trouble;
mod visibility;
mod watched;

pub(in crate::services) use outcome::{edited, entry_changed, given_up, settled};
pub use visibility::{ChannelChange, ChannelKey, Standing};
pub use watched::DigestChannel;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::domain::digest::Preview;
use crate::domain::roster::TeamId;
use crate::services::digests::gather::LastLook;
use crate::services::digests::visibility::ChannelChanges;
use crate::store::Store;

/// Every team's digests.
#[derive(Debug)]
pub struct Digests {
    store: Arc<Store>,
    /// When each team was looked at, so that the next look is as late as possible. A restart looks at all of them.
    looked: Mutex<HashMap<TeamId, LastLook>>,
    changes: ChannelChanges,
}

/// The outcome of holding an entry back, or of putting it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// It's done, and this is what gets posted.
    Done(Preview),
    /// It's already posted, or just being posted.
    TooLate(Preview),
    /// This person has no such entry.
    NotThere,
}

impl Digests {
    /// The digests in this database.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store, looked: Mutex::default(), changes: ChannelChanges::default() }
    }
}

#[cfg(test)]
mod tests;
