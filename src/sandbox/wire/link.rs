//! Socket Mode: the app's connections, what goes over them, and what goes wrong with them.

use std::collections::HashMap;
use std::future::pending;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::{AppAnswer, AppRequest, Silence, envelope};

/// The state of the app's connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    /// Connections that were greeted and have not ended.
    pub up: usize,
    /// All connections that were ever greeted.
    pub made: usize,
    /// The fewest that were up at once since Slack last asked for new ones.
    pub fewest: usize,
}

/// Where the next connection stalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stall {
    /// The handshake isn't answered.
    Handshake,
    /// The handshake is answered, but no greeting follows.
    Hello,
}

/// What to do with a connection.
enum Order {
    Say(String),
    /// Closes it properly.
    Close,
    /// Ends it without a word.
    Cut,
    /// Lets nothing more through, and tells neither side.
    Stall,
}

/// All connections of Socket Mode.
#[derive(Default)]
pub struct Link {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    is_on: bool,
    doubles: bool,
    /// The number of acknowledgements still to lose.
    losses: usize,
    stalls: Vec<Stall>,
    lines: Vec<GreetedConnection>,
    waiting: HashMap<String, Waiting>,
    connections: Connections,
    counter: usize,
}

/// One connection that was greeted.
struct GreetedConnection {
    id: usize,
    orders: mpsc::UnboundedSender<Order>,
}

/// An envelope on its way: the connections that haven't answered it, and the answers of the others.
struct Waiting {
    lines: Vec<usize>,
    answers: Vec<AppAnswer>,
    done: oneshot::Sender<Result<AppAnswer, Silence>>,
}

impl State {
    fn order(&mut self, order: impl Fn() -> Order) {
        // A connection whose receiver is gone has ended.
        self.lines.retain(|line| line.orders.send(order()).is_ok());
    }

    /// Forgets a connection that has ended; envelopes that went over it get no answer.
    fn forget(&mut self, id: usize) {
        self.lines.retain(|line| line.id != id);
        self.waiting.retain(|_, waiting| !waiting.lines.contains(&id));
        self.count();
    }

    fn count(&mut self) {
        self.connections.up = self.lines.len();
        self.connections.fewest = self.connections.fewest.min(self.lines.len());
    }
}

