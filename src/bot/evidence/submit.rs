//! A user submits the form: it's saved, then acknowledged.

use std::collections::BTreeMap;

use crate::bot::evidence::{chosen, filled};
use crate::bot::{Ack, Bot, report};
use crate::controls::form::{EvidenceForm, audience_of, field_block, field_name};
use crate::domain::evidence::{Audience, Fault, Field, Filled};
use crate::domain::ids::EntryId;
use crate::secret::PrivateText;
use crate::services::evidence::{EvidenceError, Form, Owned};
use crate::slack::inbound::{State, Submitted};
use crate::slack::outbound::SubmitAnswer;
use crate::views::evidence as views;

impl Bot {
    /// Saves the form, or says below its fields what to change. Either way the user's text isn't lost.
    pub(in crate::bot) async fn submit(&self, submitted: Submitted) -> Ack {
        let Submitted { by, metadata, view, state, .. } = submitted;
        let carried = EvidenceForm::parse(metadata.reveal());
        let form = Form { id: &view.0, edits: carried.edits };
        let saved = self.evidence.save(&by, form, read(&state, carried.quote), &self.library(), self.clock.now()).await;
        Ack::Submit(match saved {
            Ok(Owned { entry, roster, language }) => {
                match carried.edits {
                    None => self.afterwards("prompt", Self::answered_in_words, by.clone()),
                    // The entry may be in a digest.
                    Some(_) => self.deliveries.nudge(),
                }
                self.afterwards("home", Self::refresh_home, by);
                SubmitAnswer::show(views::saved(&entry, &roster, language, &self.library()))
            }
            Err(EvidenceError::Faults(faults)) => errors(&faults, carried.edits),
            Err(EvidenceError::NotThere | EvidenceError::ManagersChanged) => {
                let gone = "This entry is no longer there. Copy your words and log them anew, or undo the deletion.";
                error(Field::Words, carried.edits, gone)
            }
            Err(EvidenceError::Store(failed)) => {
                report("save", &anyhow::Error::new(failed).context("cannot save evidence"));
                error(Field::Words, carried.edits, views::not_saved())
            }
        })
    }
}

fn read(state: &State, quote: Option<PrivateText>) -> Filled {
    let mut behaviours = chosen(state, Field::Likely);
    behaviours.extend(chosen(state, Field::Behaviours));
    // The form has this field only if there's a choice.
    let audience = state.one(field_name(Field::Audience)).map_or(Some(Audience::OnlyMe), audience_of);
    Filled {
        words: filled(state, Field::Words),
        behaviours,
        happened_on: state.one(field_name(Field::HappenedOn)).and_then(|day| day.parse().ok()),
        link: filled(state, Field::Link),
        audience,
        quote,
        keeps_quote: state.many(field_name(Field::KeepQuote)).next().is_some(),
    }
}

fn errors(faults: &[Fault], edits: Option<EntryId>) -> SubmitAnswer {
    let errors = faults.iter().map(|fault| (field_block(fault.field(), edits), fault.to_string()));
    SubmitAnswer::errors(errors.collect())
}

fn error(field: Field, edits: Option<EntryId>, text: &str) -> SubmitAnswer {
    SubmitAnswer::errors(BTreeMap::from([(field_block(field, edits), text.to_owned())]))
}
