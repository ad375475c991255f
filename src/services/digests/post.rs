//! Posting: what may be in a channel's message at this moment.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::{DeliveryState, MessageRef};
use crate::domain::digest::{
    ChannelCheck, DigestEntry, DigestMessage, DigestState, PostId, StoredDigest, WEEK_OVER, of_post, pages, part,
};
use crate::domain::ids::EntryId;
use crate::domain::lookup::Library;
use crate::services::digests::lay_out::insert_pages;
use crate::services::digests::notices::update_authors;
use crate::services::digests::{CHANNEL_RECHECK, Digests};
use crate::services::send_decision::SendDecision;
use crate::store::StoreError;
use crate::store::digest::{self, Part};

/// The shortest wait for a message that follows another.
const IN_TURN: TimeDelta = TimeDelta::seconds(5);

impl Digests {
    pub async fn check_of_post(&self, post: PostId) -> Result<Option<ChannelCheck>, StoreError> {
        Ok(digest::find_of_post(&mut self.store.read().await?, post).await?.map(ChannelCheck::from))
    }

    /// Begins a post: from here on nothing in this message can be held back. Returns it as of now, with the message
    /// whose thread it goes into. The caller has just checked the channel.
    ///
    /// # Errors
    /// If the database fails, nothing may be posted.
    pub async fn begin(
        &self,
        post: PostId,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<SendDecision<(DigestMessage, Option<MessageRef>)>, StoreError> {
        let mut writing = self.store.write().await?;
        let Some(snapshot) = digest::find_snapshot(&mut writing, Part::Message(post)).await? else {
            return Ok(SendDecision::Drop("gone"));
        };
        let stored = &snapshot.stored;
        if let Some(not_now) = not_now(stored, post, now) {
            return Ok(not_now);
        }
        let (shown, gone): (Vec<&DigestEntry>, Vec<&DigestEntry>) = snapshot
            .rows
            .iter()
            .filter(|row| row.post == Some(post) && !row.is_held)
            .partition(|row| snapshot.may_be_posted(row));
        // What was never posted must not show as withdrawn, and can go into a later digest.
        if !gone.is_empty() {
            let gone: Vec<EntryId> = gone.iter().map(|row| row.entry).collect();
            digest::delete_entries(&mut writing, &gone).await?;
            update_authors(&mut writing, stored.digest.id, now).await?;
        }
        let earlier = stored.before(post).find(|earlier| earlier.state == DeliveryState::Sent);
        let entries = shown.iter().map(|row| row.entry).collect();
        let page = part(&snapshot.whole(library), earlier.is_some(), &entries);
        // What its authors added since the layout may need more room.
        let mut pages = pages(&page).into_iter();
        let Some(page) = pages.next() else {
            writing.commit().await?;
            return Ok(SendDecision::Drop("nothing is left of it"));
        };
        insert_pages(&mut writing, stored, &pages.collect::<Vec<_>>(), now).await?;
        digest::update_begun(&mut writing, post, true).await?;
        // The check just found no app in the channel that they weren't told about.
        digest::update_apps(&mut writing, stored.digest.id, []).await?;
        if stored.digest.state != DigestState::Posting {
            digest::update_state(&mut writing, stored.digest.id, DigestState::Posting).await?;
        }
        let thread = earlier.and_then(|earlier| earlier.place.clone());
        writing.commit().await?;
        Ok(SendDecision::Send((page, thread)))
    }

    /// A post that was sent, as it should look now.
    pub async fn shown(&self, post: PostId, library: &Library) -> Result<Option<DigestMessage>, StoreError> {
        let mut reading = self.store.read().await?;
        let Some(snapshot) = digest::find_snapshot(&mut reading, Part::Message(post)).await? else { return Ok(None) };
        let rows = snapshot.rows.iter().filter(|row| row.post == Some(post));
        let goes_on = snapshot.stored.before(post).any(|earlier| earlier.state == DeliveryState::Sent);
        let page = of_post(&snapshot.whole(library), goes_on, &rows.map(|row| row.entry).collect());
        Ok(Some(page).filter(|page| !page.authors.is_empty()))
    }
}

/// Why a message isn't posted now, if so.
fn not_now<T>(stored: &StoredDigest, post: PostId, now: DateTime<Utc>) -> Option<SendDecision<T>> {
    if matches!(stored.digest.state, DigestState::Posted | DigestState::Dropped) {
        return Some(SendDecision::Drop("over"));
    }
    if !stored.is_at_home() {
        return Some(SendDecision::Drop("its channel has changed"));
    }
    if now >= stored.digest.due_at + WEEK_OVER {
        return Some(SendDecision::Drop("its week is over"));
    }
    let earlier = stored.before(post).find(|earlier| !earlier.is_settled())?;
    // A manager's answer to an unconfirmed one can race this write and then makes nothing due, so the wait is capped.
    let at = earlier.next_at.min(now + CHANNEL_RECHECK);
    Some(SendDecision::Defer(at.max(now + IN_TURN)))
}
