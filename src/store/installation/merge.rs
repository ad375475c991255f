//! Moves the rows of one key to another: people who were kept per workspace become one person each in an organisation.

use sqlx::{QueryBuilder, SqliteConnection};

use crate::domain::ids::WorkspaceId;
use crate::store::StoreError;

/// Every table keyed by workspace, with the columns that make a row unique in it. If both keys have the same row, the
/// target's row is kept.
const KEYED: &[(&str, &[&str])] = &[
    ("inbox_event", &["event"]),
    ("member", &["member"]),
    ("roster_engineer", &["engineer"]),
    ("roster_manager", &["engineer", "manager"]),
    ("evidence", &["author", "view_id"]),
    ("team", &["name"]),
    ("delivery", &["kind", "recipient", "subject_id"]),
    ("member_dm", &["member"]),
    ("engineer", &["engineer"]),
    ("prompt", &["engineer", "week"]),
    ("delivery_hold", &["method"]),
    ("digest", &[]),
    ("evidence_access_log", &[]),
    ("administrator_export", &[]),
    ("erasure", &["member"]),
];

/// Moves all rows from key `from` to key `to`. A team whose name is taken gets its workspace's id added to it, and
/// anyone who said "never" under either key gets no messages.
pub async fn merge_workspace(
    db: &mut SqliteConnection,
    from: &WorkspaceId,
    to: &WorkspaceId,
) -> Result<(), StoreError> {
    let both = |query: &'static str| sqlx::query(query).bind(from.as_str()).bind(to.as_str());
    both(
        "UPDATE engineer SET introduction = 'never' WHERE workspace = $2 AND engineer IN
            (SELECT engineer FROM engineer WHERE workspace = $1 AND introduction = 'never')",
    )
    .execute(&mut *db)
    .await?;
    both(
        "UPDATE team SET name = name || ' (' || $1 || ')' WHERE workspace = $1 AND name IN
            (SELECT name FROM team WHERE workspace = $2)",
    )
    .execute(&mut *db)
    .await?;
    for (table, unique) in KEYED {
        if !unique.is_empty() {
            let mut query = QueryBuilder::new(format!("DELETE FROM {table} WHERE workspace = "));
            query.push_bind(from.as_str()).push(format!(" AND ({}) IN (SELECT ", unique.join(", ")));
            query.push(format!("{} FROM {table} WHERE workspace = ", unique.join(", ")));
            query.push_bind(to.as_str()).push(")");
            query.build().execute(&mut *db).await?;
        }
        let mut query = QueryBuilder::new(format!("UPDATE {table} SET workspace = "));
        query.push_bind(to.as_str()).push(" WHERE workspace = ").push_bind(from.as_str());
        query.build().execute(&mut *db).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::installation::list_workspaces_in_use;
    use sqlx::SqlitePool;

    #[sqlx::test]
    async fn every_table_that_is_keyed_by_workspace_is_known(pool: SqlitePool) {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name = 'workspace' AND m.name NOT LIKE 'installation%' ORDER BY m.name",
        )
        .fetch_all(&pool)
        .await
        .unwrap();
        let mut known: Vec<&str> = KEYED.iter().map(|(table, _)| *table).collect();
        known.sort_unstable();
        assert_eq!(tables, known);
    }

    #[sqlx::test]
    async fn two_halves_of_a_person_become_one(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        for statement in [
            "INSERT INTO evidence_text (id, words) VALUES (1, 'a'), (2, 'b')",
            "INSERT INTO evidence (workspace, author, view_id, text_id, happened_on, created_at)
             VALUES ('E1', 'U1', 'V1', 1, '2026-06-01', 0), ('T1', 'U1', 'V2', 2, '2026-06-01', 0)",
            "INSERT INTO engineer (workspace, engineer, introduction, introduction_count)
             VALUES ('E1', 'U1', 'started', 1), ('T1', 'U1', 'never', 1), ('T1', 'U2', 'started', 1)",
            "INSERT INTO team (workspace, name, zone) VALUES ('E1', 'Payments', 'UTC'), ('T1', 'Payments', 'UTC')",
            "INSERT INTO roster_engineer (workspace, engineer, level) VALUES ('E1', 'U1', 3), ('T1', 'U1', 2)",
        ] {
            sqlx::query(statement).execute(&mut *db).await.unwrap();
        }
        let (from, to) = (WorkspaceId::new("T1"), WorkspaceId::new("E1"));
        merge_workspace(&mut db, &from, &to).await.unwrap();
        assert_eq!(list_workspaces_in_use(&mut db).await.unwrap(), [to].into());
        let told = "SELECT (SELECT COUNT(*) FROM evidence WHERE author = 'U1') || ' ' ||
            (SELECT group_concat(introduction, ',') FROM (SELECT introduction FROM engineer ORDER BY engineer)) || ' ' ||
            (SELECT group_concat(name, ',') FROM (SELECT name FROM team ORDER BY name)) || ' ' ||
            (SELECT group_concat(level, ',') FROM roster_engineer)";
        let told: String = sqlx::query_scalar(told).fetch_one(&mut *db).await.unwrap();
        assert_eq!(told, "2 never,started Payments,Payments (T1) 3");
    }
}
