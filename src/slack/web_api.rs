//! The client for Slack's Web API: calls only Slack's addresses, with our token, within Slack's rate limits, and with a
//! size limit for answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Request, request};
use bytes::Bytes;
use http_body_util::Full;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use url::Url;

use crate::clock::Clock;
use crate::config::{SlackDomain, SlackEndpoint, is_loopback};
use crate::secret::Secret;
use crate::slack::answer;
use crate::slack::error::SlackError;
use crate::slack::rate_limits::RateLimits;
use crate::slack::token::{Token, TokenRefusal, learn};
use crate::slack::transport::{ConnectError, HttpAnswer, Transport};
use crate::telemetry::numbers;

pub(super) const JSON: &str = "application/json; charset=utf-8";
/// Longer than any answer except listings: the longest contains a view of 250 kB, or a message.
const LONGEST_ANSWER: usize = 1024 * 1024;

pub struct WebApi {
    pub(super) transport: Transport,
    pub(super) api: Url,
    domain: SlackDomain,
    token: ArcSwap<Token>,
    refusal: watch::Sender<Option<TokenRefusal>>,
    /// Whether the Web API is on this machine. If so, its response URLs may be too.
    is_local: bool,
    limits: RateLimits,
}

/// An answer whose fields we don't need.
#[derive(Deserialize)]
pub(super) struct Done {}

impl WebApi {
    /// Makes a client, without connecting.
    pub fn new(endpoint: &SlackEndpoint, token: &Secret) -> Result<Self, ConnectError> {
        let limits = RateLimits::new(Clock::system());
        Ok(Self::over(Transport::new(endpoint)?, endpoint.api.clone(), endpoint.domain.clone(), token, limits))
    }

