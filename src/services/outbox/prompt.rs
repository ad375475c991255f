//! The weekly prompt: it waits while the engineer is away, and counts as asked once it's sent.

use async_trait::async_trait;

use super::{Facts, MessageKind, MessageToPost, Outbox, Rendering, SendAttempt};
use crate::domain::delivery::SendOutcome;
use crate::domain::ids::PromptId;
use crate::domain::person::Person;
use crate::domain::prompt::{PromptState, PromptView, Sending, sending};
use crate::services::send_decision::{MAX_DEFERRAL, SendDecision};
use crate::store::prompt::{self, StoredPrompt};
use crate::store::{StoreError, Writing, person};
use crate::views;

/// The delivery's subject is the prompt's id.
pub(super) struct PromptKind;

#[async_trait]
impl MessageKind for PromptKind {
    fn handles_leavers(&self) -> bool {
        true
    }

    async fn decide(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<SendDecision<MessageToPost>, StoreError> {
        let Facts { delivery, library, now, .. } = facts;
        let mut reading = outbox.store.read().await?;
        let Some(stored) = prompt::find_prompt(&mut reading, &delivery.workspace, PromptId(delivery.subject)).await?
        else {
            return Ok(SendDecision::Drop("gone"));
        };
        let person = person::find_person(&mut reading, &delivery.to()).await?;
        let Some(schedule) = person.schedule().filter(|schedule| !schedule.stopped) else {
            return Ok(SendDecision::Drop("stopped"));
        };
        let Some(until) = stored.send_until else { return Ok(SendDecision::Drop("skipped")) };
        if stored.prompt.state != PromptState::Asked {
            return Ok(SendDecision::Drop("over"));
        }
        Ok(match sending(&schedule, until, now) {
            Sending::Now => SendDecision::Send(views::prompt::message(&view(&person, stored), library).into()),
            // They may be back sooner than it looks now.
            Sending::Later(at) => SendDecision::Defer(at.unwrap_or(until).min(until).min(now + MAX_DEFERRAL)),
            Sending::Never => SendDecision::Drop("too late"),
        })
    }

    async fn render(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<Option<Rendering>, StoreError> {
        let Facts { delivery, library, .. } = facts;
        let mut reading = outbox.store.read().await?;
        match prompt::find_prompt(&mut reading, &delivery.workspace, PromptId(delivery.subject)).await? {
            Some(stored) if stored.engineer == delivery.to() => {
                let person = person::find_person(&mut reading, &stored.engineer).await?;
                Ok(Some(views::prompt::message(&view(&person, stored), library).into()))
            }
            _ => Ok(None),
        }
    }

    async fn after_send(&self, writing: &mut Writing, attempt: SendAttempt<'_>) -> Result<(), StoreError> {
        let SendAttempt { delivery, outcome, now } = attempt;
        match outcome {
            SendOutcome::Sent(_) => prompt::update_sent(writing, PromptId(delivery.subject), now).await,
            _ => Ok(()),
        }
    }
}

fn view(person: &Person, stored: StoredPrompt) -> PromptView {
    PromptView {
        id: stored.id,
        shares: person.shares(),
        language: person.language(),
        managers: person.assignment.manager_ids(),
        zone: person.whereabouts().clock().to_owned(),
        prompt: stored.prompt,
        offered: stored.offered,
        less_often: stored.less_often,
    }
}
