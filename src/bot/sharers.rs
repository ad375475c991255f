//! Who shares evidence with a manager.

use anyhow::Context;

use crate::domain::ids::Actor;
use crate::services::digests::Digests;
use crate::views::manager::ManagerView;

/// A page of the people who share with a manager, and the teams they manage; `None` if there are neither. Makes no call
/// to Slack, because a modal that waits for this has to open within seconds.
pub(super) async fn find(digests: &Digests, manager: &Actor, page: u16) -> anyhow::Result<Option<ManagerView>> {
    let people = digests.shared_with(manager).await.context("cannot read who shares")?;
    let teams = digests.teams_of(manager).await.context("cannot read the teams")?;
    let is_any = !people.is_empty() || !teams.is_empty();
    Ok(is_any.then_some(ManagerView { people, page: page.into(), teams }))
}
