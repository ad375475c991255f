//! Reads from a payload who is acting.
//!
//! Payloads can name the user's own workspace, the workspace that the payload is about, and that workspace's
//! organisation, each in several places and none of them always. Slack's SDKs read them in this order (bolt-python,
//! `slack_bolt/request/internals.py`).

use serde_json::Value;

use crate::domain::ids::SlackTeamId;
use crate::domain::installation::{Affiliation, PayloadActor};
use crate::slack::inbound::fields::{member, team};
use crate::slack::inbound::{
    BlockAction, BlockSuggestion, DirectMessage, GlobalShortcut, HomeOpened, Inbound, Malformed, MemberChanged,
    MessageShortcut, SlashCommand, ViewSubmission,
};
use crate::slack::json::is_set;
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
        is_shared: is_set(payload, "is_ext_shared_channel"),
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
/// The installation's organisation only counts for its own workspace: in a shared channel, an event can come from a
/// workspace of another company.
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
    pub fn by(&self) -> Option<&By> {
        Some(match self {
            Self::SlashCommand(SlashCommand { by, .. })
            | Self::BlockAction(BlockAction { by, .. })
            | Self::ViewSubmission(ViewSubmission { by, .. })
            | Self::BlockSuggestion(BlockSuggestion { by, .. })
            | Self::GlobalShortcut(GlobalShortcut { by, .. })
            | Self::MessageShortcut(MessageShortcut { by, .. })
            | Self::HomeOpened(HomeOpened { by, .. })
            | Self::DirectMessage(DirectMessage { by, .. })
            | Self::MemberChanged(MemberChanged { who: by, .. }) => by,
            Self::ChannelChanged(_) | Self::UrlVerification { .. } | Self::Unknown { .. } => return None,
        })
    }

    /// Converts the actor.
    pub fn map_by<To>(self, to: impl FnOnce(By) -> To) -> Inbound<To> {
        macro_rules! with_fields {
            ($($kind:ident { $by:ident, $($field:ident),* })*) => {
                match self {
                    $(Self::$kind($kind { $by, $($field),* }) => Inbound::$kind($kind { $by: to($by), $($field),* }),)*
                    Self::ChannelChanged(changed) => Inbound::ChannelChanged(changed),
                    Self::UrlVerification { challenge } => Inbound::UrlVerification { challenge },
                    Self::Unknown { kind } => Inbound::Unknown { kind },
                }
            };
        }
        with_fields! {
            SlashCommand { by, command, text, trigger, response_url }
            BlockAction { by, action_id, action_ts, value, state, origin, trigger }
            ViewSubmission { by, callback_id, metadata, view, first_field, hash, trigger, state }
            BlockSuggestion { by, action_id, metadata, words }
            GlobalShortcut { by, callback_id, trigger }
            MessageShortcut { by, callback_id, trigger, response_url, message, text }
            HomeOpened { by, event }
            DirectMessage { by, channel, words, event }
            MemberChanged { who, profile, event }
        }
    }
}
