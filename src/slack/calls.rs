//! How calls are made: to which address, with our token, when Slack wants them, and up to how many bytes of an answer.

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

/// What bodies are.
pub(super) const JSON: &str = "application/json; charset=utf-8";
/// No answer that is not a listing is longer: the longest holds a view of 250 kB, or a message.
const LONGEST_ANSWER: usize = 1024 * 1024;

impl WebApi {
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

    /// As `read`, where an answer may have so many bytes; says how many it has.
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

    /// Makes a call of a method unless Slack asked to wait, and remembers when it does.
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

    /// Where a method is.
    pub(super) fn url(&self, method: &str, params: &[(&str, &str)]) -> Url {
        let mut url = self.api.clone();
        url.set_path(&format!("{}/{method}", self.api.path().trim_end_matches('/')));
        if !params.is_empty() {
            url.query_pairs_mut().extend_pairs(params);
        }
        url
    }

    /// Makes a call, and measures how long it takes.
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

/// The request, with our token. Without one, Slack says that there is none.
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
