//! The pauses that Slack asks for, kept across restarts.

use chrono::{DateTime, Utc};

use crate::domain::delivery::Method;
use crate::domain::ids::WorkspaceId;
use crate::store::sql::{Connection, Row, query};
use crate::store::{StoreError, instant};

/// Records that Slack wants no calls of a method before `until`; a longer pause stays.
pub async fn update_hold(
    db: &mut Connection,
    workspace: &WorkspaceId,
    method: Method,
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO delivery_hold (workspace, method, held_until) VALUES ($1, $2, $3)
         ON CONFLICT (workspace, method) DO UPDATE SET held_until = excluded.held_until
         WHERE excluded.held_until > delivery_hold.held_until",
    )
    .bind(workspace.as_str())
    .bind(method.name())
    .bind(until.timestamp_millis())
    .run(db)
    .await
}

/// All pauses that aren't over. There is one sender, so the longest counts for every workspace.
pub async fn list_holds(db: &mut Connection, now: DateTime<Utc>) -> Result<Vec<(Method, DateTime<Utc>)>, StoreError> {
    let rows =
        query("SELECT method, MAX(held_until) AS held_until FROM delivery_hold WHERE held_until > $1 GROUP BY method")
            .bind(now.timestamp_millis())
            .fetch_all(db)
            .await?;
    let hold = |row: &Row| {
        let name: String = row.try_get("method")?;
        let method = Method::ALL.into_iter().find(|method| method.name() == name);
        Ok((method.ok_or(StoreError::OutOfRange("method of a hold"))?, instant(row.try_get("held_until")?)?))
    };
    rows.iter().map(hold).collect()
}
