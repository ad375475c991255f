//! An admin sets up or introduces a team. Every press is checked again: a button doesn't say who may press it. A form
//! is saved before its submission is acknowledged.

pub(super) mod digest;
mod filled;
mod profiles;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use crate::bot::Ack;
use crate::bot::background::report;
use crate::bot::home::{HomePage, Homes, TeamsPage};
use crate::bot::members::{FORM_WAITS, Members};
use crate::bot::replies::Replies;
use crate::controls::team::{edits, field_block};
use crate::domain::ids::{Actor, MemberId};
use crate::domain::lookup::Library;
use crate::domain::roster::{AccountStatus, TeamField, TeamId};
use crate::services::deliveries::Deliveries;
use crate::services::digests::Digests;
use crate::services::introductions::Introductions;
use crate::services::teams::{self, TeamError};
use crate::slack::inbound::{BlockAction, ViewSubmission};
use crate::slack::outbound::SubmitAnswer;
use crate::store::Store;
use crate::views::admin as views;

/// What the forms of a team may touch.
pub(super) struct TeamContext<'b> {
    pub(super) store: &'b Store,
    pub(super) digests: &'b Digests,
    pub(super) members: &'b Members,
    pub(super) homes: &'b Homes,
    pub(super) replies: &'b Replies,
    pub(super) library: &'b Library,
}

impl TeamContext<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.members.clock.now()
    }
}

/// *Introduce*: sends the introduction to everyone in the team.
pub(super) async fn introduce(
    introductions: &Introductions,
    deliveries: &Deliveries,
    members: &Members,
    homes: &Homes,
    by: &Actor,
    team: TeamId,
) -> anyhow::Result<()> {
    if !members.is_admin(by).await? {
        return Ok(());
    }
    let outcome = introductions.introduce_team(&by.workspace, team, members.clock.now()).await?;
    deliveries.nudge();
    let teams = outcome.map_or_else(TeamsPage::default, |outcome| TeamsPage::Introduced(team, outcome));
    homes.publish(by, &HomePage { teams, ..HomePage::default() }).await
}

/// *Set up a team* or *Edit*.
pub(super) async fn open_form(cx: &TeamContext<'_>, team: Option<TeamId>, pressed: &BlockAction) -> anyhow::Result<()> {
    if !cx.members.is_admin(&pressed.by).await? {
        return Ok(());
    }
    let teams = teams::list(cx.store, &pressed.by.workspace).await?;
    let edited = teams.iter().find(|listed| Some(listed.team.id) == team);
    if team.is_some() && edited.is_none() {
        // The team is gone: Home shows the remaining ones.
        return cx.homes.refresh(&pressed.by).await;
    }
    Ok(cx.replies.open_modal(&pressed.trigger, views::form(edited, cx.library)).await?)
}

/// Saves the team, or says below the fields what to change.
pub(super) async fn save(cx: &TeamContext<'_>, submitted: ViewSubmission) -> Ack {
    let ViewSubmission { by, metadata, state, .. } = submitted;
    let Ok(edits) = edits(metadata.reveal()) else { return Ack::Received };
    let error = |field, says| (field_block(field, edits), says);
    let not_saved = |why: &str| Ack::Submit(SubmitAnswer::errors([error(TeamField::Name, why.to_owned())].into()));
    let deadline = Instant::now() + FORM_WAITS;
    match cx.members.is_admin_by(deadline, &by).await {
        Ok(true) => {}
        Ok(false) => return Ack::Received,
        Err(unknown) => {
            report("team", &unknown);
            return not_saved(views::NOT_SURE);
        }
    }
    let (mut filled, asked_at) = (filled::team(&state, cx.library), cx.now());
    let profiles = profiles::ask(cx.members, deadline, &by.workspace, &filled).await;
    filled.absent = profiles
        .iter()
        .map(|(listed, _)| listed.clone())
        .filter(|listed| listed.status != AccountStatus::Active)
        .collect();
    let zone_of = |member: &MemberId| profiles.iter().find(|(listed, _)| listed.member == *member)?.1.zone.clone();
    Ack::Submit(match teams::save(cx.store, &by.workspace, edits, &filled, &zone_of, cx.now()).await {
        Ok(draft) => {
            profiles::note(cx.members, profiles, asked_at).await;
            cx.homes.refresh_later(by);
            SubmitAnswer::show(views::saved(&draft))
        }
        Err(TeamError::Faults(faults)) => {
            let errors = faults.iter().map(|fault| error(fault.field(), fault.to_string()));
            SubmitAnswer::errors(errors.collect())
        }
        Err(TeamError::Store(failed)) => {
            report("team", &anyhow::Error::new(failed).context("cannot save a team"));
            return not_saved(views::NOT_SAVED);
        }
    })
}
