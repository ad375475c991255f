//! The outcomes of earlier prompts, which the next ones depend on.

use std::collections::HashMap;

use futures_util::Stream;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use crate::domain::ids::{BehaviourId, EntryId, MemberId, WorkspaceId};
use crate::domain::prompt::{Answer, OfferedBehaviour, Outcome, Past, Prompt};
use crate::store::prompt::read::{frequency, state, week};
use crate::store::{StoreError, of_many, one_by_one};

/// The behaviours that these engineers were asked about, each with its newest week.
pub async fn list_asked(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    engineers: &[&MemberId],
) -> Result<HashMap<MemberId, Vec<OfferedBehaviour>>, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT p.engineer, b.behaviour, MAX(p.week) AS week FROM prompt p
         JOIN prompt_behaviour b ON b.prompt_id = p.id WHERE ",
    );
    of(&mut query, workspace, engineers);
    query.push(" GROUP BY p.engineer, b.behaviour ORDER BY p.engineer, b.behaviour");
    let asked = |row: &SqliteRow| {
        Ok(OfferedBehaviour { behaviour: BehaviourId::new(row.try_get::<String, _>("behaviour")?), week: week(row)? })
    };
    by_engineer(of_many(&mut query).fetch(db), asked).await
}

/// The outcomes of these engineers' prompts, oldest first, as far back as their frequency depends on them.
pub async fn list_past(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    engineers: &[&MemberId],
) -> Result<HashMap<MemberId, Vec<Past>>, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT n.engineer, n.state, n.state_until, n.pace, n.offers_less, n.pace_chosen,
            (SELECT COUNT(*) FROM prompt_answer a WHERE a.prompt_id = n.id) AS answers
         FROM (SELECT p.id, p.engineer, p.week, p.state, p.state_until, p.pace, p.offers_less, p.pace_chosen,
                ROW_NUMBER() OVER (PARTITION BY p.engineer ORDER BY p.week DESC) AS place
               FROM prompt p WHERE ",
    );
    of(&mut query, workspace, engineers);
    query.push(") n WHERE n.place <= 12 ORDER BY n.engineer, n.week");
    by_engineer(of_many(&mut query).fetch(db), past).await
}

pub(super) fn of(query: &mut QueryBuilder<Sqlite>, workspace: &WorkspaceId, engineers: &[&MemberId]) {
    query.push("p.workspace = ").push_bind(workspace.as_str()).push(" AND p.engineer IN (");
    let mut listed = query.separated(", ");
    for engineer in engineers {
        listed.push_bind(engineer.as_str());
    }
    query.push(")");
}

pub(super) async fn by_engineer<T>(
    rows: impl Stream<Item = Result<SqliteRow, sqlx::Error>> + Unpin,
    read: impl Fn(&SqliteRow) -> Result<T, StoreError>,
) -> Result<HashMap<MemberId, Vec<T>>, StoreError> {
    let whose = |row: &SqliteRow| Ok((MemberId::new(row.try_get::<String, _>("engineer")?), read(row)?));
    let mut found: HashMap<MemberId, Vec<T>> = HashMap::new();
    for (engineer, one) in one_by_one(rows, whose).await? {
        found.entry(engineer).or_default().push(one);
    }
    Ok(found)
}

fn past(row: &SqliteRow) -> Result<Past, StoreError> {
    let has_answers = row.try_get::<i64, _>("answers")? > 0;
    let answers = if has_answers { vec![any_answer()] } else { Vec::new() };
    // An engineer who says how often they want to be asked hasn't ignored the question.
    let outcome = match row.try_get::<Option<i64>, _>("pace_chosen")? {
        Some(_) => Outcome::Answered,
        None => Prompt { state: state(row)?, answers }.outcome(),
    };
    Ok(Past { outcome, frequency: frequency(row)?, offered: row.try_get("offers_less")? })
}

/// A placeholder: it only counts whether there is an answer.
fn any_answer() -> Answer {
    Answer { behaviour: BehaviourId::new(""), entry: EntryId(0) }
}
