//! Which behaviours the evidence form offers.

use crate::controls::form::EvidenceForm;
use crate::domain::evidence::{MAX_BEHAVIOURS, Offer, likely, offered};
use crate::domain::ids::{BehaviourId, TrackId};
use crate::domain::lookup::Library;
use crate::domain::roster::Assignment;
use crate::secret::PrivateText;
use crate::services::roster;
use crate::slack::inbound::BlockSuggestion;
use crate::store::Store;
use crate::surface::Options;
use crate::views::evidence as views;

/// What the menu of behaviours offers.
pub(in crate::bot) async fn suggest(store: &Store, library: &Library, suggestion: &BlockSuggestion) -> Options {
    let BlockSuggestion { by, metadata, words, .. } = suggestion;
    // Without the assignment the order is a bit less relevant, but the menu still works.
    let assignment = roster::find_assignment(store, &by.workspace, &by.member).await.unwrap_or_default();
    let typed = !words.is_blank();
    let carried = EvidenceForm::parse(metadata.reveal()).likely;
    let likely = if typed { Vec::new() } else { find(library, &carried) };
    views::offer(&likely, &offered(library, &assignment, words.reveal()), typed)
}

/// What the form offers for these words: ticked behaviours first, then likely ones.
pub(super) fn for_words<'l>(
    library: &'l Library,
    assignment: &Assignment,
    words: &PrivateText,
    ticked: &[(TrackId, BehaviourId)],
) -> Vec<Offer<'l>> {
    let mut offers = find(library, ticked);
    offers
        .extend(likely(library, assignment, words.reveal()).into_iter().filter(|offer| !ticked.contains(&offer.id())));
    offers.truncate(MAX_BEHAVIOURS);
    offers
}

/// Those of the behaviours that are in the served frameworks.
fn find<'l>(library: &'l Library, ids: &[(TrackId, BehaviourId)]) -> Vec<Offer<'l>> {
    ids.iter().filter_map(|(track, id)| Offer::find(library, track, id)).collect()
}
