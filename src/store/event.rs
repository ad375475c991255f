//! Whether Slack sends each event, as far as that is known.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use sqlx::SqliteConnection;

use crate::domain::needs::{EventState, EventStates, need};
use crate::store::StoreError;

/// The known states of the events that this version needs.
pub async fn list_events(db: &mut SqliteConnection) -> Result<EventStates, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT name, state FROM slack_event").fetch_all(db).await?;
    let known = rows.iter().filter_map(|(name, state)| Some((need(name)?.name, state_of(state)?)));
    Ok(known.collect())
}

/// Stores the states that changed.
pub async fn update_events(db: &mut SqliteConnection, changes: &EventStates) -> Result<(), StoreError> {
    for (name, state) in changes {
        sqlx::query(
            "INSERT INTO slack_event (name, state) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET state = $2",
        )
        .bind(name)
        .bind(state_name(*state))
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

fn state_name(state: EventState) -> &'static str {
    match state {
        EventState::Assumed => "assumed",
        EventState::Received => "received",
        EventState::Missing => "missing",
    }
}

fn state_of(name: &str) -> Option<EventState> {
    [EventState::Assumed, EventState::Received, EventState::Missing]
        .into_iter()
        .find(|state| state_name(*state) == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::SqlitePool;

    #[sqlx::test]
    async fn what_is_known_of_events_is_known_again(pool: SqlitePool) {
        let mut db = pool.acquire().await.unwrap();
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
        sqlx::query("INSERT INTO slack_event VALUES ('of_a_later_version', 'missing')")
            .execute(&mut *db)
            .await
            .unwrap();
        assert_eq!(list_events(&mut db).await.unwrap(), known);
    }
}