impl Link {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let outcome = act(&mut self.state());
        self.changes.send_modify(|count| *count += 1);
        outcome
    }

    pub fn is_on(&self) -> bool {
        self.state().is_on
    }

    pub fn connections(&self) -> Connections {
        self.state().connections
    }

    /// Switches Socket Mode on, or off with a farewell to every connection.
    pub fn switch(&self, on: bool) {
        self.change(|state| {
            state.is_on = on;
            if !on {
                state.order(|| Order::Say(envelope::farewell("link_disabled")));
                state.order(|| Order::Close);
            }
        });
    }

    /// Sends every envelope twice from now on, over two connections if there are two, or stops.
    pub fn doubles(&self, doubles: bool) {
        self.change(|state| state.doubles = doubles);
    }

    /// Loses the next acknowledgement, and its connection with it.
    pub fn loses_next(&self) {
        self.change(|state| state.losses += 1);
    }

    /// Queues a stall.
    pub fn stalls_next(&self, stall: Stall) {
        self.change(|state| state.stalls.push(stall));
    }

    /// Whether a stall is due at this point of a connection; it is used up then.
    pub fn stall(&self, point: Stall) -> bool {
        self.change(|state| {
            let is_due = state.stalls.first() == Some(&point);
            if is_due {
                state.stalls.remove(0);
            }
            is_due
        })
    }

    /// Ends every connection without a word.
    pub fn cut(&self) {
        self.change(|state| state.order(|| Order::Cut));
    }

    /// Lets nothing more through.
    pub fn silence(&self) {
        self.change(|state| state.order(|| Order::Stall));
    }

    /// Asks for new connections, and ends the old ones once the new ones are up.
    pub async fn refresh(&self, reason: &str, patience: Duration) -> bool {
        let (old, wanted) = self.change(|state| {
            state.connections.fewest = state.lines.len();
            state.order(|| Order::Say(envelope::farewell(reason)));
            let old: Vec<_> = state.lines.iter().map(|line| line.id).collect();
            let wanted = state.connections.made + old.len();
            (old, wanted)
        });
        let came = self.wait_until(|now| now.made >= wanted, patience).await;
        self.change(|state| {
            // Nothing more goes out over them.
            for line in state.lines.extract_if(.., |line| old.contains(&line.id)) {
                // It may have ended by itself.
                let _ = line.orders.send(Order::Close);
            }
            state.count();
        });
        came
    }

    /// Waits until the connections are as they should be; returns whether they are.
    pub async fn wait_until(&self, fit: impl Fn(Connections) -> bool, patience: Duration) -> bool {
        let mut changes = self.changes.subscribe();
        let fits = async {
            while !fit(self.connections()) {
                // `self` holds the sender, so the channel doesn't close meanwhile.
                let _ = changes.changed().await;
            }
        };
        timeout(patience, fits).await.is_ok()
    }

    /// Sends a request in an envelope over any connection, and waits for the answer.
    pub async fn send(&self, request: &AppRequest, patience: Duration) -> Result<AppAnswer, Silence> {
        if !self.wait_until(|now| now.up > 0, patience).await {
            return Err(Silence::Unreachable);
        }
        let (done, answered) = oneshot::channel();
        self.change(|state| {
            state.counter += 1;
            let id = format!("envelope-{}", state.counter);
            let frame = envelope::of(request, &id).to_string();
            let copies = if state.doubles { 2 } else { 1 };
            let first = state.counter;
            let mut lines = Vec::new();
            for copy in 0..copies {
                let Some(at) = (first + copy).checked_rem(state.lines.len()) else { continue };
                let Some(line) = state.lines.get(at) else { continue };
                // An envelope that doesn't arrive ends with its connection.
                let _ = line.orders.send(Order::Say(frame.clone()));
                lines.push(line.id);
            }
            if !lines.is_empty() {
                state.waiting.insert(id, Waiting { lines, answers: Vec::new(), done });
            }
        });
        match timeout(patience, answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(Silence::Unreachable),
            Err(_) => Err(Silence::TimedOut),
        }
    }

    /// Takes an acknowledgement from a connection, unless it is to be lost; returns whether it was taken.
    fn acknowledged(&self, line: usize, frame: &str) -> bool {
        let Some((id, answer)) = envelope::answer(frame) else { return true };
        self.change(|state| {
            if let Some(fewer) = state.losses.checked_sub(1) {
                state.losses = fewer;
                return false;
            }
            let Some(mut waiting) = state.waiting.remove(&id) else { return true };
            waiting.answers.push(answer);
            if let Some(at) = waiting.lines.iter().position(|waiting| *waiting == line) {
                waiting.lines.swap_remove(at);
            }
            if !waiting.lines.is_empty() {
                state.waiting.insert(id, waiting);
                return true;
            }
            let differ = waiting.answers.windows(2).any(|pair| matches!(pair, [one, other] if one != other));
            let answer = waiting.answers.pop().filter(|_| !differ).ok_or(Silence::Differs);
            // The receiver may have given up.
            let _ = waiting.done.send(answer);
            true
        })
    }

    /// Serves one connection to its end.
    pub async fn serve(&self, mut socket: WebSocket) {
        if self.stall(Stall::Hello) {
            return pending().await;
        }
        if !self.is_on() {
            // The connection ends anyway.
            let _ = socket.send(Message::text(envelope::farewell("link_disabled"))).await;
            return;
        }
        if socket.send(Message::text(envelope::greeting())).await.is_err() {
            return;
        }
        let (orders, mut ordered) = mpsc::unbounded_channel();
        let id = self.change(|state| {
            state.counter += 1;
            state.lines.push(GreetedConnection { id: state.counter, orders });
            state.connections.made += 1;
            state.connections.up = state.lines.len();
            state.counter
        });
        loop {
            tokio::select! {
                order = ordered.recv() => match order {
                    Some(Order::Say(frame)) => if socket.send(Message::text(frame)).await.is_err() { break },
                    Some(Order::Close) => {
                        // The connection ends anyway.
                        let _ = socket.send(Message::Close(None)).await;
                        break;
                    }
                    Some(Order::Stall) => {
                        self.change(|state| state.forget(id));
                        return pending().await;
                    }
                    Some(Order::Cut) | None => break,
                },
                heard = socket.recv() => match heard {
                    Some(Ok(Message::Text(frame))) => if !self.acknowledged(id, &frame) { break },
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                    Some(Ok(_)) => {}
                },
            }
        }
        self.change(|state| state.forget(id));
    }
}
