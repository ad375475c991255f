//! Who is in the workspace: everybody, page by page.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::ids::MemberId;
use crate::domain::installation::Installation;
use crate::domain::member::Profile;
use crate::domain::roster::{Directory, Listed, Standing};
use crate::slack::error::SlackError;
use crate::slack::profile::profile;
use crate::slack::web_api::{Asked, WebApi};
use crate::text::{one_line, printable};

/// Slack gives 1,000 at most, and often fewer than asked for.
const PAGE: &str = "500";
const LIST: &str = "users.list";
/// How often one page is asked for again when Slack asks to wait.
const PATIENCE: usize = 5;
/// How long to wait where Slack does not say.
const PAUSE: Duration = Duration::from_secs(30);
/// Slack's own bot, which it does not mark as one.
const SLACKBOT: &str = "USLACKBOT";

/// A page as far as we read it: one strange profile must not cost us the others.
#[derive(Deserialize)]
struct Page {
    members: Vec<Value>,
    response_metadata: Option<Metadata>,
}

/// One page of everybody, as their profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profiles {
    /// Also bots, and those who left.
    pub members: Vec<(MemberId, Profile)>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    next_cursor: Option<String>,
}

impl WebApi {
    /// Everybody in the workspace: also bots, and those who left.
    ///
    /// # Errors
    /// See [`SlackError`]; waits first where Slack asks to.
    pub async fn directory(&self, installation: &Installation) -> Result<Directory, SlackError> {
        let mut listed = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.page(&cursor).await?;
            listed.extend(page.members.iter().filter_map(|member| read(installation, member)));
            match page.next() {
                // A cursor that stands still would be followed for ever.
                Some(next) if next != cursor => cursor = next,
                _ => return Ok(Directory::new(listed)),
            }
        }
    }

    /// The profiles on one page of the directory: the first, or the one that begins here. It never waits, so that whoever
    /// reads page by page decides when.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn profiles(&self, from: Option<&str>) -> Result<Profiles, SlackError> {
        let page: Page = self.read(LIST, &params(from.unwrap_or_default())).await?;
        let id = |user: &Value| user.get("id").and_then(Value::as_str).and_then(MemberId::parse);
        let members = page.members.iter().filter_map(|user| Some((id(user)?, profile(user)))).collect();
        Ok(Profiles { members, next: page.next() })
    }

    /// One member as the directory lists them, with their profile. Whom this workspace cannot see is a stranger to it.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn listed(
        &self,
        installation: &Installation,
        member: &MemberId,
    ) -> Result<(Listed, Profile), SlackError> {
        const CALL: &str = "users.info";
        let asked: Result<Asked, _> = self.read(CALL, &vec![("user", Some(member.as_str()))]).await;
        let user = match asked {
            Ok(Asked { user }) => user,
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
    async fn page(&self, cursor: &str) -> Result<Page, SlackError> {
        let params = params(cursor);
        for _ in 0..PATIENCE {
            match self.read(LIST, &params).await {
                Err(SlackError::RateLimited { retry_after, .. }) => {
                    tokio::time::sleep(retry_after.unwrap_or(PAUSE)).await;
                }
                answered => return answered,
            }
        }
        self.read(LIST, &params).await
    }
}

impl Page {
    fn next(self) -> Option<String> {
        self.response_metadata.and_then(|metadata| metadata.next_cursor).filter(|next| !next.is_empty())
    }
}

fn params(cursor: &str) -> Vec<(&str, Option<&str>)> {
    let mut params = vec![("limit", Some(PAGE))];
    params.extend((!cursor.is_empty()).then_some(("cursor", Some(cursor))));
    params
}

/// A member, if there is an id to know them by.
fn read(installation: &Installation, member: &Value) -> Option<Listed> {
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let of_profile = |name: &str| member.pointer(&format!("/profile/{name}")).and_then(text);
    let is = |name: &str| member.get(name).and_then(Value::as_bool).unwrap_or_default();
    let id = member.get("id").and_then(text)?;
    let standing = match () {
        () if is("is_bot") || id == SLACKBOT => Standing::Bot,
        () if profile(member).is_foreign(installation) => Standing::Stranger,
        () if is("deleted") => Standing::Deactivated,
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
            (json!({"name": "nobody"}), None),
            (json!(null), None),
        ] {
            assert_eq!(standing(member.clone()), expected, "{member}");
        }
    }
}
