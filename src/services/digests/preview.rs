//! Previews: what an author sees before it's posted, and what they hold back.

use chrono::{DateTime, Utc};

use crate::domain::delivery::{DeliveryState, Kind};
use crate::domain::digest::{DigestId, DigestSnapshot, Item, Preview, StoredDigest};
use crate::domain::ids::{Actor, EntryId};
use crate::domain::lookup::Library;
use crate::services::digests::{Digests, HoldOutcome};
use crate::store::digest::{self, Part};
use crate::store::{Connection, StoreError, delivery, person};

impl Digests {
    /// The author's part of a digest, as it is now; `None` if they weren't promised a preview.
    pub async fn preview(
        &self,
        author: &Actor,
        id: DigestId,
        library: &Library,
    ) -> Result<Option<Preview>, StoreError> {
        let mut reading = self.store.read().await?;
        match find_of_author(&mut reading, author, id).await? {
            Some(snapshot) => Ok(Some(draw_preview(&mut reading, author, &snapshot, library).await?)),
            None => Ok(None),
        }
    }

    /// Holds an entry back, or puts it back, until its message is begun. Its sharing doesn't change.
    pub async fn hold_back(
        &self,
        author: &Actor,
        entry: EntryId,
        is_held: bool,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<HoldOutcome, StoreError> {
        let mut writing = self.store.write().await?;
        let Some((id, _)) = digest::find_of_entry(&mut writing, entry).await? else { return Ok(HoldOutcome::NotThere) };
        let Some(snapshot) = find_of_author(&mut writing, author, id).await? else { return Ok(HoldOutcome::NotThere) };
        let Some(row) = snapshot.rows.iter().find(|row| row.entry == entry) else { return Ok(HoldOutcome::NotThere) };
        if !snapshot.is_undecided(row) {
            return Ok(HoldOutcome::TooLate(draw_preview(&mut writing, author, &snapshot, library).await?));
        }
        digest::update_held(&mut writing, entry, is_held).await?;
        delivery::update_stale(&mut writing, author, Kind::Preview, id.0, now).await?;
        // Its message was dropped while nothing was left of it.
        if let (false, Some(post)) =
            (is_held, snapshot.post_of(row).filter(|post| post.state == DeliveryState::Dropped))
        {
            digest::update_post_ready(&mut writing, post.id, now).await?;
        }
        let Some(snapshot) = find_of_author(&mut writing, author, id).await? else { return Ok(HoldOutcome::NotThere) };
        let preview = draw_preview(&mut writing, author, &snapshot, library).await?;
        writing.commit().await?;
        Ok(HoldOutcome::Done(preview))
    }
}

/// An author's part of a digest, for that author alone, and only if they were promised a preview.
pub(in crate::services) async fn find_of_author(
    db: &mut Connection,
    author: &Actor,
    id: DigestId,
) -> Result<Option<DigestSnapshot>, StoreError> {
    let Some(snapshot) = digest::find_snapshot(db, Part::Author(id, &author.member)).await? else { return Ok(None) };
    let told = delivery::list_recipients(db, (Kind::Preview, id.0)).await?;
    let is_told = snapshot.stored.digest.workspace == author.workspace && told.contains(&author.member);
    Ok(is_told.then_some(snapshot))
}

pub(in crate::services) async fn draw_preview(
    db: &mut Connection,
    author: &Actor,
    snapshot: &DigestSnapshot,
    library: &Library,
) -> Result<Preview, StoreError> {
    let whereabouts = person::find_person(db, author).await?.whereabouts();
    let held = snapshot.rows.iter().filter(|row| row.is_held && snapshot.entry(row).is_some());
    let held: Vec<Item> = snapshot.page(held, library, |_| true).authors.into_iter().flat_map(|of| of.items).collect();
    let StoredDigest { digest, managers, .. } = &snapshot.stored;
    Ok(Preview {
        digest: digest.clone(),
        managers: managers & &digest.audience,
        due_on: whereabouts.rules().local(digest.due_at),
        page: snapshot.whole(library),
        held,
    })
}
