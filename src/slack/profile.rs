//! Parses Slack's user object, from an answer or an event. Parsing is lenient: any field may be missing.

use chrono::DateTime;
use serde_json::Value;

use crate::domain::ids::SlackTeamId;
use crate::domain::installation::Affiliation;
use crate::domain::member::{Profile, away};
use crate::slack::json::{id_at, is_set, text_at};

pub(super) fn profile(user: &Value) -> Profile {
    let text = |pointer| text_at(user, pointer).unwrap_or_default();
    let ends_at = user.pointer("/profile/status_expiration").and_then(Value::as_i64).filter(|seconds| *seconds > 0);
    let ends_at = ends_at.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    Profile {
        zone: text_at(user, "/tz").filter(|zone| !zone.is_empty()).map(str::to_owned),
        is_admin: ["is_admin", "is_owner", "is_primary_owner"].into_iter().any(|flag| is_set(user, flag)),
        is_guest: is_set(user, "is_restricted") || is_set(user, "is_ultra_restricted"),
        is_bot: is_set(user, "is_bot"),
        is_deactivated: is_set(user, "deleted"),
        away: away(text("/profile/status_emoji"), text("/profile/status_text"), ends_at),
        affiliation: affiliation(user),
    }
}

pub(super) fn affiliation(user: &Value) -> Affiliation {
    let team = |pointer| id_at(user, pointer).map(SlackTeamId::new);
    Affiliation {
        team: team("/team_id").or_else(|| team("/profile/team")),
        enterprise: team("/enterprise_user/enterprise_id"),
        is_stranger: is_set(user, "is_stranger"),
    }
}
