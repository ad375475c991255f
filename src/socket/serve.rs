//! One connection from its hello to its end: envelopes in, acknowledgements out, pings in between.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use crate::slack::inbound::{Frame, frame};
use crate::slack::{Connection, Heard, SocketFault, Up};
use crate::socket::Inner;

/// How many pings are sent within the allowed silence.
const SIGNS: u32 = 3;
/// At most this many envelopes are in progress; the next is read when one of them is answered.
const IN_HAND: usize = 256;

/// Why another connection is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    /// Slack will end this one soon.
    Asked,
    /// Socket Mode was switched off.
    ForGood,
    Ended(End),
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Slack ended it, or it broke.
    Broken,
    /// Nothing was heard for too long.
    Silent,
    /// We end it, after answering what's in progress.
    Ours,
}

/// A connection being served.
pub(super) struct Serving {
    socket: Arc<Inner>,
    connection: Connection,
    /// Envelopes in progress; each task returns its acknowledgement.
    in_hand: JoinSet<Option<String>>,
    heard_at: Instant,
    /// Empty once the reason is sent.
    leaving: Option<oneshot::Sender<Leaving>>,
    up: Up,
}

impl Serving {
    pub(super) fn new(socket: Arc<Inner>, connection: Connection, up: Up, leaving: oneshot::Sender<Leaving>) -> Self {
        let (in_hand, heard_at) = (JoinSet::new(), Instant::now());
        Self { socket, connection, in_hand, heard_at, leaving: Some(leaving), up }
    }

    /// Serves the connection to its end. After `retire` it stays for one more `silence`, so that Slack notices its
    /// successor.
    pub(super) async fn run(mut self, retire: CancellationToken) {
        let silence = self.socket.silence;
        let mut signs = interval(silence / SIGNS);
        signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let stop = self.socket.stop.clone();
        let retired = async {
            retire.cancelled().await;
            // `pending` never ends, so this always times out.
            let _ = timeout(silence, std::future::pending::<()>()).await;
        };
        tokio::pin!(retired);
        let end = loop {
            let gone_on = tokio::select! {
                heard = self.connection.next(), if self.in_hand.len() < IN_HAND => self.hears(heard),
                Some(done) = self.in_hand.join_next() => self.acknowledges(done.ok().flatten()).await,
                _ = signs.tick() => self.asks_for_a_sign().await,
                () = stop.cancelled() => Err(End::Ours),
                () = &mut retired => Err(End::Ours),
            };
            if let Err(end) = gone_on {
                break end;
            }
        };
        self.ends(end).await;
    }

    fn hears(&mut self, heard: Option<Heard>) -> Result<(), End> {
        let heard = heard.ok_or(End::Broken)?;
        self.heard_at = Instant::now();
        let Heard::Frame(text) = heard else { return Ok(()) };
        match frame(&text) {
            Ok(Frame::Envelope(envelope)) => {
                let socket = self.socket.clone();
                let work = async move { socket.answers.to(*envelope, &socket.bot, socket.clock.now()).await };
                self.in_hand.spawn(work);
            }
            Ok(Frame::Disconnect { for_good }) => {
                self.tell(if for_good { Leaving::ForGood } else { Leaving::Asked });
            }
            Ok(Frame::Hello | Frame::Unknown) => {}
            Err(malformed) => tracing::warn!(what = "frame", outcome = %malformed, "not handled"),
        }
        Ok(())
    }

    async fn acknowledges(&mut self, acknowledgement: Option<String>) -> Result<(), End> {
        let Some(frame) = acknowledgement else { return Ok(()) };
        in_time(self.socket.silence, self.connection.say(frame)).await
    }

    async fn asks_for_a_sign(&mut self) -> Result<(), End> {
        if self.heard_at.elapsed() > self.socket.silence {
            return Err(End::Silent);
        }
        in_time(self.socket.silence, self.connection.ping()).await
    }

    fn tell(&mut self, leaving: Leaving) {
        if let Some(tells) = self.leaving.take() {
            // Nothing waits for it during a stop.
            let _ = tells.send(leaving);
        }
    }

    async fn ends(mut self, end: End) {
        let was_expected = self.leaving.is_none() || end == End::Ours;
        self.tell(Leaving::Ended(end));
        drop(self.up);
        match end {
            _ if was_expected => tracing::info!("a connection to Slack ended"),
            End::Silent => tracing::warn!("nothing is heard from Slack any more: a new connection is made"),
            _ => tracing::warn!("a connection to Slack broke: a new one is made"),
        }
        // Work in progress is always finished. Without its acknowledgement Slack sends the envelope again where that
        // matters.
        while let Some(done) = self.in_hand.join_next().await {
            if end == End::Ours
                && let Some(frame) = done.ok().flatten()
            {
                let _ = in_time(self.socket.silence, self.connection.say(frame)).await;
            }
        }
        if end == End::Ours {
            let _ = timeout(self.socket.silence / SIGNS, self.connection.close()).await;
        }
    }
}

/// Fails if a frame can't be sent within a third of the allowed silence: the connection is dead then.
async fn in_time(silence: Duration, said: impl Future<Output = Result<(), SocketFault>>) -> Result<(), End> {
    match timeout(silence / SIGNS, said).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Broken),
        Err(_) => Err(End::Silent),
    }
}
