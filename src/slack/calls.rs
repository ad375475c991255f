//! Makes calls: only to Slack's addresses, with our token, within Slack's rate limits, and with a size limit for
//! answers.

use std::time::Instant;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Request, request};
use bytes::Bytes;
use http_body_util::Full;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::config::is_loopback;
use crate::slack::answer;
use crate::slack::error::SlackError;
use crate::slack::token::Token;
use crate::slack::transport::Answer;
use crate::slack::web_api::{Done, WebApi};
use crate::telemetry::numbers;

/// The content type of request bodies.
pub(super) const JSON: &str = "application/json; charset=utf-8";
/// Longer than any answer except listings: the longest contains a view of 250 kB, or a message.
const LONGEST_ANSWER: usize = 1024 * 1024;

impl WebApi {
    /// Parses a URL; `None` if it is not at this Slack host.
    pub(super) fn at(&self, host: &str, url: &str) -> Option<Url> {
        let url = Url::parse(url).ok()?;
        let slacks = url.scheme() == "https" && url.host_str() == Some(host) && url.port().is_none();
        (slacks || self.is_here(&url)).then_some(url)
    }

    /// Whether both the URL and Slack are on this machine.
    pub(super) fn is_here(&self, url: &Url) -> bool {
        self.local && is_loopback(url)
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
        let answered = async {
            let token = self.token();
            let answer = self.exchange(method, signed(&token, request), body, LONGEST_ANSWER).await?;
            let read = answer::read(method, &answer).map_err(SlackError::counted);
            self.learn(&token, &read);
            read
        };
        self.limited(method, answered).await
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
        let answered = async {
            let token = self.token();
            let answer = self.exchange(method, signed(&token, request), Bytes::new(), limit).await?;
            let read = answer::read(method, &answer).map_err(SlackError::counted);
            self.learn(&token, &read);
            Ok((read?, answer.body.len()))
        };
        self.limited(method, answered).await
    }

    /// Makes a call unless its method is paused, and pauses the method if Slack asks for it.
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

    /// The URL of a method.
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
    ) -> Result<Answer, SlackError> {
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
