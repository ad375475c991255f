//! One connection from its hello to its end: envelopes in, acknowledgements out, and a sign of life asked for in between.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use crate::slack::inbound::{Frame, frame};
use crate::slack::{Connection, Heard, SocketFault, Up};
use crate::socket::Inner;

/// A connection is heard so many times within the longest silence.
const SIGNS: u32 = 3;
/// So many envelopes are in hand at most; the next is read when one of them is answered.
const IN_HAND: usize = 256;

/// Why another connection is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    /// Slack will end it soon.
    Asked,
    /// Somebody switched Socket Mode off.
    ForGood,
    /// It is over, in this way.
    Ended(End),
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Slack ended it, or it broke.
    Broken,
    /// Nothing was heard for too long.
    Silent,
    /// We leave, and answer what is in hand before.
    Ours,
}

/// A connection that is served.
pub(super) struct Serving {
    socket: Arc<Inner>,
    connection: Connection,
    /// Each becomes its acknowledgement.
    in_hand: JoinSet<Option<String>>,
    heard_at: Instant,
    /// Not yet told.
    leaving: Option<oneshot::Sender<Leaving>>,
    up: Up,
}

impl Serving {
    pub(super) fn new(socket: Arc<Inner>, connection: Connection, up: Up, leaving: oneshot::Sender<Leaving>) -> Self {
        let (in_hand, heard_at) = (JoinSet::new(), Instant::now());
        Self { socket, connection, in_hand, heard_at, leaving: Some(leaving), up }
    }

    /// Serves it to its end. Once it is to `retire`, Slack has another one, and a while to notice.
    pub(super) async fn run(mut self, retire: CancellationToken) {
        let silence = self.socket.silence;
        let mut signs = interval(silence / SIGNS);
        signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let stop = self.socket.stop.clone();
        let retired = async {
            retire.cancelled().await;
            // Nothing comes but the end of the wait.
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
            // Nobody waits for it at the end.
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
        // What is in hand is finished in any case; without its acknowledgement Slack sends it again where that matters.
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

/// A frame that cannot be sent for so long is on its way to nobody.
async fn in_time(silence: Duration, said: impl Future<Output = Result<(), SocketFault>>) -> Result<(), End> {
    match timeout(silence / SIGNS, said).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Broken),
        Err(_) => Err(End::Silent),
    }
}
