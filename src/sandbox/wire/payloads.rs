//! The bodies that Slack posts to apps: slash commands as forms, interactions and events as JSON.

use serde_json::{Value, json};
use url::form_urlencoded;

use super::AppRequest;
use crate::domain::ids::{ChannelId, MemberId};
use crate::sandbox::controls::Control;
use crate::sandbox::json::{add, set, str_of, unset};
use crate::sandbox::manifest::Command;
use crate::sandbox::world::{APP, Channel, Draft, ELSEWHERE, Installed, Message, Spot, TEAM, TEAM_NAME, View, World};
use crate::slack::inbound::RequestKind;

const FORM: &str = "application/x-www-form-urlencoded";
/// Slack's old verification token, which apps should ignore.
const TOKEN: &str = "not-to-be-used";
const DOMAIN: &str = "dummyco";

/// Who did something where, with what Slack hands out for it.
pub struct Occasion<'a> {
    pub world: &'a World,
    pub member: &'a MemberId,
    pub trigger: String,
    pub at: String,
    pub response_url: String,
}

/// How Slack names a channel to apps: private channels not at all.
fn channel_name(channel: &Channel) -> &str {
    match (&channel.dm_of, channel.private) {
        (Some(_), _) => "directmessage",
        (None, true) => "privategroup",
        (None, false) => &channel.name,
    }
}

/// A person's own workspace.
fn team_of(world: &World, member: &MemberId) -> &'static str {
    world.member(member).map_or(TEAM, |member| member.team)
}

fn user_name<'a>(world: &'a World, member: &MemberId) -> &'a str {
    world.member(member).map_or("", |member| &member.handle)
}

/// A slash command as typed.
pub fn slash(occasion: &Occasion<'_>, channel: &Channel, command: &Command, text: &str) -> AppRequest {
    let world = occasion.world;
    let is_org_wide = world.installed == Installed::OrgWide;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", TOKEN)
        .append_pair("team_id", team_of(world, occasion.member))
        .append_pair("team_domain", DOMAIN);
    if let Some(enterprise) = world.installed.enterprise().filter(|_| team_of(world, occasion.member) != ELSEWHERE) {
        form.append_pair("enterprise_id", enterprise).append_pair("enterprise_name", TEAM_NAME);
    }
    form.append_pair("channel_id", channel.id.as_str())
        .append_pair("channel_name", channel_name(channel))
        .append_pair("user_id", occasion.member.as_str())
        .append_pair("user_name", user_name(occasion.world, occasion.member))
        .append_pair("command", &command.word)
        .append_pair("text", text)
        .append_pair("api_app_id", APP)
        .append_pair("is_enterprise_install", if is_org_wide { "true" } else { "false" })
        .append_pair("response_url", &occasion.response_url)
        .append_pair("trigger_id", &occasion.trigger);
    AppRequest { path: RequestKind::Command.path(), content_type: FORM, body: form.finish(), retry: None }
}

/// Wraps an interaction's JSON in the form that Slack posts.
pub fn interaction(payload: &Value) -> AppRequest {
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish();
    AppRequest { path: RequestKind::Interaction.path(), content_type: FORM, body, retry: None }
}

/// The workspace of the person that an event is about.
pub fn team_of_event(world: &World, event: &Value) -> &'static str {
    let id = event.get("user").and_then(|user| user.as_str().or_else(|| user.get("id")?.as_str()));
    id.map_or(TEAM, |id| team_of(world, &MemberId::new(id)))
}

