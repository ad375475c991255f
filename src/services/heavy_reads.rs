//! Limits reads that go through everything a person wrote: one at a time for each person, and few in total.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::domain::ids::Actor;

#[derive(Debug)]
pub(super) struct HeavyReads {
    places: Arc<Semaphore>,
    readers: Arc<Readers>,
    /// How long a read waits for its turn.
    patience: Duration,
}

#[derive(Debug, Default)]
struct Readers {
    reading: Mutex<HashSet<Actor>>,
    done: Notify,
}

/// A read's turn; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _reader: Reader,
    _place: OwnedSemaphorePermit,
}

/// A person's only read.
#[derive(Debug)]
struct Reader {
    who: Actor,
    readers: Arc<Readers>,
}

impl HeavyReads {
    pub(super) fn new(at_once: usize, patience: Duration) -> Self {
        Self { places: Arc::new(Semaphore::new(at_once)), readers: Arc::default(), patience }
    }

    /// A turn for this person's read, as soon as there is one; `None` if it takes too long.
    pub(super) async fn acquire(&self, who: &Actor) -> Option<Turn> {
        let acquire = async {
            let reader = loop {
                let done = self.readers.done.notified();
                match self.readers.begin(who) {
                    Some(reader) => break reader,
                    None => done.await,
                }
            };
            self.place(reader).await
        };
        timeout(self.patience, acquire).await.ok().flatten()
    }

    /// Like `acquire`, but `None` at once while another read of this person's runs or waits.
    pub(super) async fn only_turn(&self, who: &Actor) -> Option<Turn> {
        let reader = self.readers.begin(who)?;
        timeout(self.patience, self.place(reader)).await.ok().flatten()
    }

    async fn place(&self, reader: Reader) -> Option<Turn> {
        Some(Turn { _reader: reader, _place: self.places.clone().acquire_owned().await.ok()? })
    }
}

impl Readers {
    fn begin(self: &Arc<Self>, who: &Actor) -> Option<Reader> {
        let is_first = self.with(|reading| reading.insert(who.clone()));
        is_first.then(|| Reader { who: who.clone(), readers: self.clone() })
    }

    fn with<T>(&self, of: impl FnOnce(&mut HashSet<Actor>) -> T) -> T {
        of(&mut self.reading.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.readers.with(|reading| reading.remove(&self.who));
        self.readers.done.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{MemberId, WorkspaceId};

    fn who(name: &str) -> Actor {
        Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new(name) }
    }

    #[tokio::test]
    async fn each_person_has_one_turn_at_a_time_and_all_together_few() {
        let reads = HeavyReads::new(2, Duration::from_millis(20));
        let ana = reads.acquire(&who("UANA")).await.unwrap();
        assert!(reads.acquire(&who("UANA")).await.is_none(), "hers goes on");
        let ben = reads.acquire(&who("UBEN")).await.unwrap();
        assert!(reads.acquire(&who("ULEA")).await.is_none(), "two go on");
        drop(ben);
        assert!(reads.only_turn(&who("UANA")).await.is_none(), "hers goes on");
        let _lea = reads.acquire(&who("ULEA")).await.unwrap();
        drop(ana);
        assert!(reads.acquire(&who("UANA")).await.is_some());
    }

    #[tokio::test]
    async fn whoever_waits_has_their_turn_when_the_one_before_is_done() {
        let reads = Arc::new(HeavyReads::new(1, Duration::from_mins(1)));
        let first = reads.acquire(&who("UANA")).await.unwrap();
        let waiting: Vec<_> = ["UANA", "UANA", "UBEN"]
            .map(|name| {
                let reads = reads.clone();
                tokio::spawn(async move { reads.acquire(&who(name)).await.is_some() })
            })
            .into_iter()
            .collect();
        tokio::task::yield_now().await;
        drop(first);
        for waiting in waiting {
            assert!(waiting.await.unwrap());
        }
    }
}
