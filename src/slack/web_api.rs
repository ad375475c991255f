//! The client for Slack: Web API methods with our token, and response URLs without it.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::watch;
use url::Url;

use crate::clock::Clock;
use crate::config::{SlackDomain, SlackEndpoint, is_loopback};
use crate::domain::ids::MemberId;
use crate::domain::member::Profile;
use crate::secret::Secret;
use crate::slack::answer;
use crate::slack::calls::{JSON, json};
use crate::slack::error::SlackError;
use crate::slack::inbound::{ResponseUrl, TriggerId, ViewHash, ViewId};
use crate::slack::outbound::{self, OpenModal, PublishHome, UpdateModal};
use crate::slack::profile::profile;
use crate::slack::rate_limits::RateLimits;
use crate::slack::token::{Token, TokenRefusal, learn};
use crate::slack::transport::{ConnectError, Transport};
use crate::surface::{Home, Modal};

/// A response URL answers with a word.
const HOOK_ANSWER: usize = 64 * 1024;

/// The client for Slack's Web API.
pub struct WebApi {
    pub(super) transport: Transport,
    pub(super) api: Url,
    domain: SlackDomain,
    token: ArcSwap<Token>,
    refusal: watch::Sender<Option<TokenRefusal>>,
    /// Whether the Web API is on this machine. If so, its response URLs may be too.
    pub(super) local: bool,
    pub(super) limits: RateLimits,
}

/// An answer of which we need no field.
#[derive(Deserialize)]
pub(super) struct Done {}

/// The part of `auth.test` that says who the token belongs to.
#[derive(Deserialize)]
struct Account {
    user_id: String,
}

/// A user object as raw JSON.
#[derive(Deserialize)]
pub(super) struct UserInfo {
    pub(super) user: Value,
}

impl WebApi {
    /// Makes a client. It does not connect yet.
    ///
    /// # Errors
    /// TLS cannot work on this machine.
    pub fn new(endpoint: &SlackEndpoint, token: &Secret) -> Result<Self, ConnectError> {
        Ok(Self {
            transport: Transport::new(endpoint)?,
            api: endpoint.api.clone(),
            domain: endpoint.domain.clone(),
            token: ArcSwap::new(Token::new(token)),
            refusal: watch::Sender::new(None),
            local: is_loopback(&endpoint.api),
            limits: RateLimits::new(Clock::system()),
        })
    }

