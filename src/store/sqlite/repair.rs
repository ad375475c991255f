//! Repairs roster names and ids that earlier versions accepted unchecked, when the database is opened, so that an
//! exported roster can be imported again.

use std::collections::HashSet;

use sqlx::{Acquire, SqliteConnection, SqlitePool};

use crate::domain::ids::MemberId;
use crate::domain::roster::TeamName;
use crate::store::StoreError;

/// How many values were repaired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Repaired {
    team_names: usize,
    member_ids: usize,
}

/// A column of members, and what to do about a value that is no member id. Two ids in one value become two rows, unless
/// that gives someone a third manager or makes them their own.
struct MemberColumn {
    find: &'static str,
    copy: &'static str,
    delete: &'static str,
}

/// Whether a column holds something other than an id, by the rule of [`MemberId::parse`].
macro_rules! find {
    ($column:literal, $table:literal) => {
        concat!(
            "SELECT DISTINCT ",
            $column,
            " FROM ",
            $table,
            " WHERE ",
            $column,
            " GLOB '*[^A-Z0-9]*' OR ",
            $column,
            " NOT GLOB '[UW]?*' OR length(",
            $column,
            ") > 64"
        )
    };
}

const MEMBER_COLUMNS: [MemberColumn; 5] = [
    MemberColumn {
        find: find!("engineer", "roster_engineer"),
        copy: "INSERT OR IGNORE INTO roster_engineer (workspace, engineer, track, level, sub_level, team_id)
               SELECT workspace, $2, track, level, sub_level, team_id FROM roster_engineer WHERE engineer = $1",
        delete: "DELETE FROM roster_engineer WHERE engineer = $1",
    },
    MemberColumn {
        find: find!("engineer", "roster_manager"),
        copy: "INSERT OR IGNORE INTO roster_manager (workspace, engineer, manager)
               SELECT workspace, $2, manager FROM roster_manager WHERE engineer = $1 AND manager <> $2",
        delete: "DELETE FROM roster_manager WHERE engineer = $1",
    },
    MemberColumn {
        find: find!("manager", "roster_manager"),
        copy: "INSERT OR IGNORE INTO roster_manager (workspace, engineer, manager)
               SELECT r.workspace, r.engineer, $2 FROM roster_manager r WHERE r.manager = $1 AND r.engineer <> $2
                   AND (SELECT COUNT(*) FROM roster_manager o WHERE o.workspace = r.workspace AND o.engineer = r.engineer) <= 2",
        delete: "DELETE FROM roster_manager WHERE manager = $1",
    },
    MemberColumn {
        find: find!("manager", "team_manager"),
        copy: "INSERT OR IGNORE INTO team_manager (team_id, manager)
               SELECT t.team_id, $2 FROM team_manager t WHERE t.manager = $1
                   AND (SELECT COUNT(*) FROM team_manager o WHERE o.team_id = t.team_id) <= 2",
        delete: "DELETE FROM team_manager WHERE manager = $1",
    },
    MemberColumn {
        find: find!("member", "team_allowed_member"),
        copy: "INSERT OR IGNORE INTO team_allowed_member (team_id, member) SELECT team_id, $2 FROM team_allowed_member WHERE member = $1",
        delete: "DELETE FROM team_allowed_member WHERE member = $1",
    },
];

/// Repairs what earlier versions let into the roster. If that fails, the roster can still be read.
pub(super) async fn put_right(writer: &SqlitePool) {
    let repaired = match writer.acquire().await {
        Ok(mut db) => repair(&mut db).await,
        Err(why) => Err(why.into()),
    };
    match repaired {
        Ok(repaired) if repaired == Repaired::default() => {}
        Ok(Repaired { team_names, member_ids }) => {
            tracing::warn!(team_names, member_ids, "corrected roster names and ids that are no longer allowed");
        }
        Err(error) => tracing::warn!(%error, "didn't check the roster's names and ids"),
    }
}

/// Repairs what is no longer accepted, in one transaction.
async fn repair(db: &mut SqliteConnection) -> Result<Repaired, StoreError> {
    let mut writing = db.begin().await?;
    let repaired =
        Repaired { team_names: team_names(&mut writing).await?, member_ids: member_ids(&mut writing).await? };
    writing.commit().await?;
    Ok(repaired)
}

