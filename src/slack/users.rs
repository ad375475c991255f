//! Looks up users in Slack.

use serde::Deserialize;
use serde_json::Value;

use crate::domain::ids::MemberId;
use crate::domain::member::Profile;
use crate::slack::error::SlackError;
use crate::slack::profile::profile;
use crate::slack::web_api::WebApi;

/// Slack's own bot. Slack does not flag it with `is_bot`.
pub(super) const SLACKBOT: &str = "USLACKBOT";

/// The part of `auth.test` that says who the token belongs to.
#[derive(Deserialize)]
struct TokenOwner {
    user_id: String,
}

#[derive(Deserialize)]
struct UserInfo {
    user: Value,
}

impl WebApi {
    /// The app's own user, a member of the channels that it posts to.
    pub(super) async fn own_user(&self) -> Result<MemberId, SlackError> {
        let ask = async || {
            let TokenOwner { user_id } = self.read("auth.test", &[]).await?;
            let unclear = SlackError::Unclear { call: "auth.test", what: "a user without an id" };
            MemberId::parse(&user_id).ok_or(unclear)
        };
        self.token().own_user.get_or_try_init(ask).await.cloned()
    }

    pub async fn profile_of(&self, member: &MemberId) -> Result<Profile, SlackError> {
        self.user(member).await.map(|user| profile(&user))
    }

    /// A user object; `None` if this workspace cannot see the user.
    pub(super) async fn visible_user(&self, member: &MemberId) -> Result<Option<Value>, SlackError> {
        match self.user(member).await {
            Err(error) if error.is_unknown_user() => Ok(None),
            answered => answered.map(Some),
        }
    }

    async fn user(&self, member: &MemberId) -> Result<Value, SlackError> {
        self.read("users.info", &[("user", member.as_str())]).await.map(|UserInfo { user }| user)
    }
}
