//! Lists the members of the workspace, or of every workspace of the organisation, page by page.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::domain::ids::{MemberId, SlackTeamId};
use crate::domain::installation::Installation;
use crate::domain::member::Profile;
use crate::domain::roster::{AccountStatus, Directory, DirectoryMember};
use crate::slack::error::SlackError;
use crate::slack::json::{is_id, text_at};
use crate::slack::pagination::{ListingLimits, Pager};
use crate::slack::profile::profile;
use crate::slack::users::SLACKBOT;
use crate::slack::web_api::WebApi;
use crate::text::{one_line, printable};

/// Slack returns at most 1,000 per page, and often fewer than requested.
const PARAMS: [(&str, &str); 1] = [("limit", "500")];
/// More than the largest organisations have, at one page every few seconds.
const USERS: ListingLimits = ListingLimits {
    call: "users.list",
    pages: 1_000,
    entries: 250_000,
    bytes: 1024 * 1024 * 1024,
    time: Duration::from_hours(4),
};
/// Far more workspaces than any organisation has.
const TEAMS: ListingLimits = ListingLimits {
    call: "auth.teams.list",
    pages: 100,
    entries: 10_000,
    bytes: 16 * 1024 * 1024,
    time: Duration::from_mins(30),
};
/// How often a page is retried when Slack asks to wait.
const MAX_RATE_LIMITED: usize = 5;
/// How long to wait if Slack does not say.
const PAUSE: Duration = Duration::from_secs(30);
/// The longest wait that a person at a terminal will put up with.
const LONGEST_PAUSE: Duration = Duration::from_mins(2);
/// Longer than anything we keep: an email address has at most 254 characters.
const LONGEST_TEXT: usize = 1_000;

/// A workspace of an organisation that the app was added to.
#[derive(Deserialize)]
struct ListedTeam {
    id: String,
}

impl WebApi {
    /// All members of the workspace, or of every workspace of the organisation for an org-wide installation, including
    /// bots and deactivated accounts. Waits when Slack asks to.
    pub async fn directory(&self, installation: &Installation) -> Result<Directory, SlackError> {
        let mut pager = Pager::new(USERS);
        if !installation.is_org_wide {
            return Ok(Directory::new(self.list_users(installation, &mut pager, &PARAMS).await?));
        }
        // An organisation has no directory of its own.
        let teams = self.list_teams().await?;
        if teams.is_empty() {
            return Err(SlackError::Unclear { call: TEAMS.call, what: "the app was added to no workspace" });
        }
        let mut known = installation.clone();
        known.sisters.extend(teams.iter().cloned());
        let mut listed = Vec::new();
        for team in &teams {
            pager.begin_again();
            let params = [PARAMS.as_slice(), &[("team_id", team.as_str())]].concat();
            listed.extend(self.list_users(&known, &mut pager, &params).await?);
        }
        Ok(Directory::new(listed))
    }

    async fn list_users(
        &self,
        installation: &Installation,
        pager: &mut Pager,
        params: &[(&str, &str)],
    ) -> Result<Vec<DirectoryMember>, SlackError> {
        let mut listed = Vec::new();
        // Left as JSON: one odd profile must not cost us the others.
        while let Some(users) = self.next_page::<Value>(pager, params).await? {
            listed.extend(users.iter().filter_map(|user| read(installation, user)));
        }
        Ok(listed)
    }

    async fn list_teams(&self) -> Result<Vec<SlackTeamId>, SlackError> {
        let mut listed = Vec::new();
        let mut pager = Pager::new(TEAMS);
        while let Some(teams) = self.next_page::<ListedTeam>(&mut pager, &PARAMS).await? {
            listed.extend(teams.into_iter().filter(|team| is_id(&team.id)).map(|team| SlackTeamId::new(team.id)));
        }
        Ok(listed)
    }

    /// A pager through the directory that never waits, so that the caller decides when to read the next page.
    pub fn directory_pages() -> Pager {
        Pager::new(USERS)
    }

    /// The profiles on the next page of the directory, including bots and deactivated accounts.
    pub async fn profiles(&self, pages: &mut Pager) -> Result<Vec<(MemberId, Profile)>, SlackError> {
        let users: Vec<Value> = pages.next(self, &PARAMS).await?.unwrap_or_default();
        let id = |user| text_at(user, "/id").and_then(MemberId::parse);
        Ok(users.iter().filter_map(|user| Some((id(user)?, profile(user)))).collect())
    }

