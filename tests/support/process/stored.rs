//! What the database of a bot in its own process holds, read beside it.

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::ProcessFixture;

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
    #[expect(clippy::disallowed_methods, reason = "what the bot itself would read is not asked for here")]
    pub async fn deliveries(&self, all: bool) -> Vec<StoredDelivery> {
        let mut db = SqliteConnectOptions::new().filename(self.database()).read_only(true).connect().await.unwrap();
        let rows = sqlx::query_as(
            "SELECT kind, recipient, key, state, attempts, next_at, is_stale, ts IS NOT NULL AS is_placed FROM delivery
             WHERE $1 OR state IN ('sending', 'doubtful') ORDER BY id",
        )
        .bind(all)
        .fetch_all(&mut db)
        .await
        .unwrap();
        db.close().await.unwrap();
        rows
    }

    /// All digests, in order.
    #[expect(clippy::disallowed_methods, reason = "what the bot itself would read is not asked for here")]
    pub async fn digests(&self) -> Vec<StoredDigest> {
        let mut db = SqliteConnectOptions::new().filename(self.database()).read_only(true).connect().await.unwrap();
        let rows = sqlx::query_as("SELECT state, due_at FROM digest ORDER BY id").fetch_all(&mut db).await.unwrap();
        db.close().await.unwrap();
        rows
    }

    /// Every stored text with its entry's author or `no author`. A text that a change has erased is blank.
    #[expect(clippy::disallowed_methods, reason = "what the bot itself would read is not asked for here")]
    pub async fn stored(&self) -> Vec<(String, String)> {
        let mut db = SqliteConnectOptions::new().filename(self.database()).read_only(true).connect().await.unwrap();
        let texts = sqlx::query_as(
            "SELECT COALESCE(e.author, 'no author'), t.words FROM evidence_text t
             LEFT JOIN evidence e ON e.text_id = t.id AND e.deleted_at IS NULL
             WHERE e.id IS NOT NULL OR trim(t.words) <> ''",
        )
        .fetch_all(&mut db)
        .await
        .unwrap();
        db.close().await.unwrap();
        texts
    }
}
