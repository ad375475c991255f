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
pub mod personal;
pub mod prompts;
pub mod retention;
pub mod roster;
pub mod send_decision;
pub mod settings;
pub mod teams;

use std::sync::Arc;

use crate::domain::evidence::Quota;
use crate::store::Store;

/// What the bot can do that keeps something in memory beside the database. Clones are the same.
#[derive(Clone, Debug)]
pub struct Services {
    /// The database they are on.
    pub store: Arc<Store>,
    /// Which installation of the app it belongs to.
    pub installations: Arc<installation::Installations>,
    /// Which events Slack sends.
    pub events: Arc<events::Events>,
    pub evidence: Arc<evidence::Evidence>,
    pub introductions: Arc<introductions::Introductions>,
    pub prompts: Arc<prompts::Prompts>,
    /// Every team's digests.
    pub digests: Arc<digests::Digests>,
    /// What people may ask of what is kept about them.
    pub personal: Arc<personal::Personal>,
    /// Everything that is owed to Slack.
    pub deliveries: Arc<deliveries::Deliveries>,
}

impl Services {
    /// The services on this database.
    #[must_use]
    pub fn new(store: &Arc<Store>) -> Self {
        Self::with_quota(store, Quota::default())
    }

    /// The services on this database, in which each person may store so much evidence.
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
