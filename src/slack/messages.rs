//! Messages that the bot sends on its own: opens the DM, posts, looks for a posted message, edits, deletes.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::domain::delivery::MessageRef;
use crate::domain::ids::{ChannelId, MemberId};
use crate::slack::error::SlackError;
use crate::slack::json::text_at;
use crate::slack::web_api::WebApi;
use crate::surface::Message;

/// The event type of our message metadata.
const EVENT_TYPE: &str = "bearings_delivery";
/// Allowance for the difference between our clock and Slack's.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(10);

#[derive(Deserialize)]
struct Opened {
    channel: OpenedChannel,
}

#[derive(Deserialize)]
struct OpenedChannel {
    id: String,
}

/// Only the fields that locate the message: a missing field elsewhere must not turn a posted message into an error.
#[derive(Deserialize)]
struct Posted {
    channel: String,
    ts: String,
}

#[derive(Serialize)]
struct PostMessage<'a> {
    channel: &'a ChannelId,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_ts: Option<&'a str>,
    #[serde(flatten)]
    message: &'a Message,
    /// Others can read it, so it contains only a random key, by which the message can be found again.
    metadata: Value,
    unfurl_links: bool,
    unfurl_media: bool,
}

#[derive(Serialize)]
struct UpdateMessage<'a> {
    channel: &'a ChannelId,
    ts: &'a str,
    #[serde(flatten)]
    message: &'a Message,
}

impl WebApi {
    /// Opens the DM with a member. Idempotent.
    pub async fn open_dm(&self, member: &MemberId) -> Result<ChannelId, SlackError> {
        let opened: Opened = self.ask("conversations.open", &json!({ "users": member })).await?;
        Ok(ChannelId::new(opened.channel.id))
    }

    /// Posts a message that `find_message` can find by this key.
    pub async fn post_message(&self, to: &ChannelId, message: &Message, key: &str) -> Result<MessageRef, SlackError> {
        self.post_under(None, to, message, key).await
    }

    /// Like `post_message`, but as a reply in this thread if one is given.
    pub async fn post_under(
        &self,
        thread: Option<&str>,
        to: &ChannelId,
        message: &Message,
        key: &str,
    ) -> Result<MessageRef, SlackError> {
        let metadata = json!({ "event_type": EVENT_TYPE, "event_payload": { "key": key } });
        let request =
            PostMessage { channel: to, thread_ts: thread, message, metadata, unfurl_links: false, unfurl_media: false };
        let posted: Posted = self.ask("chat.postMessage", &request).await?;
        Ok(MessageRef { channel: ChannelId::new(posted.channel), ts: posted.ts })
    }

    /// Replaces a message's content. Idempotent.
    pub async fn update_message(&self, place: &MessageRef, message: &Message) -> Result<(), SlackError> {
        self.call("chat.update", &UpdateMessage { channel: &place.channel, ts: &place.ts, message }).await
    }

    /// Deletes a message. Idempotent.
    pub async fn delete_message(&self, place: &MessageRef) -> Result<(), SlackError> {
        match self.call("chat.delete", &json!({ "channel": place.channel, "ts": place.ts })).await {
            Err(SlackError::Refused { code, .. }) if code == "message_not_found" => Ok(()),
            outcome => outcome,
        }
    }

    /// Looks for the message with this key, posted no earlier than `since`, in a DM with the bot. After an error, it is
    /// unknown whether the message was posted.
    pub async fn find_message(
        &self,
        channel: &ChannelId,
        key: &str,
        since: DateTime<Utc>,
    ) -> Result<Option<MessageRef>, SlackError> {
        let oldest = (since - CLOCKS_DIFFER).timestamp().to_string();
        let bounds = [("include_all_metadata", "true"), ("oldest", oldest.as_str())];
        let ts =
            self.search_history(channel, &bounds, |page| page.iter().find_map(|message| ts_of(message, key))).await?;
        Ok(ts.map(|ts| MessageRef { channel: channel.clone(), ts }))
    }
}

fn ts_of(message: &Value, key: &str) -> Option<String> {
    let text = |pointer| text_at(message, pointer);
    let is_it = text("/metadata/event_type") == Some(EVENT_TYPE) && text("/metadata/event_payload/key") == Some(key);
    if is_it { text("/ts").map(str::to_owned) } else { None }
}
