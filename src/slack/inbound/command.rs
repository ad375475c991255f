//! Parses slash commands: a form over HTTP, an object over Socket Mode.

use std::borrow::Cow;

use serde_json::Value;

use crate::domain::ids::MemberId;
use crate::domain::installation::{Affiliation, PayloadActor};
use crate::secret::PrivateText;
use crate::slack::inbound::actor::named;
use crate::slack::inbound::fields::{form_field, team_of_form, unescape};
use crate::slack::inbound::{Inbound, Malformed, ResponseUrl, SlashCommand, TriggerId};

pub fn slash_command(body: &[u8]) -> Result<Inbound<PayloadActor>, Malformed> {
    of_fields(|name| form_field(body, name))
}

/// Parses a slash command from Socket Mode.
pub(super) fn of_object(payload: &Value) -> Result<Inbound<PayloadActor>, Malformed> {
    let object = payload.as_object().ok_or(Malformed::Body)?;
    of_fields(|name| object.get(name)?.as_str().map(Cow::Borrowed))
}

fn of_fields<'p>(field: impl Fn(&str) -> Option<Cow<'p, str>>) -> Result<Inbound<PayloadActor>, Malformed> {
    let field = |name| field(name).filter(|value| !value.is_empty());
    let text = |name| field(name).unwrap_or_default().into_owned();
    Ok(Inbound::SlashCommand(SlashCommand {
        by: named(PayloadActor {
            member: field("user_id").and_then(|id| MemberId::parse(&id)).ok_or(Malformed::Missing("user_id"))?,
            affiliation: Affiliation::default(),
            team: team_of_form(field("team_id"))?,
            enterprise: team_of_form(field("enterprise_id"))?,
            is_shared: false,
        })?,
        command: field("command").ok_or(Malformed::Missing("command"))?.into_owned(),
        text: PrivateText::new(unescape(&text("text"))),
        trigger: TriggerId(text("trigger_id")),
        response_url: ResponseUrl(text("response_url")),
    }))
}
