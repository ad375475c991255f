//! Posting: what may be in a channel's message at this moment.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::{self as domain, Kind, MessageRef};
use crate::domain::digest::{Digest, Page, PostId, State, WEEK_OVER, of_post, pages, part};
use crate::domain::ids::{EntryId, MemberId};
use crate::domain::lookup::Library;
use crate::services::digests::Digests;
use crate::services::digests::lay_out::insert_pages;
use crate::services::digests::loaded::DigestSnapshot;
use crate::services::digests::trouble::CHECK_AGAIN;
use crate::services::send_decision::SendDecision;
use crate::store::digest::{self, Gathered, Part};
use crate::store::{StoreError, Writing, delivery};

/// The shortest wait for a message that follows another.
const IN_TURN: TimeDelta = TimeDelta::seconds(5);

impl Digests {
    /// The digest of a post, with who may be in its channel now: the team's managers and its allow-list.
    pub async fn of_post(&self, post: PostId) -> Result<Option<(Digest, BTreeSet<MemberId>)>, StoreError> {
        let mut reading = self.store.read().await?;
        let found = digest::find_of_post(&mut reading, post).await?;
        Ok(found.map(|stored| (stored.digest, &stored.managers | &stored.insiders)))
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
    ) -> Result<SendDecision<(Page, Option<MessageRef>)>, StoreError> {
        let mut writing = self.store.write().await?;
        let Some(loaded) = DigestSnapshot::read(&mut writing, Part::Message(post)).await? else {
            return Ok(SendDecision::Drop("gone"));
        };
        if let Some(not_now) = not_now(&loaded, post, now) {
            return Ok(not_now);
        }
        let (shown, gone): (Vec<&Gathered>, Vec<&Gathered>) = loaded
            .rows
            .iter()
            .filter(|row| row.post == Some(post) && !row.is_held)
            .partition(|row| loaded.may_be_posted(row));
        // What was never posted must not show as withdrawn.
        release(&mut writing, &loaded, &gone, now).await?;
        let earlier = loaded.before(post).find(|earlier| earlier.state == domain::State::Sent);
        let entries = shown.iter().map(|row| row.entry).collect();
        let page = part(&loaded.whole(library), earlier.is_some(), &entries);
        // What its authors added since the layout may need more room.
        let mut pages = pages(&page).into_iter();
        let Some(page) = pages.next() else {
            writing.commit().await?;
            return Ok(SendDecision::Drop("nothing is left of it"));
        };
        insert_pages(&mut writing, &loaded, &pages.collect::<Vec<_>>(), now).await?;
        digest::update_begun(&mut writing, post, true).await?;
        // The check just found no app in the channel that they weren't told about.
        digest::update_apps(&mut writing, loaded.digest.id, []).await?;
        if loaded.digest.state != State::Posting {
            digest::update_state(&mut writing, loaded.digest.id, State::Posting).await?;
        }
        let thread = earlier.and_then(|earlier| earlier.place.clone());
        writing.commit().await?;
        Ok(SendDecision::Send((page, thread)))
    }

    /// A post that was sent, as it should look now.
    pub async fn shown(&self, post: PostId, library: &Library) -> Result<Option<Page>, StoreError> {
        let mut reading = self.store.read().await?;
        let Some(loaded) = DigestSnapshot::read(&mut reading, Part::Message(post)).await? else { return Ok(None) };
        let rows = loaded.rows.iter().filter(|row| row.post == Some(post));
        let goes_on = loaded.before(post).any(|earlier| earlier.state == domain::State::Sent);
        let page = of_post(&loaded.whole(library), goes_on, &rows.map(|row| row.entry).collect());
        Ok(Some(page).filter(|page| !page.authors.is_empty()))
    }
}

/// Why a message isn't posted now, if so.
fn not_now(
    loaded: &DigestSnapshot,
    post: PostId,
    now: DateTime<Utc>,
) -> Option<SendDecision<(Page, Option<MessageRef>)>> {
    if matches!(loaded.digest.state, State::Posted | State::Dropped) {
        return Some(SendDecision::Drop("over"));
    }
    if !loaded.is_at_home() {
        return Some(SendDecision::Drop("its channel has changed"));
    }
    if now >= loaded.digest.due_at + WEEK_OVER {
        return Some(SendDecision::Drop("its week is over"));
    }
    let is_settled = |state| matches!(state, domain::State::Sent | domain::State::Dropped);
    let earlier = loaded.before(post).find(|earlier| !is_settled(earlier.state))?;
    // A manager's answer to a doubtful one can race this write and then makes nothing due, so the wait is capped.
    let at = earlier.next_at.min(now + CHECK_AGAIN);
    Some(SendDecision::Defer(at.max(now + IN_TURN)))
}

/// Releases what isn't posted after all, so that it can go into a later digest.
async fn release(
    writing: &mut Writing,
    loaded: &DigestSnapshot,
    gone: &[&Gathered],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if gone.is_empty() {
        return Ok(());
    }
    let entries: Vec<EntryId> = gone.iter().map(|row| row.entry).collect();
    digest::delete_entries(writing, &entries).await?;
    delivery::update_stale_about(writing, (Kind::Preview, loaded.digest.id.0), now).await
}
