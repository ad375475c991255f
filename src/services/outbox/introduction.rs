//! The introduction: the first message to an engineer. It waits while they sleep.

use async_trait::async_trait;

use super::{Facts, MessageKind, MessageToPost, Outbox, Rendering, deferred_until};
use crate::services::introductions;
use crate::services::send_decision::SendDecision;
use crate::store::{StoreError, person};
use crate::views;

/// The delivery's subject is the number of the introduction.
pub(super) struct IntroductionKind;

#[async_trait]
impl MessageKind for IntroductionKind {
    async fn decide(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<SendDecision<MessageToPost>, StoreError> {
        let Facts { delivery, library, now, .. } = facts;
        let mut reading = outbox.store.read().await?;
        let person = person::find_person(&mut reading, &delivery.to()).await?;
        let Some(shown) = introductions::find(&mut reading, &person, delivery.subject, now).await? else {
            return Ok(SendDecision::Drop("replaced"));
        };
        Ok(match deferred_until(&person, now) {
            None => SendDecision::Send(views::introduction::message(&shown, library).into()),
            Some(at) => SendDecision::Defer(at),
        })
    }

    async fn render(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<Option<Rendering>, StoreError> {
        let Facts { delivery, library, now, .. } = facts;
        let mut reading = outbox.store.read().await?;
        let person = person::find_person(&mut reading, &delivery.to()).await?;
        let shown = introductions::find(&mut reading, &person, delivery.subject, now).await?;
        Ok(shown.map(|shown| views::introduction::message(&shown, library).into()))
    }
}
