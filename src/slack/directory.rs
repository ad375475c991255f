//! Lists the members of the workspace, or of every workspace of the organisation, page by page.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::ids::{MemberId, SlackTeamId};
use crate::domain::installation::Installation;
use crate::domain::member::Profile;
use crate::domain::roster::{Directory, Listed, Standing};
use crate::slack::error::SlackError;
use crate::slack::inbound::is_id;
use crate::slack::pager::{Limits, Next, Page, Pager};
use crate::slack::profile::profile;
use crate::slack::web_api::{UserInfo, WebApi};
use crate::text::{one_line, printable};

/// Slack returns at most 1,000 per page, and often fewer than requested.
const PARAMS: [(&str, &str); 1] = [("limit", "500")];
/// More than the largest organisations have, at one page every few seconds.
const USERS: Limits = Limits {
    call: "users.list",
    pages: 1_000,
    entries: 250_000,
    bytes: 1024 * 1024 * 1024,
    time: Duration::from_hours(4),
};
/// Far more workspaces than any organisation has.
const TEAMS: Limits = Limits {
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
/// Slack's own bot. Slack does not flag it with `is_bot`.
const SLACKBOT: &str = "USLACKBOT";

/// A page of members, left as JSON: one odd profile must not cost us the others.
#[derive(Deserialize)]
struct Users {
    members: Vec<Value>,
    #[serde(default)]
    response_metadata: Option<Next>,
}

impl Page for Users {
    fn entries(&self) -> usize {
        self.members.len()
    }

    fn next(&self) -> Option<&Next> {
        self.response_metadata.as_ref()
    }
}

/// The workspaces of an organisation that the app was added to.
#[derive(Deserialize)]
struct Teams {
    teams: Vec<Team>,
    #[serde(default)]
    response_metadata: Option<Next>,
}

#[derive(Deserialize)]
struct Team {
    id: String,
}

impl Page for Teams {
    fn entries(&self) -> usize {
        self.teams.len()
    }

    fn next(&self) -> Option<&Next> {
        self.response_metadata.as_ref()
    }
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
    ) -> Result<Vec<Listed>, SlackError> {
        let mut listed = Vec::new();
        while let Some(Users { members, .. }) = self.next_page(pager, params).await? {
            listed.extend(members.iter().filter_map(|member| read(installation, member)));
        }
        Ok(listed)
    }

    async fn list_teams(&self) -> Result<Vec<SlackTeamId>, SlackError> {
        let mut listed = Vec::new();
        let mut pager = Pager::new(TEAMS);
        while let Some(Teams { teams, .. }) = self.next_page(&mut pager, &PARAMS).await? {
            listed.extend(teams.into_iter().filter(|team| is_id(&team.id)).map(|team| SlackTeamId::new(team.id)));
        }
        Ok(listed)
    }

    /// A pager through the directory that never waits, so that the caller decides when to read the next page.
    #[must_use]
    pub fn directory_pages() -> Pager {
        Pager::new(USERS)
    }

    /// The profiles on the next page of the directory, including bots and deactivated accounts.
    pub async fn profiles(&self, pages: &mut Pager) -> Result<Vec<(MemberId, Profile)>, SlackError> {
        let Some(Users { members, .. }) = pages.next(self, &PARAMS).await? else { return Ok(Vec::new()) };
        let id = |user: &Value| user.get("id").and_then(Value::as_str).and_then(MemberId::parse);
        Ok(members.iter().filter_map(|user| Some((id(user)?, profile(user)))).collect())
    }

    /// One member as the directory lists them, with their profile. A person that this workspace cannot see counts as a
    /// stranger.
    pub async fn listed(
        &self,
        installation: &Installation,
        member: &MemberId,
    ) -> Result<(Listed, Profile), SlackError> {
        const CALL: &str = "users.info";
        let asked: Result<UserInfo, _> = self.read(CALL, &[("user", member.as_str())]).await;
        let user = match asked {
            Ok(UserInfo { user }) => user,
            Err(error) if error.is_of_nobody() => {
                json!({"id": member.as_str(), "name": "somebody from elsewhere", "is_stranger": true})
            }
            Err(error) => return Err(error),
        };
        let listed =
            read(installation, &user).ok_or(SlackError::Unclear { call: CALL, what: "a member without an id" })?;
        Ok((listed, profile(&user)))
    }

    #[expect(clippy::disallowed_methods, reason = "it waits as long as Slack asks to")]
    async fn next_page<P: Page>(&self, pager: &mut Pager, params: &[(&str, &str)]) -> Result<Option<P>, SlackError> {
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
fn read(installation: &Installation, member: &Value) -> Option<Listed> {
    let text =
        |value: &Value| value.as_str().filter(|text| (1..=LONGEST_TEXT).contains(&text.len())).map(str::to_owned);
    let of_profile = |name: &str| member.pointer(&format!("/profile/{name}")).and_then(text);
    let is = |name: &str| member.get(name).and_then(Value::as_bool).unwrap_or_default();
    let id = member.get("id").and_then(text)?;
    let standing = match () {
        () if is("is_bot") || id == SLACKBOT => Standing::Bot,
        () if profile(member).is_foreign(installation) => Standing::Stranger,
        () if is("deleted") => Standing::Deactivated,
        () if is("is_restricted") || is("is_ultra_restricted") => Standing::Guest,
        () => Standing::Active,
    };
    let name = of_profile("real_name").or_else(|| member.get("name").and_then(text)).unwrap_or_else(|| id.clone());
    Some(Listed {
        member: MemberId::parse(&id)?,
        name: one_line(&printable(&name)),
        email: of_profile("email"),
        zone: member.get("tz").and_then(text),
        standing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::SlackTeamId;

    #[test]
    fn a_strange_member_is_read_as_far_as_it_goes() {
        let ours = Installation::new(SlackTeamId::new("T1"), None, false);
        let standing = |member: Value| read(&ours, &member).map(|listed| (listed.name, listed.standing));
        let named = |name: &str, standing| Some((name.to_owned(), standing));
        for (member, expected) in [
            (json!({"id": "U1", "profile": {"fields": [], "real_name": "Ana"}}), named("Ana", Standing::Active)),
            (json!({"id": "U1", "name": "ana", "profile": null, "tz": 7}), named("ana", Standing::Active)),
            (json!({"id": "U1", "deleted": true, "name": "a\nb"}), named("a b", Standing::Deactivated)),
            (json!({"id": "U1", "deleted": true, "is_bot": true}), named("U1", Standing::Bot)),
            (json!({"id": "USLACKBOT", "name": "slackbot", "is_bot": false}), named("slackbot", Standing::Bot)),
            (json!({"id": "U1", "is_stranger": true}), named("U1", Standing::Stranger)),
            (json!({"id": "U1", "team_id": "T1"}), named("U1", Standing::Active)),
            (json!({"id": "U1", "team_id": "T9"}), named("U1", Standing::Stranger)),
            (json!({"id": "U1", "team_id": "T9", "deleted": true}), named("U1", Standing::Stranger)),
            (json!({"id": "U1", "is_restricted": true}), named("U1", Standing::Guest)),
            (json!({"id": "U1", "is_ultra_restricted": true, "deleted": true}), named("U1", Standing::Deactivated)),
            (json!({"id": "U1,U2"}), None),
            (json!({"name": "nobody"}), None),
            (json!(null), None),
        ] {
            assert_eq!(standing(member.clone()), expected, "{member}");
        }
    }
}
