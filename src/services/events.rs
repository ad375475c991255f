//! Which events Slack is known to send: it doesn't say which ones an app subscribes to.

use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::needs::{self, EventStates, Need};
use crate::store::{Store, StoreError, event};

/// What is known about events. It survives a restart.
#[derive(Debug)]
pub struct Events {
    store: Arc<Store>,
    /// As in the database, once it was read.
    known: Mutex<Option<EventStates>>,
}

impl Events {
    /// Nothing is known until `load`.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store, known: Mutex::default() }
    }

    /// Loads what is known, and adds the events that are new in this version.
    pub async fn load(&self) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        let mut known = event::list_events(&mut writing).await?;
        let added = needs::new_events(&known);
        event::update_events(&mut writing, &added).await?;
        writing.commit().await?;
        known.extend(added);
        *self.known() = Some(known);
        Ok(())
    }

    /// The events that the Slack app lacks, as far as it's known.
    #[must_use]
    pub fn missing(&self) -> Vec<Need> {
        self.known().as_ref().map(needs::missing_events).unwrap_or_default()
    }

    /// Like `missing`, from the database of a bot that may be running.
    pub async fn stored_missing(&self) -> Result<Vec<Need>, StoreError> {
        Ok(needs::missing_events(&event::list_events(&mut self.store.read().await?).await?))
    }

    /// Whether receiving this event says anything new.
    #[must_use]
    pub fn is_news(&self, name: &str) -> bool {
        self.known().as_ref().is_some_and(|known| !needs::event_received(known, name).is_empty())
    }

    /// Records that Slack sent this event.
    pub async fn received(&self, name: &str) -> Result<(), StoreError> {
        self.note(|known| needs::event_received(known, name)).await
    }

    /// Records that Slack didn't send this event though something happened.
    pub async fn missed(&self, name: &str) -> Result<(), StoreError> {
        self.note(|known| needs::event_missed(known, name)).await
    }

    async fn note(&self, change: impl Fn(&EventStates) -> EventStates) -> Result<(), StoreError> {
        let changes = self.known().as_ref().map(&change).unwrap_or_default();
        if changes.is_empty() {
            return Ok(());
        }
        let mut writing = self.store.write().await?;
        event::update_events(&mut writing, &changes).await?;
        writing.commit().await?;
        if let Some(known) = self.known().as_mut() {
            known.extend(changes);
        }
        Ok(())
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Option<EventStates>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
