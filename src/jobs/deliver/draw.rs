//! What a delivery shows, from what is true when it is sent.

use crate::domain::delivery::{Delivery, Kind, Task};
use crate::domain::ids::{Actor, PromptId};
use crate::jobs::deliver::Parts;
use crate::services::members::{self, Zone};
use crate::services::wanted::Wanted;
use crate::surface::Message;
use crate::views;

impl Parts {
    /// What the message shows now, if anybody wants it.
    pub(super) async fn drawn(&self, delivery: &Delivery, to: &Actor) -> anyhow::Result<Wanted<Message>> {
        let wanted = match delivery.kind {
            Kind::Introduction => {
                self.know_zone(to).await?;
                let wanted = self.introductions.wanted(to, delivery.subject).await?;
                wanted.map(|shown| views::introduction::message(&shown))
            }
            Kind::Prompt => {
                let id = PromptId(delivery.subject);
                let shows = match &delivery.task {
                    // A message that stands there is brought up to date at any hour.
                    Task::Edit(_) => self.prompts.shown(to, id).await?.map_or(Wanted::No("gone"), Wanted::Now),
                    Task::Post | Task::Find => self.prompts.wanted(to, id, self.clock.now()).await?,
                };
                shows.map(|shows| views::prompt::message(&shows, &self.library))
            }
        };
        Ok(wanted)
    }

    /// An introduction shows the person's zone; a message without it is better than none.
    async fn know_zone(&self, to: &Actor) -> anyhow::Result<()> {
        if let Zone::Unknown = members::zone(&self.store, to, self.clock.now()).await? {
            match self.slack.profile_of(&to.member).await {
                Ok(profile) => {
                    // What is due again by it is seen on this same round.
                    members::note(&self.store, to, &profile, self.clock.now()).await?;
                }
                Err(error) => tracing::info!(%error, "goes without the time zone"),
            }
        }
        Ok(())
    }
}
