//! auth.test, conversations.* and users.*: who and what is in the workspace.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Call;
use super::chat::known_channel;
use super::refusal::ApiRefusal;
use crate::domain::ids::MemberId;
use crate::sandbox::json::{add, set, unset};
use crate::sandbox::world::{
    APP, BOT, BOT_USER, Channel, ELSEWHERE, ENTERPRISE, Installed, Member, Message, SISTER, Status, TEAM, TEAM_NAME,
};
use crate::sandbox::zones;

const PAGE: usize = 100;
/// Slack may return fewer members than asked for, and so does this.
const MOST_MEMBERS: usize = 4;
/// The same for workspaces.
const MOST_TEAMS: usize = 1;

#[expect(clippy::unnecessary_wraps, reason = "all methods have one shape")]
pub(super) fn auth_test(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let is_org_wide = call.world.installed == Installed::OrgWide;
    let mut answer = json!({
        "url": format!("{}/", call.base), "team": TEAM_NAME, "user": call.world.app.name.to_lowercase(),
        "team_id": if is_org_wide { ENTERPRISE } else { TEAM },
        "user_id": BOT_USER, "bot_id": BOT, "app_id": APP, "is_enterprise_install": is_org_wide,
    });
    if let Some(enterprise) = call.world.installed.enterprise() {
        set(&mut answer, "enterprise_id", enterprise);
    }
    Ok(answer)
}

/// Lists the workspaces of the organisation that the app was added to: all of them.
pub(super) fn teams(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    if call.world.installed != Installed::OrgWide {
        return Err(ApiRefusal::mistake("invalid_auth", "the app is installed in one workspace"));
    }
    let all = [(TEAM, TEAM_NAME), (SISTER, "Dummy Sister")].map(|(id, name)| json!({"id": id, "name": name}));
    let (page, cursor) = page_of(call, &all, MOST_TEAMS)?;
    Ok(json!({"teams": page, "response_metadata": {"next_cursor": cursor}}))
}

pub(super) fn open_dm(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let users = call.need("users")?;
    if users.contains(',') {
        return Err(ApiRefusal::mistake("invalid_arguments", "the local Slack has no group DMs"));
    }
    let member = call.world.find_member(&users).ok_or_else(|| ApiRefusal::fact("user_not_found"))?;
    if member.deleted {
        return Err(ApiRefusal::fact("user_disabled"));
    }
    let dm = call.world.dm_of(&member.id).ok_or_else(|| ApiRefusal::fact("channel_not_found"))?;
    Ok(json!({"channel": {"id": dm.id.as_str()}}))
}

/// Finds the channel and checks that the token has the scope for its kind.
fn readable<'a>(call: &'a Call<'_>, verb: &str) -> Result<&'a Channel, ApiRefusal> {
    let id = call.need("channel")?;
    let found = known_channel(call.world, &id);
    let kind = match &found {
        Ok(channel) if channel.dm_of.is_some() => "im",
        Ok(channel) if channel.private => "groups",
        Ok(_) => "channels",
        Err(_) if call.world.app.may(&format!("channels:{verb}")) => "channels",
        Err(_) => "groups",
    };
    // An app that may read some kind of channel can't know beforehand of which kind this one is now.
    let is_in_the_dark = ["groups", "channels"].iter().any(|kind| call.world.app.may(&format!("{kind}:{verb}")));
    call.need_scope(&format!("{kind}:{verb}"))
        .map_err(|refusal| if is_in_the_dark { refusal.into_fact() } else { refusal })?;
    found
}

/// Lists the channels that the app may know of, with only their ids and names.
pub(super) fn channels(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let types = call.text("types").unwrap_or_else(|| "public_channel".to_owned());
    let (mut private, mut public) = (false, false);
    for kind in types.split(',').map(str::trim) {
        match kind {
            "private_channel" => private = true,
            "public_channel" => public = true,
            other => return Err(ApiRefusal::mistake("invalid_types", other)),
        }
    }
    if private {
        call.need_scope("groups:read")?;
    }
    if public {
        call.need_scope("channels:read")?;
    }
    let known =
        call.world.channels().filter(|channel| if channel.private { private && channel.app_is_in } else { public });
    let all: Vec<Value> = known
        .map(|channel| json!({"id": channel.id.as_str(), "name": channel.name, "is_private": channel.private}))
        .collect();
    let (page, cursor) = page(call, &all)?;
    Ok(json!({"channels": page, "response_metadata": {"next_cursor": cursor}}))
}

