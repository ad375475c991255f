//! Calls to Slack: the Web API with our token, and response URLs without it.

use std::time::{Duration, Instant};

use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slack_morphism::errors::SlackClientError;
use slack_morphism::prelude::SlackClientHyperConnector;
use slack_morphism::{
    SlackApiToken, SlackApiTokenValue, SlackClient, SlackClientApiCallContext, SlackClientHttpConnector,
};
use url::Url;

use crate::clock::Clock;
use crate::config::is_loopback;
use crate::domain::ids::MemberId;
use crate::domain::member::Profile;
use crate::secret::{ExposeSecret, Secret};
use crate::slack::deadline::Deadline;
use crate::slack::error::SlackError;
use crate::slack::inbound::{ResponseUrl, TriggerId, ViewHash, ViewId};
use crate::slack::outbound::{self, Answer, OpenModal, PublishHome, UpdateModal};
use crate::slack::profile::profile;
use crate::slack::rate_limits::RateLimits;
use crate::surface::{Home, Modal};
use crate::telemetry::numbers;

/// The host of every response URL.
const HOOKS: &str = "hooks.slack.com";

/// Slack, as far as we call it.
pub struct WebApi {
    pub(super) client: SlackClient<Deadline<SlackClientHyperConnector<HttpsConnector<HttpConnector>>>>,
    token: SlackApiToken,
    /// The Web API is on this machine, so its response URLs may be too.
    pub(super) local: bool,
    limits: RateLimits,
}

/// This machine has no certificates to check Slack's with.
#[derive(Debug, thiserror::Error)]
#[error("the system's root certificates cannot be read: install the package ca-certificates")]
pub struct ConnectError(#[from] std::io::Error);

/// What we need to know of an answer: that it is one. A page of somebody between us, which says 200 as well, has no `ok`.
#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(rename = "ok")]
    _is_ok: bool,
}

/// A member, in whatever shape.
#[derive(Deserialize)]
pub(super) struct Asked {
    pub(super) user: Value,
}

impl WebApi {
    /// Makes no connection yet.
    ///
    /// # Errors
    /// When TLS cannot work on this machine.
    pub fn new(base: &Url, token: &Secret) -> Result<Self, ConnectError> {
        let connector =
            SlackClientHyperConnector::from(https()?).with_slack_api_url(base.as_str().trim_end_matches('/'));
        Ok(Self {
            client: SlackClient::new(Deadline(connector)),
            token: SlackApiToken::new(SlackApiTokenValue(token.expose_secret().to_owned())),
            local: is_loopback(base),
            limits: RateLimits::new(Clock::system()),
        })
    }

    /// The pauses that Slack asks for are over by this clock too.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { limits: RateLimits::new(clock), ..self }
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

    pub(super) fn connector(&self) -> &impl SlackClientHttpConnector {
        self.client.http_api.connector.as_ref()
    }

    pub(super) fn token_value(&self) -> &str {
        &self.token.token_value.0
    }

