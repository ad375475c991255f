//! Parses Slack's user object, from an answer or an event. Parsing is lenient: any field may be missing.

use chrono::DateTime;
use serde_json::Value;

use crate::domain::ids::SlackTeamId;
use crate::domain::installation::Affiliation;
use crate::domain::member::{Profile, away};
use crate::slack::inbound::is_id;

/// The profile in a user object.
#[must_use]
pub(super) fn profile(user: &Value) -> Profile {
    let text = |pointer: &str| user.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let flag = |name: &str| user.get(name).and_then(Value::as_bool).unwrap_or(false);
    let ends_at = user.pointer("/profile/status_expiration").and_then(Value::as_i64).filter(|seconds| *seconds > 0);
    let ends_at = ends_at.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    Profile {
        zone: Some(text("/tz")).filter(|zone| !zone.is_empty()).map(str::to_owned),
        is_admin: flag("is_admin") || flag("is_owner") || flag("is_primary_owner"),
        is_guest: flag("is_restricted") || flag("is_ultra_restricted"),
        is_bot: flag("is_bot"),
        is_deactivated: flag("deleted"),
        away: away(text("/profile/status_emoji"), text("/profile/status_text"), ends_at),
        affiliation: affiliation(user),
    }
}

/// The affiliation in a user object.
pub(super) fn affiliation(user: &Value) -> Affiliation {
    let team = |pointer: &str| {
        let id = user.pointer(pointer).and_then(Value::as_str).filter(|id| is_id(id));
        id.map(SlackTeamId::new)
    };
    Affiliation {
        team: team("/team_id").or_else(|| team("/profile/team")),
        enterprise: team("/enterprise_user/enterprise_id"),
        is_stranger: user.get("is_stranger").and_then(Value::as_bool).unwrap_or(false),
    }
}
