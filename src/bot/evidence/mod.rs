//! Evidence: a user opens the form in one of several ways, types in it, submits it, or acts on an entry.

mod journal;
mod open;
mod submit;

use crate::bot::Bot;
use crate::controls::form::{EvidenceForm, behaviour_of, field_name};
use crate::domain::evidence::{Field, Offer, likely, offered};
use crate::domain::ids::{BehaviourId, TrackId};
use crate::domain::lookup::Library;
use crate::domain::roster::Roster;
use crate::secret::PrivateText;
use crate::services::roster;
use crate::slack::inbound::{BlockSuggestion, State};
use crate::surface::Options;
use crate::views::evidence as views;

impl Bot {
    /// What the menu of behaviours offers.
    pub(super) async fn offer(&self, asked: &BlockSuggestion) -> Options {
        // Without the roster the order is a bit less relevant, but the menu still works.
        let roster = roster::find(&self.store, &asked.by.workspace, &asked.by.member).await.unwrap_or_default();
        let typed = !asked.words.is_blank();
        let carried = EvidenceForm::parse(asked.metadata.reveal()).likely;
        let library = self.library();
        let likely = if typed { Vec::new() } else { offers(&library, &carried) };
        views::offer(&likely, &offered(&library, &roster, asked.words.reveal()), typed)
    }
}

/// Those of the behaviours that are in the served frameworks.
fn offers<'l>(library: &'l Library, ids: &[(TrackId, BehaviourId)]) -> Vec<Offer<'l>> {
    ids.iter().filter_map(|(track, id)| Offer::find(library, track, id)).collect()
}

/// What the form offers for these words: ticked behaviours first, then likely ones.
fn on_offer<'l>(
    library: &'l Library,
    roster: &Roster,
    words: &PrivateText,
    ticked: &[(TrackId, BehaviourId)],
) -> Vec<Offer<'l>> {
    let mut offers = offers(library, ticked);
    for offer in likely(library, roster, words.reveal()) {
        if !ticked.contains(&offer.id()) {
            offers.push(offer);
        }
    }
    offers.truncate(crate::domain::evidence::MOST_BEHAVIOURS);
    offers
}

/// The behaviours chosen in one of the form's fields.
fn chosen(state: &State, field: Field) -> Vec<(TrackId, BehaviourId)> {
    state.many(field_name(field)).filter_map(behaviour_of).collect()
}

/// The text or choice in one of the form's fields.
fn filled(state: &State, field: Field) -> PrivateText {
    PrivateText::new(state.one(field_name(field)).unwrap_or_default())
}
