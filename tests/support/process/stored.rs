//! What the database of a bot in its own process holds, read beside it.

use super::ProcessFixture;
use chrono::{DateTime, Utc};

/// A delivery as the database has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredDelivery {
    pub kind: String,
    pub recipient: String,
    pub key: String,
    pub state: String,
    pub attempts: i64,
    /// In milliseconds since 1970.
    pub next_at: i64,
    pub is_stale: bool,
    /// Whether the bot knows where the message is.
    pub is_placed: bool,
}

/// A digest as the database has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredDigest {
    pub state: String,
    /// In milliseconds since 1970.
    pub due_at: i64,
}

impl StoredDigest {
    /// Whether there's nothing left to do about it for now.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.due_at > now.timestamp_millis() || matches!(self.state.as_str(), "posted" | "dropped")
    }
}

impl ProcessFixture {
    /// The deliveries, read from the database: all, or only those whose outcome isn't known.
    pub async fn deliveries(&self, all: bool) -> Vec<StoredDelivery> {
        let rows = "SELECT kind, recipient, key, state, attempts, next_at, is_stale = 1 AS is_stale,
                        ts IS NOT NULL AS is_placed FROM delivery ORDER BY id";
        let mut deliveries: Vec<StoredDelivery> = self.database.rows(rows).await;
        deliveries.retain(|delivery| all || matches!(delivery.state.as_str(), "sending" | "doubtful"));
        deliveries
    }

    /// All digests, in order.
    pub async fn digests(&self) -> Vec<StoredDigest> {
        self.database.rows("SELECT state, due_at FROM digest ORDER BY id").await
    }

    /// Every stored text with its entry's author or `no author`. A text that a change has erased is blank.
    pub async fn stored(&self) -> Vec<(String, String)> {
        let texts = "SELECT COALESCE(e.author, 'no author'), t.words FROM evidence_text t
                     LEFT JOIN evidence e ON e.text_id = t.id AND e.deleted_at IS NULL
                     WHERE e.id IS NOT NULL OR trim(t.words) <> ''";
        self.database.rows(texts).await
    }
}
