//! A manager looks at what is shared with them. Every press is checked again: a button doesn't say who may press it.

use anyhow::Context;
use chrono::{DateTime, Utc};

use crate::bot::home::TeamsAt;
use crate::bot::{Bot, report};
use crate::domain::digest::Opening;
use crate::domain::evidence::Listing;
use crate::domain::ids::{Actor, MemberId};
use crate::domain::privacy::ExportMethod;
use crate::domain::roster::TeamWithEngineers;
use crate::slack::inbound::{BlockAction, Origin};
use crate::surface::Modal;
use crate::views::manager::{self as views, ManagerOf, OpenedOf};

/// What a user's Home shows beside their own evidence.
#[derive(Debug, Default)]
pub(super) struct Beside {
    people: Vec<MemberId>,
    teams: Vec<TeamWithEngineers>,
    openings: Vec<Opening>,
    exports: Vec<(DateTime<Utc>, ExportMethod)>,
    zone: String,
}

impl Beside {
    pub(super) fn opened(&self) -> Option<OpenedOf<'_>> {
        let Self { openings, exports, zone, .. } = self;
        (!openings.is_empty() || !exports.is_empty()).then_some(OpenedOf { openings, exports, zone })
    }

    /// The manager's part; `None` if the user manages no team and no one shares with them.
    pub(super) fn manager(&self, page: usize) -> Option<ManagerOf<'_>> {
        let Self { people, teams, .. } = self;
        (!people.is_empty() || !teams.is_empty()).then_some(ManagerOf { people, page, teams })
    }
}

impl Bot {
    /// What the user sees beside their own evidence; empty if that's unknown just now.
    pub(super) async fn beside(&self, by: &Actor) -> Beside {
        let beside = async {
            let beside = self.sharers(by).await?;
            let openings = self.digests.openings(by).await.context("cannot read who opened what")?;
            let exports = self.personal.exports(by).await.context("cannot read who exported what")?.made;
            let is_none = openings.is_empty() && exports.is_empty();
            let zone = if is_none { String::new() } else { self.zone_of(by).await };
            anyhow::Ok(Beside { openings, exports, zone, ..beside })
        };
        beside.await.inspect_err(|error| report("home", error)).unwrap_or_default()
    }

    /// Who shares with the user. No call to Slack, because a modal that waits for this has to open within seconds.
    async fn sharers(&self, by: &Actor) -> anyhow::Result<Beside> {
        let people = self.digests.shared_with(by).await.context("cannot read who shares")?;
        let teams = self.digests.teams_of(by).await.context("cannot read the teams")?;
        Ok(Beside { people, teams, ..Beside::default() })
    }

    /// *Open*: the access is logged first, then shown.
    pub(super) async fn open_shared(
        &self,
        engineer: &MemberId,
        page: u16,
        pressed: &BlockAction,
    ) -> anyhow::Result<()> {
        let (library, now) = (self.library(), self.clock.now());
        let shared = self.digests.open(&pressed.by, engineer, page.into(), &library, now).await;
        let modal = match shared.context("cannot open what is shared")? {
            Some(shared) => views::modal(&shared, &library),
            None => views::nothing_shared(),
        };
        self.show_modal(modal, pressed).await
    }

    /// Shows another page of people, where the user asked for it.
    pub(super) async fn show_people(&self, page: u16, pressed: &BlockAction) -> anyhow::Result<()> {
        match &pressed.origin {
            Origin::Modal { .. } => self.show_overview(page, pressed).await,
            Origin::Home | Origin::Message { .. } => {
                self.publish_home(&pressed.by, None, &Listing::default(), TeamsAt::People(page.into())).await
            }
        }
    }

    /// *Open in App Home*: the people who share with the user, and no one else.
    pub(super) async fn show_overview(&self, page: u16, pressed: &BlockAction) -> anyhow::Result<()> {
        let beside = self.sharers(&pressed.by).await?;
        let modal = beside.manager(page.into()).map_or_else(views::nothing_shared, |of| views::overview_modal(&of));
        self.show_modal(modal, pressed).await?;
        self.clone().refresh_home(pressed.by.clone()).await
    }

    /// Shows a modal in place of the one where the user pressed, or a new one.
    pub(super) async fn show_modal(&self, modal: Modal, pressed: &BlockAction) -> anyhow::Result<()> {
        match &pressed.origin {
            Origin::Modal { view, .. } => self.update_modal(&pressed.by, view, modal).await?,
            Origin::Home | Origin::Message { .. } => self.open_modal(&pressed.trigger, modal).await?,
        }
        Ok(())
    }
}
