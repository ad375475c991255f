//! The profiles of the people an admin chose, if Slack sends them while the form waits.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::bot::background::report;
use crate::bot::members::Members;
use crate::domain::ids::{MemberId, WorkspaceId};
use crate::domain::member::Profile;
use crate::domain::roster::{DirectoryMember, FilledTeam};
use crate::services::members;

/// At most this many people are looked up at once; the daily directory sync covers the others.
const MAX_LOOKUPS: usize = 50;

/// What Slack says before `deadline` about readers, and about engineers whose profile is unknown or old. Nothing is
/// known about the others, and nothing is held against them.
pub(super) async fn ask(
    members: &Members,
    deadline: Instant,
    workspace: &WorkspaceId,
    filled: &FilledTeam,
) -> Vec<(DirectoryMember, Profile)> {
    // Guest status isn't stored, so the people who will read others' entries are looked up each time.
    let readers = filled.managers.iter().chain(&filled.allowed_members);
    let unsure = members::unsure(&members.store, workspace, &filled.engineers, members.clock.now()).await;
    let unsure = unsure.inspect_err(|error| report("team", &anyhow::anyhow!("cannot read members: {error}")));
    let unsure: BTreeSet<MemberId> = unsure.unwrap_or_default().into_iter().chain(readers.cloned()).collect();
    let Some(installation) = members.installations.current() else { return Vec::new() };
    let mut lookups = JoinSet::new();
    for member in unsure.into_iter().take(MAX_LOOKUPS) {
        let (slack, installation) = (members.slack.clone(), installation.clone());
        lookups.spawn(async move { slack.listed(&installation, &member).await });
    }
    let mut profiles = Vec::new();
    while let Ok(Some(answered)) = timeout_at(deadline, lookups.join_next()).await {
        match answered {
            Ok(Ok(profile)) => profiles.push(profile),
            Ok(Err(error)) => tracing::info!(%error, "a team is saved without asking"),
            Err(_) => {}
        }
    }
    profiles
}

/// Stores what Slack said, when it was asked at this time, about people who are in a team now.
pub(super) async fn note(members: &Members, profiles: Vec<(DirectoryMember, Profile)>, asked_at: DateTime<Utc>) {
    let profiles: Vec<_> = profiles.into_iter().map(|(listed, profile)| (listed.member, profile)).collect();
    if let Err(error) = members.note_known(&profiles, asked_at).await {
        report("team", &anyhow::Error::new(error).context("cannot note down who is in it"));
    }
}