    /// Lets this clock end the pauses that Slack asks for, too.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { limits: RateLimits::new(clock), ..self }
    }

    /// A client for the same Slack with another token.
    #[must_use]
    pub fn with_token(&self, token: &Secret) -> Self {
        // Slack counts the calls of each token separately.
        let limits = RateLimits::new(self.limits.clock.clone());
        Self::over(self.transport.clone(), self.api.clone(), self.domain.clone(), token, limits)
    }

    fn over(transport: Transport, api: Url, domain: SlackDomain, token: &Secret, limits: RateLimits) -> Self {
        let is_local = is_loopback(&api);
        let (token, refusal) = (ArcSwap::new(Token::new(token)), watch::Sender::new(None));
        Self { transport, api, domain, token, refusal, is_local, limits }
    }

    pub fn change_token(&self, token: &Secret) {
        self.token.store(Token::new(token));
        self.refusal.send_if_modified(|refusal| refusal.take().is_some());
    }

    /// Watches why Slack rejects the token, according to its latest answer; `None` while it accepts it.
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

    /// Pauses a method for as long as Slack asks. Until then its calls fail right here, as if Slack had answered.
    pub fn pause(&self, method: &'static str, asked: Option<Duration>) {
        self.limits.pause(method, asked);
    }

    pub fn paused_for(&self, method: &'static str) -> Option<Duration> {
        self.limits.left(method)
    }

    pub fn domain(&self) -> &SlackDomain {
        &self.domain
    }

    /// Parses a URL; `None` if it is not at this Slack host.
    pub(super) fn at(&self, host: &str, url: &str) -> Option<Url> {
        let url = Url::parse(url).ok()?;
        let slacks = url.scheme() == "https" && url.host_str() == Some(host) && url.port().is_none();
        (slacks || self.is_here(&url)).then_some(url)
    }

    /// Whether both the URL and Slack are on this machine.
    pub(super) fn is_here(&self, url: &Url) -> bool {
        self.is_local && is_loopback(url)
    }

    pub(super) async fn call(
        &self,
        method: &'static str,
        request: &(impl Serialize + Send + Sync),
    ) -> Result<(), SlackError> {
        self.ask(method, request).await.map(|Done {}| ())
    }

    pub(super) async fn ask<A: DeserializeOwned>(
        &self,
        method: &'static str,
        arguments: &(impl Serialize + Send + Sync),
    ) -> Result<A, SlackError> {
        let request = Request::post(self.url(method, &[]).as_str()).header(CONTENT_TYPE, JSON);
        let body = json(method, arguments)?;
        self.limited(method, self.exchange_signed(method, request, body, LONGEST_ANSWER))
            .await
            .map(|(answer, _)| answer)
    }

    pub(super) async fn read<A: DeserializeOwned>(
        &self,
        method: &'static str,
        params: &[(&str, &str)],
    ) -> Result<A, SlackError> {
        self.read_up_to(method, params, LONGEST_ANSWER).await.map(|(answer, _)| answer)
    }

    /// Like `read`, with a size limit for the answer. Also returns the answer's size in bytes.
    pub(super) async fn read_up_to<A: DeserializeOwned>(
        &self,
        method: &'static str,
        params: &[(&str, &str)],
        limit: usize,
    ) -> Result<(A, usize), SlackError> {
        let request = Request::get(self.url(method, params).as_str());
        self.limited(method, self.exchange_signed(method, request, Bytes::new(), limit)).await
    }

    /// Sends a request with our token and reads its answer. Also returns the answer's size in bytes.
    async fn exchange_signed<A: DeserializeOwned>(
        &self,
        method: &'static str,
        request: request::Builder,
        body: Bytes,
        limit: usize,
    ) -> Result<(A, usize), SlackError> {
        let token = self.token();
        let answer = self.exchange(method, signed(&token, request), body, limit).await?;
        let read = answer::read(method, &answer).map_err(SlackError::counted);
        self.learn(&token, &read);
        Ok((read?, answer.body.len()))
    }

    /// Makes a call, or fails at once if its method is paused; pauses the method if Slack asks.
    async fn limited<A>(
        &self,
        method: &'static str,
        call: impl Future<Output = Result<A, SlackError>>,
    ) -> Result<A, SlackError> {
        let _probe = self.limits.probe(method).await;
        if let Some(left) = self.limits.left(method) {
            return Err(SlackError::RateLimited { call: method, retry_after: Some(left) });
        }
        let answered = call.await;
        match &answered {
            Err(SlackError::RateLimited { retry_after, .. }) => self.limits.pause(method, *retry_after),
            _ => self.limits.resume(method),
        }
        answered
    }

    pub(super) fn url(&self, method: &str, params: &[(&str, &str)]) -> Url {
        let mut url = self.api.clone();
        url.set_path(&format!("{}/{method}", self.api.path().trim_end_matches('/')));
        if !params.is_empty() {
            url.query_pairs_mut().extend_pairs(params);
        }
        url
    }

    /// Sends a request and records how long it takes.
    pub(super) async fn exchange(
        &self,
        call: &'static str,
        request: request::Builder,
        body: Bytes,
        limit: usize,
    ) -> Result<HttpAnswer, SlackError> {
        let request = request.body(Full::new(body)).map_err(|_| SlackError::NotSlack { call }.counted())?;
        let started = Instant::now();
        let answered = self.transport.send(request, limit).await;
        numbers::slack_call(call, started.elapsed());
        answered.map_err(|failure| SlackError::unanswered(call, failure).counted())
    }
}

/// Adds our token to a request. If the token cannot be sent, Slack answers that it is missing.
pub(super) fn signed(token: &Token, request: request::Builder) -> request::Builder {
    match token.bearer() {
        Some(bearer) => request.header(AUTHORIZATION, bearer),
        None => request,
    }
}

pub(super) fn json(call: &'static str, arguments: &impl Serialize) -> Result<Bytes, SlackError> {
    let written = serde_json::to_vec(arguments).map(Bytes::from);
    written.map_err(|_| SlackError::Unclear { call, what: "arguments that cannot be written" }.counted())
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
            let found = (slack.at(&hooks, url).is_some(), here.at(&hooks, url).is_some());
            assert_eq!(found, (of_slack, of_here), "{url}");
        }
    }
}
