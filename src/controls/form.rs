//! The evidence form: its field names and what its modal carries.

use serde::{Deserialize, Serialize};

use crate::domain::evidence::{Audience, EvidenceField};
use crate::domain::ids::{BehaviourId, EntryId, MemberId, TrackId};
use crate::secret::PrivateText;

/// Slack's `callback_id` of the evidence form.
pub const EVIDENCE: &str = "evidence";
/// Slack's limit for a modal's `private_metadata`, in characters.
const MAX_METADATA: usize = 3_000;

/// What the evidence form's modal carries from its opening to its submission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceForm {
    /// The entry being edited; `None` for a new one.
    pub edits: Option<EntryId>,
    /// Behaviours that match the words, best first. Slack doesn't send the words when a menu opens.
    pub likely: Vec<(TrackId, BehaviourId)>,
    /// The text of the message it was opened from, kept only if the user ticks its box.
    pub quote: Option<PrivateText>,
}

#[derive(Serialize, Deserialize)]
struct Metadata {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edits: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    likely: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quote: Option<String>,
}

impl EvidenceForm {
    /// The `private_metadata`. A quote that is too long for it is cut. If there is still too much, the quote is
    /// dropped, then the least likely behaviours.
    #[must_use]
    pub fn metadata(&self) -> String {
        let mut likely: Vec<String> =
            self.likely.iter().map(|(track, behaviour)| behaviour_value(track, behaviour)).collect();
        let mut quote = self.quote.as_ref().map(|quote| quote.reveal().to_owned());
        loop {
            let metadata = Metadata { edits: self.edits.map(|id| id.0), likely: likely.clone(), quote: quote.clone() };
            let json = serde_json::to_string(&metadata).unwrap_or_default();
            let over = json.encode_utf16().count().saturating_sub(MAX_METADATA);
            if over == 0 {
                return json;
            }
            match quote.take() {
                // JSON escapes take more room than the characters they stand for, so this may take several rounds.
                Some(long) if long.chars().nth(1).is_some() => quote = Some(shortened(&long, over)),
                Some(_) => {}
                None if likely.is_empty() => return json,
                None => likely.truncate(likely.len() / 2),
            }
        }
    }

    /// Parses the metadata; empty if it isn't ours.
    #[must_use]
    pub fn parse(metadata: &str) -> Self {
        let Ok(Metadata { edits, likely, quote }) = serde_json::from_str(metadata) else { return Self::default() };
        Self {
            edits: edits.map(EntryId),
            likely: likely.iter().filter_map(|value| behaviour_of(value)).collect(),
            quote: quote.map(PrivateText::new),
        }
    }
}

fn shortened(text: &str, by: usize) -> String {
    let kept = text.chars().count().saturating_sub(by + 1);
    text.chars().take(kept).chain(['…']).collect()
}

/// The `block_id` of a field. Each entry's form has its own, because Slack keeps what was typed in a block for as long
/// as the block's id stays.
#[must_use]
pub fn field_block(field: EvidenceField, edits: Option<EntryId>) -> String {
    let name = field.as_ref();
    edits.map_or_else(|| name.to_owned(), |id| format!("{name}/{id}"))
}

/// A behaviour as an option's value.
#[must_use]
pub fn behaviour_value(track: &TrackId, behaviour: &BehaviourId) -> String {
    [track.as_str(), behaviour.as_str()].join("/")
}

/// The behaviour that an option's value names.
#[must_use]
pub fn behaviour_of(value: &str) -> Option<(TrackId, BehaviourId)> {
    let (track, behaviour) = value.split_once('/')?;
    Some((TrackId::new(track), BehaviourId::new(behaviour)))
}

/// An audience as an option's value.
#[must_use]
pub fn audience_value(audience: &Audience) -> String {
    match audience {
        Audience::OnlyMe => "only_me".into(),
        Audience::Managers(managers) => format!("managers/{}", managers_value(managers)),
    }
}

/// The audience that an option's value names.
#[must_use]
pub fn audience_of(value: &str) -> Option<Audience> {
    match value.split_once('/') {
        None if value == "only_me" => Some(Audience::OnlyMe),
        Some(("managers", managers)) => Some(Audience::Managers(managers_of(managers))),
        _ => None,
    }
}

/// The managers that the user saw by name, as a value.
pub(super) fn managers_value(managers: &[MemberId]) -> String {
    managers.iter().map(MemberId::as_str).collect::<Vec<_>>().join(",")
}

pub(super) fn managers_of(value: &str) -> Vec<MemberId> {
    value.split(',').filter_map(MemberId::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_audience_and_field_comes_back() {
        for audience in [
            Audience::OnlyMe,
            Audience::Managers(vec![MemberId::new("U1")]),
            Audience::Managers(vec![MemberId::new("U1"), MemberId::new("W2")]),
        ] {
            assert_eq!(audience_of(&audience_value(&audience)), Some(audience));
        }
        assert_eq!(audience_of("everyone"), None);
        assert_eq!(field_block(EvidenceField::Words, Some(EntryId(7))), "words/7");
    }

    proptest! {
        #[test]
        fn what_a_modal_carries_comes_back_and_fits(
            edits in proptest::option::of(any::<i64>()),
            likely in proptest::collection::vec(("[a-z][a-z0-9-]{0,39}", "[a-z][a-z0-9-]{0,59}"), 0..100),
            quote in proptest::option::of("[\\PC\n\"\\\\]{0,4000}"),
        ) {
            let form = EvidenceForm {
                edits: edits.map(EntryId),
                likely: likely.into_iter().map(|(track, id)| (TrackId::new(track), BehaviourId::new(id))).collect(),
                quote: quote.map(PrivateText::new),
            };
            let metadata = form.metadata();
            prop_assert!(metadata.encode_utf16().count() <= MAX_METADATA);
            let back = EvidenceForm::parse(&metadata);
            prop_assert_eq!(&back.edits, &form.edits);
            prop_assert!(form.likely.starts_with(&back.likely));
            prop_assert!(form.likely.len() > 10 || back.likely == form.likely, "as many as the form offers fit");
            let (kept, all) = (back.quote.unwrap_or_default(), form.quote.unwrap_or_default());
            prop_assert!(all.reveal().starts_with(kept.reveal().trim_end_matches('…')));
        }
    }
}
