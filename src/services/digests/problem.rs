//! Problems that hold up a digest: what the bot tells the managers, and how they answer.

use chrono::{DateTime, Utc};

use crate::domain::delivery::{DeliveryState, Kind};
use crate::domain::digest::{
    ChannelProblem, DigestId, DigestPost, DigestProblem, DigestSnapshot, DigestState, PostId, StoredDigest,
    UnconfirmedPost, exposing,
};
use crate::domain::ids::Actor;
use crate::services::digests::notices::{notify_managers, update_authors, update_managers};
use crate::services::digests::outcome::finish;
use crate::services::digests::{CHANNEL_RECHECK, ChannelChange, Digests};
use crate::store::digest::{self, Part};
use crate::store::{Connection, StoreError, delivery};

/// How a manager's answer is recorded.
const SEEN: &str = "a manager says it arrived";

impl Digests {
    /// Withholds a digest because of its channel: nothing is posted, and the managers are told why. Returns the time of
    /// the next check.
    pub async fn withhold(
        &self,
        post: PostId,
        problems: &[ChannelProblem],
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, StoreError> {
        let mut writing = self.store.write().await?;
        let Some(stored) = digest::find_of_post(&mut writing, post).await? else { return Ok(now + CHANNEL_RECHECK) };
        let (id, state) = (stored.digest.id, stored.digest.state);
        let is_new = state != DigestState::Withheld || stored.digest.channel_problems != problems;
        if is_new && matches!(state, DigestState::Open | DigestState::Posting | DigestState::Withheld) {
            digest::update_state(&mut writing, id, DigestState::Withheld).await?;
            // What is already posted is as readable as the rest would be.
            let exposed = exposing(problems.to_vec());
            if stored.has_post(DeliveryState::Sent) && !exposed.is_empty() {
                digest::update_visibility(&mut writing, id, &exposed, now).await?;
            }
            digest::update_channel_problems(&mut writing, id, problems).await?;
            notify_managers(&mut writing, &stored, now).await?;
            writing.commit().await?;
        }
        Ok(now + CHANNEL_RECHECK)
    }

    /// A manager says whether an unconfirmed post arrived. If it didn't, it is posted now. A settled post stays
    /// as it is. `None` for anyone who isn't asked.
    pub async fn answer_unconfirmed(
        &self,
        manager: &Actor,
        unconfirmed: UnconfirmedPost,
        is_there: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<DigestProblem>, StoreError> {
        let mut writing = self.store.write().await?;
        let id = unconfirmed.digest;
        let Some(snapshot) = asked(&mut writing, manager, id).await? else { return Ok(None) };
        if self::unconfirmed_post(&snapshot.stored) == Some(unconfirmed) {
            if is_there {
                let seen = (DeliveryState::Unconfirmed, DeliveryState::Sent);
                digest::update_posts_ended(&mut writing, id, seen, SEEN, now).await?;
            } else {
                digest::update_begun(&mut writing, unconfirmed.post, false).await?;
                digest::update_posts_ready(&mut writing, id, DeliveryState::Unconfirmed, now).await?;
            }
            let is_posted = is_there || snapshot.stored.has_post(DeliveryState::Sent);
            let state = if is_posted { DigestState::Posting } else { DigestState::Open };
            digest::update_state(&mut writing, id, state).await?;
            // What waited for the answer is due now.
            digest::update_posts_ready(&mut writing, id, DeliveryState::Ready, now).await?;
            update_authors(&mut writing, id, now).await?;
            update_managers(&mut writing, id, now).await?;
            finish(&mut writing, unconfirmed.post, now).await?;
        }
        let shown = digest::find_snapshot(&mut writing, Part::All(id)).await?.map(|snapshot| describe(&snapshot));
        writing.commit().await?;
        Ok(shown)
    }

    /// A manager says that the problem is fixed, so the bot tries again now. `None` for anyone who isn't asked.
    pub async fn check_again(
        &self,
        manager: &Actor,
        id: DigestId,
        now: DateTime<Utc>,
    ) -> Result<Option<DigestProblem>, StoreError> {
        let mut writing = self.store.write().await?;
        let Some(snapshot) = asked(&mut writing, manager, id).await? else { return Ok(None) };
        let digest = &snapshot.stored.digest;
        if digest.is_hidden {
            self.channel_changed(&digest.workspace, &digest.channel, ChannelChange::Other);
        }
        let waits = match digest.state {
            DigestState::Withheld => Some(DeliveryState::Ready),
            DigestState::Open | DigestState::Posting => Some(DeliveryState::Dead),
            DigestState::Unconfirmed | DigestState::Posted | DigestState::Dropped => None,
        };
        if let Some(waits) = waits {
            digest::update_posts_ready(&mut writing, id, waits, now).await?;
            update_managers(&mut writing, id, now).await?;
            writing.commit().await?;
        }
        Ok(Some(describe(&snapshot)))
    }

    /// What a manager is told about a digest now.
    pub async fn problem(&self, manager: &Actor, id: DigestId) -> Result<Option<DigestProblem>, StoreError> {
        let mut reading = self.store.read().await?;
        let Some(snapshot) = digest::find_snapshot(&mut reading, Part::All(id)).await? else { return Ok(None) };
        // Managers who were told before also hear how it ended, even if they no longer manage the team.
        let before = delivery::list_recipients(&mut reading, (Kind::DigestProblem, id.0)).await?;
        let StoredDigest { digest, managers, .. } = &snapshot.stored;
        let is_asked = managers.contains(&manager.member) || before.contains(&manager.member);
        Ok((is_asked && digest.workspace == manager.workspace).then(|| describe(&snapshot)))
    }
}

/// The digest, if this is a manager of its team now.
async fn asked(db: &mut Connection, manager: &Actor, id: DigestId) -> Result<Option<DigestSnapshot>, StoreError> {
    let snapshot = digest::find_snapshot(db, Part::All(id)).await?;
    Ok(snapshot.filter(|DigestSnapshot { stored, .. }| {
        stored.digest.workspace == manager.workspace && stored.managers.contains(&manager.member)
    }))
}

/// What the managers are asked about: one message at most, since each waits for the one before it.
fn unconfirmed_post(stored: &StoredDigest) -> Option<UnconfirmedPost> {
    let post = find_unconfirmed(stored)?;
    Some(UnconfirmedPost { digest: stored.digest.id, post: post.id, attempt: post.attempts })
}

fn find_unconfirmed(stored: &StoredDigest) -> Option<&DigestPost> {
    let mut begun = stored.posts.iter().filter(|post| post.posting_started);
    (stored.digest.state == DigestState::Unconfirmed).then(|| begun.find(|post| !post.is_settled())).flatten()
}

fn describe(snapshot: &DigestSnapshot) -> DigestProblem {
    let stored = &snapshot.stored;
    let StoredDigest { digest, posts, .. } = stored;
    let nth = find_unconfirmed(stored).and_then(|post| posts.iter().position(|other| other.id == post.id));
    DigestProblem {
        digest: digest.clone(),
        team: stored.team.clone(),
        unconfirmed_post: unconfirmed_post(stored),
        part: nth.filter(|_| posts.len() > 1).map(|nth| (nth + 1, posts.len())),
        has_begun: stored.has_post(DeliveryState::Sent),
        is_refused: stored.has_post(DeliveryState::Dead),
        delete_by_hand: snapshot.is_out_of_reach(),
    }
}
