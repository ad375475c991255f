//! Edits messages that were sent: each shows what is true now.

use crate::domain::delivery::{Delivery, EditOutcome, MessageRef, Method, after_edit};
use crate::jobs::deliver::Sender;
use crate::jobs::deliver::rate_limiter::RateLimiter;
use crate::services::outbox::{Facts, Guard, Readers, Rendering, kind_of};
use crate::surface::Message;

impl Sender {
    /// Brings a sent message up to date, unless there is nothing to show any more.
    pub(super) async fn edit(
        &self,
        delivery: &Delivery,
        place: &MessageRef,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<()> {
        let library = self.current_library.load();
        let facts = Facts { delivery, channel: None, library: &library, now: self.clock.now() };
        let edited = match kind_of(delivery.kind).render(&self.outbox, facts).await? {
            None => EditOutcome::Done,
            Some(Rendering { message, guard: None }) => self.redraw(delivery, place, &message, limiter).await?,
            Some(Rendering { message, guard: Some(guard) }) => {
                self.redraw_guarded(delivery, place, (message, guard), limiter).await?
            }
        };
        Ok(self.outbox.edited(delivery, &edited, self.clock.now()).await?)
    }

    /// Everyone in the channel now can read an edit. If the authors weren't told about one of them, the message shows
    /// none of their words until that is fixed.
    async fn redraw_guarded(
        &self,
        delivery: &Delivery,
        place: &MessageRef,
        (message, guard): (Message, Guard),
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<EditOutcome> {
        let Guard { check, hidden, has_withdrawn } = guard;
        let (message, check_at) = match self.look_up(delivery, &check, Method::Edit, limiter).await? {
            Ok(lookup) => match self.outbox.check_readers(&check, &lookup, self.clock.now()).await? {
                Readers::AsDisclosed => (message, None),
                Readers::Others { check_at } => (hidden, check_at),
            },
            // Withdrawn words don't wait for that either.
            Err(at) if has_withdrawn => (hidden, Some(at)),
            Err(at) => return Ok(EditOutcome::Again { at }),
        };
        Ok(match (self.redraw(delivery, place, &message, limiter).await?, check_at) {
            (EditOutcome::Done, Some(at)) => EditOutcome::Again { at },
            (edited, _) => edited,
        })
    }

    async fn redraw(
        &self,
        delivery: &Delivery,
        place: &MessageRef,
        message: &Message,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<EditOutcome> {
        limiter.acquire().await;
        match self.slack.update_message(place, message).await {
            Ok(()) => Ok(EditOutcome::Done),
            Err(error) => {
                let verdict = self.record_error(delivery, &error, Method::Edit, limiter).await?;
                Ok(after_edit(verdict, delivery.attempts, self.clock.now()))
            }
        }
    }
}
