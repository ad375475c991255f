//! Parses Socket Mode frames: `hello`, `disconnect`, and envelopes around the payloads that HTTP delivers too.

use serde_json::Value;

use crate::domain::installation::PayloadActor;
use crate::slack::inbound::fields::{required, unknown};
use crate::slack::inbound::{Inbound, Malformed, command, event, interaction};
use crate::slack::json::{is_set, text_at};

#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    Hello,
    /// Slack will close the connection soon.
    Disconnect {
        /// An admin switched Socket Mode off, so no other connection is possible.
        for_good: bool,
    },
    /// A payload that has to be acknowledged.
    Envelope(Box<Envelope>),
    Unknown,
}

/// A payload with the id that acknowledges it.
#[derive(Debug, PartialEq, Eq)]
pub struct Envelope {
    /// A redelivery has the same.
    pub id: String,
    /// The kind of payload, for the log.
    pub label: &'static str,
    /// Whether the acknowledgement may carry an answer.
    pub takes_answer: bool,
    pub inbound: Result<Inbound<PayloadActor>, Malformed>,
}

pub fn frame(text: &str) -> Result<Frame, Malformed> {
    let frame: Value = serde_json::from_str(text).map_err(|_| Malformed::Body)?;
    let payload = frame.get("payload").unwrap_or(&Value::Null);
    let (label, inbound) = match text_at(&frame, "/type") {
        Some("hello") => return Ok(Frame::Hello),
        Some("disconnect") => {
            let for_good = text_at(&frame, "/reason") == Some("link_disabled");
            return Ok(Frame::Disconnect { for_good });
        }
        Some("slash_commands") => ("command", command::of_object(payload)),
        Some("interactive") => ("interaction", interaction::of_object(payload)),
        Some("events_api") => ("event", event::of_object(payload)),
        _ if text_at(&frame, "/envelope_id").is_none() => return Ok(Frame::Unknown),
        kind => ("unknown", Ok(unknown(kind))),
    };
    Ok(Frame::Envelope(Box::new(Envelope {
        id: required(&frame, "/envelope_id", "envelope_id")?,
        label,
        takes_answer: is_set(&frame, "accepts_response_payload"),
        inbound,
    })))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::slack::inbound::SlashCommand;

    fn read(value: &Value) -> Result<Frame, Malformed> {
        frame(&value.to_string())
    }

    #[test]
    fn greetings_and_farewells_are_told_apart() {
        let hello = json!({"type": "hello", "num_connections": 2, "connection_info": {"app_id": "A1"}});
        assert_eq!(read(&hello), Ok(Frame::Hello));
        for (reason, for_good) in [("warning", false), ("refresh_requested", false), ("link_disabled", true)] {
            let farewell = json!({"type": "disconnect", "reason": reason});
            assert_eq!(read(&farewell), Ok(Frame::Disconnect { for_good }), "{reason}");
        }
        assert_eq!(read(&json!({"type": "disconnect"})), Ok(Frame::Disconnect { for_good: false }));
        assert_eq!(read(&json!({"type": "strange"})), Ok(Frame::Unknown));
        assert_eq!(read(&json!([])), Ok(Frame::Unknown));
        assert_eq!(frame("not json"), Err(Malformed::Body));
    }

    #[test]
    fn a_command_is_read_as_over_http() {
        let payload = json!({
            "team_id": "T1", "user_id": "U1", "command": "/framework", "text": "R&amp;D", "is_enterprise_install": "false",
            "trigger_id": "1.2", "response_url": "https://hooks.slack.com/x",
        });
        let envelope = json!({
            "type": "slash_commands", "envelope_id": "e1", "accepts_response_payload": true, "payload": payload,
        });
        let Ok(Frame::Envelope(envelope)) = read(&envelope) else { panic!("no envelope") };
        let Envelope { id, label: "command", takes_answer: true, inbound: Ok(inbound) } = *envelope else {
            panic!("no command");
        };
        let body = b"team_id=T1&user_id=U1&command=%2Fframework&text=R%26amp%3BD&trigger_id=1.2\
                     &response_url=https%3A%2F%2Fhooks.slack.com%2Fx";
        assert_eq!((id.as_str(), Ok(&inbound)), ("e1", command::slash_command(body).as_ref()));
        let Inbound::SlashCommand(SlashCommand { text, .. }) = inbound else { panic!("no command") };
        assert_eq!(text.reveal(), "R&D");
    }

    #[test]
    fn what_cannot_be_read_can_still_be_acknowledged() {
        let broken = json!({"type": "interactive", "envelope_id": "e2", "payload": {"type": "block_actions"}});
        let Ok(Frame::Envelope(envelope)) = read(&broken) else { panic!("no envelope") };
        assert_eq!((envelope.inbound, envelope.takes_answer), (Err(Malformed::Missing("actions")), false));
        let new = json!({"type": "newest_thing", "envelope_id": "e3", "payload": 7});
        let Ok(Frame::Envelope(envelope)) = read(&new) else { panic!("no envelope") };
        assert_eq!(envelope.inbound, Ok(Inbound::Unknown { kind: "newest_thing".into() }));
        let nameless = json!({"type": "events_api", "payload": {}});
        assert_eq!(read(&nameless), Err(Malformed::Missing("envelope_id")));
    }
}