pub(super) fn channel_info(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let channel = readable(call, "read")?;
    let mut payload = json!({
        "id": channel.id.as_str(), "created": 1_577_836_800, "is_im": channel.dm_of.is_some(), "is_archived": channel.archived_at.is_some(),
        "is_private": channel.private, "is_shared": channel.shared, "is_ext_shared": channel.shared, "is_org_shared": false,
        "is_pending_ext_shared": false, "context_team_id": TEAM,
    });
    if let Some(member) = &channel.dm_of {
        set(&mut payload, "user", member.as_str());
    } else {
        let more = json!({
            "name": channel.name, "is_channel": true, "is_group": false, "is_mpim": false, "is_member": channel.app_is_in,
            "is_general": channel.name == "general", "topic": {"value": channel.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        });
        add(&mut payload, more);
        if call.text("include_num_members").as_deref() == Some("true") {
            set(&mut payload, "num_members", channel.members.len() + usize::from(channel.app_is_in));
        }
    }
    Ok(json!({"channel": payload}))
}

pub(super) fn channel_members(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let channel = readable(call, "read")?;
    let mut members: Vec<&str> = channel.members.iter().map(MemberId::as_str).collect();
    if channel.app_is_in {
        members.push(BOT_USER);
    }
    let (page, cursor) = page(call, &members)?;
    Ok(json!({"members": page, "response_metadata": {"next_cursor": cursor}}))
}

pub(super) fn history(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let channel = readable(call, "history")?;
    if !channel.app_is_in {
        return Err(ApiRefusal::fact("not_in_channel"));
    }
    let (oldest, latest) = (call.text("oldest"), call.text("latest"));
    let inclusive = call.text("inclusive").is_some_and(|flag| flag == "true" || flag == "1");
    let between = |ts: &str| {
        let after = oldest.as_deref().is_none_or(|oldest| number(ts) > number(oldest) || inclusive && ts == oldest);
        let before = latest.as_deref().is_none_or(|latest| number(ts) < number(latest) || inclusive && ts == latest);
        after && before
    };
    let with_metadata = call.text("include_all_metadata").is_some_and(|flag| flag == "true" || flag == "1");
    let newest_first = call.world.history(&channel.id).rev().filter(|message| between(&message.ts));
    let (now, lag) = (call.world.now(), call.world.history_lag);
    let is_there = |message: &&Message| (now - message.at).to_std().unwrap_or_default() >= lag;
    let in_channel = newest_first.filter(is_there).filter(|message| message.post.thread_ts.is_none());
    let messages: Vec<Value> = in_channel
        .map(|message| {
            let mut payload = call.world.payload_of(message);
            if !with_metadata {
                unset(&mut payload, "metadata");
            }
            payload
        })
        .collect();
    let (page, cursor) = page(call, &messages)?;
    Ok(json!({"messages": page, "has_more": !cursor.is_empty(), "response_metadata": {"next_cursor": cursor}}))
}

fn number(ts: &str) -> f64 {
    ts.parse().unwrap_or_default()
}

pub(super) fn user_info(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let id = call.need("user")?;
    if id == BOT_USER {
        return Ok(json!({"user": app_user(call)}));
    }
    let member = call.world.member(&MemberId::new(id)).ok_or_else(|| ApiRefusal::fact("user_not_found"))?;
    let (at, email) = (call.world.now(), call.world.app.may("users:read.email"));
    Ok(json!({"user": user(member, call.world.installed, at, email)}))
}

pub(super) fn users(call: &mut Call<'_>) -> Result<Value, ApiRefusal> {
    let (at, email) = (call.world.now(), call.world.app.may("users:read.email"));
    let installed = call.world.installed;
    let team = match call.text("team_id") {
        None if installed == Installed::OrgWide => {
            return Err(ApiRefusal::mistake("missing_argument", "an org-wide token needs team_id"));
        }
        Some(team) if installed == Installed::OrgWide => team,
        // The token itself tells the workspace.
        _ => TEAM.to_owned(),
    };
    if ![TEAM, SISTER].contains(&team.as_str()) {
        return Err(ApiRefusal::mistake("team_access_not_granted", team));
    }
    // The app's own user comes last.
    let all: Vec<Option<&Member>> =
        call.world.members().filter(|member| member.team == team).map(Some).chain([None]).collect();
    let (page, cursor) = page_of(call, &all, MOST_MEMBERS)?;
    let page: Vec<Value> = page
        .into_iter()
        .map(|each| each.map_or_else(|| app_user(call), |member| user(member, installed, at, email)))
        .collect();
    Ok(json!({"members": page, "response_metadata": {"next_cursor": cursor}}))
}

/// A person as Slack describes them, without what Slack may leave out, so that the app can't rely on it.
pub fn user(member: &Member, installed: Installed, at: DateTime<Utc>, with_email: bool) -> Value {
    let status = member.status_at(at);
    let words = |read: fn(&Status) -> &str| status.map(read).unwrap_or_default();
    let runs_out_at = status.and_then(|status| status.until).map_or(0, |until| until.timestamp());
    let mut user = json!({
        "id": member.id.as_str(), "team_id": member.team, "name": member.handle, "deleted": member.deleted, "is_bot": member.is_app,
        "is_app_user": false, "updated": member.changed_at.timestamp(),
        "profile": {"real_name": member.name, "display_name": "", "title": member.title,
                    "status_text": words(|status| &status.text), "status_emoji": words(|status| &status.emoji),
                    "status_expiration": runs_out_at, "team": member.team},
    });
    if let Some(enterprise) = installed.enterprise().filter(|_| member.team != ELSEWHERE) {
        let teams = [member.team];
        set(
            &mut user,
            "enterprise_user",
            json!({"id": member.id.as_str(), "enterprise_id": enterprise, "teams": teams}),
        );
    }
    if let (true, Some(profile)) = (with_email, user.get_mut("profile")) {
        set(profile, "email", format!("{}@dummyco.example", member.handle));
    }
    if !member.deleted {
        let more = json!({
            "real_name": member.name, "tz": member.zone, "tz_label": member.zone, "tz_offset": zones::offset(at, &member.zone),
            "is_admin": member.admin, "is_owner": false, "is_primary_owner": false, "is_restricted": member.guest,
            "is_ultra_restricted": false,
        });
        add(&mut user, more);
    }
    user
}

fn app_user(call: &Call<'_>) -> Value {
    let name = &call.world.app.name;
    json!({
        "id": BOT_USER, "team_id": TEAM, "name": name.to_lowercase(), "real_name": name, "deleted": false, "is_bot": true,
        "is_app_user": false, "updated": 1_577_836_800, "tz": "America/Los_Angeles",
        "profile": {"real_name": name, "display_name": "", "bot_id": BOT, "api_app_id": APP, "team": TEAM},
    })
}

/// One page of a list: `limit` items from `cursor` on, and the next cursor.
fn page<T: Clone>(call: &Call<'_>, all: &[T]) -> Result<(Vec<T>, String), ApiRefusal> {
    page_of(call, all, 1000)
}

fn page_of<T: Clone>(call: &Call<'_>, all: &[T], most: usize) -> Result<(Vec<T>, String), ApiRefusal> {
    let number = |name: &str, otherwise: usize| match call.text(name) {
        Some(text) => text.parse::<usize>().map_err(|_| ApiRefusal::mistake(&format!("invalid_{name}"), text)),
        None => Ok(otherwise),
    };
    let (from, limit) = (number("cursor", 0)?, number("limit", PAGE)?.clamp(1, most));
    let items = all.iter().skip(from).take(limit).cloned().collect();
    let next = from + limit;
    Ok((items, if next < all.len() { next.to_string() } else { String::new() }))
}
