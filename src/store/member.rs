//! What Slack says of members, as it was last asked.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use chrono::{DateTime, Utc};
use sqlx::{Row, SqliteConnection};

use crate::domain::ids::{MemberId, WorkspaceId};
use crate::store::{StoreError, instant};

/// A member's time zone, and when Slack was asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownZone {
    /// IANA name.
    pub zone: String,
    /// When Slack said so.
    pub asked_at: DateTime<Utc>,
}

/// What is known of a member's zone.
///
/// # Errors
/// When the database fails.
pub async fn find_zone(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    member: &MemberId,
) -> Result<Option<KnownZone>, StoreError> {
    let row = sqlx::query("SELECT zone, asked_at FROM member WHERE workspace = $1 AND member = $2")
        .bind(workspace.as_str())
        .bind(member.as_str())
        .fetch_optional(db)
        .await?;
    row.map(|row| Ok(KnownZone { zone: row.try_get("zone")?, asked_at: instant(row.try_get("asked_at")?)? }))
        .transpose()
}

/// Notes a member's zone down.
///
/// # Errors
/// When the database fails.
pub async fn update_zone(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    member: &MemberId,
    zone: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO member (workspace, member, zone, asked_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (workspace, member) DO UPDATE SET zone = excluded.zone, asked_at = excluded.asked_at",
    )
    .bind(workspace.as_str())
    .bind(member.as_str())
    .bind(zone)
    .bind(now.timestamp_millis())
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::SqlitePool;

    #[sqlx::test]
    async fn the_newest_zone_is_known(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        let (here, ana) = (WorkspaceId::new("T1"), MemberId::new("UANA"));
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert_eq!(find_zone(&mut db, &here, &ana).await.unwrap(), None);
        for zone in ["Europe/Lisbon", "Asia/Tokyo"] {
            update_zone(&mut db, &here, &ana, zone, now).await.unwrap();
            let known = find_zone(&mut db, &here, &ana).await.unwrap();
            assert_eq!(known, Some(KnownZone { zone: zone.into(), asked_at: now }));
        }
        assert_eq!(find_zone(&mut db, &WorkspaceId::new("T2"), &ana).await.unwrap(), None);
    }
}
