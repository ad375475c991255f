//! A token of the app. It can be replaced while the bot runs, and Slack can stop accepting it.

use std::sync::Arc;

use axum::http::header::HeaderValue;
use tokio::sync::OnceCell;

use crate::domain::ids::MemberId;
use crate::secret::{ExposeSecret, Secret};
use crate::slack::error::SlackError;

/// Slack's codes for a token that cannot be used for any call.
const UNUSABLE_TOKEN: &[&str] =
    &["account_inactive", "invalid_auth", "not_allowed_token_type", "not_authed", "token_expired", "token_revoked"];

/// A token, with what Slack has said about it.
pub(super) struct Token {
    secret: Secret,
    /// The app's own user, once Slack has named it.
    pub(super) own_user: OnceCell<MemberId>,
}

/// Why Slack rejects the bot token and what to do about it, in sentences for operators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRefusal {
    pub code: String,
    /// A clause about the token ("it was revoked").
    pub reason: &'static str,
    /// A whole sentence.
    pub remedy: &'static str,
}

impl TokenRefusal {
    /// The meaning of one of Slack's codes for a bot token.
    pub fn of(code: &str) -> Self {
        let (reason, remedy) = match code {
            "token_revoked" => {
                ("it was revoked", "Reinstall the app, and set SLACK_BOT_TOKEN to its new Bot User OAuth Token.")
            }
            "account_inactive" => (
                "the app was uninstalled, or its workspace is gone",
                "Reinstall the app, and set SLACK_BOT_TOKEN to its new Bot User OAuth Token.",
            ),
            "token_expired" => (
                "it has expired, because the app rotates its tokens",
                "Turn off token rotation (bearings manifest prints the app that way), reinstall the app, and copy its \
                 token.",
            ),
            "not_allowed_token_type" => (
                "it's another kind of token",
                "Copy the Bot User OAuth Token, which begins with xoxb-, from your Slack app’s page OAuth & \
                 Permissions.",
            ),
            "invalid_auth" | "not_authed" => (
                "Slack doesn’t recognise it",
                "Copy the Bot User OAuth Token, which begins with xoxb-, again from your Slack app’s page OAuth & \
                 Permissions.",
            ),
            _ => {
                ("Slack doesn’t accept it", "Look up the code on Slack’s page about auth.test, and reinstall the app.")
            }
        };
        Self { code: code.to_owned(), reason, remedy }
    }
}

impl Token {
    pub(super) fn new(secret: &Secret) -> Arc<Self> {
        Arc::new(Self { secret: secret.clone(), own_user: OnceCell::new() })
    }

    /// The value of the `Authorization` header; `None` if the token cannot be put in a header.
    pub(super) fn bearer(&self) -> Option<HeaderValue> {
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", self.secret.expose_secret())).ok()?;
        bearer.set_sensitive(true);
        Some(bearer)
    }
}

/// Updates `refusal` from an answer to a call with this token. Returns whether it changed.
pub(super) fn learn<A>(refusal: &mut Option<TokenRefusal>, answered: &Result<A, SlackError>) -> bool {
    let refused = match answered {
        Err(SlackError::Refused { code, .. }) if UNUSABLE_TOKEN.contains(&code.as_str()) => Some(code.as_str()),
        // Slack checks the token first, so an error of Slack's that isn't about the token means that the token is good.
        Ok(_) => None,
        Err(error) if error.is_from_slack() => None,
        Err(_) => return false,
    };
    let changes = refusal.as_ref().map(|refusal| refusal.code.as_str()) != refused;
    if changes {
        *refusal = refused.map(TokenRefusal::of);
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_slack_answers_says_whether_it_accepts_the_token() {
        let refused = |code: &str| SlackError::Refused { call: "auth.test", code: code.into() };
        let unclear = SlackError::Unclear { call: "auth.test", what: "no answer in time" };
        let mut refusal = None;
        for (answered, expected) in [
            (Ok(()), None),
            (Err(refused("channel_not_found")), None),
            (Err(refused("token_revoked")), Some("token_revoked")),
            (Err(unclear), Some("token_revoked")),
            (Err(refused("HTTP 403")), Some("token_revoked")),
            (Err(refused("invalid_auth")), Some("invalid_auth")),
            (Err(refused("missing_scope")), None),
            (Err(refused("not_authed")), Some("not_authed")),
            (Ok(()), None),
        ] {
            let before = refusal.clone();
            let changes = learn(&mut refusal, &answered);
            assert_eq!(refusal, expected.map(TokenRefusal::of), "{answered:?}");
            assert_eq!(changes, before != refusal, "{answered:?}");
        }
    }
}
