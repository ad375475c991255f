//! Events, each in its envelope.

use serde_json::Value;

use crate::domain::ids::{Actor, MemberId};
use crate::slack::inbound::{HomeOpened, Inbound, Malformed, required, text_at, unknown, workspace};

/// Reads an event.
///
/// # Errors
/// When it is no JSON, or does not say what happened to whom.
pub fn event(body: &[u8]) -> Result<Inbound, Malformed> {
    let payload: Value = serde_json::from_slice(body).map_err(|_| Malformed::Body)?;
    match text_at(&payload, "/type") {
        Some("url_verification") => {
            let challenge = text_at(&payload, "/challenge").ok_or(Malformed::Missing("challenge"))?;
            Ok(Inbound::UrlVerification { challenge: challenge.to_owned() })
        }
        Some("event_callback") => event_callback(&payload),
        kind => Ok(unknown(kind)),
    }
}

fn event_callback(payload: &Value) -> Result<Inbound, Malformed> {
    match (text_at(payload, "/event/type"), text_at(payload, "/event/tab")) {
        (Some("app_home_opened"), None | Some("home")) => Ok(Inbound::HomeOpened(HomeOpened {
            by: Actor {
                workspace: workspace(payload, "/team_id", "/enterprise_id")?,
                member: MemberId::new(required(payload, "/event/user", "event.user")?),
            },
            event: required(payload, "/event_id", "event_id")?.to_owned(),
        })),
        (kind, _) => Ok(unknown(kind)),
    }
}