/// An event in its envelope; `team` is the workspace that it comes from.
pub fn event(
    event: &Value,
    (team, installed): (&str, Installed),
    id: &str,
    at: i64,
    retry: Option<(u8, &'static str)>,
) -> AppRequest {
    let enterprise = installed.enterprise();
    let installed_in = (installed != Installed::OrgWide).then_some(TEAM);
    let envelope = json!({
        "token": TOKEN, "team_id": team, "enterprise_id": enterprise.filter(|_| team != ELSEWHERE), "api_app_id": APP, "type": "event_callback", "event_id": id, "event_time": at,
        "event": event, "context_team_id": TEAM, "context_enterprise_id": enterprise, "is_ext_shared_channel": false,
        "authorizations": [{"enterprise_id": enterprise, "team_id": installed_in, "user_id": crate::sandbox::world::BOT_USER,
                            "is_bot": true, "is_enterprise_install": installed == Installed::OrgWide}],
    });
    AppRequest { path: RequestKind::Event.path(), content_type: "application/json", body: envelope.to_string(), retry }
}

/// The handshake for an app's events address.
pub fn url_verification(challenge: &str) -> AppRequest {
    let body = json!({"token": TOKEN, "type": "url_verification", "challenge": challenge}).to_string();
    AppRequest { path: RequestKind::Event.path(), content_type: "application/json", body, retry: None }
}

/// The part that all interactions share.
fn common(occasion: &Occasion<'_>, kind: &str) -> Value {
    let (world, name) = (occasion.world, user_name(occasion.world, occasion.member));
    let is_org_wide = world.installed == Installed::OrgWide;
    let enterprise = world.installed.enterprise().map(|id| json!({"id": id, "name": TEAM_NAME}));
    json!({
        "type": kind, "token": TOKEN, "api_app_id": APP, "enterprise": enterprise, "is_enterprise_install": is_org_wide,
        "team": (!is_org_wide).then(|| json!({"id": TEAM, "domain": DOMAIN})),
        "user": {"id": occasion.member.as_str(), "username": name, "name": name, "team_id": team_of(world, occasion.member)},
        "trigger_id": occasion.trigger,
    })
}

/// The payload for a used control; `option` is the one picked in an overflow menu.
pub fn block_actions(
    occasion: &Occasion<'_>,
    spot: &Spot,
    draft: &Draft,
    control: &Control<'_>,
    option: Option<&Value>,
) -> Value {
    let mut payload = common(occasion, "block_actions");
    add_place(&mut payload, occasion, spot, draft);
    let mut action = draft.state(control).unwrap_or_else(|| json!({"type": control.kind()}));
    let extras: &[&str] = match control.kind() {
        "button" => &["value", "text", "style", "confirm"],
        _ if control.is_text() => &[],
        _ => &["placeholder", "confirm"],
    };
    for name in extras {
        if let Some(given) = control.element.get(name) {
            set(&mut action, name, given.clone());
        }
    }
    if let Some(option) = option {
        set(&mut action, "selected_option", option.clone());
    }
    let ids = json!({
        "action_id": control.action_id(), "block_id": control.block_id(), "action_ts": occasion.at,
    });
    add(&mut action, ids);
    set(&mut payload, "actions", json!([action]));
    payload
}

/// The payload for typing in an external select.
pub fn block_suggestion(
    occasion: &Occasion<'_>,
    spot: &Spot,
    draft: &Draft,
    control: &Control<'_>,
    query: &str,
) -> Value {
    let mut payload = common(occasion, "block_suggestion");
    add_place(&mut payload, occasion, spot, draft);
    for name in ["trigger_id", "response_url", "state"] {
        unset(&mut payload, name);
    }
    // Slack leaves out what was filled in so far.
    if let Some(view) = payload.get_mut("view") {
        set(view, "state", json!({"values": {}}));
    }
    add(&mut payload, json!({"action_id": control.action_id(), "block_id": control.block_id(), "value": query}));
    payload
}

fn add_place(payload: &mut Value, occasion: &Occasion<'_>, spot: &Spot, draft: &Draft) {
    let world = occasion.world;
    match spot {
        Spot::Message { channel, ts } => {
            let Some(message) = world.find_message(channel, ts) else { return };
            let ephemeral = message.post.only_for.is_some();
            let mut container =
                json!({"type": "message", "message_ts": ts, "channel_id": channel.as_str(), "is_ephemeral": ephemeral});
            if let Some(thread) = &message.post.thread_ts {
                set(&mut container, "thread_ts", thread.as_str());
            }
            let more = json!({
                "container": container, "channel": channel_payload(world, channel),
                "response_url": occasion.response_url, "state": {"values": draft.values(&message.post.blocks)},
            });
            add(payload, more);
            // Slack keeps no copy of ephemeral messages, so apps don't get theirs back.
            if !ephemeral {
                set(payload, "message", message.payload());
            }
        }
        Spot::Home => {
            if let Some(view) = world.home(occasion.member) {
                add_view(payload, world, view);
            }
        }
        Spot::Modal(id) => {
            if let Some(view) = world.stack(occasion.member).iter().find(|view| view.id == *id) {
                add_view(payload, world, view);
            }
        }
    }
}

fn add_view(payload: &mut Value, world: &World, view: &View) {
    add(payload, json!({"container": {"type": "view", "view_id": view.id}, "view": world.view_payload(view)}));
}

fn channel_payload(world: &World, channel: &ChannelId) -> Value {
    let name = world.find_channel(channel).map_or("", channel_name);
    json!({"id": channel.as_str(), "name": name})
}

/// The payload for a submitted modal.
pub fn view_submission(occasion: &Occasion<'_>, view: &View) -> Value {
    let mut payload = common(occasion, "view_submission");
    add(&mut payload, json!({"view": occasion.world.view_payload(view), "response_urls": []}));
    payload
}

/// The payload for a closed modal that asked for it; `cleared` if all views under it closed as well.
pub fn view_closed(occasion: &Occasion<'_>, view: &Value, cleared: bool) -> Value {
    let mut payload = common(occasion, "view_closed");
    unset(&mut payload, "trigger_id");
    add(&mut payload, json!({"view": view, "is_cleared": cleared}));
    payload
}

/// The payload for a shortcut in the composer's menu.
pub fn shortcut(occasion: &Occasion<'_>, callback_id: &str) -> Value {
    let mut payload = common(occasion, "shortcut");
    add(&mut payload, json!({"callback_id": callback_id, "action_ts": occasion.at}));
    payload
}

/// The payload for a shortcut in a message's menu.
pub fn message_action(occasion: &Occasion<'_>, callback_id: &str, message: &Message) -> Value {
    let mut payload = common(occasion, "message_action");
    let mut given = message.payload();
    let mut replies = occasion.world.visible_to(occasion.member, &message.post.channel);
    if replies.any(|reply| reply.post.thread_ts.as_ref() == Some(&message.ts)) {
        set(&mut given, "thread_ts", message.ts.as_str());
    }
    let more = json!({
        "callback_id": callback_id, "action_ts": occasion.at, "message_ts": message.ts,
        "message": given, "channel": channel_payload(occasion.world, &message.post.channel),
        "response_url": occasion.response_url,
    });
    add(&mut payload, more);
    payload
}

/// An `event_ts` for now.
pub fn timestamp(world: &World) -> String {
    let now = world.now();
    format!("{}.{:06}", now.timestamp(), now.timestamp_subsec_micros())
}

/// The block ids of a view's input blocks, which may carry errors.
pub fn input_blocks(blocks: &[Value]) -> impl Iterator<Item = &str> {
    blocks.iter().filter(|block| str_of(block, "type") == "input").map(|block| str_of(block, "block_id"))
}
