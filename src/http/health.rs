//! Is the process alive, and can it do its work?

use axum::extract::State;
use axum::http::StatusCode;

use crate::bot::Bot;

pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

pub(super) async fn readyz(State(bot): State<Bot>) -> (StatusCode, &'static str) {
    if bot.is_ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
    }
}
