//! One connection from its hello to its end: envelopes in, acknowledgements out, pings in between.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use crate::slack::inbound::{Frame, frame};
use crate::slack::{Connection, OpenConnection, SocketFault, SocketFrame};
use crate::socket::Inner;

/// How many pings are sent within the allowed silence.
const PINGS_PER_SILENCE: u32 = 3;
/// At most this many envelopes are in progress; the next is read when one of them is answered.
const MAX_IN_PROGRESS: usize = 256;

/// Why another connection is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    /// Slack will end this one soon.
    Asked,
    ForGood,
    Ended(End),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Slack ended it, or it broke.
    Broken,
    /// Nothing was heard for too long.
    Silent,
    /// We end it, after answering what's in progress.
    Ours,
}

pub(super) struct Serving {
    socket: Arc<Inner>,
    connection: Connection,
    /// Envelopes in progress; each task returns its acknowledgement.
    in_progress: JoinSet<Option<String>>,
    heard_at: Instant,
    /// Empty once the reason is sent.
    leaving: Option<oneshot::Sender<Leaving>>,
    up: OpenConnection,
}

impl Serving {
    pub(super) fn new(
        socket: Arc<Inner>,
        connection: Connection,
        up: OpenConnection,
        leaving: oneshot::Sender<Leaving>,
    ) -> Self {
        let (in_progress, heard_at) = (JoinSet::new(), Instant::now());
        Self { socket, connection, in_progress, heard_at, leaving: Some(leaving), up }
    }

    /// Serves the connection to its end. After `retire` it stays for one more `silence`: Slack has to notice the next.
    pub(super) async fn run(mut self, retire: CancellationToken) {
        let silence = self.socket.silence;
        let mut pings = interval(silence / PINGS_PER_SILENCE);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let stop = self.socket.stop.clone();
        let retired = async {
            retire.cancelled().await;
            // `pending` never ends, so this always times out.
            let _ = timeout(silence, std::future::pending::<()>()).await;
        };
        tokio::pin!(retired);
        let end = loop {
            let outcome = tokio::select! {
                heard = self.connection.next(), if self.in_progress.len() < MAX_IN_PROGRESS => self.receive(heard),
                Some(done) = self.in_progress.join_next() => self.acknowledge(done.ok().flatten()).await,
                _ = pings.tick() => self.ping().await,
                () = stop.cancelled() => Err(End::Ours),
                () = &mut retired => Err(End::Ours),
            };
            if let Err(end) = outcome {
                break end;
            }
        };
        self.end(end).await;
    }

    fn receive(&mut self, heard: Option<SocketFrame>) -> Result<(), End> {
        let heard = heard.ok_or(End::Broken)?;
        self.heard_at = Instant::now();
        let SocketFrame::Text(text) = heard else { return Ok(()) };
        match frame(&text) {
            Ok(Frame::Envelope(envelope)) => {
                let socket = self.socket.clone();
                let work = async move { socket.answers.to(*envelope, &socket.bot, socket.clock.now()).await };
                self.in_progress.spawn(work);
            }
            Ok(Frame::Disconnect { for_good }) => {
                self.report(if for_good { Leaving::ForGood } else { Leaving::Asked });
            }
            Ok(Frame::Hello | Frame::Unknown) => {}
            Err(malformed) => tracing::warn!(what = "frame", outcome = %malformed, "not handled"),
        }
        Ok(())
    }

    async fn acknowledge(&mut self, acknowledgement: Option<String>) -> Result<(), End> {
        let Some(frame) = acknowledgement else { return Ok(()) };
        within_deadline(self.socket.silence, self.connection.say(frame)).await
    }

    async fn ping(&mut self) -> Result<(), End> {
        if self.heard_at.elapsed() > self.socket.silence {
            return Err(End::Silent);
        }
        within_deadline(self.socket.silence, self.connection.ping()).await
    }

    fn report(&mut self, leaving: Leaving) {
        if let Some(reason) = self.leaving.take() {
            // Nothing waits for it during a stop.
            let _ = reason.send(leaving);
        }
    }

    async fn end(mut self, end: End) {
        let was_expected = self.leaving.is_none() || end == End::Ours;
        self.report(Leaving::Ended(end));
        drop(self.up);
        match end {
            _ if was_expected => tracing::info!("a connection to Slack ended"),
            End::Silent => tracing::warn!("Slack has gone silent: reconnecting"),
            _ => tracing::warn!("a connection to Slack broke: reconnecting"),
        }
        // Work in progress is always finished. Without its acknowledgement Slack sends the envelope again where that
        // matters.
        while let Some(done) = self.in_progress.join_next().await {
            if end == End::Ours
                && let Some(frame) = done.ok().flatten()
            {
                let _ = within_deadline(self.socket.silence, self.connection.say(frame)).await;
            }
        }
        if end == End::Ours {
            let _ = timeout(self.socket.silence / PINGS_PER_SILENCE, self.connection.close()).await;
        }
    }
}

/// Fails if a frame can't be sent within a third of the allowed silence: the connection is dead then.
async fn within_deadline(silence: Duration, sent: impl Future<Output = Result<(), SocketFault>>) -> Result<(), End> {
    match timeout(silence / PINGS_PER_SILENCE, sent).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Broken),
        Err(_) => Err(End::Silent),
    }
}
