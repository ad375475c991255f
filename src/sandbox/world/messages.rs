//! What people, the app and Slackbot said, to everyone or to one person.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{APP, BOT, BOT_USER, Spot, TEAM, World};
use crate::domain::ids::{ChannelId, MemberId};
use crate::sandbox::json::{add, set, unset};

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    Person(MemberId),
    App,
    Slackbot,
}

/// A message before it has a time.
#[derive(Clone, Debug)]
pub struct Post {
    pub channel: ChannelId,
    pub author: Author,
    pub text: String,
    pub blocks: Vec<Value>,
    /// Makes it ephemeral.
    pub only_for: Option<MemberId>,
    pub thread_ts: Option<String>,
    pub metadata: Option<Value>,
    /// The ids of the files in it.
    pub files: Vec<String>,
}

impl Post {
    /// An empty message for everyone.
    pub fn new(channel: ChannelId, author: Author) -> Self {
        Self {
            channel,
            author,
            text: String::new(),
            blocks: Vec::new(),
            only_for: None,
            thread_ts: None,
            metadata: None,
            files: Vec::new(),
        }
    }
}

/// A message in a channel.
#[derive(Clone, Debug)]
pub struct Message {
    pub post: Post,
    /// Slack's message id: seconds and a counter, unique here.
    pub ts: String,
    pub at: DateTime<Utc>,
    pub edited: bool,
    /// Its blocks as first posted, once it was edited.
    pub at_first: Option<Vec<Value>>,
}

impl Message {
    /// The `ts` of the message that starts its thread, which may be its own.
    pub fn root(&self) -> &str {
        self.post.thread_ts.as_deref().unwrap_or(&self.ts)
    }

    /// The message as Slack sends it to the app.
    pub fn payload(&self) -> Value {
        let post = &self.post;
        let mut payload = json!({"type": "message", "text": post.text, "ts": self.ts, "team": TEAM});
        match &post.author {
            Author::Person(member) => set(&mut payload, "user", member.as_str()),
            Author::Slackbot => set(&mut payload, "user", "USLACKBOT"),
            Author::App => add(&mut payload, json!({"user": BOT_USER, "bot_id": BOT, "app_id": APP})),
        }
        if !post.blocks.is_empty() {
            set(&mut payload, "blocks", post.blocks.clone());
        }
        if !post.files.is_empty() {
            set(&mut payload, "files", post.files.iter().map(|id| json!({"id": id})).collect::<Vec<_>>());
        }
        if let Some(thread) = &post.thread_ts {
            set(&mut payload, "thread_ts", thread.as_str());
        }
        if let Some(metadata) = &post.metadata {
            set(&mut payload, "metadata", metadata.clone());
        }
        payload
    }
}

impl World {
    /// The message as Slack sends it to the app now, with its author's workspace.
    pub fn payload_of(&self, message: &Message) -> Value {
        let mut payload = message.payload();
        if self.hides_bot_id {
            unset(&mut payload, "bot_id");
            unset(&mut payload, "app_id");
        }
        if let Author::Person(member) = &message.post.author
            && let Some(member) = self.member(member)
        {
            set(&mut payload, "team", member.team);
        }
        payload
    }

    /// Adds a message at the end of its channel, now; returns its `ts`.
    pub fn post(&mut self, post: Post) -> String {
        self.post_at(post, self.now())
    }

    /// An `action_ts` for now. As in Slack, no two are the same.
    pub fn give_moment(&mut self) -> String {
        self.last_action = self.now().timestamp_micros().max(self.last_action + 1);
        format!("{}.{:06}", self.last_action / 1_000_000, self.last_action % 1_000_000)
    }

    /// Like `post`, at another time: for what was said before the story begins.
    pub fn post_at(&mut self, mut post: Post, at: DateTime<Utc>) -> String {
        self.last_ts = at.timestamp_micros().max(self.last_ts + 1);
        let ts = format!("{}.{:06}", self.last_ts / 1_000_000, self.last_ts % 1_000_000);
        self.name_blocks(&mut post.blocks);
        let channel = self.messages.entry(post.channel.clone()).or_default();
        channel.push(Message { post, ts: ts.clone(), at, edited: false, at_first: None });
        ts
    }

    /// Slackbot says something to one person.
    pub fn slackbot_says(&mut self, channel: &ChannelId, to: &MemberId, text: impl Into<String>) {
        let only_for = Some(to.clone());
        self.post(Post { text: text.into(), only_for, ..Post::new(channel.clone(), Author::Slackbot) });
    }

