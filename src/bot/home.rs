//! A user opens App Home, or something on it has changed.

use std::sync::Arc;

use anyhow::Context;

use crate::bot::background::report;
use crate::bot::members::Members;
use crate::bot::needs::MissingNeeds;
use crate::bot::replies::Replies;
use crate::bot::sharers;
use crate::domain::evidence::Listing;
use crate::domain::ids::{Actor, TrackId};
use crate::domain::introduction::IntroductionOutcome;
use crate::domain::roster::TeamId;
use crate::services::digests::Digests;
use crate::services::evidence::{Evidence, OwnEntriesError, OwnEntriesPage};
use crate::services::frameworks::CurrentLibrary;
use crate::services::personal::Personal;
use crate::services::teams;
use crate::views::admin::{AdminView, PAGE};
use crate::views::evidence::JournalView;
use crate::views::manager::{ManagerView, OpeningsView};
use crate::views::{self, HomeView};

/// Draws App Homes. Clones share what it needs.
#[derive(Clone)]
pub(super) struct Homes {
    pub(super) current_library: Arc<CurrentLibrary>,
    pub(super) evidence: Arc<Evidence>,
    pub(super) digests: Arc<Digests>,
    pub(super) personal: Arc<Personal>,
    pub(super) members: Members,
    pub(super) needs: MissingNeeds,
    pub(super) replies: Replies,
}

/// Which pages a Home shows. By default each is the first.
#[derive(Debug, Default)]
pub(super) struct HomePage {
    /// The track of the picker; `None` for the default one.
    pub(super) track: Option<TrackId>,
    pub(super) listing: Listing,
    pub(super) people: u16,
    pub(super) teams: TeamsPage,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum TeamsPage {
    Number(usize),
    /// The page with this team, and the result of introducing it.
    Introduced(TeamId, IntroductionOutcome),
}

impl Default for TeamsPage {
    fn default() -> Self {
        Self::Number(0)
    }
}

impl Homes {
    /// A user opened it, so they can be reached: what couldn't be delivered to them is due now.
    pub(super) async fn opened(self, by: Actor) -> anyhow::Result<()> {
        let shown = self.refresh(&by).await;
        self.members.deliveries.reached(&by, self.members.clock.now()).await.context("cannot look what is owed")?;
        shown
    }

    /// Redraws it after something changed elsewhere.
    pub(super) async fn refresh(&self, of: &Actor) -> anyhow::Result<()> {
        self.publish(of, &HomePage::default()).await.context("cannot show App Home")
    }

    /// Like `refresh`, after the acknowledgement.
    pub(super) fn refresh_later(&self, of: Actor) {
        let homes = self.clone();
        self.members.background.run("home", async move { homes.refresh(&of).await });
    }

    /// Shows these pages.
    pub(super) async fn publish(&self, of: &Actor, page: &HomePage) -> anyhow::Result<()> {
        let drawing = self.replies.start_home(of);
        let library = self.current_library.load();
        let of_track = page.track.as_ref().and_then(|track| library.track_index(track));
        let framework = &of_track.unwrap_or_else(|| library.default_track_index()).framework;
        // The framework stays reachable even if the database isn't.
        let own = self.evidence.list_own_entries(of, &page.listing).await.inspect_err(|error| match error {
            OwnEntriesError::Busy => {}
            OwnEntriesError::Store(error) => report("home", &anyhow::anyhow!("cannot read evidence: {error}")),
        });
        let journal = own.as_ref().ok().map(|OwnEntriesPage { page, assignment, language }| JournalView {
            page,
            now: self.members.clock.now(),
            assignment,
            language: *language,
            library: &library,
        });
        let admin = or_report(self.admin_view(of, page.teams).await).flatten();
        let (manager, opened) = or_report(self.beside(of, page.people).await).unzip();
        let view = HomeView { own: journal, opened, manager: manager.flatten(), admin };
        let home = views::home(framework, &library, &view);
        Ok(self.replies.publish_home(&drawing, home).await?)
    }

    /// What the user sees beside their own evidence: what is shared with them, and who opened or exported theirs.
    async fn beside(&self, of: &Actor, people: u16) -> anyhow::Result<(Option<ManagerView>, OpeningsView)> {
        let shared = sharers::find(&self.digests, of, people).await?;
        let openings = self.digests.openings(of).await.context("cannot read who opened what")?;
        let exports = self.personal.exports(of).await.context("cannot read who exported what")?.made;
        let is_none = openings.is_empty() && exports.is_empty();
        let zone = if is_none { String::new() } else { self.members.zone_of(of).await };
        Ok((shared, OpeningsView { openings, exports, zone }))
    }

    /// What an admin sees; `None` if the user isn't one.
    async fn admin_view(&self, of: &Actor, page: TeamsPage) -> anyhow::Result<Option<AdminView>> {
        if !self.members.is_admin(of).await? {
            return Ok(None);
        }
        let (deliveries, now) = (&self.members.deliveries, self.members.clock.now());
        let teams = teams::list(&self.members.store, &of.workspace).await.context("cannot read the teams")?;
        let health = deliveries.health(&of.workspace, now).await.context("cannot read deliveries")?;
        let last = teams.len().saturating_sub(1) / PAGE;
        let (page, introduced) = match page {
            TeamsPage::Number(page) => (page.min(last), None),
            TeamsPage::Introduced(team, outcome) => {
                let position = teams.iter().position(|listed| listed.team.id == team);
                (position.map_or(0, |position| position / PAGE), Some((team, outcome)))
            }
        };
        Ok(Some(AdminView { teams, page, introduced, health, missing: self.needs.list().await }))
    }
}

/// A part of Home is left out if it's unknown just now.
fn or_report<T>(part: anyhow::Result<T>) -> Option<T> {
    part.inspect_err(|error| report("home", error)).ok()
}
