//! The page that looks and works like Slack: drawn here, used with plain forms, made smooth by a small script.

mod app;
mod channel;
mod faces;
mod handlers;
mod layout;
mod you;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::Sandbox;
use super::world::{Channel, Member, World};

/// Everything that the page loads comes from here, so the browser needn't allow more.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' http://127.0.0.1:* \
                      http://localhost:* data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page's routes.
pub fn router(sandbox: &Sandbox) -> Router {
    Router::new()
        .route("/", get(handlers::front_door))
        .route("/changes", get(handlers::changes))
        .route("/clock", post(handlers::clock))
        .route("/archives/{channel}/{message}", get(handlers::permalink))
        .route("/files/{member}/{file}", get(handlers::file))
        .route("/assets/style.css", get(|| async { asset("text/css; charset=utf-8", include_str!("page/style.css")) }))
        .route("/assets/morph.js", get(|| async { script(include_str!("page/morph.js")) }))
        .route("/assets/fields.js", get(|| async { script(include_str!("page/fields.js")) }))
        .route("/assets/script.js", get(|| async { script(include_str!("page/script.js")) }))
        .route("/{member}/{place}", get(handlers::show))
        .route("/{member}/{place}/say", post(handlers::say))
        .route("/{member}/{place}/you", post(handlers::act_on_oneself))
        .route("/{member}/{place}/act", post(handlers::act))
        .route("/{member}/{place}/shortcut", post(handlers::shortcut))
        .layer(middleware::from_fn(fence))
        .with_state(sandbox.clone())
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

fn script(text: &'static str) -> Response {
    asset("text/javascript; charset=utf-8", text)
}

/// Keeps this page from loading anything from elsewhere, and from being framed by another site.
async fn fence(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("referrer-policy"), HeaderValue::from_static("same-origin"));
    response
}

/// The place that a person is looking at.
#[derive(Clone, Copy)]
pub enum ScreenLocation<'a> {
    /// The app's Home tab.
    Home,
    /// A channel, or the messages with the app.
    Channel(&'a Channel),
}

impl<'a> ScreenLocation<'a> {
    /// The place that the last path segment names; `None` if this person can't see it.
    pub fn find(world: &'a World, member: &'a Member, name: &str) -> Option<Self> {
        match name {
            "home" => world.app.tabs.home.then_some(Self::Home),
            "dm" => world.dm_of(&member.id).map(Self::Channel),
            _ => world.channels_of(&member.id).find(|channel| channel.name == name).map(Self::Channel),
        }
    }

    /// The last path segment of its address.
    pub fn slug(self) -> &'a str {
        match self {
            Self::Home => "home",
            Self::Channel(channel) if channel.dm_of.is_some() => "dm",
            Self::Channel(channel) => &channel.name,
        }
    }
}

#[cfg(test)]
mod tests;
