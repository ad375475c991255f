//! Whether the bot can do its work, for monitoring.

use crate::services::installation::{Installations, Mismatch};
use crate::services::{health, inbox};
use crate::slack::{TokenRefusal, WebApi};
use crate::store::health::Trouble;
use crate::store::{SqliteFile, Store};

/// Whether the bot can do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    /// Ready, while the database file is still being checked.
    Checking,
    /// It can show things but save nothing.
    KeepsNothing(Trouble),
    /// Slack hasn't said yet which workspace this is.
    Starting,
    /// The bot token belongs to another workspace than the database.
    Mismatched(Mismatch),
    /// Slack doesn't accept the bot token: nothing can be sent.
    Refused(TokenRefusal),
    /// The database doesn't answer.
    Mute,
}

impl Readiness {
    /// Checks it. This retries what couldn't be saved before.
    pub(super) async fn check(store: &Store, installations: &Installations, slack: &WebApi) -> Self {
        if inbox::ping(store).await.is_err() {
            return Self::Mute;
        }
        if let Some(mismatch) = installations.mismatch() {
            return Self::Mismatched(mismatch);
        }
        if let Some(refusal) = slack.token_refusal().borrow().clone() {
            return Self::Refused(refusal);
        }
        match health::trouble(store).await {
            Some(trouble) => Self::KeepsNothing(trouble),
            None if installations.current().is_none() => Self::Starting,
            None if store.file().is_some_and(SqliteFile::is_unchecked) => Self::Checking,
            None => Self::Ready,
        }
    }
}