async fn team_names(db: &mut SqliteConnection) -> Result<usize, StoreError> {
    let rows: Vec<(i64, String, String)> =
        sqlx::query_as("SELECT id, workspace, name FROM team ORDER BY id").fetch_all(&mut *db).await?;
    let good = |name: &str| TeamName::parse(name).ok().filter(|parsed| parsed.as_str() == name);
    // Names that differ only in case are the same: the oldest team keeps it.
    let mut taken = HashSet::new();
    let mut bad = Vec::new();
    for (id, workspace, name) in rows {
        match good(&name) {
            Some(name) if taken.insert((workspace.clone(), name.key())) => {}
            _ => bad.push((id, workspace, name)),
        }
    }
    for (id, workspace, name) in &bad {
        let repaired = TeamName::repaired(name, &format!("Team {id}"));
        let numbered = |number: i64| {
            // Shortened, so that the number fits after it.
            let begin: String = repaired.as_str().chars().take(TeamName::LONGEST / 3).collect();
            TeamName::repaired(&format!("{begin} {number}"), &format!("Team {id}"))
        };
        let mut candidates = std::iter::once(repaired.clone()).chain((*id..).map(numbered));
        let free = candidates.find(|name| taken.insert((workspace.clone(), name.key())));
        if let Some(name) = free {
            sqlx::query("UPDATE team SET name = $2 WHERE id = $1")
                .bind(id)
                .bind(name.as_str())
                .execute(&mut *db)
                .await?;
        }
    }
    Ok(bad.len())
}

async fn member_ids(db: &mut SqliteConnection) -> Result<usize, StoreError> {
    let mut repaired = 0;
    for column in MEMBER_COLUMNS {
        let bad: Vec<String> = sqlx::query_scalar(column.find).fetch_all(&mut *db).await?;
        for text in &bad {
            let ids = text.split(|c: char| !c.is_ascii_alphanumeric());
            for id in ids.filter_map(MemberId::parse_typed) {
                sqlx::query(column.copy).bind(text).bind(id.as_str()).execute(&mut *db).await?;
            }
            sqlx::query(column.delete).bind(text).execute(&mut *db).await?;
        }
        repaired += bad.len();
    }
    Ok(repaired)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn texts(db: &mut SqliteConnection, query: &'static str) -> Vec<String> {
        sqlx::query_scalar(query).fetch_all(db).await.unwrap()
    }

    #[sqlx::test(migrations = "migrations/sqlite")]
    async fn names_and_ids_of_before_are_put_right_once(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
        assert_eq!(repair(&mut db).await.unwrap(), Repaired::default());
        for (id, name) in [
            (1, "Payments"),
            (2, "=HYPERLINK(\"https://x.example\")"),
            (3, "\u{1b}[31mRed\u{7}"),
            (4, "payments"),
            (5, "Pay\u{202E}ments"),
            (6, "+"),
            (7, "Team 6"),
        ] {
            sqlx::query("INSERT INTO team (id, workspace, name, zone) VALUES ($1, 'T1', $2, 'UTC')")
                .bind(id)
                .bind(name)
                .execute(&mut *db)
                .await
                .unwrap();
        }
        sqlx::raw_sql(
            "INSERT INTO team_manager VALUES (1, 'U0PRI,U0MAL'), (2, 'U0PRI'), (3, 'U0PRI U0MAL'), (3, 'U0KIM'), (4, '?');
             INSERT INTO team_allowed_member VALUES (1, 'u0lea'), (1, 'U0LEA');
             INSERT INTO roster_engineer VALUES ('T1', 'U0ANA', 'backend', 3, 1, 'B'), ('T1', 'U0BEN,U0CEM', NULL, 2, 1, NULL);
             INSERT INTO roster_manager (tenure, workspace, engineer, manager) VALUES
                 (7, 'T1', 'U0ANA', 'U0PRI,U0MAL'), (8, 'T1', 'U0BEN,U0CEM', 'U0PRI'), (9, 'T1', 'U0PRI', 'U0PRI,U0MAL');",
        )
        .execute(&mut *db)
        .await
        .unwrap();
        assert_eq!(repair(&mut db).await.unwrap(), Repaired { team_names: 5, member_ids: 7 });
        assert_eq!(
            texts(&mut db, "SELECT name FROM team ORDER BY id").await,
            [
                "Payments",
                "HYPERLINK(\"https://x.example\")",
                "[31mRed",
                "payments 4",
                "Payments 5",
                "Team 6 6",
                "Team 6"
            ]
        );
        assert_eq!(
            texts(&mut db, "SELECT team_id || ' ' || manager FROM team_manager ORDER BY 1").await,
            ["1 U0MAL", "1 U0PRI", "2 U0PRI", "3 U0KIM", "3 U0PRI"]
        );
        assert_eq!(texts(&mut db, "SELECT member FROM team_allowed_member").await, ["U0LEA"]);
        assert_eq!(
            texts(&mut db, "SELECT engineer || level || team_id FROM roster_engineer ORDER BY 1").await,
            ["U0ANA31", "U0BEN21", "U0CEM21"]
        );
        assert_eq!(
            texts(&mut db, "SELECT engineer || ' ' || manager FROM roster_manager WHERE tenure > 9 ORDER BY 1").await,
            ["U0ANA U0MAL", "U0ANA U0PRI", "U0BEN U0PRI", "U0CEM U0PRI", "U0PRI U0MAL"],
            "each begins a new tenure"
        );
        assert_eq!(texts(&mut db, "SELECT manager FROM roster_manager WHERE tenure <= 9").await, Vec::<String>::new());
        assert_eq!(repair(&mut db).await.unwrap(), Repaired::default());
    }
}
