//! What has to be true of a server and a database before anything is written there.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::migrate::Migrator;
use sqlx::{PgConnection, Row as _};

use crate::store::postgres::ServerError;

/// PostgreSQL numbers its versions like 150004.
const OLDEST_VERSION: i64 = 150_000;
/// Leases and retention are counted by clocks: a few seconds are normal, minutes are not.
const MOST_CLOCK_DIFFERENCE: TimeDelta = TimeDelta::minutes(1);

const FACTS: &str =
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::bigint AS number,
    current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS is_replica,
    current_setting('transaction_read_only') = 'on' AS is_read_only,
    COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create,
    current_setting('autovacuum') = 'on' AS vacuums_itself, pg_database_size(current_database()) AS size,
    (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock,
    (SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename <> '_sqlx_migrations') AS tables,
    (SELECT COUNT(*) FROM pg_tables, LATERAL (SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name) AS full_name
        WHERE schemaname = current_schema() AND NOT (has_table_privilege(name, 'SELECT') AND has_table_privilege(name, 'INSERT')
            AND has_table_privilege(name, 'UPDATE') AND has_table_privilege(name, 'DELETE'))) AS closed_tables,
    to_regclass('_sqlx_migrations') IS NOT NULL AND to_regclass('evidence_text') IS NOT NULL AS is_ours";

/// Which version wrote a database that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerSchema {
    Empty,
    /// The next start upgrades it.
    Older,
    /// This version, as far as the schema goes.
    Ours,
}

/// A database that can be used, and its server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerInspection {
    pub version: String,
    pub size_in_bytes: i64,
    pub schema: ServerSchema,
    /// Whether the server takes deleted rows off its disk by itself.
    pub vacuums_itself: bool,
}

/// Looks at a database; the error is the first reason not to use it.
pub(super) async fn examine(
    db: &mut PgConnection,
    known: &Migrator,
    now: DateTime<Utc>,
) -> Result<ServerInspection, ServerError> {
    let facts = sqlx::query(FACTS).persistent(false).fetch_one(&mut *db).await.map_err(ServerError::Unusable)?;
    let text = |column: &str| facts.try_get::<String, _>(column).map_err(ServerError::Unusable);
    let number = |column: &str| facts.try_get::<i64, _>(column).map_err(ServerError::Unusable);
    let is = |column: &str| facts.try_get::<bool, _>(column).map_err(ServerError::Unusable);
    if number("number")? < OLDEST_VERSION {
        return Err(ServerError::TooOld { version: text("version")? });
    }
    if text("encoding")? != "UTF8" {
        return Err(ServerError::Encoding { encoding: text("encoding")? });
    }
    if is("is_replica")? {
        return Err(ServerError::Replica);
    }
    if is("is_read_only")? {
        return Err(ServerError::ReadOnly);
    }
    same_time(number("clock")?, now)?;
    let schema = match (is("is_ours")?, number("tables")?) {
        (true, _) if number("closed_tables")? > 0 => return Err(ServerError::NoTableRights),
        (true, _) => schema(db, known).await?,
        (false, 0) => ServerSchema::Empty,
        (false, _) => return Err(ServerError::Foreign),
    };
    if schema != ServerSchema::Ours && !is("may_create")? {
        return Err(ServerError::NoRights);
    }
    Ok(ServerInspection {
        version: text("version")?,
        size_in_bytes: number("size")?,
        schema,
        vacuums_itself: is("vacuums_itself")?,
    })
}

/// A copy that `bearings migrate-to` did not finish lacks what people wrote.
pub(super) async fn refuse_unfinished(db: &mut PgConnection) -> Result<(), ServerError> {
    let is_unfinished: bool = sqlx::query_scalar("SELECT to_regclass('_unfinished_copy') IS NOT NULL")
        .persistent(false)
        .fetch_one(db)
        .await
        .map_err(ServerError::Unusable)?;
    if is_unfinished { Err(ServerError::Unfinished) } else { Ok(()) }
}

fn same_time(clock: i64, now: DateTime<Utc>) -> Result<(), ServerError> {
    let difference = TimeDelta::milliseconds(clock - now.timestamp_millis());
    if difference.abs() <= MOST_CLOCK_DIFFERENCE {
        return Ok(());
    }
    let direction = if difference > TimeDelta::zero() { "ahead of" } else { "behind" };
    let minutes = match difference.num_minutes().abs() {
        1 => "1 minute".to_owned(),
        many => format!("{many} minutes"),
    };
    Err(ServerError::Clock { difference: format!("{minutes} {direction}") })
}

/// Which version wrote the tables. A migration that isn't ours to the byte is another version's.
async fn schema(db: &mut PgConnection, known: &Migrator) -> Result<ServerSchema, ServerError> {
    let applied: Vec<(i64, Vec<u8>)> = sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations WHERE success")
        .persistent(false)
        .fetch_all(db)
        .await
        .map_err(ServerError::Unusable)?;
    let is_known = |(version, checksum): &(i64, Vec<u8>)| {
        known.iter().any(|migration| migration.version == *version && *migration.checksum == **checksum)
    };
    if !applied.iter().all(is_known) {
        return Err(ServerError::Newer);
    }
    Ok(if applied.len() == known.iter().count() { ServerSchema::Ours } else { ServerSchema::Older })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_may_differ_by_seconds_and_not_by_minutes() {
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let of = |seconds: i64| same_time(now.timestamp_millis() + seconds * 1_000, now);
        assert!([-60, -5, 0, 5, 60].into_iter().all(|seconds| of(seconds).is_ok()));
        for (seconds, said) in
            [(-300, "5 minutes behind this"), (61, "1 minute ahead of this"), (7_200, "120 minutes ahead of this")]
        {
            assert!(of(seconds).unwrap_err().to_string().contains(said), "{seconds}");
        }
    }
}
