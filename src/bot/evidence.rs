//! Evidence: a user opens the form in one of several ways, types in it, submits it, or acts on an entry.

mod fields;
pub(super) mod form;
pub(super) mod journal;
pub(super) mod offers;
pub(super) mod submit;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::bot::home::Homes;
use crate::bot::replies::Replies;
use crate::domain::lookup::Library;
use crate::services::deliveries::Deliveries;
use crate::services::evidence::Evidence;
use crate::services::prompts::Prompts;

/// What a user's own pages and entries may touch.
pub(super) struct EvidenceContext<'b> {
    pub(super) evidence: &'b Evidence,
    pub(super) prompts: &'b Arc<Prompts>,
    pub(super) deliveries: &'b Arc<Deliveries>,
    pub(super) homes: &'b Homes,
    pub(super) replies: &'b Replies,
    pub(super) library: &'b Library,
    pub(super) now: DateTime<Utc>,
}
