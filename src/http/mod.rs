//! What comes in over HTTP: Slack's requests, whether we are alive, and how we do.

mod body;
mod connections;
mod deadlines;
mod health;
pub mod metrics;
mod observe;
mod serve;
mod slack;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{get, post};
use tower_http::timeout::TimeoutLayer;

use crate::bot::Bot;
use crate::bot::manifest::{COMMANDS_PATH, EVENTS_PATH, INTERACTIONS_PATH};
use crate::slack::Live;
pub use serve::serve;
pub use slack::Door;

/// Nothing that Slack sends is larger.
const LARGEST_BODY: usize = 1024 * 1024;
/// Slack waits three seconds for an answer; a body that takes longer is not coming.
const DEADLINE: Duration = Duration::from_millis(2_900);

/// Every route. Slack's are there with a door only; `reaches` is given where Slack reaches us in no other way.
pub fn router(bot: Bot, door: Option<Door>, reaches: Option<Live>) -> Router {
    let health = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, DEADLINE))
        .with_state((bot.clone(), reaches));
    let Some(door) = door else { return health };
    let slack = Router::new()
        .route(COMMANDS_PATH, post(slack::commands))
        .route(INTERACTIONS_PATH, post(slack::interactions))
        .route(EVENTS_PATH, post(slack::events))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, DEADLINE))
        .route_layer(middleware::from_fn(observe::observe))
        .with_state(Arc::new((bot, door)));
    slack.merge(health)
}
