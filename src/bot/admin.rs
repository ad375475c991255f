//! An admin acts on a team. Every press is checked again: a button doesn't say who may press it.

mod chosen;
mod set_up;

use anyhow::Context;

use crate::bot::home::TeamsAt;
use crate::bot::{Bot, report};
use crate::domain::delivery::Health;
use crate::domain::evidence::Listing;
use crate::domain::ids::Actor;
use crate::domain::needs::Need;
use crate::domain::roster::{TeamId, TeamWithEngineers};
use crate::services::teams;
use crate::slack::inbound::BlockAction;

/// What an admin's Home shows.
#[derive(Debug)]
pub(super) struct Overview {
    pub(super) teams: Vec<TeamWithEngineers>,
    pub(super) health: Health,
    /// What the code needs but the app may not do in Slack.
    pub(super) missing: Vec<Need>,
}

impl Bot {
    /// What an admin's Home shows; `None` if the user isn't an admin, or if that's unknown just now.
    pub(super) async fn overview(&self, of: &Actor) -> Option<Overview> {
        let overview = async {
            if !self.is_admin(of).await? {
                return anyhow::Ok(None);
            }
            let teams = teams::list(&self.store, &of.workspace).await.context("cannot read the teams")?;
            let health =
                self.deliveries.health(&of.workspace, self.clock.now()).await.context("cannot read deliveries")?;
            Ok(Some(Overview { teams, health, missing: self.missing_needs().await }))
        };
        overview.await.inspect_err(|error| report("home", error)).ok().flatten()
    }

    /// *Introduce*.
    pub(super) async fn introduce(&self, by: &Actor, team: TeamId) -> anyhow::Result<()> {
        if !self.is_admin(by).await? {
            return Ok(());
        }
        let asked = self.introductions.introduce_team(&by.workspace, team, self.clock.now()).await?;
        self.deliveries.nudge();
        let at = asked.map_or_else(TeamsAt::default, |asked| TeamsAt::Introduced(team, asked));
        self.publish_home(by, None, &Listing::default(), at).await
    }

    /// Shows another page of teams. Only an admin's Home has any.
    pub(super) async fn show_teams(&self, page: u16, pressed: &BlockAction) -> anyhow::Result<()> {
        self.publish_home(&pressed.by, None, &Listing::default(), TeamsAt::Page(page.into())).await
    }
}
