//! The outcomes of earlier prompts, which the next ones depend on.

use std::collections::HashMap;

use futures_util::Stream;

use crate::domain::ids::{BehaviourId, MemberId, WorkspaceId};
use crate::domain::prompt::{OfferedBehaviour, Past, PromptOutcome};
use crate::store::StoreError;
use crate::store::lists::written;
use crate::store::prompt::read::{frequency, state, week};
use crate::store::query::one_by_one;
use crate::store::sql::{Connection, Row, query};

/// The behaviours that these engineers were asked about, each with its newest week.
pub async fn list_asked(
    db: &mut Connection,
    workspace: &WorkspaceId,
    engineers: &[&MemberId],
) -> Result<HashMap<MemberId, Vec<OfferedBehaviour>>, StoreError> {
    let query = query(
        "SELECT p.engineer, b.behaviour, MAX(p.week) AS week FROM prompt p
         JOIN prompt_behaviour b ON b.prompt_id = p.id
         WHERE p.workspace = $1 AND p.engineer IN (SELECT value FROM json_each($2))
         GROUP BY p.engineer, b.behaviour ORDER BY p.engineer, b.behaviour",
    );
    let query = query.bind(workspace.as_str()).bind(written("engineers", engineers)?);
    let asked = |row: &Row| {
        Ok(OfferedBehaviour { behaviour: BehaviourId::new(row.try_get::<String>("behaviour")?), week: week(row)? })
    };
    by_engineer(query.fetch(db), asked).await
}

/// The outcomes of these engineers' prompts, oldest first, as far back as their frequency depends on them.
pub async fn list_past(
    db: &mut Connection,
    workspace: &WorkspaceId,
    engineers: &[&MemberId],
) -> Result<HashMap<MemberId, Vec<Past>>, StoreError> {
    let query = query(
        "SELECT n.engineer, n.state, n.state_until, n.frequency_weeks, n.offers_less_often, n.chosen_frequency_weeks,
            (SELECT COUNT(*) FROM prompt_answer a WHERE a.prompt_id = n.id) AS answers
         FROM (SELECT p.id, p.engineer, p.week, p.state, p.state_until, p.frequency_weeks, p.offers_less_often,
                p.chosen_frequency_weeks, ROW_NUMBER() OVER (PARTITION BY p.engineer ORDER BY p.week DESC) AS place
               FROM prompt p WHERE p.workspace = $1 AND p.engineer IN (SELECT value FROM json_each($2))) n
         WHERE n.place <= 12 ORDER BY n.engineer, n.week",
    );
    let query = query.bind(workspace.as_str()).bind(written("engineers", engineers)?);
    by_engineer(query.fetch(db), past).await
}

pub(super) async fn by_engineer<T>(
    rows: impl Stream<Item = Result<Row, sqlx::Error>> + Unpin,
    read: impl Fn(&Row) -> Result<T, StoreError>,
) -> Result<HashMap<MemberId, Vec<T>>, StoreError> {
    let whose = |row: &Row| Ok((MemberId::new(row.try_get::<String>("engineer")?), read(row)?));
    let mut found: HashMap<MemberId, Vec<T>> = HashMap::new();
    for (engineer, one) in one_by_one(rows, whose).await? {
        found.entry(engineer).or_default().push(one);
    }
    Ok(found)
}

fn past(row: &Row) -> Result<Past, StoreError> {
    // An engineer who says how often they want to be asked hasn't ignored the question.
    let outcome = match row.try_get::<Option<i64>>("chosen_frequency_weeks")? {
        Some(_) => PromptOutcome::Answered,
        None => state(row)?.outcome(row.try_get::<i64>("answers")? > 0),
    };
    Ok(Past { outcome, frequency: frequency(row)?, offered: row.try_get("offers_less_often")? })
}
