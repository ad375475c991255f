//! Parses events and their envelope.

use serde_json::Value;

use crate::domain::ids::ChannelId;
use crate::domain::installation::PayloadActor;
use crate::secret::PrivateText;
use crate::slack::inbound::actor::{of_described, of_event};
use crate::slack::inbound::fields::{id, member, required, unescape, unknown};
use crate::slack::inbound::{ChannelChanged, DirectMessage, HomeOpened, Inbound, Malformed, MemberChanged};
use crate::slack::json::text_at;
use crate::slack::profile::profile;

pub fn event(body: &[u8]) -> Result<Inbound<PayloadActor>, Malformed> {
    of_object(&serde_json::from_slice(body).map_err(|_| Malformed::Body)?)
}

/// Parses an event from Socket Mode, or the parsed body of one from HTTP.
pub(super) fn of_object(payload: &Value) -> Result<Inbound<PayloadActor>, Malformed> {
    match text_at(payload, "/type") {
        Some("url_verification") => {
            Ok(Inbound::UrlVerification { challenge: required(payload, "/challenge", "challenge")? })
        }
        Some("event_callback") => event_callback(payload),
        kind => Ok(unknown(kind)),
    }
}

fn event_callback(payload: &Value) -> Result<Inbound<PayloadActor>, Malformed> {
    let by = || of_event(payload, "/event/user", "event.user");
    let event = || id(payload, "/event_id", "event_id").map(str::to_owned);
    match (text_at(payload, "/event/type"), text_at(payload, "/event/tab")) {
        (Some("app_home_opened"), None | Some("home")) => {
            Ok(Inbound::HomeOpened(HomeOpened { by: by()?, event: event()? }))
        }
        (Some("message"), _) if is_written_by_a_person(payload) => Ok(Inbound::DirectMessage(DirectMessage {
            by: by()?,
            channel: ChannelId::new(id(payload, "/event/channel", "event.channel")?),
            words: PrivateText::new(unescape(text_at(payload, "/event/text").unwrap_or_default())),
            event: event()?,
        })),
        (Some(kind @ ("member_joined_channel" | "member_left_channel" | "channel_shared" | "channel_unshared")), _) => {
            let if_kind = |named| (kind == named).then(|| member(payload, "/event/user", "event.user")).transpose();
            Ok(Inbound::ChannelChanged(ChannelChanged {
                channel: ChannelId::new(id(payload, "/event/channel", "event.channel")?),
                joined: if_kind("member_joined_channel")?,
                left: if_kind("member_left_channel")?,
            }))
        }
        (Some("user_change"), _) => Ok(Inbound::MemberChanged(MemberChanged {
            who: of_described(payload)?,
            profile: profile(payload.pointer("/event/user").unwrap_or(&Value::Null)),
            event: event().ok(),
        })),
        (kind, _) => Ok(unknown(kind)),
    }
}

/// Slack sends an event for every message in the DM, including edits and our own messages, which carry the bot's or the
/// app user's id.
fn is_written_by_a_person(payload: &Value) -> bool {
    let event = |name: &str| payload.pointer("/event").and_then(|event| text_at(event, name));
    let is_bot = payload.pointer("/authorizations/0/is_bot").and_then(Value::as_bool).unwrap_or(true);
    let own_user = text_at(payload, "/authorizations/0/user_id").filter(|_| is_bot);
    let is_own = own_user.is_some_and(|own| event("/user") == Some(own))
        || text_at(payload, "/api_app_id").is_some_and(|own| event("/app_id") == Some(own));
    let is_of_a_bot = ["/bot_id", "/bot_profile/id"].into_iter().any(|name| event(name).is_some());
    event("/channel_type") == Some("im")
        && !is_own
        && !is_of_a_bot
        && matches!(event("/subtype"), None | Some("file_share" | "thread_broadcast"))
}
