//! Moves the rows of one key to another: people who were kept per workspace become one person each in an organisation.

use crate::domain::ids::WorkspaceId;
use crate::store::StoreError;
use crate::store::sql::{Connection, query};

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
pub async fn merge_workspace(db: &mut Connection, from: &WorkspaceId, to: &WorkspaceId) -> Result<(), StoreError> {
    let both = |statement: String| query(statement).bind(from.as_str()).bind(to.as_str());
    both(String::from(
        "UPDATE engineer SET introduction = 'never' WHERE workspace = $2 AND engineer IN
            (SELECT engineer FROM engineer WHERE workspace = $1 AND introduction = 'never')",
    ))
    .run(&mut *db)
    .await?;
    both(String::from(
        "UPDATE team SET name = name || ' (' || $1 || ')' WHERE workspace = $1 AND name IN
            (SELECT name FROM team WHERE workspace = $2)",
    ))
    .run(&mut *db)
    .await?;
    for (table, unique) in KEYED {
        if !unique.is_empty() {
            let unique = unique.join(", ");
            both(format!(
                "DELETE FROM {table} WHERE workspace = $1 AND ({unique}) IN (SELECT {unique} FROM {table} WHERE workspace = $2)"
            ))
            .run(&mut *db)
            .await?;
        }
        both(format!("UPDATE {table} SET workspace = $2 WHERE workspace = $1")).run(&mut *db).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::installation::list_workspaces_in_use;
    use crate::store::sql::{query_scalar, sql};
    use crate::store::test_database::Engine;
    use rstest::rstest;

    #[rstest]
    #[tokio::test]
    async fn every_table_that_is_keyed_by_workspace_is_known(
        #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    ) {
        let Some(test) = engine.database().await else { return };
        let columns = sql!(
            sqlite: "SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c
                     WHERE m.type = 'table' AND c.name = 'workspace' AND m.name NOT LIKE 'installation%' ORDER BY m.name",
            postgres: "SELECT table_name::text FROM information_schema.columns WHERE table_schema = current_schema()
                       AND column_name = 'workspace' AND table_name NOT LIKE 'installation%' ORDER BY table_name"
        );
        let mut db = test.begin().await;
        let tables: Vec<String> = query_scalar(columns).fetch_all(&mut db).await.unwrap();
        let mut known: Vec<&str> = KEYED.iter().map(|(table, _)| *table).collect();
        known.sort_unstable();
        assert_eq!(tables, known);
    }

    #[rstest]
    #[tokio::test]
    async fn two_halves_of_a_person_become_one(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        for statement in [
            "INSERT INTO evidence_text (id, words) VALUES (1, 'a'), (2, 'b')",
            "INSERT INTO evidence (workspace, author, view_id, text_id, happened_on, created_at)
             VALUES ('E1', 'U1', 'V1', 1, '2026-06-01', 0), ('T1', 'U1', 'V2', 2, '2026-06-01', 0)",
            "INSERT INTO engineer (workspace, engineer, introduction, introduction_count)
             VALUES ('E1', 'U1', 'started', 1), ('T1', 'U1', 'never', 1), ('T1', 'U2', 'started', 1)",
            "INSERT INTO team (workspace, name, zone) VALUES ('E1', 'Payments', 'UTC'), ('T1', 'Payments', 'UTC')",
            "INSERT INTO roster_engineer (workspace, engineer, level) VALUES ('E1', 'U1', 3), ('T1', 'U1', 2)",
        ] {
            query(statement).run(&mut db).await.unwrap();
        }
        let (from, to) = (WorkspaceId::new("T1"), WorkspaceId::new("E1"));
        merge_workspace(&mut db, &from, &to).await.unwrap();
        assert_eq!(list_workspaces_in_use(&mut db).await.unwrap(), [to].into());
        let kept: Vec<String> = query_scalar(
            "SELECT view_id FROM evidence WHERE author = 'U1' UNION SELECT engineer || ' ' || introduction FROM engineer
             UNION SELECT name FROM team UNION SELECT CAST(level AS TEXT) FROM roster_engineer ORDER BY 1",
        )
        .fetch_all(&mut db)
        .await
        .unwrap();
        assert_eq!(kept, ["3", "Payments", "Payments (T1)", "U1 never", "U2 started", "V1", "V2"]);
    }
}