    /// Shows a person their App Home.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn publish_home(&self, member: &MemberId, home: Home) -> Result<(), SlackError> {
        let request = PublishHome { user_id: member.as_str(), view: outbound::home_view(home) };
        self.call("views.publish", &request).await
    }

    /// Opens a modal for whoever just pressed something.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn open_modal(&self, trigger: &TriggerId, modal: Modal) -> Result<(), SlackError> {
        self.call("views.open", &OpenModal { trigger_id: &trigger.0, view: outbound::modal_view(modal) }).await
    }

    /// Shows something else in an open modal.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn update_modal(&self, view: &ViewId, modal: Modal) -> Result<(), SlackError> {
        self.call("views.update", &UpdateModal { view_id: &view.0, hash: None, view: outbound::modal_view(modal) })
            .await
    }

    /// Shows something else in an open modal if it still shows what it did; says whether it did.
    ///
    /// # Errors
    /// See [`SlackError`].
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

    /// What Slack says of a member.
    ///
    /// # Errors
    /// See [`SlackError`].
    pub async fn profile_of(&self, member: &MemberId) -> Result<Profile, SlackError> {
        let asked: Asked = self.read("users.info", &vec![("user", Some(member.as_str()))]).await?;
        Ok(profile(&asked.user))
    }

    /// Answers where something was pressed.
    ///
    /// # Errors
    /// See [`SlackError`]; an address that is not Slack's is not called.
    pub async fn respond(&self, to: &ResponseUrl, answer: &Answer<'_>) -> Result<(), SlackError> {
        const CALL: &str = "response_url";
        let url = self.at(HOOKS, &to.0).ok_or(SlackError::NotSlack { call: CALL })?;
        let span = tracing::Span::none();
        let context = SlackClientApiCallContext {
            rate_control_params: None,
            token: None,
            tracing_span: &span,
            is_sensitive_url: true,
        };
        let answered: Result<Done, SlackClientError> =
            timed(CALL, self.client.http_api.connector.http_post_uri(url, answer, context)).await;
        match answered {
            // A hook says "ok" in words, not in JSON: with a 200 it has been taken.
            Ok(Done { .. }) | Err(SlackClientError::ProtocolError(_)) => Ok(()),
            Err(error) => Err(SlackError::of(CALL, error)),
        }
    }

    /// The address, if it is at this host of Slack's.
    pub(super) fn at(&self, host: &str, url: &str) -> Option<Url> {
        let url = Url::parse(url).ok()?;
        let slacks = url.scheme() == "https" && url.host_str() == Some(host) && url.port().is_none();
        (slacks || self.is_here(&url)).then_some(url)
    }

    /// Whether an address is on this machine, and so is Slack.
    pub(super) fn is_here(&self, url: &Url) -> bool {
        self.local && is_loopback(url)
    }

    pub(super) async fn call(
        &self,
        method: &'static str,
        request: &(impl Serialize + Send + Sync),
    ) -> Result<(), SlackError> {
        self.ask(method, request).await.map(|Done { .. }| ())
    }

    pub(super) async fn ask<A: DeserializeOwned + Send>(
        &self,
        method: &'static str,
        request: &(impl Serialize + Send + Sync),
    ) -> Result<A, SlackError> {
        let session = self.client.open_session(&self.token);
        self.limited(method, session.http_session_api.http_post(method, request, None)).await
    }

    pub(super) async fn read<A: DeserializeOwned + Send>(
        &self,
        method: &'static str,
        params: &Vec<(&str, Option<&str>)>,
    ) -> Result<A, SlackError> {
        let session = self.client.open_session(&self.token);
        self.limited(method, session.http_session_api.http_get(method, params, None)).await
    }

    /// Makes a call of a method unless Slack asked to wait, and remembers when it does.
    async fn limited<A>(
        &self,
        method: &'static str,
        call: impl Future<Output = Result<A, SlackClientError>>,
    ) -> Result<A, SlackError> {
        let _probe = self.limits.probe(method).await;
        if let Some(left) = self.limits.left(method) {
            return Err(SlackError::RateLimited { call: method, retry_after: Some(left) });
        }
        let answered = timed(method, call).await.map_err(|error| SlackError::of(method, error));
        match &answered {
            Err(SlackError::RateLimited { retry_after, .. }) => self.limits.pause(method, *retry_after),
            _ => self.limits.resume(method),
        }
        answered
    }
}

/// TLS as everybody has it, checked against the system's root certificates.
pub(super) fn https() -> std::io::Result<HttpsConnector<HttpConnector>> {
    let builder = hyper_rustls::HttpsConnectorBuilder::new().with_native_roots()?;
    Ok(builder.https_or_http().enable_all_versions().build())
}

/// Makes a call, and measures how long it takes.
pub(super) async fn timed<T>(method: &'static str, call: impl Future<Output = T>) -> T {
    let started = Instant::now();
    let answered = call.await;
    numbers::slack_call(method, started.elapsed());
    answered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web_api(base: &str) -> WebApi {
        WebApi::new(&Url::parse(base).unwrap(), &Secret::from("xoxb-obviously-fake")).unwrap()
    }

    #[test]
    fn only_slacks_own_hooks_are_called() {
        let slack = web_api("https://slack.com/api");
        let here = web_api("http://127.0.0.1:4000/api");
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
                (slack.at(HOOKS, &url.0).is_some(), here.at(HOOKS, &url.0).is_some()),
                (of_slack, of_here),
                "{}",
                url.0
            );
        }
    }
}
