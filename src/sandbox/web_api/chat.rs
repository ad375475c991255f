//! chat.*: posting, changing and deleting messages.

use serde_json::{Value, json};

use super::Call;
use super::refusal::ApiRefusal;
use crate::domain::ids::{ChannelId, MemberId};
use crate::sandbox::world::{Author, Channel, Message, Post, World};
use crate::surface::limits::{self, Surface};

const UPDATE_TEXT: usize = 4000;

/// Finds a channel that the app may know of: it doesn't see private channels that it isn't in.
pub(super) fn known_channel<'a>(world: &'a World, id: &str) -> Result<&'a Channel, ApiRefusal> {
    let channel = world.find_channel(&ChannelId::new(id)).filter(|channel| !channel.private || channel.app_is_in);
    channel.ok_or_else(|| ApiRefusal::fact("channel_not_found"))
}

pub(super) fn channel_to_post_in<'a>(world: &'a World, id: &str) -> Result<&'a Channel, ApiRefusal> {
    let dm = if id.starts_with('U') { world.dm_of(&MemberId::new(id)) } else { None };
    let channel = match dm {
        Some(dm) => dm,
        None => known_channel(world, id)?,
    };
    if channel.archived_at.is_some() {
        return Err(ApiRefusal::fact("is_archived"));
    }
    if let Some(owner) = &channel.dm_of {
        if !world.app.tabs.messages {
            return Err(ApiRefusal::mistake("messages_tab_disabled", "see app_home in the manifest"));
        }
        if world.member(owner).is_some_and(|member| member.deleted) {
            return Err(ApiRefusal::fact("user_disabled"));
        }
    } else if !channel.app_is_in {
        return Err(ApiRefusal::fact("not_in_channel"));
    }
    Ok(channel)
}

fn content(call: &Call<'_>) -> Result<(String, Vec<Value>), ApiRefusal> {
    let text = call.text("text").unwrap_or_default();
    let markdown = markdown(call)?;
    let blocks = call.json("blocks")?.unwrap_or_else(|| json!([]));
    let blocks = markdown.unwrap_or(blocks);
    ApiRefusal::check(Surface::PostedMessage, &json!({"text": text, "blocks": blocks}))?;
    Ok((text, blocks.as_array().cloned().unwrap_or_default()))
}

/// `markdown_text` as the block that it becomes. It excludes other content: "This argument should not be used in
/// conjunction with blocks or text" (<https://docs.slack.dev/reference/methods/chat.postMessage>).
fn markdown(call: &Call<'_>) -> Result<Option<Value>, ApiRefusal> {
    let Some(markdown) = call.text("markdown_text") else { return Ok(None) };
    if call.text("text").is_some() || call.text("blocks").is_some() {
        return Err(ApiRefusal::mistake("markdown_text_conflict", "markdown_text beside text or blocks"));
    }
    Ok(Some(json!([{"type": "markdown", "text": markdown}])))
}

fn content_to_post(call: &Call<'_>) -> Result<(String, Vec<Value>), ApiRefusal> {
    let (text, blocks) = content(call)?;
    if text.is_empty() && blocks.is_empty() {
        return Err(ApiRefusal::mistake("no_text", "neither text nor blocks"));
    }
    Ok((text, blocks))
}

pub(super) fn post_message(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let to = call.need("channel")?;
    let (text, blocks) = content_to_post(call)?;
    let channel = channel_to_post_in(call.world, &to)?.id.clone();
    let thread_ts = call.text("thread_ts");
    if let Some(parent) = &thread_ts
        && call.world.find_message(&channel, parent).is_none()
    {
        return Err(ApiRefusal::fact("thread_not_found"));
    }
    let metadata = call.json("metadata")?;
    let post = Post { text, blocks, thread_ts, metadata, ..Post::new(channel.clone(), Author::App) };
    let ts = call.world.post(post);
    let message = call.world.find_message(&channel, &ts).map(Message::payload);
    Ok(json!({"channel": channel.as_str(), "ts": ts, "message": message}))
}

pub(super) fn post_ephemeral(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let (to, user) = (call.need("channel")?, MemberId::new(call.need("user")?));
    let (text, blocks) = content_to_post(call)?;
    let channel = channel_to_post_in(call.world, &to)?;
    if !channel.members.contains(&user) {
        return Err(ApiRefusal::fact("user_not_in_channel"));
    }
    let post = Post { text, blocks, only_for: Some(user), ..Post::new(channel.id.clone(), Author::App) };
    Ok(json!({"message_ts": call.world.post(post)}))
}

/// Finds a message that the app may change; ephemeral ones are out of its reach here.
fn own_message<'a>(call: &'a Call<'_>, refusal: &str) -> Result<&'a Message, ApiRefusal> {
    let channel = known_channel(call.world, &call.need("channel")?)?;
    let found = call.world.find_message(&channel.id, &call.need("ts")?);
    let message = found.filter(|message| message.post.only_for.is_none());
    match message {
        None => Err(ApiRefusal::fact("message_not_found")),
        Some(message) if message.post.author != Author::App => {
            Err(ApiRefusal::mistake(refusal, "not the app's message"))
        }
        Some(message) => Ok(message),
    }
}

pub(super) fn update(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let message = own_message(call, "cant_update_message")?;
    let (channel, ts, blocks) = (message.post.channel.clone(), message.ts.clone(), message.post.blocks.clone());
    if call.text("text").is_some_and(|text| limits::length(&text) > UPDATE_TEXT) {
        return Err(ApiRefusal::mistake("msg_too_long", format!("chat.update takes {UPDATE_TEXT} characters of text")));
    }
    let (text, new_blocks) = content(call)?;
    // Text alone replaces the blocks.
    let kept = if call.args.contains_key("blocks") || !text.is_empty() { new_blocks } else { blocks };
    if text.is_empty() && kept.is_empty() {
        return Err(ApiRefusal::mistake("no_text", "neither text nor blocks"));
    }
    let metadata = call.json("metadata")?;
    call.world.rewrite(&channel, &ts, text.clone(), kept);
    if let (Some(metadata), Some(message)) = (metadata, call.world.message_mut(&channel, &ts)) {
        message.post.metadata = Some(metadata);
    }
    Ok(json!({"channel": channel.as_str(), "ts": ts, "text": text}))
}

pub(super) fn delete(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let message = own_message(call, "cant_delete_message")?;
    let (channel, ts) = (message.post.channel.clone(), message.ts.clone());
    call.world.erase(&channel, &ts);
    Ok(json!({"channel": channel.as_str(), "ts": ts}))
}

pub(super) fn permalink(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let channel = known_channel(call.world, &call.need("channel")?)?;
    let ts = call.need("message_ts")?;
    if call.world.find_message(&channel.id, &ts).is_none() {
        return Err(ApiRefusal::fact("message_not_found"));
    }
    let link = format!("{}/archives/{}/p{}", call.base, channel.id, ts.replace('.', ""));
    Ok(json!({"channel": channel.id.as_str(), "permalink": link}))
}
