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
            (no, "there is no connection to Slack\n".into())
        }
        Readiness::Ready => (StatusCode::OK, "ready\n".into()),
        Readiness::Checking => (StatusCode::OK, "ready, while the database file is still looked through\n".into()),
        Readiness::KeepsNothing(trouble) => {
            let why = trouble.says();
            (no, format!("nothing can be saved: {why}; reading goes on, and saving too once that is put right\n"))
        }
        Readiness::Starting => (no, "Slack has not said yet which workspace the bot token belongs to\n".into()),
        Readiness::Mismatched(mismatch) => (no, format!("{mismatch}\n")),
        Readiness::Refused(TokenRefusal { code, reason, remedy }) => {
            (no, format!("Slack does not accept the bot token ({code}), because {reason}. {remedy}\n"))
        }
        Readiness::Mute => (no, "the database does not answer\n".into()),
    }
}