    /// One member as the directory lists them, with their profile. A person that this workspace cannot see is a stranger.
    pub async fn listed(
        &self,
        installation: &Installation,
        member: &MemberId,
    ) -> Result<(DirectoryMember, Profile), SlackError> {
        let stranger = || json!({"id": member.as_str(), "name": "a person from elsewhere", "is_stranger": true});
        let user = self.visible_user(member).await?.unwrap_or_else(stranger);
        let unclear = SlackError::Unclear { call: "users.info", what: "a member without an id" };
        Ok((read(installation, &user).ok_or(unclear)?, profile(&user)))
    }

    #[expect(clippy::disallowed_methods, reason = "it waits as long as Slack asks to")]
    async fn next_page<E: DeserializeOwned>(
        &self,
        pager: &mut Pager,
        params: &[(&str, &str)],
    ) -> Result<Option<Vec<E>>, SlackError> {
        for _ in 0..MAX_RATE_LIMITED {
            match pager.next(self, params).await {
                Err(SlackError::RateLimited { retry_after, .. }) => {
                    tokio::time::sleep(retry_after.unwrap_or(PAUSE).min(LONGEST_PAUSE)).await;
                }
                answered => return answered,
            }
        }
        pager.next(self, params).await
    }
}

/// Reads a member; `None` without an id.
fn read(installation: &Installation, user: &Value) -> Option<DirectoryMember> {
    let text = |pointer| text_at(user, pointer).filter(|text| (1..=LONGEST_TEXT).contains(&text.len()));
    let id = text("/id")?;
    let profile = profile(user);
    let status = match () {
        () if profile.is_bot || id == SLACKBOT => AccountStatus::Bot,
        () if profile.is_foreign(installation) => AccountStatus::Stranger,
        () if profile.is_deactivated => AccountStatus::Deactivated,
        () if profile.is_guest => AccountStatus::Guest,
        () => AccountStatus::Active,
    };
    let name = text("/profile/real_name").or_else(|| text("/name")).unwrap_or(id);
    Some(DirectoryMember {
        member: MemberId::parse(id)?,
        name: one_line(&printable(name)),
        email: text("/profile/email").map(str::to_owned),
        zone: text("/tz").map(str::to_owned),
        status,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::SlackTeamId;

    #[test]
    fn a_strange_member_is_read_as_far_as_it_goes() {
        let ours = Installation::new(SlackTeamId::new("T1"), None, false);
        let status = |member: Value| read(&ours, &member).map(|listed| (listed.name, listed.status));
        let named = |name: &str, status| Some((name.to_owned(), status));
        for (member, expected) in [
            (json!({"id": "U1", "profile": {"fields": [], "real_name": "Ana"}}), named("Ana", AccountStatus::Active)),
            (json!({"id": "U1", "name": "ana", "profile": null, "tz": 7}), named("ana", AccountStatus::Active)),
            (json!({"id": "U1", "deleted": true, "name": "a\nb"}), named("a b", AccountStatus::Deactivated)),
            (json!({"id": "U1", "deleted": true, "is_bot": true}), named("U1", AccountStatus::Bot)),
            (json!({"id": "USLACKBOT", "name": "slackbot", "is_bot": false}), named("slackbot", AccountStatus::Bot)),
            (json!({"id": "U1", "is_stranger": true}), named("U1", AccountStatus::Stranger)),
            (json!({"id": "U1", "team_id": "T1"}), named("U1", AccountStatus::Active)),
            (json!({"id": "U1", "team_id": "T9"}), named("U1", AccountStatus::Stranger)),
            (json!({"id": "U1", "team_id": "T9", "deleted": true}), named("U1", AccountStatus::Stranger)),
            (json!({"id": "U1", "is_restricted": true}), named("U1", AccountStatus::Guest)),
            (
                json!({"id": "U1", "is_ultra_restricted": true, "deleted": true}),
                named("U1", AccountStatus::Deactivated),
            ),
            (json!({"id": "U1,U2"}), None),
            (json!({"name": "nobody"}), None),
            (json!(null), None),
        ] {
            assert_eq!(status(member.clone()), expected, "{member}");
        }
    }
}
