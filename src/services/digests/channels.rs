//! The channels that digests go to, and who may be in each.

use std::collections::BTreeSet;

use crate::domain::ids::{ChannelId, MemberId, WorkspaceId};
use crate::domain::roster::TeamName;
use crate::services::digests::Digests;
use crate::store::{StoreError, digest, team};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestChannel {
    pub team: TeamName,
    pub channel: ChannelId,
    /// The team's managers and its allow-list.
    pub allowed: BTreeSet<MemberId>,
    /// Who the authors of the next digest were told about; everyone allowed if no one was told yet.
    pub told: BTreeSet<MemberId>,
    /// The other apps they were told about; `None` if no one was told yet.
    pub apps: Option<BTreeSet<MemberId>>,
}

impl Digests {
    /// Every channel of a workspace that digests go to, by team.
    pub async fn list_channels(&self, workspace: &WorkspaceId) -> Result<Vec<DigestChannel>, StoreError> {
        let mut reading = self.store.read().await?;
        let mut channels = Vec::new();
        for team in team::list_teams(&mut reading, workspace).await? {
            let Some(channel) = team.digest_channel else { continue };
            let allowed = &team.managers | &team.allowed_members;
            let next = match digest::find_unfinished(&mut reading, team.id).await? {
                Some(id) => digest::find_digest(&mut reading, id).await?.map(|stored| stored.digest),
                None => None,
            };
            let next = next.filter(|next| next.channel == channel);
            let apps = next.as_ref().and_then(|next| next.apps.clone());
            let told = next.map_or_else(|| allowed.clone(), |next| next.audience);
            channels.push(DigestChannel { team: team.name, channel, allowed, told, apps });
        }
        Ok(channels)
    }
}
