//! Who shares evidence with a manager.

use anyhow::Context;

use crate::domain::ids::{Actor, MemberId};
use crate::domain::roster::TeamWithEngineers;
use crate::services::digests::Digests;
use crate::views::manager::ManagerView;

/// The people who share with a manager, and the teams they manage.
#[derive(Debug, Default)]
pub(super) struct Sharers {
    people: Vec<MemberId>,
    teams: Vec<TeamWithEngineers>,
}

impl Sharers {
    /// Makes no call to Slack, because a modal that waits for this has to open within seconds.
    pub(super) async fn find(digests: &Digests, manager: &Actor) -> anyhow::Result<Self> {
        let people = digests.shared_with(manager).await.context("cannot read who shares")?;
        let teams = digests.teams_of(manager).await.context("cannot read the teams")?;
        Ok(Self { people, teams })
    }

    /// A page of them; `None` if the user manages no team and no one shares with them.
    pub(super) fn page(&self, page: u16) -> Option<ManagerView<'_>> {
        let Self { people, teams } = self;
        (!people.is_empty() || !teams.is_empty()).then_some(ManagerView { people, page: page.into(), teams })
    }
}
