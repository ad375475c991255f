//! Reads the values that a user filled in on the evidence form.

use crate::controls::form::behaviour_of;
use crate::domain::evidence::EvidenceField;
use crate::domain::ids::{BehaviourId, TrackId};
use crate::secret::PrivateText;
use crate::slack::inbound::FormState;

pub(super) fn behaviours(state: &FormState, field: EvidenceField) -> Vec<(TrackId, BehaviourId)> {
    state.many(field.as_ref()).filter_map(behaviour_of).collect()
}

pub(super) fn text(state: &FormState, field: EvidenceField) -> PrivateText {
    PrivateText::new(state.one(field.as_ref()).unwrap_or_default())
}

/// Whether the user ticked that the message's text is kept.
pub(super) fn keeps_quote(state: &FormState) -> bool {
    state.many(EvidenceField::KeepQuote.as_ref()).next().is_some()
}
