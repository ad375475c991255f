//! Who can read a posted digest: checked again after the post, and hidden while the wrong people can.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::domain::delivery::Kind;
use crate::domain::digest::{ChannelCheck, ChannelProblem, Digest, DigestId};
use crate::domain::ids::{Actor, ChannelId, MemberId, WorkspaceId};
use crate::services::digests::Digests;
use crate::services::digests::notices::{notify_again, notify_managers, update_authors};
use crate::store::digest::{self, Part};
use crate::store::{StoreError, delivery};

/// How many joiners of one channel are remembered until it's checked.
const MAX_JOINED: usize = 100;

pub type ChannelKey = (WorkspaceId, ChannelId);

/// Channels in which Slack reported a change, each with who joined it since it was last checked.
#[derive(Debug, Default)]
pub(super) struct ChannelChanges {
    waiting: Mutex<BTreeMap<ChannelKey, BTreeSet<MemberId>>>,
    noted: Notify,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelChange {
    /// They are in it now, whether or not Slack lists them yet.
    Joined(MemberId),
    Left(MemberId),
    Other,
}

impl Digests {
    /// Notes a change in a channel: if a digest is posted there, it's checked now.
    pub fn channel_changed(&self, workspace: &WorkspaceId, channel: &ChannelId, change: ChannelChange) {
        let mut waiting = self.changes.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let joined = waiting.entry((workspace.clone(), channel.clone())).or_default();
        match change {
            ChannelChange::Joined(member) if joined.len() < MAX_JOINED => {
                joined.insert(member);
            }
            ChannelChange::Left(member) => {
                joined.remove(&member);
            }
            ChannelChange::Joined(_) | ChannelChange::Other => {}
        }
        drop(waiting);
        self.changes.noted.notify_one();
    }

    /// A member became a guest: channels where they may read digests are checked now.
    pub async fn became_guest(&self, who: &Actor) -> Result<(), StoreError> {
        let mut reading = self.store.read().await?;
        for channel in digest::list_channels_read_by(&mut reading, &who.workspace, &who.member).await? {
            self.channel_changed(&who.workspace, &channel, ChannelChange::Other);
        }
        Ok(())
    }

    /// Returns when something changed in a channel.
    pub async fn channels_changed(&self) {
        self.changes.noted.notified().await;
    }

    /// Takes the channels in which something changed, each with who joined.
    pub fn take_channel_changes(&self) -> BTreeMap<ChannelKey, BTreeSet<MemberId>> {
        std::mem::take(&mut *self.changes.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Every channel that may show something of a digest, with when the newest was posted there.
    pub async fn channels(&self) -> Result<Vec<(ChannelKey, DateTime<Utc>)>, StoreError> {
        let found = digest::list_channels(&mut self.store.read().await?).await?;
        Ok(found.into_iter().map(|(workspace, channel, posted_at)| ((workspace, channel), posted_at)).collect())
    }

    /// The digests with something posted in a channel, the newest first.
    pub async fn posted_in(&self, (workspace, channel): &ChannelKey) -> Result<Vec<ChannelCheck>, StoreError> {
        let mut reading = self.store.read().await?;
        let mut posted = Vec::new();
        for id in digest::list_standing(&mut reading, workspace, channel).await? {
            posted.extend(digest::find_digest(&mut reading, id).await?.map(ChannelCheck::from));
        }
        Ok(posted)
    }

    pub async fn check_of(&self, id: DigestId) -> Result<Option<ChannelCheck>, StoreError> {
        Ok(digest::find_digest(&mut self.store.read().await?, id).await?.map(ChannelCheck::from))
    }

    /// Stores which other apps a digest's authors are told about.
    pub async fn note_apps(&self, id: DigestId, apps: &BTreeSet<MemberId>) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        digest::update_apps(&mut writing, id, apps).await?;
        writing.commit().await
    }

    /// Hides a posted digest for these reasons, or shows it if there are none, and tells its managers and authors.
    /// Returns whether anything changed.
    pub async fn set_visibility(
        &self,
        id: DigestId,
        problems: &[ChannelProblem],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut writing = self.store.write().await?;
        let Some(snapshot) = digest::find_snapshot(&mut writing, Part::All(id)).await? else { return Ok(false) };
        let Digest { is_hidden, channel_problems: before, .. } = &snapshot.stored.digest;
        let is_same = if *is_hidden { before == problems } else { problems.is_empty() || !snapshot.shows_something() };
        if is_same {
            return Ok(false);
        }
        digest::update_visibility(&mut writing, id, problems, now).await?;
        let is_newcomer =
            |problem: &ChannelProblem| matches!(problem, ChannelProblem::NotDisclosed(_)) && !before.contains(problem);
        let is_news = !problems.is_empty() && (!is_hidden || problems.iter().any(is_newcomer));
        notify_managers(&mut writing, &snapshot.stored, now).await?;
        update_authors(&mut writing, id, now).await?;
        if is_news {
            notify_again(&mut writing, &snapshot, now).await?;
        }
        writing.commit().await?;
        Ok(true)
    }

    /// Adds newcomers on the allow-list to a posted digest's audience once every author knows about them, and returns
    /// those it added.
    pub async fn name_newcomers(&self, id: DigestId, newcomers: &[MemberId]) -> Result<BTreeSet<MemberId>, StoreError> {
        let mut writing = self.store.write().await?;
        let Some(stored) = digest::find_digest(&mut writing, id).await? else { return Ok(BTreeSet::new()) };
        let Digest { channel_problems, is_hidden, .. } = stored.digest;
        let is_told = |member: &&MemberId| channel_problems.contains(&ChannelProblem::NotDisclosed((*member).clone()));
        let told: BTreeSet<MemberId> = newcomers.iter().filter(is_told).cloned().collect();
        let is_over = is_hidden && !delivery::has_pending(&mut writing, (Kind::Preview, id.0)).await?;
        if told.is_empty() || !is_over {
            return Ok(BTreeSet::new());
        }
        digest::insert_audience(&mut writing, &told.iter().map(|member| (id, member)).collect::<Vec<_>>()).await?;
        writing.commit().await?;
        Ok(told)
    }
}
