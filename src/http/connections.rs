//! Which connections are open, what each waits for, and which one gives up its slot when all are taken.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The first byte of the first request.
    FirstByte,
    /// The rest of a request's head.
    Head,
    /// The rest of a request's body.
    Body,
    /// Our answer to a request that has arrived in full.
    Answer,
    /// The next request, while our last answer may still be on its way.
    Idle,
    /// Its end: its slot goes to another connection.
    Evicted,
}

/// How long the other end of a connection may take. A request's body and our answer share one deadline in the router.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadlines {
    /// From the connection to its first byte.
    pub(super) first_byte: Duration,
    /// From a request's first byte to its whole head.
    pub(super) head: Duration,
    /// Between two requests.
    pub(super) idle: Duration,
    /// To read what we send, each time a write has to wait.
    pub(super) write: Duration,
}

/// How far one connection has got.
#[derive(Debug)]
pub(super) struct Progress {
    phase: Mutex<(Phase, Instant)>,
    evicted: Notify,
    /// Shared by all connections. Notified when one can be evicted that couldn't be before.
    evictable: Arc<Notify>,
}

impl Progress {
    fn new(evictable: Arc<Notify>) -> Self {
        Self { phase: Mutex::new((Phase::FirstByte, Instant::now())), evicted: Notify::new(), evictable }
    }

    fn with<T>(&self, of: impl FnOnce(&mut (Phase, Instant)) -> T) -> T {
        of(&mut self.phase.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Moves on to this phase; `false` once the connection is evicted.
    fn enter(&self, next: Phase) -> bool {
        self.with(|phase| {
            let goes_on = phase.0 != Phase::Evicted;
            if goes_on {
                *phase = (next, Instant::now());
            }
            goes_on
        })
    }

    /// Bytes have arrived.
    pub(super) fn received(&self) {
        self.with(|phase| {
            if matches!(phase.0, Phase::FirstByte | Phase::Idle) {
                *phase = (Phase::Head, Instant::now());
            }
        });
    }

    /// A request's head has arrived in full.
    pub(super) fn head_received(&self) -> bool {
        self.enter(Phase::Body)
    }

    /// A request has arrived in full. Unless this returns `false`, the connection keeps its slot until it's answered.
    pub(super) fn request_received(&self) -> bool {
        self.with(|phase| match phase.0 {
            Phase::Evicted => false,
            Phase::Body => {
                *phase = (Phase::Answer, Instant::now());
                true
            }
            // The request was answered before its body arrived.
            _ => true,
        })
    }

    /// The answer to a request is ready.
    pub(super) fn answered(&self) {
        self.enter(Phase::Idle);
        self.evictable.notify_one();
    }

    /// When the next bytes have to arrive at the latest, if the connection waits for any.
    pub(super) fn read_deadline(&self, deadlines: &Deadlines) -> Option<Instant> {
        let (phase, since) = self.with(|phase| *phase);
        let limit = match phase {
            Phase::FirstByte => deadlines.first_byte,
            Phase::Head => deadlines.head,
            // The router has one deadline for body and answer together, and hyper one between two requests.
            Phase::Body | Phase::Answer | Phase::Idle | Phase::Evicted => return None,
        };
        Some(since + limit)
    }

    /// Returns once the connection has to end.
    pub(super) async fn evicted(&self) {
        self.evicted.notified().await;
    }

    /// Since when it has waited for the other end; `None` while the other end waits for us.
    fn waits_since(&self) -> Option<Instant> {
        let (phase, since) = self.with(|phase| *phase);
        (!matches!(phase, Phase::Answer | Phase::Evicted)).then_some(since)
    }

    /// Evicts the connection, unless a request has arrived in full meanwhile.
    fn evict(&self) -> bool {
        let ends = self.with(|phase| {
            let ends = !matches!(phase.0, Phase::Answer | Phase::Evicted);
            if ends {
                phase.0 = Phase::Evicted;
            }
            ends
        });
        if ends {
            self.evicted.notify_one();
        }
        ends
    }
}

#[derive(Debug)]
pub(super) struct Connections {
    places: Arc<Semaphore>,
    open: Mutex<HashMap<u64, Arc<Progress>>>,
    evictable: Arc<Notify>,
}

/// A connection's slot; dropping it frees the slot.
#[derive(Debug)]
pub(super) struct ConnectionSlot {
    pub(super) progress: Arc<Progress>,
    number: u64,
    connections: Arc<Connections>,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { places: Arc::new(Semaphore::new(most)), open: Mutex::default(), evictable: Arc::default() })
    }

    /// A slot for a new connection. If all are taken, the connection that has kept us waiting longest loses its own, so
    /// clients that only hold connections open never lock others out.
    pub(super) async fn place(self: &Arc<Self>, number: u64) -> Option<ConnectionSlot> {
        let permit = loop {
            if let Ok(permit) = self.places.clone().try_acquire_owned() {
                break permit;
            }
            self.evict_longest_waiting();
            tokio::select! {
                permit = self.places.clone().acquire_owned() => break permit.ok()?,
                () = self.evictable.notified() => {}
            }
        };
        let progress = Arc::new(Progress::new(self.evictable.clone()));
        self.with(|open| open.insert(number, progress.clone()));
        Some(ConnectionSlot { progress, number, connections: self.clone(), _permit: permit })
    }

    /// Evicts the connection that has kept us waiting longest; `false` if there is none.
    pub(super) fn evict_longest_waiting(&self) -> bool {
        let longest = self.with(|open| {
            let waiting = open.values().filter_map(|progress| Some((progress.waits_since()?, progress)));
            waiting.min_by_key(|(since, _)| *since).map(|(_, progress)| progress.clone())
        });
        longest.is_some_and(|progress| progress.evict())
    }

    fn with<T>(&self, of: impl FnOnce(&mut HashMap<u64, Arc<Progress>>) -> T) -> T {
        of(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        self.connections.with(|open| open.remove(&self.number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_for_us_keeps_their_place_and_whoever_keeps_us_waiting_longest_loses_it() {
        let connections = Connections::new(3);
        let mut places = Vec::new();
        for number in 0..3 {
            places.push(connections.place(number).await.unwrap());
        }
        let [first, second, third] = &places[..] else { panic!("three places") };
        assert!(first.progress.head_received() && first.progress.request_received());
        assert!(connections.evict_longest_waiting());
        assert!(!second.progress.head_received(), "it was evicted");
        assert!(third.progress.head_received() && third.progress.request_received());
        assert!(!connections.evict_longest_waiting(), "both wait for an answer");
        first.progress.answered();
        assert!(connections.evict_longest_waiting());
        assert!(!first.progress.request_received());
        assert!(third.progress.request_received());
    }

    #[tokio::test]
    async fn a_place_comes_free_as_soon_as_a_connection_can_be_evicted() {
        let connections = Connections::new(1);
        let busy = connections.place(0).await.unwrap();
        assert!(busy.progress.head_received() && busy.progress.request_received());
        let waiting = tokio::spawn({
            let connections = connections.clone();
            async move { connections.place(1).await.map(|place| place.number) }
        });
        tokio::task::yield_now().await;
        busy.progress.answered();
        busy.progress.evicted().await;
        drop(busy);
        assert_eq!(waiting.await.unwrap(), Some(1));
        assert!(connections.with(|open| open.is_empty()));
    }
}
