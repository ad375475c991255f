//! Whether Slack sends each event, as far as that is known.

use sqlx::SqliteConnection;

use crate::domain::needs::{EventStates, need};
use crate::store::StoreError;

/// The known states of the events that this version needs.
pub async fn list_events(db: &mut SqliteConnection) -> Result<EventStates, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT name, state FROM slack_event").fetch_all(db).await?;
    let known = rows.iter().filter_map(|(name, state)| Some((need(name)?.name, state.parse().ok()?)));
    Ok(known.collect())
}

pub async fn update_events(db: &mut SqliteConnection, changes: &EventStates) -> Result<(), StoreError> {
    for (name, state) in changes {
        sqlx::query(
            "INSERT INTO slack_event (name, state) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET state = $2",
        )
        .bind(name)
        .bind(<&str>::from(*state))
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::needs::EventState;
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
