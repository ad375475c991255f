//! Whether Slack sends each event, as far as that is known.

use crate::domain::needs::{EventStates, need};
use crate::store::StoreError;
use crate::store::sql::{Connection, query, query_as};

/// The known states of the events that this version needs.
pub async fn list_events(db: &mut Connection) -> Result<EventStates, StoreError> {
    let rows: Vec<(String, String)> = query_as("SELECT name, state FROM slack_event").fetch_all(db).await?;
    let known = rows.iter().filter_map(|(name, state)| Some((need(name)?.name, state.parse().ok()?)));
    Ok(known.collect())
}

pub async fn update_events(db: &mut Connection, changes: &EventStates) -> Result<(), StoreError> {
    for (name, state) in changes {
        query("INSERT INTO slack_event (name, state) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET state = $2")
            .bind(*name)
            .bind(<&str>::from(*state))
            .run(&mut *db)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::needs::EventState;
    use crate::store::test_database::Engine;
    use rstest::rstest;

    #[rstest]
    #[tokio::test]
    async fn what_is_known_of_events_is_known_again(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
        let Some(test) = engine.database().await else { return };
        let mut db = test.begin().await;
        assert_eq!(list_events(&mut db).await.unwrap(), EventStates::new());
        let mut known = EventStates::new();
        for (name, state) in [
            ("message.im", EventState::Assumed),
            ("user_change", EventState::Missing),
            ("user_change", EventState::Received),
            ("channel_shared", EventState::Missing),
        ] {
            known.insert(name, state);
            update_events(&mut db, &[(name, state)].into()).await.unwrap();
        }
        query("INSERT INTO slack_event VALUES ('of_a_later_version', 'missing')").run(&mut db).await.unwrap();
        assert_eq!(list_events(&mut db).await.unwrap(), known);
    }
}
