//! A user opens App Home, or something on it has changed.

use std::sync::Arc;

use anyhow::Context;

use crate::bot::background::{Background, report};
use crate::bot::members::Members;
use crate::bot::needs::MissingNeeds;
use crate::bot::replies::Replies;
use crate::bot::sharers::Sharers;
use crate::clock::Clock;
use crate::domain::delivery::Health;
use crate::domain::digest::Opening;
use crate::domain::evidence::Listing;
use crate::domain::ids::{Actor, TrackId};
use crate::domain::introduction::IntroductionOutcome;
use crate::domain::needs::Need;
use crate::domain::roster::{TeamId, TeamWithEngineers};
use crate::services::deliveries::Deliveries;
use crate::services::digests::Digests;
use crate::services::evidence::{Evidence, OwnEntriesError, OwnEntriesPage};
use crate::services::frameworks::CurrentLibrary;
use crate::services::personal::{Exports, Personal};
use crate::services::teams;
use crate::views::admin::{AdminView, PAGE};
use crate::views::evidence::JournalView;
use crate::views::manager::OpeningsView;
use crate::views::{self, HomeView};

/// Draws App Homes. Clones share what it needs.
#[derive(Clone)]
pub(super) struct Homes {
    pub(super) current_library: Arc<CurrentLibrary>,
    pub(super) evidence: Arc<Evidence>,
    pub(super) digests: Arc<Digests>,
    pub(super) personal: Arc<Personal>,
    pub(super) deliveries: Arc<Deliveries>,
    pub(super) members: Members,
    pub(super) needs: MissingNeeds,
    pub(super) replies: Replies,
    pub(super) background: Background,
    pub(super) clock: Clock,
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

/// Who opened or exported the user's entries.
#[derive(Debug)]
struct AccessLog {
    openings: Vec<Opening>,
    exports: Exports,
    zone: String,
}

/// What an admin's Home shows.
#[derive(Debug)]
struct AdminOverview {
    teams: Vec<TeamWithEngineers>,
    health: Health,
    /// What the code needs but the app may not do in Slack.
    missing: Vec<Need>,
}

impl Homes {
    /// A user opened it, so they can be reached: what couldn't be delivered to them is due now.
    pub(super) async fn opened(self, by: Actor) -> anyhow::Result<()> {
        let shown = self.refresh(&by).await;
        self.deliveries.reached(&by, self.clock.now()).await.context("cannot look what is owed")?;
        shown
    }

    /// Redraws it after something changed elsewhere.
    pub(super) async fn refresh(&self, of: &Actor) -> anyhow::Result<()> {
        self.publish(of, &HomePage::default()).await.context("cannot show App Home")
    }

    /// Like `refresh`, after the acknowledgement.
    pub(super) fn refresh_later(&self, of: Actor) {
        let homes = self.clone();
        self.background.run("home", async move { homes.refresh(&of).await });
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
        let overview = or_report(self.admin_overview(of).await).flatten();
        let beside = or_report(self.beside(of).await);
        let view = HomeView {
            own: None,
            opened: beside.as_ref().and_then(|(_, log)| log.view()),
            manager: beside.as_ref().and_then(|(sharers, _)| sharers.page(page.people)),
            admin: overview.as_ref().map(|overview| overview.view(page.teams)),
        };
        let home = match &own {
            Ok(OwnEntriesPage { page, assignment, language }) => {
                let now = self.clock.now();
                let own = JournalView { page, now, assignment, language: *language, library: &library };
                views::home(framework, &library, HomeView { own: Some(own), ..view })
            }
            Err(_) => views::home(framework, &library, view),
        };
        Ok(self.replies.publish_home(&drawing, home).await?)
    }

    /// What the user sees beside their own evidence.
    async fn beside(&self, of: &Actor) -> anyhow::Result<(Sharers, AccessLog)> {
        let sharers = Sharers::find(&self.digests, of).await?;
        let openings = self.digests.openings(of).await.context("cannot read who opened what")?;
        let exports = self.personal.exports(of).await.context("cannot read who exported what")?;
        let is_none = openings.is_empty() && exports.made.is_empty();
        let zone = if is_none { String::new() } else { self.members.zone_of(of).await };
        Ok((sharers, AccessLog { openings, exports, zone }))
    }

    /// What an admin sees; `None` if the user isn't one.
    async fn admin_overview(&self, of: &Actor) -> anyhow::Result<Option<AdminOverview>> {
        if !self.members.is_admin(of).await? {
            return Ok(None);
        }
        let teams = teams::list(&self.members.store, &of.workspace).await.context("cannot read the teams")?;
        let health = self.deliveries.health(&of.workspace, self.clock.now()).await.context("cannot read deliveries")?;
        Ok(Some(AdminOverview { teams, health, missing: self.needs.list().await }))
    }
}

/// A part of Home is left out if it's unknown just now.
fn or_report<T>(part: anyhow::Result<T>) -> Option<T> {
    part.inspect_err(|error| report("home", error)).ok()
}

impl AccessLog {
    fn view(&self) -> Option<OpeningsView<'_>> {
        let Self { openings, exports: Exports { made: exports, .. }, zone } = self;
        (!openings.is_empty() || !exports.is_empty()).then_some(OpeningsView { openings, exports, zone })
    }
}

impl AdminOverview {
    fn view(&self, page: TeamsPage) -> AdminView<'_> {
        let Self { teams, health, missing } = self;
        let last = teams.len().saturating_sub(1) / PAGE;
        let (page, introduced) = match page {
            TeamsPage::Number(page) => (page.min(last), None),
            TeamsPage::Introduced(team, outcome) => {
                let position = teams.iter().position(|listed| listed.team.id == team);
                (position.map_or(0, |position| position / PAGE), Some((team, outcome)))
            }
        };
        AdminView { teams, page, introduced, health, missing }
    }
}