    /// Lets this clock end the pauses that Slack asks for, too.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { limits: RateLimits::new(clock), ..self }
    }

    /// A client for the same Slack with another token.
    #[must_use]
    pub fn with_token(&self, token: &Secret) -> Self {
        Self {
            transport: self.transport.clone(),
            api: self.api.clone(),
            domain: self.domain.clone(),
            token: ArcSwap::new(Token::new(token)),
            refusal: watch::Sender::new(None),
            local: self.local,
            limits: self.limits.of_another_token(),
        }
    }

    /// Uses another token from now on.
    pub fn change_token(&self, token: &Secret) {
        self.token.store(Token::new(token));
        self.refusal.send_if_modified(|refusal| refusal.take().is_some());
    }

    /// Watches why Slack rejects the token, according to its latest answer; `None` while it accepts it.
    #[must_use]
    pub fn token_refusal(&self) -> watch::Receiver<Option<TokenRefusal>> {
        self.refusal.subscribe()
    }

    /// Learns from an answer whether Slack accepts the token, unless it has been replaced since.
    pub(super) fn learn<A>(&self, used: &Arc<Token>, answered: &Result<A, SlackError>) {
        if Arc::ptr_eq(used, &self.token.load()) {
            self.refusal.send_if_modified(|refusal| learn(refusal, answered));
        }
    }

    pub(super) fn token(&self) -> Arc<Token> {
        self.token.load_full()
    }

    /// Pauses a method for as long as Slack asks. Until then calls fail right here with the error that Slack would
    /// return.
    pub fn pause(&self, method: &'static str, asked: Option<Duration>) {
        self.limits.pause(method, asked);
    }

    /// How much longer this method is paused.
    #[must_use]
    pub fn paused_for(&self, method: &'static str) -> Option<Duration> {
        self.limits.left(method)
    }

    /// The domain of Slack's hosts.
    #[must_use]
    pub fn domain(&self) -> &SlackDomain {
        &self.domain
    }

    /// Publishes a user's App Home.
    pub async fn publish_home(&self, member: &MemberId, home: Home) -> Result<(), SlackError> {
        let request = PublishHome { user_id: member.as_str(), view: outbound::home_view(home) };
        self.call("views.publish", &request).await
    }

    /// Opens a modal for the user whose action gave this trigger.
    pub async fn open_modal(&self, trigger: &TriggerId, modal: Modal) -> Result<(), SlackError> {
        self.call("views.open", &OpenModal { trigger_id: &trigger.0, view: outbound::modal_view(modal) }).await
    }

    /// Replaces the content of an open modal.
    pub async fn update_modal(&self, view: &ViewId, modal: Modal) -> Result<(), SlackError> {
        self.call("views.update", &UpdateModal { view_id: &view.0, hash: None, view: outbound::modal_view(modal) })
            .await
    }

    /// Replaces the content of an open modal if it has not changed since `hash`. Returns whether it was replaced.
    pub async fn update_modal_unless_changed(
        &self,
        view: &ViewId,
        hash: &ViewHash,
        modal: Modal,
    ) -> Result<bool, SlackError> {
        let request = UpdateModal { view_id: &view.0, hash: Some(&hash.0), view: outbound::modal_view(modal) };
        match self.call("views.update", &request).await {
            Ok(()) => Ok(true),
            // The modal has changed, or is closed.
            Err(SlackError::Refused { code, .. }) if matches!(code.as_str(), "hash_conflict" | "not_found") => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// The app's own user, a member of the channels that it posts to.
    pub(super) async fn own_user(&self) -> Result<MemberId, SlackError> {
        let ask = async || {
            let Account { user_id } = self.read("auth.test", &[]).await?;
            let unclear = SlackError::Unclear { call: "auth.test", what: "a user without an id" };
            MemberId::parse(&user_id).ok_or(unclear)
        };
        self.token().own_user.get_or_try_init(ask).await.cloned()
    }

    /// A member's profile.
    pub async fn profile_of(&self, member: &MemberId) -> Result<Profile, SlackError> {
        let asked: UserInfo = self.read("users.info", &[("user", member.as_str())]).await?;
        Ok(profile(&asked.user))
    }

    /// Answers through a response URL.
    ///
    /// # Errors
    /// See [`SlackError`]; a URL that is not Slack's is not called.
    pub async fn respond(&self, to: &ResponseUrl, answer: &outbound::Answer<'_>) -> Result<(), SlackError> {
        const CALL: &str = "response_url";
        let url = self.at(&self.domain.hooks_host(), &to.0).ok_or(SlackError::NotSlack { call: CALL })?;
        let request = Request::post(url.as_str()).header(CONTENT_TYPE, JSON);
        let answered = self.exchange(CALL, request, json(CALL, answer)?, HOOK_ANSWER).await?;
        // Success is a 200 with the plain text "ok", not JSON.
        answer::check_accepted(CALL, &answered).map_err(SlackError::counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web_api(base: &str) -> WebApi {
        WebApi::new(&SlackEndpoint::at(Url::parse(base).unwrap()), &Secret::from("xoxb-obviously-fake")).unwrap()
    }

    #[test]
    fn only_slacks_own_hooks_are_called() {
        let slack = web_api("https://slack.com/api");
        let here = web_api("http://127.0.0.1:4000/api");
        let hooks = slack.domain().hooks_host();
        for (url, of_slack, of_here) in [
            ("https://hooks.slack.com/actions/T1/2/x", true, true),
            ("http://hooks.slack.com/actions/T1/2/x", false, false),
            ("https://hooks.slack.com:444/x", false, false),
            ("https://hooks.slack.com.evil.example/x", false, false),
            ("https://evil.example/hooks.slack.com", false, false),
            ("https://hooks.slack.com@evil.example/x", false, false),
            ("http://127.0.0.1:4000/hooks/x", false, true),
            ("http://localhost:4000/hooks/x", false, true),
            ("http://169.254.169.254/latest", false, false),
            ("file:///etc/passwd", false, false),
            ("", false, false),
        ] {
            let url = ResponseUrl(url.to_owned());
            assert_eq!(
                (slack.at(&hooks, &url.0).is_some(), here.at(&hooks, &url.0).is_some()),
                (of_slack, of_here),
                "{}",
                url.0
            );
        }
    }
}
