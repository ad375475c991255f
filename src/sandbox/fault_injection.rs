//! What tests put the app through, and what they count to prove how it bore that.

use std::sync::PoisonError;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Sandbox;
use super::web_api::{Calls, Fault};
use super::world::{Author, Message};

/// A message of the app as it stands now.
#[derive(Clone, Debug, PartialEq)]
pub struct Posted {
    /// Slack's id of it.
    pub ts: String,
    /// The words beside its blocks.
    pub text: String,
    pub blocks: Vec<Value>,
    /// Its blocks as it was posted, whatever they were edited to.
    pub at_first: Vec<Value>,
    /// What the app attached for itself.
    pub metadata: Option<Value>,
    /// When it was posted.
    pub at: DateTime<Utc>,
    /// The `ts` of the message under which it is a reply.
    pub thread_ts: Option<String>,
}

impl Posted {
    /// What finds it again: the app's own random key, if it has one.
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
    /// Makes the next call of a Web API method, or of any `response_url`, go wrong; several wait in line.
    pub fn break_next(&self, method: &str, fault: Fault) {
        self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).add(method, fault);
    }

    /// Makes calls of a method go wrong at random, each fault in so many calls of a hundred, the same ones for the same
    /// seed. What waits in line goes first.
    pub fn storm(&self, method: &str, percents: &[(Fault, u8)], seed: u64) {
        self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).storm(method, percents, seed);
    }

    /// Ends a method's storm.
    pub fn calms(&self, method: &str) {
        self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).calm(method);
    }

    /// From now on events get lost on their way to the app, or do no more.
    pub fn loses_events(&self, loses: bool) {
        self.change(|world| world.loses_events = loses);
    }

    /// From now on no call is one too many; only faults limit.
    pub fn stops_limiting(&self) {
        self.shared.pace.lock().unwrap_or_else(PoisonError::into_inner).is_off = true;
    }

    /// Keeps messages that are younger than this in the workspace's time out of `conversations.history`.
    pub fn history_lags_by(&self, lag: Duration) {
        self.change(|world| world.history_lag = lag);
    }

    /// How often a Web API method was called so far.
    #[must_use]
    pub fn calls(&self, method: &str) -> Calls {
        self.shared.ledger.lock().unwrap_or_else(PoisonError::into_inner).of(method)
    }

    /// All messages of the app that stand in a channel, replies included, oldest first.
    #[must_use]
    pub fn posted_in(&self, channel: &str) -> Vec<Posted> {
        self.read(|world| {
            let found = world.find_channel_named(channel);
            let all = found.into_iter().flat_map(|found| world.history(&found.id));
            all.filter(|message| message.post.author == Author::App).map(Posted::of).collect()
        })
    }

    /// All messages of the app that stand in a person's DM, oldest first; those that it edited, as they are now.
    #[must_use]
    pub fn posted_to(&self, name: &str) -> Vec<Posted> {
        self.read(|world| {
            let dm = world.find_member(name).and_then(|member| world.dm_of(&member.id));
            let all = dm.into_iter().flat_map(|dm| world.history(&dm.id));
            all.filter(|message| message.post.author == Author::App).map(Posted::of).collect()
        })
    }
}
