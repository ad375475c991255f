//! Calls to Slack: the Web API with our token, and response URLs without it.

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

/// What takes an answer to a press says so in a word.
const HOOK_ANSWER: usize = 64 * 1024;

/// Slack, as far as we call it.
pub struct WebApi {
    pub(super) transport: Transport,
    pub(super) api: Url,
    domain: SlackDomain,
    token: ArcSwap<Token>,
    refusal: watch::Sender<Option<TokenRefusal>>,
    /// The Web API is on this machine, so its response URLs may be too.
    pub(super) local: bool,
    pub(super) limits: RateLimits,
}

/// What we need to know of an answer: that it is one.
#[derive(Deserialize)]
pub(super) struct Done {}

/// Whose the token is.
#[derive(Deserialize)]
struct Account {
    user_id: String,
}

/// A member, in whatever shape.
#[derive(Deserialize)]
pub(super) struct UserInfo {
    pub(super) user: Value,
}

impl WebApi {
    /// Makes no connection yet.
    ///
    /// # Errors
    /// When TLS cannot work on this machine.
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

    /// The pauses that Slack asks for are over by this clock too.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { limits: RateLimits::new(clock), ..self }
    }

    /// The same Slack, called with another token.
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

    /// Calls with another token from now on.
    pub fn change_token(&self, token: &Secret) {
        self.token.store(Token::new(token));
        self.refusal.send_if_modified(|refusal| refusal.take().is_some());
    }

    /// Why Slack does not accept the token, by its newest answer, and whenever that changes.
    #[must_use]
    pub fn token_refusal(&self) -> watch::Receiver<Option<TokenRefusal>> {
        self.refusal.subscribe()
    }

    /// Takes from an answer whether Slack accepts the token, unless there is another one by now.
    pub(super) fn learn<A>(&self, used: &Arc<Token>, answered: &Result<A, SlackError>) {
        if Arc::ptr_eq(used, &self.token.load()) {
            self.refusal.send_if_modified(|refusal| learn(refusal, answered));
        }
    }

    pub(super) fn token(&self) -> Arc<Token> {
        self.token.load_full()
    }

    /// Slack wants no more of this method for so long: until then calls are refused here, as Slack would refuse them.
    pub fn pause(&self, method: &'static str, asked: Option<Duration>) {
        self.limits.pause(method, asked);
    }

    /// How long Slack wants no more of this method.
    #[must_use]
    pub fn paused_for(&self, method: &'static str) -> Option<Duration> {
        self.limits.left(method)
    }

    /// The domain that Slack's hosts are under.
    #[must_use]
    pub fn domain(&self) -> &SlackDomain {
        &self.domain
    }

    /// Shows a person their App Home.
    pub async fn publish_home(&self, member: &MemberId, home: Home) -> Result<(), SlackError> {
        let request = PublishHome { user_id: member.as_str(), view: outbound::home_view(home) };
        self.call("views.publish", &request).await
    }

    /// Opens a modal for whoever just pressed something.
    pub async fn open_modal(&self, trigger: &TriggerId, modal: Modal) -> Result<(), SlackError> {
        self.call("views.open", &OpenModal { trigger_id: &trigger.0, view: outbound::modal_view(modal) }).await
    }

    /// Shows something else in an open modal.
    pub async fn update_modal(&self, view: &ViewId, modal: Modal) -> Result<(), SlackError> {
        self.call("views.update", &UpdateModal { view_id: &view.0, hash: None, view: outbound::modal_view(modal) })
            .await
    }

    /// Shows something else in an open modal if it still shows what it did; says whether it did.
    pub async fn update_modal_unless_changed(
        &self,
        view: &ViewId,
        hash: &ViewHash,
        modal: Modal,
    ) -> Result<bool, SlackError> {
        let request = UpdateModal { view_id: &view.0, hash: Some(&hash.0), view: outbound::modal_view(modal) };
        match self.call("views.update", &request).await {
            Ok(()) => Ok(true),
            // Closed by now, or showing something else.
            Err(SlackError::Refused { code, .. }) if matches!(code.as_str(), "hash_conflict" | "not_found") => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// The app's own user, who is in the channels that it posts to.
    pub(super) async fn own_user(&self) -> Result<MemberId, SlackError> {
        let ask = async || {
            let Account { user_id } = self.read("auth.test", &[]).await?;
            let unclear = SlackError::Unclear { call: "auth.test", what: "a user without an id" };
            MemberId::parse(&user_id).ok_or(unclear)
        };
        self.token().own_user.get_or_try_init(ask).await.cloned()
    }

    /// What Slack says of a member.
    pub async fn profile_of(&self, member: &MemberId) -> Result<Profile, SlackError> {
        let asked: UserInfo = self.read("users.info", &[("user", member.as_str())]).await?;
        Ok(profile(&asked.user))
    }

    /// Answers where something was pressed.
    ///
    /// # Errors
    /// See [`SlackError`]; an address that is not Slack's is not called.
    pub async fn respond(&self, to: &ResponseUrl, answer: &outbound::Answer<'_>) -> Result<(), SlackError> {
        const CALL: &str = "response_url";
        let url = self.at(&self.domain.hooks_host(), &to.0).ok_or(SlackError::NotSlack { call: CALL })?;
        let request = Request::post(url.as_str()).header(CONTENT_TYPE, JSON);
        let answered = self.exchange(CALL, request, json(CALL, answer)?, HOOK_ANSWER).await?;
        // A hook says "ok" in words, not in JSON: with a 200 it has been taken.
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
