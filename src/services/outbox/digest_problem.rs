//! Tells one of the team's managers what blocks a digest, at any hour, and asks for a decision.

use async_trait::async_trait;

use super::{Facts, MessageKind, MessageToPost, Outbox, Rendering};
use crate::domain::delivery::Delivery;
use crate::domain::digest::DigestId;
use crate::services::send_decision::SendDecision;
use crate::store::StoreError;
use crate::surface::Message;
use crate::views::digest_problem;

/// The delivery's subject is the digest's id.
pub(super) struct DigestProblemKind;

#[async_trait]
impl MessageKind for DigestProblemKind {
    async fn decide(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<SendDecision<MessageToPost>, StoreError> {
        Ok(SendDecision::from(message(outbox, facts.delivery).await?).map(MessageToPost::from))
    }

    async fn render(&self, outbox: &Outbox, facts: Facts<'_>) -> Result<Option<Rendering>, StoreError> {
        Ok(message(outbox, facts.delivery).await?.map(Into::into))
    }
}

async fn message(outbox: &Outbox, delivery: &Delivery) -> Result<Option<Message>, StoreError> {
    let problem = outbox.digests.problem(&delivery.to(), DigestId(delivery.subject)).await?;
    Ok(problem.map(|problem| digest_problem::message(&problem)))
}
