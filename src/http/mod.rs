//! What comes in over HTTP: Slack's requests, health checks and metrics.

mod body;
mod connections;
mod deadlines;
mod health;
pub mod metrics;
mod observe;
mod serve;
mod slack;
mod strays;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{get, post};
use tower_http::timeout::TimeoutLayer;

use crate::bot::Bot;
use crate::http::strays::Strays;
use crate::slack::Live;
use crate::slack::inbound::Source;
pub use serve::serve;
pub use slack::RequestVerifier;

/// Slack sends nothing larger.
const LARGEST_BODY: usize = 1024 * 1024;
/// Slack waits three seconds for an answer; a body that takes longer isn't coming.
const DEADLINE: Duration = Duration::from_millis(2_900);

/// Every route. Slack's exist only with a `verifier`; `reaches` is given if Slack reaches us only over Socket Mode.
pub fn router(bot: Bot, verifier: Option<RequestVerifier>, reaches: Option<Live>) -> Router {
    let health = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, DEADLINE))
        .with_state((bot.clone(), reaches));
    let Some(verifier) = verifier else {
        let strays = Router::new().fallback(strays::turn_away).with_state(Arc::new(Strays::default()));
        return strays.merge(health);
    };
    let routes = Source::ALL.into_iter();
    let slack = routes
        .fold(Router::new(), |router, source| router.route(source.path(), post(slack::receive)))
        .fallback(slack::receive)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, DEADLINE))
        .layer(middleware::from_fn(observe::observe))
        .with_state(Arc::new((bot, verifier)));
    slack.merge(health)
}
