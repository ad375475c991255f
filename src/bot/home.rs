//! Somebody opens App Home, or something on it has changed.

use anyhow::Context;

use crate::bot::{Bot, report};
use crate::domain::evidence::{Journal, Listing};
use crate::domain::ids::{Actor, TrackId};
use crate::slack::inbound::HomeOpened;
use crate::views;
use crate::views::evidence::JournalOf;

impl Bot {
    pub(super) async fn show_home(self, opened: HomeOpened) -> anyhow::Result<()> {
        let shown = self.publish_home_page(&opened.by, None, &Listing::default()).await.context("cannot show App Home");
        self.deliveries.reached(&opened.by, self.clock.now()).await.context("cannot look what is owed")?;
        shown
    }

    /// Evidence has changed elsewhere.
    pub(super) async fn refresh_home(self, by: Actor) -> anyhow::Result<()> {
        self.publish_home_page(&by, None, &Listing::default()).await.context("cannot show App Home")
    }

    /// Shows App Home with the picker of one track and one page of the person's evidence.
    pub(super) async fn publish_home_page(
        &self,
        by: &Actor,
        track: Option<&TrackId>,
        listing: &Listing,
    ) -> anyhow::Result<()> {
        let of_track = track.and_then(|track| self.library.shelf(track));
        let framework = &of_track.unwrap_or_else(|| self.library.default_shelf()).framework;
        // The way into the framework is there even when the database is not.
        let own = self.evidence.own(by, listing).await.inspect_err(|error| {
            report("home", &anyhow::anyhow!("cannot read evidence: {error}"));
        });
        let home = match &own {
            Ok((entries, roster)) => {
                let journal = Journal::of(entries, listing, self.clock.now());
                let own = JournalOf { journal: &journal, roster, library: &self.library };
                views::home(framework, &self.library, Some(own))
            }
            Err(_) => views::home(framework, &self.library, None),
        };
        Ok(self.slack.publish_home(&by.member, home).await?)
    }
}
