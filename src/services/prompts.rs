//! The weekly prompt: who is asked now, and what a press on it saves.

mod plan;
mod press;

pub use plan::Planned;
pub use press::{PressError, PromptPress};

use std::sync::Arc;

use crate::domain::cadence::is_known;
use crate::services::evidence::Evidence;
use crate::store::{Store, StoreError, prompt};

#[derive(Debug)]
pub struct Prompts {
    store: Arc<Store>,
    evidence: Arc<Evidence>,
}

impl Prompts {
    #[must_use]
    pub fn new(store: Arc<Store>, evidence: Arc<Evidence>) -> Self {
        Self { store, evidence }
    }

    /// How many of the engineers who are asked have their team's zone, because theirs is unknown or in no table.
    pub async fn in_unknown_zone(&self) -> Result<usize, StoreError> {
        let zones = prompt::list_zones(&mut self.store.read().await?).await?;
        Ok(zones.iter().filter(|(zone, _)| !is_known(zone)).map(|(_, engineers)| engineers).sum())
    }
}
