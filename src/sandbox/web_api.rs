//! The Web API methods that apps call, with Slack's own errors.

mod chat;
mod connections;
mod directory;
mod faults;
mod files;
mod hooks;
mod ledger;
mod methods;
mod pace;
mod refusal;
mod views;

use std::sync::PoisonError;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

pub use self::directory::user as user_payload;
pub use self::faults::{Cursor, Fault, Faults};
pub use self::ledger::{Calls, Ledger};
use self::methods::{METHODS, Method, Token};
pub use self::pace::RateBuckets;
use self::refusal::ApiRefusal;
use super::Sandbox;
use super::json::set;
use super::world::World;

/// One call in progress.
struct Call<'a> {
    token: Token,
    world: &'a mut World,
    args: Map<String, Value>,
    base: String,
}

impl Call<'_> {
    /// A required argument.
    fn need(&self, name: &str) -> Result<String, ApiRefusal> {
        self.text(name)
            .ok_or_else(|| ApiRefusal::mistake("invalid_arguments", format!("missing required field: {name}")))
    }

    /// An argument as text; empty counts as missing.
    fn text(&self, name: &str) -> Option<String> {
        match self.args.get(name)? {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    /// An argument that is JSON, even if a form carries it as text.
    fn json(&self, name: &str) -> Result<Option<Value>, ApiRefusal> {
        match self.args.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|error| ApiRefusal::mistake("invalid_arguments", format!("{name} is not JSON: {error}"))),
            Some(value) => Ok(Some(value.clone())),
        }
    }

    fn need_scope(&self, scope: &str) -> Result<(), ApiRefusal> {
        let (may, provided) = match (self.token, &self.world.app_token) {
            (Token::App, Some(token)) => (token.scopes.contains(scope), token.scopes()),
            _ => (self.world.app.may(scope), self.world.app.scopes()),
        };
        if may { Ok(()) } else { Err(ApiRefusal::scope(scope, &provided)) }
    }
}

/// The routes `/api/…`, `/hooks/…` and `/upload/…`.
pub fn router(sandbox: &Sandbox) -> Router {
    Router::new()
        .route("/api/{method}", any(call))
        .route("/hooks/{id}", post(hooks::respond))
        .layer(DefaultBodyLimit::max(1 << 20))
        .route("/upload/{id}", post(files::upload).layer(DefaultBodyLimit::max(files::LONGEST)))
        .with_state(sandbox.clone())
}

async fn call(
    State(sandbox): State<Sandbox>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (at, ledger) = (sandbox.clock().now(), &sandbox.shared.ledger);
    if let Some(left) = ledger.lock().unwrap_or_else(PoisonError::into_inner).called(&name, at) {
        let left = left.as_secs_f64();
        sandbox.complain(format!("{name} was called {left:.1} s before its Retry-After was over"));
    }
    let fault = sandbox.shared.faults.lock().unwrap_or_else(PoisonError::into_inner).take(&name);
    let act = || answer(&sandbox, &name, perform(&sandbox, &name, query.as_deref().unwrap_or(""), &headers, &body));
    let answer = faults::past(fault, act).await;
    if let Some(seconds) = retry_after(&answer) {
        ledger.lock().unwrap_or_else(PoisonError::into_inner).limited(&name, seconds, at);
    }
    answer
}

/// A call's outcome as an HTTP answer; a strict Slack complains about the app's mistakes.
fn answer(sandbox: &Sandbox, name: &str, outcome: Result<Value, ApiRefusal>) -> Response {
    let answer = match outcome {
        Ok(mut answer) => {
            set(&mut answer, "ok", true);
            axum::Json(answer).into_response()
        }
        Err(refusal) => {
            if refusal.is_mistake {
                sandbox.complain(format!("{name}: {refusal}"));
            }
            refusal.into_response()
        }
    };
    let (scopes, now) = sandbox.read(|world| (world.app.scopes(), world.now()));
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    ([("x-oauth-scopes", scopes), ("date", date)], answer).into_response()
}

