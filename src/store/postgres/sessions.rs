//! Who else is connected to the database.

use crate::store::StoreError;
use crate::store::sql::{Connection, query, query_scalar};

/// How often to ask again whether another session has ended, a tenth of a second apart.
const CHECKS: u32 = 20;

/// Whether another Bearings has a session. One that ended just now may still be there for a moment.
pub(in crate::store) async fn has_others(db: &mut Connection) -> Result<bool, StoreError> {
    for _ in 0..CHECKS {
        let others: i64 = query_scalar(
            "SELECT COUNT(*) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'bearings' AND pid <> pg_backend_pid()",
        )
        .fetch_one(db)
        .await?;
        if others == 0 {
            return Ok(false);
        }
        // A transaction sees the sessions as of its first look.
        query("SELECT pg_stat_clear_snapshot()::text, pg_sleep(0.1)::text").run(db).await?;
    }
    Ok(true)
}
