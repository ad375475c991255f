//! Digests: what is gathered for a team's week, who looks at it first, what is posted, and what stands there after.
//!
//! A digest is *open* from its first entry on. Its authors get previews; when its time has come it is laid out, once, into
//! messages. Each is *begun* in a transaction before it is posted: from there on nothing in it is held back any more, and it
//! is drawn from what is true then. What it shows later is drawn anew each time that something in it changes.

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
    /// When each team was looked at, so that the next look is as late as it can be. A restart looks at all of them.
    looked: Mutex<HashMap<TeamId, LastLook>>,
    changes: ChannelChanges,
}

/// What came of holding an entry back, or of putting it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// It is done, and this is posted as it stands now.
    Done(Preview),
    /// It is posted already, or just now.
    TooLate(Preview),
    /// There is no such entry for this person.
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
