//! What the bot can do: one transaction each, no network.

pub mod backups;
pub mod deliveries;
pub mod digests;
pub mod events;
pub mod evidence;
mod evidence_days;
pub mod frameworks;
pub mod health;
mod heavy_reads;
pub mod inbox;
pub mod installation;
pub mod introductions;
pub mod members;
pub mod outbox;
pub mod personal;
pub mod prompts;
pub mod retention;
pub mod roster;
pub mod send_decision;
pub mod settings;
pub mod teams;
pub mod transfer;

use std::sync::Arc;

use crate::domain::evidence::Quota;
use crate::store::Store;

/// The services that keep something in memory beside the database. Clones share it.
#[derive(Clone, Debug)]
pub struct Services {
    pub store: Arc<Store>,
    pub installations: Arc<installation::Installations>,
    pub events: Arc<events::Events>,
    pub evidence: Arc<evidence::Evidence>,
    pub introductions: Arc<introductions::Introductions>,
    pub prompts: Arc<prompts::Prompts>,
    pub digests: Arc<digests::Digests>,
    /// Copies and erasure of personal data.
    pub personal: Arc<personal::Personal>,
    pub deliveries: Arc<deliveries::Deliveries>,
}

impl Services {
    #[must_use]
    pub fn new(store: &Arc<Store>) -> Self {
        Self::with_quota(store, Quota::default())
    }

    /// The services on this database, with this evidence quota for each person.
    #[must_use]
    pub fn with_quota(store: &Arc<Store>, quota: Quota) -> Self {
        let evidence = Arc::new(evidence::Evidence::new(store.clone(), quota));
        Self {
            store: store.clone(),
            installations: Arc::new(installation::Installations::new(store.clone())),
            events: Arc::new(events::Events::new(store.clone())),
            prompts: Arc::new(prompts::Prompts::new(store.clone(), evidence.clone())),
            personal: Arc::new(personal::Personal::new(store.clone(), evidence.clone())),
            evidence,
            introductions: Arc::new(introductions::Introductions::new(store.clone())),
            digests: Arc::new(digests::Digests::new(store.clone())),
            deliveries: Arc::new(deliveries::Deliveries::new(store.clone())),
        }
    }
}
