//! What comes in over HTTP: Slack's requests, health checks and metrics.

mod body;
mod connections;
mod deadlines;
mod fallback;
mod health;
pub mod metrics;
mod observe;
mod serve;
mod slack;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{get, post};
use strum::VariantArray;
use tower_http::timeout::TimeoutLayer;

use crate::bot::{ACK_DEADLINE, Bot};
use crate::http::fallback::Fallback;
use crate::slack::OpenConnections;
use crate::slack::inbound::RequestKind;
pub use serve::serve;
pub use slack::RequestVerifier;

/// Says whether the process lives.
const HEALTHZ: &str = "/healthz";
/// Says whether the bot can work.
pub const READYZ: &str = "/readyz";
/// Slack sends nothing larger.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Every route. Slack's exist only with a `verifier`; `reaches` is given if Slack reaches us only over Socket Mode.
pub fn router(bot: Bot, verifier: Option<RequestVerifier>, reaches: Option<OpenConnections>) -> Router {
    let health = Router::new()
        .route(HEALTHZ, get(health::healthz))
        .route(READYZ, get(health::readyz))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ACK_DEADLINE))
        .with_state((bot.clone(), reaches));
    let Some(verifier) = verifier else {
        let fallback = Router::new().fallback(fallback::turn_away).with_state(Arc::new(Fallback::default()));
        return fallback.merge(health);
    };
    let routes = RequestKind::VARIANTS.iter();
    let slack = routes
        .fold(Router::new(), |router, source| router.route(source.path(), post(slack::receive)))
        .fallback(slack::receive)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, ACK_DEADLINE))
        .layer(middleware::from_fn(observe::observe))
        .with_state(Arc::new((bot, verifier)));
    slack.merge(health)
}
