//! A digest with its contents, and everything that decides whether they may be read there.

use std::collections::HashMap;

use crate::domain::digest::{DigestId, DigestSnapshot, PostId};
use crate::domain::ids::MemberId;
use crate::domain::roster::{Assignment, Manager};
use crate::store::StoreError;
use crate::store::digest::read::{digest_columns, listed, stored};
use crate::store::evidence::{assembled, entry_lists};
use crate::store::lists::list;
use crate::store::sql::{Connection, query};

/// Which part of which digest.
#[derive(Clone, Copy, Debug)]
pub enum Part<'p> {
    /// All of it.
    All(DigestId),
    Author(DigestId, &'p MemberId),
    /// All of the digest that this message belongs to.
    AllOf(PostId),
    /// From the digest that this message belongs to: the authors who have entries in the message, with their entries in
    /// its other messages too.
    Message(PostId),
}

/// One statement for everything: `$digest` is the digest's id, and `$which` selects its rows `d`. `CROSS JOIN` makes
/// SQLite go from the digest to its entries, and not through those of the workspace.
macro_rules! contents {
    ($digest:literal, $which:literal) => {
        concat!(
            "WITH wanted AS MATERIALIZED (
                SELECT d.*, d.evidence_id AS id, g.workspace FROM digest g CROSS JOIN digest_entry d ON d.digest_id = g.id
                WHERE g.id = ",
            $digest,
            " AND ",
            $which,
            ") SELECT ",
            digest_columns!(),
            ", (SELECT json_group_array(json_array(
                    w.digest_id, w.evidence_id, w.author, w.is_held, w.previewed_at, w.post_id)) FROM wanted w) AS gathered,
               (SELECT json_group_array(json_array(m.engineer, json_array(m.manager, m.tenure))) FROM wanted w
                CROSS JOIN roster_manager m ON m.workspace = w.workspace AND m.engineer = w.author) AS rosters, ",
            entry_lists!(),
            " FROM digest d LEFT JOIN team t ON t.id = d.team_id WHERE d.id = ",
            $digest
        )
    };
}

const ALL: &str = contents!("$1", "true");
const OF_AUTHOR: &str = contents!("$1", "d.author = $2");
const ALL_OF: &str = contents!("(SELECT digest_id FROM digest_post WHERE id = $1)", "true");
const OF_MESSAGE: &str = contents!(
    "(SELECT digest_id FROM digest_post WHERE id = $1)",
    "d.author IN (SELECT o.author FROM digest_entry o WHERE o.post_id = $1)"
);

pub async fn find_snapshot(db: &mut Connection, part: Part<'_>) -> Result<Option<DigestSnapshot>, StoreError> {
    let query = match part {
        Part::All(digest) => query(ALL).bind(digest.0),
        Part::Author(digest, author) => query(OF_AUTHOR).bind(digest.0).bind(author.as_str()),
        Part::AllOf(post) => query(ALL_OF).bind(post.0),
        Part::Message(post) => query(OF_MESSAGE).bind(post.0),
    };
    let Some(row) = query.fetch_optional(db).await? else { return Ok(None) };
    Ok(Some(DigestSnapshot {
        stored: stored(&row)?,
        rows: listed(row.try_get("gathered")?)?,
        entries: assembled(&row)?.into_iter().map(|entry| (entry.id, entry)).collect(),
        assignments: by_engineer(row.try_get("rosters")?)?,
    }))
}

/// Each engineer's managers, from a list of engineers with a manager and their tenure. Duplicates count once.
pub(super) fn by_engineer(rosters: &str) -> Result<HashMap<MemberId, Assignment>, StoreError> {
    let mut managers: Vec<(MemberId, Manager)> = list("manager", rosters)?;
    managers.sort_unstable();
    managers.dedup();
    let mut found: HashMap<MemberId, Assignment> = HashMap::new();
    for (engineer, manager) in managers {
        found.entry(engineer).or_default().managers.push(manager);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query_plan::plan;
    use crate::store::test_database::Engine;

    #[tokio::test]
    async fn a_digest_is_read_without_what_is_in_no_digest() {
        let test = Engine::Sqlite.database().await.unwrap();
        let mut db = test.begin().await;
        for query in [ALL, OF_AUTHOR, ALL_OF, OF_MESSAGE] {
            let plan = plan(&mut db, query).await;
            for of_each in [
                "SEARCH d USING INDEX digest_entry_by_digest (digest_id=?)",
                "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)",
                "SEARCH b USING PRIMARY KEY (evidence_id=?)",
                "SEARCH s USING PRIMARY KEY (evidence_id=?)",
                "SEARCH m USING COVERING INDEX sqlite_autoindex_roster_manager_1 (workspace=? AND engineer=?)",
            ] {
                assert!(plan.iter().any(|step| step == of_each), "{of_each}: {plan:#?}");
            }
            assert!(plan.iter().all(|step| step == "SCAN w" || !step.starts_with("SCAN")), "{plan:#?}");
        }
    }
}
