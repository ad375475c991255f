//! A user submits the form: it's saved, then acknowledged.

use std::collections::BTreeMap;

use anyhow::Context;

use crate::bot::Ack;
use crate::bot::background::report;
use crate::bot::evidence::{EvidenceContext, fields};
use crate::controls::form::{EvidenceForm, audience_of, field_block};
use crate::domain::evidence::{Audience, EvidenceField, FilledEvidence};
use crate::domain::ids::Actor;
use crate::secret::PrivateText;
use crate::services::evidence::{EntryForView, EvidenceError, Form};
use crate::slack::inbound::{FormState, ViewSubmission};
use crate::slack::outbound::SubmitAnswer;
use crate::views::evidence as views;

/// Saves the form, or says below its fields what to change. Either way the user's text isn't lost.
pub(in crate::bot) async fn save(cx: &EvidenceContext<'_>, submitted: ViewSubmission) -> Ack {
    let ViewSubmission { by, metadata, view, state, .. } = submitted;
    let EvidenceForm { edits, quote, .. } = EvidenceForm::parse(metadata.reveal());
    let form = Form { id: &view.0, edits };
    let error = |field, text: String| (field_block(field, edits), text);
    let errors = match cx.evidence.save(&by, form, read(&state, quote), cx.library, cx.now).await {
        Ok(EntryForView { entry, assignment, language }) => {
            match edits {
                None => answer_prompt(cx, by.clone()),
                // The entry may be in a digest.
                Some(_) => cx.deliveries.nudge(),
            }
            cx.homes.refresh_later(by);
            return Ack::Submit(SubmitAnswer::show(views::saved(&entry, &assignment, language, cx.library)));
        }
        Err(EvidenceError::Faults(faults)) => {
            faults.iter().map(|fault| error(fault.field(), fault.to_string())).collect()
        }
        Err(EvidenceError::NotThere | EvidenceError::ManagersChanged) => {
            let gone = "This entry is gone. Copy your words and log them again, or undo the deletion.";
            BTreeMap::from([error(EvidenceField::Words, gone.to_owned())])
        }
        Err(EvidenceError::Store(failed)) => {
            report("save", &anyhow::Error::new(failed).context("cannot save evidence"));
            BTreeMap::from([error(EvidenceField::Words, views::not_saved().to_owned())])
        }
    };
    Ack::Submit(SubmitAnswer::errors(errors))
}

/// An entry written while the week's prompt waits answers it.
fn answer_prompt(cx: &EvidenceContext<'_>, by: Actor) {
    let (prompts, deliveries, now) = (cx.prompts.clone(), cx.deliveries.clone(), cx.now);
    cx.homes.members.background.run("prompt", async move {
        if prompts.wrote(&by, now).await.context("cannot note down the answer")? {
            deliveries.nudge();
        }
        Ok(())
    });
}

fn read(state: &FormState, quote: Option<PrivateText>) -> FilledEvidence {
    let mut behaviours = fields::behaviours(state, EvidenceField::Likely);
    behaviours.extend(fields::behaviours(state, EvidenceField::Behaviours));
    // The form has this field only if there's a choice.
    let audience = state.one(EvidenceField::Audience.as_ref()).map_or(Some(Audience::OnlyMe), audience_of);
    FilledEvidence {
        words: fields::text(state, EvidenceField::Words),
        behaviours,
        happened_on: state.one(EvidenceField::HappenedOn.as_ref()).and_then(|day| day.parse().ok()),
        link: fields::text(state, EvidenceField::Link),
        audience,
        quote,
        keeps_quote: fields::keeps_quote(state),
    }
}
