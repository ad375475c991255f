//! Parses slash commands: a form over HTTP, an object over Socket Mode.

use std::borrow::Cow;

use serde_json::Value;

use crate::domain::ids::MemberId;
use crate::domain::installation::{Affiliation, PayloadActor};
use crate::secret::PrivateText;
use crate::slack::inbound::actor::named;
use crate::slack::inbound::ids::team_of_form;
use crate::slack::inbound::{Inbound, Malformed, ResponseUrl, SlashCommand, TriggerId, unescape};

/// The fields of a command that we read.
#[derive(Default)]
struct Fields<'b> {
    team: Option<Cow<'b, str>>,
    enterprise: Option<Cow<'b, str>>,
    member: Option<Cow<'b, str>>,
    command: Option<Cow<'b, str>>,
    text: Option<Cow<'b, str>>,
    trigger: Option<Cow<'b, str>>,
    response_url: Option<Cow<'b, str>>,
}

/// Parses a slash command.
///
/// # Errors
/// A required field is missing: the user, the workspace or the command.
pub fn slash_command(body: &[u8]) -> Result<Inbound<PayloadActor>, Malformed> {
    let mut fields = Fields::default();
    // Decode only the fields that we read.
    for field in body.split(|byte| *byte == b'&') {
        let Some(slot) = field.split(|byte| *byte == b'=').next().and_then(|name| fields.slot(name)) else { continue };
        *slot = form_urlencoded::parse(field).next().map(|(_, value)| value).filter(|value| !value.is_empty());
    }
    fields.read()
}

/// Parses a slash command from Socket Mode.
pub(super) fn of_object(payload: &Value) -> Result<Inbound<PayloadActor>, Malformed> {
    let mut fields = Fields::default();
    for (name, value) in payload.as_object().ok_or(Malformed::Body)? {
        if let (Some(slot), Some(text)) = (fields.slot(name.as_bytes()), value.as_str()) {
            *slot = Some(text).filter(|text| !text.is_empty()).map(Cow::Borrowed);
        }
    }
    fields.read()
}

impl<'b> Fields<'b> {
    fn slot(&mut self, name: &[u8]) -> Option<&mut Option<Cow<'b, str>>> {
        match name {
            b"team_id" => Some(&mut self.team),
            b"enterprise_id" => Some(&mut self.enterprise),
            b"user_id" => Some(&mut self.member),
            b"command" => Some(&mut self.command),
            b"text" => Some(&mut self.text),
            b"trigger_id" => Some(&mut self.trigger),
            b"response_url" => Some(&mut self.response_url),
            _ => None,
        }
    }

    fn read(self) -> Result<Inbound<PayloadActor>, Malformed> {
        Ok(Inbound::SlashCommand(SlashCommand {
            by: named(PayloadActor {
                member: self.member.and_then(|id| MemberId::parse(&id)).ok_or(Malformed::Missing("user_id"))?,
                affiliation: Affiliation::default(),
                team: team_of_form(self.team)?,
                enterprise: team_of_form(self.enterprise)?,
                is_shared: false,
            })?,
            command: self.command.ok_or(Malformed::Missing("command"))?.into_owned(),
            text: PrivateText::new(unescape(&self.text.unwrap_or_default())),
            trigger: TriggerId(self.trigger.unwrap_or_default().into_owned()),
            response_url: ResponseUrl(self.response_url.unwrap_or_default().into_owned()),
        }))
    }
}
