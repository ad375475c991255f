//! A user opens App Home, or something on it has changed.

use anyhow::Context;

use crate::bot::admin::Overview;
use crate::bot::outgoing::Outgoing;
use crate::bot::{Bot, report};
use crate::domain::evidence::{Journal, Listing};
use crate::domain::ids::{Actor, TrackId};
use crate::domain::introduction::IntroductionOutcome;
use crate::domain::roster::TeamId;
use crate::services::evidence::{Own, OwnError};
use crate::slack::inbound::HomeOpened;
use crate::views::admin::{AdminView, PAGE};
use crate::views::evidence::JournalOf;
use crate::views::{self, HomeView};

/// Which page of teams an admin's Home shows, and which page of people a manager's.
#[derive(Clone, Copy, Debug)]
pub(super) enum TeamsAt {
    Page(usize),
    /// The first page of teams, and this page of people.
    People(usize),
    /// The page with this team, and the result of introducing it.
    Introduced(TeamId, IntroductionOutcome),
}

impl Default for TeamsAt {
    fn default() -> Self {
        Self::Page(0)
    }
}

impl TeamsAt {
    fn people(self) -> usize {
        if let Self::People(page) = self { page } else { 0 }
    }

    fn of(self, overview: &Overview) -> AdminView<'_> {
        let Overview { teams, health, missing } = overview;
        let last = teams.len().saturating_sub(1) / PAGE;
        let (page, introduced) = match self {
            Self::Page(page) => (page.min(last), None),
            Self::People(_) => (0, None),
            Self::Introduced(team, asked) => {
                let position = teams.iter().position(|seated| seated.team.id == team);
                (position.map_or(0, |position| position / PAGE), Some((team, asked)))
            }
        };
        AdminView { teams, page, introduced, health, missing }
    }
}

impl Bot {
    pub(super) async fn show_home(self, opened: HomeOpened) -> anyhow::Result<()> {
        let shown = self.publish_home_page(&opened.by, None, &Listing::default()).await.context("cannot show App Home");
        self.deliveries.reached(&opened.by, self.clock.now()).await.context("cannot look what is owed")?;
        shown
    }

    /// Redraws Home after evidence has changed elsewhere.
    pub(super) async fn refresh_home(self, by: Actor) -> anyhow::Result<()> {
        self.publish_home_page(&by, None, &Listing::default()).await.context("cannot show App Home")
    }

    /// Shows App Home with one track's picker and one page of the user's evidence.
    pub(super) async fn publish_home_page(
        &self,
        by: &Actor,
        track: Option<&TrackId>,
        listing: &Listing,
    ) -> anyhow::Result<()> {
        self.publish_home(by, track, listing, TeamsAt::default()).await
    }

    /// Like `publish_home_page`; an admin also sees these teams.
    pub(super) async fn publish_home(
        &self,
        by: &Actor,
        track: Option<&TrackId>,
        listing: &Listing,
        at: TeamsAt,
    ) -> anyhow::Result<()> {
        let newest = self.replies.newest_home(by);
        let library = self.library();
        let of_track = track.and_then(|track| library.track_index(track));
        let framework = &of_track.unwrap_or_else(|| library.default_track_index()).framework;
        // The framework stays reachable even if the database isn't.
        let own = self.evidence.own(by, listing).await.inspect_err(|error| match error {
            OwnError::Busy => {}
            OwnError::Store(error) => report("home", &anyhow::anyhow!("cannot read evidence: {error}")),
        });
        let overview = self.overview(by).await;
        let beside = self.beside(by).await;
        let of = HomeView {
            own: None,
            opened: beside.opened(),
            manager: beside.manager(at.people()),
            admin: overview.as_ref().map(|overview| at.of(overview)),
        };
        let home = match &own {
            Ok(Own { page, roster, language }) => {
                let journal = Journal::of(page, self.clock.now());
                let own = JournalOf { journal: &journal, roster, language: *language, library: &library };
                views::home(framework, &library, HomeView { own: Some(own), ..of })
            }
            Err(_) => views::home(framework, &library, of),
        };
        let home = Outgoing::Home { slack: &self.slack, member: &by.member, home };
        Ok(self.replies.send_home(&newest, &home).await?)
    }
}