    /// What a person sees in a channel without threads, oldest first.
    pub fn seen_by<'a>(
        &'a self,
        member: &'a MemberId,
        channel: &'a ChannelId,
    ) -> impl DoubleEndedIterator<Item = &'a Message> {
        self.visible_to(member, channel).filter(|message| message.post.thread_ts.is_none())
    }

    /// A thread's parent and replies, as a person sees it.
    pub fn thread<'a>(
        &'a self,
        member: &'a MemberId,
        channel: &'a ChannelId,
        ts: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a Message> {
        self.visible_to(member, channel)
            .filter(move |message| message.ts == ts || message.post.thread_ts.as_deref() == Some(ts))
    }

    /// All that a person sees in a channel, including threads, oldest first.
    pub fn visible_to<'a>(
        &'a self,
        member: &'a MemberId,
        channel: &'a ChannelId,
    ) -> impl DoubleEndedIterator<Item = &'a Message> {
        let seen = move |message: &&Message| message.post.only_for.as_ref().is_none_or(|reader| reader == member);
        self.said_in(channel).iter().filter(seen)
    }

    /// What everyone in a channel sees, including threads, oldest first.
    pub fn history(&self, channel: &ChannelId) -> impl DoubleEndedIterator<Item = &Message> {
        self.said_in(channel).iter().filter(|message| message.post.only_for.is_none())
    }

    fn said_in(&self, channel: &ChannelId) -> &[Message] {
        self.messages.get(channel).map(Vec::as_slice).unwrap_or_default()
    }

    /// The app's newest message to a person, if they have not seen it.
    fn news(&self, member: &MemberId) -> Option<&Message> {
        let can_see = |message: &&Message| message.post.only_for.as_ref().is_none_or(|reader| reader == member);
        let all = self.said_in(&self.dm_of(member)?.id).iter().filter(can_see);
        let newest = all.rev().find(|message| message.post.author == Author::App);
        newest.filter(|message| self.read_to.get(member).is_none_or(|seen| *seen < message.ts))
    }

    /// Whether the app has said something to a person that they have not seen.
    pub fn has_news(&self, member: &MemberId) -> bool {
        self.news(member).is_some()
    }

    /// Marks everything that the app said to the person as seen.
    pub fn catch_up(&mut self, member: &MemberId) {
        if let Some(ts) = self.news(member).map(|message| message.ts.clone()) {
            self.read_to.insert(member.clone(), ts);
        }
    }

    /// Finds a message, even an ephemeral one.
    pub fn find_message(&self, channel: &ChannelId, ts: &str) -> Option<&Message> {
        self.said_in(channel).iter().rev().find(|message| message.ts == ts)
    }

    /// Replaces text and blocks; false if the message isn't there.
    pub fn rewrite(&mut self, channel: &ChannelId, ts: &str, text: String, mut blocks: Vec<Value>) -> bool {
        self.name_blocks(&mut blocks);
        self.settle_drafts(&Spot::Message { channel: channel.clone(), ts: ts.to_owned() }, &blocks);
        let Some(message) = self.message_mut(channel, ts) else { return false };
        // Slack's client doesn't mark messages made of blocks as edited.
        message.edited = message.post.only_for.is_none() && blocks.is_empty();
        message.post.text = text;
        let before = std::mem::replace(&mut message.post.blocks, blocks);
        message.at_first.get_or_insert(before);
        true
    }

    /// Finds a message, to change it.
    pub fn message_mut(&mut self, channel: &ChannelId, ts: &str) -> Option<&mut Message> {
        self.messages.get_mut(channel)?.iter_mut().rev().find(|message| message.ts == ts)
    }

    /// Removes a message; false if it isn't there.
    pub fn erase(&mut self, channel: &ChannelId, ts: &str) -> bool {
        let Some(all) = self.messages.get_mut(channel) else { return false };
        let before = all.len();
        all.retain(|message| message.ts != ts);
        all.len() < before
    }

    /// Gives an id to every block and element that has none, as Slack does.
    pub fn name_blocks(&mut self, blocks: &mut [Value]) {
        for block in blocks {
            self.name_part(block, "block_id");
            for place in ["accessory", "element"] {
                if let Some(element) = block.get_mut(place) {
                    self.name_part(element, "action_id");
                }
            }
            for element in block.get_mut("elements").and_then(Value::as_array_mut).into_iter().flatten() {
                self.name_part(element, "action_id");
            }
        }
    }

    fn name_part(&mut self, part: &mut Value, key: &str) {
        let nameless = part.get(key).is_none_or(Value::is_null);
        let wordless = matches!(part.get("type").and_then(Value::as_str), Some("plain_text" | "mrkdwn" | "image"))
            && key == "action_id";
        if nameless
            && !wordless
            && let Some(map) = part.as_object_mut()
        {
            map.insert(key.to_owned(), self.fresh("gen").into());
        }
    }
}
