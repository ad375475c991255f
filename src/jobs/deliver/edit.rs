//! Edits messages that were sent: each shows what is true now.

use crate::domain::delivery::{Delivery, Edited, MessageRef, Method, after_edit};
use crate::domain::ids::Actor;
use crate::jobs::deliver::Shared;
use crate::jobs::deliver::rate_limiter::RateLimiter;
use crate::services::send_decision::SendDecision;
use crate::surface::Message;

impl Shared {
    /// Brings a sent message up to date, unless there is nothing to show any more.
    pub(super) async fn edit(
        &self,
        delivery: &Delivery,
        to: &Actor,
        place: &MessageRef,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<()> {
        let edited = match self.drawn(delivery, to).await? {
            SendDecision::Send(message) => self.redraw(delivery, place, &message, limiter).await?,
            SendDecision::Defer(_) | SendDecision::Drop(_) => Edited::Done,
        };
        Ok(self.deliveries.edited(delivery, &edited, self.clock.now()).await?)
    }

    /// Replaces a message that was sent.
    pub(super) async fn redraw(
        &self,
        delivery: &Delivery,
        place: &MessageRef,
        message: &Message,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<Edited> {
        limiter.acquire().await;
        match self.slack.update_message(place, message).await {
            Ok(()) => Ok(Edited::Done),
            Err(error) => {
                let verdict = self.record_error(delivery, &error, Method::Edit, limiter).await?;
                Ok(after_edit(verdict, delivery.attempts, self.clock.now()))
            }
        }
    }
}
