//! Health checks: is the process alive, and can it do its work?

use axum::extract::State;
use axum::http::StatusCode;

use crate::bot::{Bot, Readiness};
use crate::slack::{OpenConnections, TokenRefusal};

pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

pub(super) async fn readyz(State((bot, reaches)): State<(Bot, Option<OpenConnections>)>) -> (StatusCode, String) {
    let no = StatusCode::SERVICE_UNAVAILABLE;
    match bot.readiness().await {
        Readiness::Ready | Readiness::Checking if reaches.as_ref().is_some_and(|live| !live.is_up()) => {
            (no, "not connected to Slack\n".into())
        }
        Readiness::Ready => (StatusCode::OK, "ready\n".into()),
        Readiness::Checking => (StatusCode::OK, "ready; still checking the database file\n".into()),
        Readiness::KeepsNothing(trouble) => {
            let why = trouble.says();
            (no, format!("nothing can be saved: {why}. Reading still works; saving resumes once this is fixed\n"))
        }
        Readiness::Starting => (no, "Slack hasn't said yet which workspace the bot token belongs to\n".into()),
        Readiness::Mismatched(mismatch) => (no, format!("{mismatch}\n")),
        Readiness::Refused(TokenRefusal { code, reason, remedy }) => {
            (no, format!("Slack doesn't accept the bot token ({code}), because {reason}. {remedy}\n"))
        }
        Readiness::Mute => (no, "the database doesn't answer\n".into()),
    }
}
