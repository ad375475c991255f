//! Parses interactions: block actions, submitted forms, menus that we fill, shortcuts.

use serde_json::Value;

use crate::domain::installation::PayloadActor;
use crate::secret::PrivateText;
use crate::slack::inbound::actor::of_interaction as by;
use crate::slack::inbound::fields::{form_field, required, text_or_empty, trigger, unknown};
use crate::slack::inbound::{
    BlockAction, BlockSuggestion, FormState, GlobalShortcut, Inbound, Malformed, Origin, ResponseUrl, ViewHash, ViewId,
    ViewSubmission, message,
};
use crate::slack::json::{is_set, text_at};

pub fn interaction(body: &[u8]) -> Result<Inbound<PayloadActor>, Malformed> {
    let payload = form_field(body, "payload").ok_or(Malformed::Missing("payload"))?;
    of_object(&serde_json::from_str(&payload).map_err(|_| Malformed::Body)?)
}

/// Parses an interaction from Socket Mode, or the parsed form field of one from HTTP.
pub(super) fn of_object(payload: &Value) -> Result<Inbound<PayloadActor>, Malformed> {
    match text_at(payload, "/type") {
        Some("block_actions") => block_action(payload).map(Inbound::BlockAction),
        Some("view_submission") => view_submission(payload).map(Inbound::ViewSubmission),
        Some("block_suggestion") => block_suggestion(payload).map(Inbound::BlockSuggestion),
        Some("shortcut") => global_shortcut(payload).map(Inbound::GlobalShortcut),
        Some("message_action") => message::shortcut(payload).map(Inbound::MessageShortcut),
        kind => Ok(unknown(kind)),
    }
}

fn block_action(payload: &Value) -> Result<BlockAction<PayloadActor>, Malformed> {
    let action = payload.pointer("/actions/0").ok_or(Malformed::Missing("actions"))?;
    let value = text_at(action, "/value").or_else(|| text_at(action, "/selected_option/value"));
    Ok(BlockAction {
        by: by(payload)?,
        action_id: required(action, "/action_id", "action_id")?,
        action_ts: text_or_empty(action, "/action_ts"),
        value: value.map(PrivateText::new),
        state: FormState::read(payload.pointer("/state/values").or_else(|| payload.pointer("/view/state/values"))),
        origin: origin(payload)?,
        trigger: trigger(payload),
    })
}

fn view_submission(payload: &Value) -> Result<ViewSubmission<PayloadActor>, Malformed> {
    Ok(ViewSubmission {
        by: by(payload)?,
        callback_id: text_or_empty(payload, "/view/callback_id"),
        metadata: metadata(payload),
        view: ViewId(required(payload, "/view/id", "view.id")?),
        first_field: first_field(payload).map(str::to_owned),
        hash: hash(payload),
        trigger: trigger(payload),
        state: FormState::read(payload.pointer("/view/state/values")),
    })
}

fn block_suggestion(payload: &Value) -> Result<BlockSuggestion<PayloadActor>, Malformed> {
    Ok(BlockSuggestion {
        by: by(payload)?,
        action_id: required(payload, "/action_id", "action_id")?,
        metadata: metadata(payload),
        words: PrivateText::new(text_or_empty(payload, "/value")),
    })
}

fn global_shortcut(payload: &Value) -> Result<GlobalShortcut<PayloadActor>, Malformed> {
    let callback_id = required(payload, "/callback_id", "callback_id")?;
    Ok(GlobalShortcut { by: by(payload)?, callback_id, trigger: trigger(payload) })
}

fn first_field(payload: &Value) -> Option<&str> {
    let blocks = payload.pointer("/view/blocks")?.as_array()?;
    blocks.iter().find(|block| text_at(block, "/type") == Some("input")).and_then(|block| text_at(block, "/block_id"))
}

fn hash(payload: &Value) -> ViewHash {
    ViewHash(text_or_empty(payload, "/view/hash"))
}

fn metadata(payload: &Value) -> PrivateText {
    PrivateText::new(text_or_empty(payload, "/view/private_metadata"))
}

fn origin(payload: &Value) -> Result<Origin, Malformed> {
    match (text_at(payload, "/view/type"), text_at(payload, "/view/id")) {
        (Some("home"), _) => Ok(Origin::Home),
        (Some("modal"), Some(id)) => {
            Ok(Origin::Modal { view: ViewId(id.to_owned()), hash: hash(payload), metadata: metadata(payload) })
        }
        _ => Ok(Origin::Message {
            ts: text_or_empty(payload, "/container/message_ts"),
            ephemeral: payload.get("container").is_some_and(|container| is_set(container, "is_ephemeral")),
            response_url: ResponseUrl(required(payload, "/response_url", "response_url")?),
        }),
    }
}
