//! Parses interactions: block actions, submitted forms, menus that we fill, shortcuts.

use serde_json::Value;

use crate::domain::installation::PayloadActor;
use crate::secret::PrivateText;
use crate::slack::inbound::actor::of_interaction as by;
use crate::slack::inbound::{
    BlockAction, BlockSuggestion, Inbound, Malformed, Origin, ResponseUrl, Shortcut, State, Submitted, TriggerId,
    ViewHash, ViewId, field, message, required, text_at, unknown,
};

/// Parses an interaction.
///
/// # Errors
/// The payload is not JSON, or a required field is missing.
pub fn interaction(body: &[u8]) -> Result<Inbound<PayloadActor>, Malformed> {
    let payload = field(body, "payload").ok_or(Malformed::Missing("payload"))?;
    of_object(&serde_json::from_str(&payload).map_err(|_| Malformed::Body)?)
}

/// Parses an interaction from Socket Mode, or the parsed form field of one from HTTP.
pub(super) fn of_object(payload: &Value) -> Result<Inbound<PayloadActor>, Malformed> {
    match text_at(payload, "/type") {
        Some("block_actions") => pressed(payload).map(Inbound::BlockAction),
        Some("view_submission") => submitted(payload).map(Inbound::Submitted),
        Some("block_suggestion") => looked_up(payload).map(Inbound::BlockSuggestion),
        Some("shortcut") => shortcut(payload).map(Inbound::Shortcut),
        Some("message_action") => message::shortcut(payload).map(Inbound::MessageShortcut),
        kind => Ok(unknown(kind)),
    }
}

fn pressed(payload: &Value) -> Result<BlockAction<PayloadActor>, Malformed> {
    let action = payload.pointer("/actions/0").ok_or(Malformed::Missing("actions"))?;
    let value = text_at(action, "/value").or_else(|| text_at(action, "/selected_option/value"));
    Ok(BlockAction {
        by: by(payload)?,
        action_id: required(action, "/action_id", "action_id")?.to_owned(),
        action_ts: text_at(action, "/action_ts").unwrap_or_default().to_owned(),
        value: value.map(PrivateText::new),
        state: State::read(payload.pointer("/state/values").or_else(|| payload.pointer("/view/state/values"))),
        origin: origin(payload)?,
        trigger: trigger(payload),
    })
}

fn submitted(payload: &Value) -> Result<Submitted<PayloadActor>, Malformed> {
    Ok(Submitted {
        by: by(payload)?,
        callback_id: text_at(payload, "/view/callback_id").unwrap_or_default().to_owned(),
        metadata: metadata(payload),
        view: ViewId(required(payload, "/view/id", "view.id")?.to_owned()),
        first_field: first_field(payload).map(str::to_owned),
        hash: hash(payload),
        trigger: trigger(payload),
        state: State::read(payload.pointer("/view/state/values")),
    })
}

fn looked_up(payload: &Value) -> Result<BlockSuggestion<PayloadActor>, Malformed> {
    Ok(BlockSuggestion {
        by: by(payload)?,
        action_id: required(payload, "/action_id", "action_id")?.to_owned(),
        metadata: metadata(payload),
        words: PrivateText::new(text_at(payload, "/value").unwrap_or_default()),
    })
}

fn shortcut(payload: &Value) -> Result<Shortcut<PayloadActor>, Malformed> {
    let callback_id = required(payload, "/callback_id", "callback_id")?.to_owned();
    Ok(Shortcut { by: by(payload)?, callback_id, trigger: trigger(payload) })
}

pub(super) fn trigger(payload: &Value) -> TriggerId {
    TriggerId(text_at(payload, "/trigger_id").unwrap_or_default().to_owned())
}

fn first_field(payload: &Value) -> Option<&str> {
    let blocks = payload.pointer("/view/blocks")?.as_array()?;
    blocks.iter().find(|block| text_at(block, "/type") == Some("input")).and_then(|block| text_at(block, "/block_id"))
}

fn hash(payload: &Value) -> ViewHash {
    ViewHash(text_at(payload, "/view/hash").unwrap_or_default().to_owned())
}

fn metadata(payload: &Value) -> PrivateText {
    PrivateText::new(text_at(payload, "/view/private_metadata").unwrap_or_default())
}

fn origin(payload: &Value) -> Result<Origin, Malformed> {
    match (text_at(payload, "/view/type"), text_at(payload, "/view/id")) {
        (Some("home"), _) => Ok(Origin::Home),
        (Some("modal"), Some(id)) => {
            Ok(Origin::Modal { view: ViewId(id.to_owned()), hash: hash(payload), metadata: metadata(payload) })
        }
        _ => {
            let response_url = required(payload, "/response_url", "response_url")?;
            Ok(Origin::Message {
                ts: text_at(payload, "/container/message_ts").unwrap_or_default().to_owned(),
                ephemeral: payload.pointer("/container/is_ephemeral").and_then(Value::as_bool).unwrap_or(false),
                response_url: ResponseUrl(response_url.to_owned()),
            })
        }
    }
}
