//! Slack's requests over Socket Mode, on several connections, each replaced before Slack ends it.

mod answer;
mod refused;
mod serve;
mod wait;

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Notify, oneshot};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::bot::Bot;
use crate::clock::Clock;
use crate::secret::Secret;
use crate::slack::inbound::{Frame, frame};
use crate::slack::{Connection, OpenConnections, SocketFrame, WebApi};
use crate::telemetry::numbers::{self, Reconnect};
use answer::Answers;
use refused::{LastLogged, Problem};
use serve::{End, Leaving, Serving};

/// One more than needed, so that one is left when another breaks. Slack allows ten.
const CONNECTIONS: usize = 2;

/// The bot's end of Socket Mode. It disconnects when dropped.
pub struct SocketMode {
    inner: Arc<Inner>,
    stop: DropGuard,
}

struct Inner {
    bot: Bot,
    /// Calls with the app-level token.
    slack: WebApi,
    clock: Clock,
    /// A connection that is silent for longer counts as broken.
    silence: Duration,
    answers: Answers,
    problems: LastLogged,
    live: OpenConnections,
    /// Notified when there is another token to try.
    token_changed: Notify,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl SocketMode {
    /// Not connected yet. `slack` calls with the app-level token; a connection may be silent for up to `silence`.
    pub fn new(bot: Bot, slack: WebApi, clock: Clock, silence: Duration) -> Self {
        let stop = CancellationToken::new();
        let inner = Inner {
            bot,
            slack,
            clock,
            silence,
            answers: Answers::default(),
            problems: LastLogged::default(),
            live: OpenConnections::default(),
            token_changed: Notify::new(),
            stop: stop.clone(),
            tasks: TaskTracker::new(),
        };
        Self { inner: Arc::new(inner), stop: stop.drop_guard() }
    }

    pub fn start(&self) {
        numbers::connections_wanted(CONNECTIONS);
        for _ in 0..CONNECTIONS {
            self.inner.tasks.spawn(self.inner.clone().keep_connected());
        }
    }

    /// Uses another token from the next connection on. If a connection is down, the next try starts at once.
    pub fn change_token(&self, token: &Secret) {
        self.inner.slack.change_token(token);
        self.inner.token_changed.notify_waiters();
    }

    pub fn live(&self) -> OpenConnections {
        self.inner.live.clone()
    }

    /// Takes nothing new, answers what it has, and disconnects.
    pub async fn stop(self) {
        drop(self.stop);
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }
}

impl Inner {
    /// Keeps one connection up. The next is ready before Slack ends the current one, and soon after one breaks.
    async fn keep_connected(self: Arc<Self>) {
        let mut failures = 0;
        // Ends the previous connection a while after the next is up.
        let mut before: Option<CancellationToken> = None;
        while !self.stop.is_cancelled() {
            let connected = tokio::select! {
                connected = self.connect() => connected,
                () = self.stop.cancelled() => return,
            };
            let pause = match connected {
                Ok(connection) => {
                    self.problems.clear();
                    if let Some(before) = before.take() {
                        before.cancel();
                    }
                    let (began, retire) = (Instant::now(), CancellationToken::new());
                    let left = self.serve(connection, retire.clone()).await.unwrap_or(Leaving::Ended(End::Broken));
                    before = Some(retire);
                    // A connection that ends this soon counts as a failure.
                    failures = if began.elapsed() > self.silence { 0 } else { failures + 1 };
                    self.pause_after_end(left, failures)
                }
                Err(problem) => {
                    failures += 1;
                    self.pause_after_problem(&problem, failures)
                }
            };
            self.wait(pause).await;
        }
    }

    fn pause_after_end(&self, left: Leaving, failures: u32) -> Duration {
        match left {
            Leaving::ForGood => return self.pause_after_problem(&Problem::SwitchedOff, failures),
            Leaving::Asked => numbers::reconnects(Reconnect::Refreshed),
            Leaving::Ended(End::Broken) => numbers::reconnects(Reconnect::Broken),
            Leaving::Ended(End::Silent) => numbers::reconnects(Reconnect::Silent),
            // We ended it ourselves; the next process reconnects.
            Leaving::Ended(End::Ours) => {}
        }
        wait::after(failures)
    }

    fn pause_after_problem(&self, problem: &Problem, failures: u32) -> Duration {
        numbers::reconnects(problem.why());
        self.problems.log(problem);
        problem.pause(failures, self.silence)
    }

    async fn wait(&self, pause: Duration) {
        let waited = async {
            // `pending` never ends, so this always times out.
            let _ = tokio::time::timeout(pause, pending::<()>()).await;
        };
        tokio::select! {
            () = waited => {}
            () = self.token_changed.notified() => {}
            () = self.stop.cancelled() => {}
        }
    }

    /// Asks for a connection, opens it and waits for Slack's hello, all within `silence`: a handshake can stall.
    async fn connect(&self) -> Result<Connection, Problem> {
        let connected = async {
            let address = self.slack.open_connection().await?;
            let mut connection = address.connect().await?;
            loop {
                let SocketFrame::Text(text) = connection.next().await.ok_or(Problem::Broken)? else { continue };
                match frame(&text) {
                    Ok(Frame::Hello) => return Ok(connection),
                    Ok(Frame::Disconnect { for_good: true }) => return Err(Problem::SwitchedOff),
                    _ => return Err(Problem::Broken),
                }
            }
        };
        tokio::time::timeout(self.silence, connected).await.unwrap_or(Err(Problem::Stalled))
    }

    /// Serves a connection; the receiver says when another one is needed.
    fn serve(self: &Arc<Self>, connection: Connection, retire: CancellationToken) -> oneshot::Receiver<Leaving> {
        tracing::info!("connected to Slack");
        let (leaving, left) = oneshot::channel();
        let serving = Serving::new(self.clone(), connection, self.live.add(), leaving);
        self.tasks.spawn(serving.run(retire));
        left
    }
}
