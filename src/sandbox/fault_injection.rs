//! The faults that tests inject, and the counts that prove how the app handles them.

use std::sync::PoisonError;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Sandbox;
use super::web_api::{Calls, Fault};
use super::world::{Author, Message};

/// A message of the app as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Posted {
    /// Slack's message id.
    pub ts: String,
    /// The plain text beside its blocks.
    pub text: String,
    pub blocks: Vec<Value>,
    /// Its blocks as first posted, whatever they were edited to.
    pub at_first: Vec<Value>,
    /// What the app attached for its own use.
    pub metadata: Option<Value>,
    pub at: DateTime<Utc>,
    /// The `ts` of the message that it replies to, if it is in a thread.
    pub thread_ts: Option<String>,
}

impl Posted {
    /// The app's own random key, by which it finds the message again; empty if it has none.
    #[must_use]
    pub fn key(&self) -> &str {
        let key = self.metadata.as_ref().and_then(|metadata| metadata.pointer("/event_payload/key"));
        key.and_then(Value::as_str).unwrap_or_default()
    }

    fn of(message: &Message) -> Self {
        let post = &message.post;
        Self {
            ts: message.ts.clone(),
            text: post.text.clone(),
            blocks: post.blocks.clone(),
            at_first: message.at_first.as_ref().unwrap_or(&post.blocks).clone(),
            metadata: post.metadata.clone(),
            at: message.at,
            thread_ts: post.thread_ts.clone(),
        }
    }
}

impl Sandbox {
    /// Makes the next call of a Web API method, or of any `response_url`, go wrong; further faults queue up.
    pub fn break_next(&self, method: &str, fault: Fault) {
        self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).add(method, fault);
    }

    /// Makes calls of a method go wrong at random, each fault in this percentage of them, the same calls for the same
    /// seed. Queued faults go first.
    pub fn storm(&self, method: &str, percents: &[(Fault, u8)], seed: u64) {
        self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).storm(method, percents, seed);
    }

    /// Ends a method's storm.
    pub fn calms(&self, method: &str) {
        self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).calm(method);
    }

    /// Loses events on their way to the app from now on, or stops losing them.
    pub fn loses_events(&self, loses: bool) {
        self.change(|world| world.loses_events = loses);
    }

    /// Turns rate limits off: from now on only faults limit calls.
    pub fn stops_limiting(&self) {
        self.shared.pace.lock().unwrap_or_else(PoisonError::into_inner).is_off = true;
    }

    /// Keeps messages younger than this, in the workspace's time, out of `conversations.history`.
    pub fn history_lags_by(&self, lag: Duration) {
        self.change(|world| world.history_lag = lag);
    }

    /// How often a Web API method was called so far.
    #[must_use]
    pub fn calls(&self, method: &str) -> Calls {
        self.shared.ledger.lock().unwrap_or_else(PoisonError::into_inner).of(method)
    }

    /// All messages of the app in a channel, including replies, oldest first.
    #[must_use]
    pub fn posted_in(&self, channel: &str) -> Vec<Posted> {
        self.read(|world| {
            let found = world.find_channel_named(channel);
            let all = found.into_iter().flat_map(|found| world.history(&found.id));
            all.filter(|message| message.post.author == Author::App).map(Posted::of).collect()
        })
    }

    /// All messages of the app in a person's DM, oldest first; edited ones as they are now.
    #[must_use]
    pub fn posted_to(&self, name: &str) -> Vec<Posted> {
        self.read(|world| {
            let dm = world.find_member(name).and_then(|member| world.dm_of(&member.id));
            let all = dm.into_iter().flat_map(|dm| world.history(&dm.id));
            all.filter(|message| message.post.author == Author::App).map(Posted::of).collect()
        })
    }
}