fn retry_after(answer: &Response) -> Option<u64> {
    answer.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

fn perform(sandbox: &Sandbox, name: &str, query: &str, headers: &HeaderMap, body: &Bytes) -> Result<Value, ApiRefusal> {
    let args = arguments(query, headers, body)?;
    let method = METHODS.iter().find(|method| method.name == name);
    let token = method.map_or(Token::Bot, |method| method.token);
    authenticate(sandbox, token, headers, &args)?;
    let Some(method) = method else {
        return Err(ApiRefusal::mistake("unknown_method", "the local Slack does not have it"));
    };
    // Slack ignores arguments that it doesn't know; an app that relies on them is told here.
    for unknown in method.unknown(&args) {
        sandbox.complain(format!("{name} has no argument “{unknown}”"));
    }
    if let Some(seconds) = wait(sandbox, method, &args) {
        return Err(ApiRefusal::rate_limited(seconds));
    }
    let base = sandbox.base();
    sandbox.change(|world| {
        let mut call = Call { token, world, args, base };
        if let Some(scope) = method.scope {
            call.need_scope(scope)?;
        }
        (method.act)(&mut call)
    })
}

/// The seconds to wait before trying again, if this is one call too many.
fn wait(sandbox: &Sandbox, method: &Method, args: &Map<String, Value>) -> Option<u64> {
    let at = sandbox.clock().now();
    let mut pace = sandbox.shared.pace.lock().unwrap_or_else(PoisonError::into_inner);
    if method.per_minute != pace::PER_CHANNEL {
        return pace.take(method.name, method.per_minute, at);
    }
    let channel = args.get("channel").and_then(Value::as_str).unwrap_or_default();
    let in_channel = pace.take(&format!("{} {channel}", method.name), method.per_minute, at);
    in_channel.or_else(|| pace.take(method.name, pace::PER_WORKSPACE, at))
}

/// The arguments of the query and the body; a body is a form unless it says that it is JSON.
fn arguments(query: &str, headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, ApiRefusal> {
    let of_form = |text: &[u8]| -> Map<String, Value> {
        form_urlencoded::parse(text).map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect()
    };
    let mut args = of_form(query.as_bytes());
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/json") {
        match serde_json::from_slice(body) {
            Ok(Value::Object(map)) => args.extend(map),
            Ok(_) => return Err(ApiRefusal::mistake("json_not_object", "the body must be an object")),
            Err(error) => return Err(ApiRefusal::mistake("invalid_json", error.to_string())),
        }
    } else {
        args.extend(of_form(body));
    }
    Ok(args)
}

fn authenticate(
    sandbox: &Sandbox,
    token: Token,
    headers: &HeaderMap,
    args: &Map<String, Value>,
) -> Result<(), ApiRefusal> {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = header.and_then(|value| value.strip_prefix("Bearer ")).or_else(|| args.get("token")?.as_str());
    let Some(given) = given.filter(|given| !given.is_empty()) else {
        return Err(ApiRefusal::mistake("not_authed", "no token"));
    };
    let is_bots = *sandbox.shared.token.read().unwrap_or_else(PoisonError::into_inner) == given;
    let of_the_app = sandbox.read(|world| world.app_token.as_ref().is_some_and(|token| token.text == given));
    match token {
        Token::Bot if is_bots && sandbox.read(|world| world.is_revoked) => Err(ApiRefusal::fact("token_revoked")),
        Token::Bot if is_bots => Ok(()),
        Token::App if of_the_app => Ok(()),
        _ if of_the_app || is_bots => Err(ApiRefusal::mistake("not_allowed_token_type", "the other kind of token")),
        _ => Err(ApiRefusal::mistake("invalid_auth", "not this workspace's token")),
    }
}

impl IntoResponse for ApiRefusal {
    fn into_response(self) -> Response {
        let mut body = json!({"ok": false, "error": self.code});
        for (name, value) in self.extra {
            set(&mut body, name, value);
        }
        match self.retry_after {
            Some(seconds) => {
                (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())], axum::Json(body)).into_response()
            }
            None => axum::Json(body).into_response(),
        }
    }
}

#[cfg(test)]
mod channel_tests;
#[cfg(test)]
mod endless_tests;
#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod tests;
