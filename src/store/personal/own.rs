//! One person's decisions and settings, what Slack says about them, and their DM.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use sqlx::{FromRow, SqliteConnection};

use crate::domain::ids::Actor;
use crate::store::StoreError;

/// A person's decisions and settings, what Slack says about them, and their DM, as stored.
#[derive(Clone, Debug, FromRow)]
pub struct Own {
    pub introduction: Option<String>,
    pub decided_at: Option<i64>,
    pub since: Option<i64>,
    pub weekday: Option<i64>,
    pub minute: Option<i64>,
    pub pace: Option<i64>,
    pub paused_until: Option<i64>,
    pub shares_up_to: Option<i64>,
    pub chosen_zone: Option<String>,
    pub date_language: Option<String>,
    pub zone: Option<String>,
    pub asked_at: Option<i64>,
    pub is_admin: Option<bool>,
    pub is_guest: Option<bool>,
    pub is_deactivated: Option<bool>,
    pub deactivated_at: Option<i64>,
    pub is_away: Option<bool>,
    pub away_until: Option<i64>,
    pub dm: Option<String>,
    pub erased_at: Option<i64>,
}

/// Finds a person's decisions and settings, what Slack says about them, and their DM.
pub async fn find_own(db: &mut SqliteConnection, who: &Actor) -> Result<Own, StoreError> {
    Ok(sqlx::query_as(
        "SELECT e.introduction, e.decided_at, e.since, e.weekday, e.minute, e.pace, e.paused_until, e.shares_up_to,
            e.zone AS chosen_zone, e.date_language, m.zone, m.asked_at, m.is_admin, m.is_guest, m.is_deactivated, m.deactivated_at,
            m.is_away, m.away_until, d.channel AS dm, x.erased_at
         FROM (SELECT $1 AS workspace, $2 AS member) AS who
         LEFT JOIN engineer e ON e.workspace = who.workspace AND e.engineer = who.member
         LEFT JOIN member m ON m.workspace = who.workspace AND m.member = who.member
         LEFT JOIN member_dm d ON d.workspace = who.workspace AND d.member = who.member
         LEFT JOIN erasure x ON x.workspace = who.workspace AND x.member = who.member",
    )
    .bind(who.workspace.as_str())
    .bind(who.member.as_str())
    .fetch_one(db)
    .await?)
}
