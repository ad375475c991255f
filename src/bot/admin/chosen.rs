//! What Slack says about the people an admin chose, as far as it answers while the form waits.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::bot::{Bot, report};
use crate::domain::ids::{MemberId, WorkspaceId};
use crate::domain::member::Profile;
use crate::domain::roster::{FilledTeam, Listed};
use crate::services::members;

/// At most this many people are looked up at once; the daily directory sync covers the others.
const MAX_LOOKUPS: usize = 50;

impl Bot {
    /// What Slack says before `deadline` about readers, and about engineers whose profile is unknown or old. Nothing is
    /// known about the others, and nothing is held against them.
    pub(super) async fn look_up(
        &self,
        deadline: Instant,
        workspace: &WorkspaceId,
        filled: &FilledTeam,
    ) -> Vec<(Listed, Profile)> {
        // Guest status isn't stored, so the people who will read others' entries are looked up each time.
        let readers = filled.managers.iter().chain(&filled.insiders);
        let unsure = members::unsure(&self.store, workspace, &filled.engineers, self.clock.now()).await;
        let unsure = unsure.inspect_err(|error| report("team", &anyhow::anyhow!("cannot read members: {error}")));
        let unsure: BTreeSet<MemberId> = unsure.unwrap_or_default().into_iter().chain(readers.cloned()).collect();
        let Some(installation) = self.installations.current() else { return Vec::new() };
        let mut asked = JoinSet::new();
        for member in unsure.into_iter().take(MAX_LOOKUPS) {
            let (slack, installation) = (self.slack.clone(), installation.clone());
            asked.spawn(async move { slack.listed(&installation, &member).await });
        }
        let mut told = Vec::new();
        while let Ok(Some(answered)) = timeout_at(deadline, asked.join_next()).await {
            match answered {
                Ok(Ok(one)) => told.push(one),
                Ok(Err(error)) => tracing::info!(%error, "a team is saved without asking"),
                Err(_) => {}
            }
        }
        told
    }

    /// Stores what Slack said, when it was asked at this time, about people who are in a team now.
    pub(super) async fn note_chosen(&self, told: Vec<(Listed, Profile)>, asked_at: DateTime<Utc>) {
        let Some(installation) = self.installations.current() else { return };
        let told: Vec<_> = told.into_iter().map(|(listed, profile)| (listed.member, profile)).collect();
        match members::note_known(&self.store, &installation, &told, asked_at).await {
            Ok(is_due) => {
                if is_due {
                    self.deliveries.nudge();
                }
            }
            Err(error) => report("team", &anyhow::Error::new(error).context("cannot note down who is in it")),
        }
    }
}
