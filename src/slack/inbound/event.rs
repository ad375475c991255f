//! Events, each in its envelope.

use serde_json::Value;

use crate::domain::ids::{Actor, ChannelId};
use crate::secret::PrivateText;
use crate::slack::inbound::{
    HomeOpened, Inbound, Malformed, MemberChanged, Said, id, member, text_at, unescape, unknown, workspace,
};
use crate::slack::profile::profile;

/// Reads an event.
///
/// # Errors
/// When it is no JSON, or does not say what happened to whom.
pub fn event(body: &[u8]) -> Result<Inbound, Malformed> {
    of_object(&serde_json::from_slice(body).map_err(|_| Malformed::Body)?)
}

/// Reads an event that came over Socket Mode, or the body of one.
pub(super) fn of_object(payload: &Value) -> Result<Inbound, Malformed> {
    match text_at(payload, "/type") {
        Some("url_verification") => {
            let challenge = text_at(payload, "/challenge").ok_or(Malformed::Missing("challenge"))?;
            Ok(Inbound::UrlVerification { challenge: challenge.to_owned() })
        }
        Some("event_callback") => event_callback(payload),
        kind => Ok(unknown(kind)),
    }
}

fn event_callback(payload: &Value) -> Result<Inbound, Malformed> {
    let by = |pointer, name| {
        let member = member(payload, pointer, name)?;
        Ok(Actor { workspace: workspace(payload, "/team_id", "/enterprise_id")?, member })
    };
    let event = || id(payload, "/event_id", "event_id").map(str::to_owned);
    match (text_at(payload, "/event/type"), text_at(payload, "/event/tab")) {
        (Some("app_home_opened"), None | Some("home")) => {
            Ok(Inbound::HomeOpened(HomeOpened { by: by("/event/user", "event.user")?, event: event()? }))
        }
        (Some("message"), _) if is_said_by_a_person(payload) => Ok(Inbound::Said(Said {
            by: by("/event/user", "event.user")?,
            channel: ChannelId::new(id(payload, "/event/channel", "event.channel")?),
            words: PrivateText::new(unescape(text_at(payload, "/event/text").unwrap_or_default())),
            event: event()?,
        })),
        (Some("user_change"), _) => Ok(Inbound::MemberChanged(MemberChanged {
            who: by("/event/user/id", "event.user.id")?,
            profile: profile(payload.pointer("/event/user").unwrap_or(&Value::Null)),
        })),
        (kind, _) => Ok(unknown(kind)),
    }
}

/// Slack tells us of every message in the DM, of our own and of edits too.
fn is_said_by_a_person(payload: &Value) -> bool {
    text_at(payload, "/event/channel_type") == Some("im")
        && text_at(payload, "/event/bot_id").is_none()
        && matches!(text_at(payload, "/event/subtype"), None | Some("file_share" | "thread_broadcast"))
}
