//! Reads from a payload who acts.
//!
//! Payloads can name the user's own workspace, the workspace that the payload is about, and that workspace's
//! organisation, each in several places and none of them always. Slack's SDKs read them in this order (bolt-python,
//! `slack_bolt/request/internals.py`).

use serde_json::Value;

use crate::domain::ids::SlackTeamId;
use crate::domain::installation::{Affiliation, PayloadActor};
use crate::slack::inbound::{
    BlockAction, BlockSuggestion, DirectMessage, HomeOpened, Inbound, Malformed, MemberChanged, MessageShortcut,
    Shortcut, SlashCommand, Submitted, member, team,
};
use crate::slack::profile::affiliation;

/// The user of a control, a form, a menu or a shortcut.
pub(super) fn of_interaction(payload: &Value) -> Result<PayloadActor, Malformed> {
    let own = team(payload, "/user/team_id")?;
    let enterprise = team(payload, "/enterprise/id")?.or(team(payload, "/team/enterprise_id")?);
    // An org-wide installation has no `team` here.
    let place = team(payload, "/team/id")?;
    let place = if place.is_none() && own.is_none() { team(payload, "/view/team_id")? } else { place };
    named(PayloadActor {
        member: member(payload, "/user/id", "user.id")?,
        affiliation: Affiliation { team: own, ..Affiliation::default() },
        team: place,
        enterprise,
        is_shared: false,
    })
}

/// The actor of an event; `user` points to their id.
pub(super) fn of_event(payload: &Value, user: &str, name: &'static str) -> Result<PayloadActor, Malformed> {
    let (place, enterprise) = place_of_event(payload)?;
    let own = ["/event/user_team", "/event/source_team", "/event/user_profile/team", "/event/team"];
    let own = own.into_iter().find_map(|pointer| team(payload, pointer).transpose()).transpose()?;
    named(PayloadActor {
        member: member(payload, user, name)?,
        affiliation: Affiliation { team: own, ..Affiliation::default() },
        team: place,
        enterprise,
        is_shared: payload.get("is_ext_shared_channel").and_then(Value::as_bool).unwrap_or_default(),
    })
}

/// The member that an event describes. Their user object says which workspace they belong to.
pub(super) fn of_described(payload: &Value) -> Result<PayloadActor, Malformed> {
    let (place, enterprise) = place_of_event(payload)?;
    let user = payload.pointer("/event/user").unwrap_or(&Value::Null);
    named(PayloadActor {
        member: member(payload, "/event/user/id", "event.user.id")?,
        affiliation: affiliation(user),
        team: place,
        enterprise,
        is_shared: false,
    })
}

/// The workspace and organisation that an event is from. If the event does not say, the receiving installation does.
/// The installation's organisation only counts for its own workspace: in a shared channel, an event can come from
/// another company's.
fn place_of_event(payload: &Value) -> Result<(Option<SlackTeamId>, Option<SlackTeamId>), Malformed> {
    let installed = team(payload, "/authorizations/0/team_id")?;
    let installed_for = team(payload, "/authorizations/0/enterprise_id")?;
    let enterprise = team(payload, "/enterprise_id")?;
    Ok(match team(payload, "/team_id")? {
        Some(place) => {
            let is_there = installed.as_ref() == Some(&place);
            (Some(place), enterprise.or(installed_for.filter(|_| is_there)))
        }
        None => (installed, enterprise.or(installed_for)),
    })
}

/// Rejects a payload that names neither workspace nor organisation: Slack sends no such payload.
pub(super) fn named(actor: PayloadActor) -> Result<PayloadActor, Malformed> {
    let is_named = actor.team.is_some() || actor.enterprise.is_some() || actor.affiliation != Affiliation::default();
    if is_named { Ok(actor) } else { Err(Malformed::Missing("team")) }
}

impl<By> Inbound<By> {
    /// The actor, or the member that it is about.
    #[must_use]
    pub fn by(&self) -> Option<&By> {
        Some(match self {
            Self::SlashCommand(SlashCommand { by, .. })
            | Self::BlockAction(BlockAction { by, .. })
            | Self::Submitted(Submitted { by, .. })
            | Self::BlockSuggestion(BlockSuggestion { by, .. })
            | Self::Shortcut(Shortcut { by, .. })
            | Self::MessageShortcut(MessageShortcut { by, .. })
            | Self::HomeOpened(HomeOpened { by, .. })
            | Self::DirectMessage(DirectMessage { by, .. })
            | Self::MemberChanged(MemberChanged { who: by, .. }) => by,
            Self::ChannelChanged(_) | Self::UrlVerification { .. } | Self::Unknown { .. } => return None,
        })
    }

    /// Converts the actor.
    pub fn map_by<To>(self, to: impl FnOnce(By) -> To) -> Inbound<To> {
        match self {
            Self::SlashCommand(SlashCommand { by, command, text, trigger, response_url }) => {
                Inbound::SlashCommand(SlashCommand { by: to(by), command, text, trigger, response_url })
            }
            Self::BlockAction(BlockAction { by, action_id, action_ts, value, state, origin, trigger }) => {
                Inbound::BlockAction(BlockAction { by: to(by), action_id, action_ts, value, state, origin, trigger })
            }
            Self::Submitted(Submitted { by, callback_id, metadata, view, first_field, hash, trigger, state }) => {
                let by = to(by);
                Inbound::Submitted(Submitted { by, callback_id, metadata, view, first_field, hash, trigger, state })
            }
            Self::BlockSuggestion(BlockSuggestion { by, action_id, metadata, words }) => {
                Inbound::BlockSuggestion(BlockSuggestion { by: to(by), action_id, metadata, words })
            }
            Self::Shortcut(Shortcut { by, callback_id, trigger }) => {
                Inbound::Shortcut(Shortcut { by: to(by), callback_id, trigger })
            }
            Self::MessageShortcut(MessageShortcut { by, callback_id, trigger, response_url, message, text }) => {
                let by = to(by);
                Inbound::MessageShortcut(MessageShortcut { by, callback_id, trigger, response_url, message, text })
            }
            Self::HomeOpened(HomeOpened { by, event }) => Inbound::HomeOpened(HomeOpened { by: to(by), event }),
            Self::DirectMessage(DirectMessage { by, channel, words, event }) => {
                Inbound::DirectMessage(DirectMessage { by: to(by), channel, words, event })
            }
            Self::MemberChanged(MemberChanged { who, profile, event }) => {
                Inbound::MemberChanged(MemberChanged { who: to(who), profile, event })
            }
            Self::ChannelChanged(changed) => Inbound::ChannelChanged(changed),
            Self::UrlVerification { challenge } => Inbound::UrlVerification { challenge },
            Self::Unknown { kind } => Inbound::Unknown { kind },
        }
    }
}
