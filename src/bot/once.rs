//! What may be sent again is done once, and to its end.

use crate::bot::background::report;
use crate::bot::storage_failure::ReplyTarget;
use crate::bot::{Ack, Bot};
use crate::domain::ids::WorkspaceId;
use crate::services::inbox;
use crate::slack::inbound::{BlockAction, MemberChanged, Submitted};
use crate::store::Request;

impl Bot {
    /// Handles an event that Slack may repeat: it's noted down first, then acknowledged, then done. If it can't be
    /// noted down, the user still gets an answer, and the event is remembered until the next start.
    pub(super) async fn once<T, F>(
        &self,
        what: &'static str,
        event: (WorkspaceId, String),
        work: impl FnOnce(Self, T) -> F + Send + 'static,
        subject: T,
    ) -> Ack
    where
        T: Send + 'static,
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let note = async |bot: Self, (workspace, event): (WorkspaceId, String)| {
            let now = bot.clock.now();
            let is_first = inbox::is_first_event(&bot.store, &workspace, &event, now).await.unwrap_or_else(|error| {
                report(what, &anyhow::Error::new(error).context("cannot note the event down"));
                true
            });
            // What was done while it couldn't be noted down isn't done again once it can.
            if is_first && bot.done.is_first((&workspace, &event), now) {
                bot.afterwards(what, work, subject);
            }
            Ack::Received
        };
        self.to_the_end(note, event).await
    }

    pub(super) async fn on_changed(self, changed: MemberChanged) -> Ack {
        let who = &changed.who;
        let request = changed.event.clone().map(|event| Request::event(who.workspace.clone(), event, self.clock.now()));
        inbox::once(&self.store, request, self.on_member_changed(changed)).await.unwrap_or(Ack::Received)
    }

    /// A form is saved before it's acknowledged. A repeated one gets an empty answer, because the full one shows
    /// private text.
    pub(super) async fn on_submitted(self, (submitted, request): (Submitted, Option<Request>)) -> Ack {
        Box::pin(inbox::once(&self.store, request, self.submitted(submitted))).await.unwrap_or(Ack::Received)
    }

    pub(super) async fn on_pressed(self, (pressed, request): (BlockAction, Option<Request>)) -> anyhow::Result<()> {
        let target = ReplyTarget::of(&pressed);
        match Box::pin(inbox::once(&self.store, request, self.pressed(pressed))).await {
            None | Some(Ok(())) => {}
            Some(Err(error)) => {
                let error = error.context("cannot answer a press");
                report("press", &error);
                self.tell_unsaved(&target, &error).await;
                self.tell_not_shown(&target, &error).await;
            }
        }
        Ok(())
    }

    /// Runs work whose outcome is the acknowledgement to its end, even if nothing waits for it any more, so it's never
    /// left half done.
    pub(super) async fn to_the_end<T, F>(&self, work: impl FnOnce(Self, T) -> F, subject: T) -> Ack
    where
        F: Future<Output = Ack> + Send + 'static,
    {
        self.afterwards.spawn(work(self.clone(), subject)).await.unwrap_or(Ack::Later)
    }
}
