//! Previews: what an author sees before it's posted, and what they hold back.

use chrono::{DateTime, Utc};

use crate::domain::cadence::{self, Awake};
use crate::domain::delivery::{self as domain, Kind};
use crate::domain::digest::{DigestId, Line, NOTICE, PREVIEW_WAIT, Preview, State};
use crate::domain::ids::{Actor, EntryId};
use crate::domain::lookup::Library;
use crate::services::digests::loaded::DigestSnapshot;
use crate::services::digests::{Digests, Held};
use crate::services::send_decision::{MAX_DEFERRAL, SendDecision};
use crate::store::digest::{self, Gathered, Part};
use crate::store::{Connection, StoreError, delivery, member};

impl Digests {
    /// The author's part of a digest, as it is now; `None` if they weren't promised a preview.
    pub async fn preview(
        &self,
        author: &Actor,
        id: DigestId,
        library: &Library,
    ) -> Result<Option<Preview>, StoreError> {
        let mut reading = self.store.read().await?;
        match of_author(&mut reading, author, id).await? {
            Some(loaded) => Ok(Some(drawn(&mut reading, author, &loaded, library).await?)),
            None => Ok(None),
        }
    }

    /// Whether to send the preview now; deferred while the author is asleep.
    pub async fn decide_preview(
        &self,
        author: &Actor,
        id: DigestId,
        library: &Library,
        now: DateTime<Utc>,
    ) -> Result<SendDecision<Preview>, StoreError> {
        let mut reading = self.store.read().await?;
        let Some(loaded) = of_author(&mut reading, author, id).await? else { return Ok(SendDecision::Drop("gone")) };
        if let Some(reason) = unwanted(&loaded, now) {
            return Ok(SendDecision::Drop(reason));
        }
        // News that someone else can read what was posted doesn't wait for the morning.
        if loaded.digest.state == State::Posted {
            return Ok(SendDecision::Send(drawn(&mut reading, author, &loaded, library).await?));
        }
        let known = member::find_whereabouts(&mut reading, &author.workspace, &author.member).await?;
        match cadence::awake(&known.whereabouts.rules(), now) {
            Awake::Now => Ok(SendDecision::Send(drawn(&mut reading, author, &loaded, library).await?)),
            // They may be in another time zone by then.
            Awake::From(at) => Ok(SendDecision::Defer(at.min(now + MAX_DEFERRAL))),
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
    ) -> Result<Held, StoreError> {
        let mut writing = self.store.write().await?;
        let Some((id, _)) = digest::find_of_entry(&mut writing, entry).await? else { return Ok(Held::NotThere) };
        let Some(loaded) = of_author(&mut writing, author, id).await? else { return Ok(Held::NotThere) };
        let Some(row) = loaded.rows.iter().find(|row| row.entry == entry) else { return Ok(Held::NotThere) };
        if !loaded.is_undecided(row) {
            return Ok(Held::TooLate(drawn(&mut writing, author, &loaded, library).await?));
        }
        digest::update_held(&mut writing, entry, is_held).await?;
        delivery::update_stale(&mut writing, author, Kind::Preview, id.0, now).await?;
        // Its message was dropped while nothing was left of it.
        if let (false, Some(post)) = (is_held, loaded.post_of(row).filter(|post| post.state == domain::State::Dropped))
        {
            digest::update_post_ready(&mut writing, post.id, now).await?;
        }
        let Some(loaded) = of_author(&mut writing, author, id).await? else { return Ok(Held::NotThere) };
        let preview = drawn(&mut writing, author, &loaded, library).await?;
        writing.commit().await?;
        Ok(Held::Done(preview))
    }
}

/// Why a preview isn't sent, if so. After the post, authors hear again when someone else can read it.
fn unwanted(loaded: &DigestSnapshot, now: DateTime<Utc>) -> Option<&'static str> {
    let is_posted = |row: &Gathered| row.previewed_at.is_some() && row.post.is_some();
    if loaded.digest.state == State::Posted && loaded.rows.iter().any(is_posted) {
        return None;
    }
    if loaded.digest.state != State::Open || !loaded.posts.is_empty() || !loaded.is_at_home() {
        return Some("over");
    }
    // It's too late for the author to have enough time with it.
    if now > loaded.digest.due_at + PREVIEW_WAIT - NOTICE {
        return Some("too late");
    }
    let is_left = |row: &Gathered| row.is_held || loaded.may_be_posted(row);
    (!loaded.rows.iter().any(is_left)).then_some("nothing is left of it")
}

/// An author's part of a digest, for that author alone, and only if they were promised a preview.
async fn of_author(db: &mut Connection, author: &Actor, id: DigestId) -> Result<Option<DigestSnapshot>, StoreError> {
    let loaded = DigestSnapshot::read(db, Part::Author(id, &author.member)).await?;
    let Some(loaded) = loaded.filter(|loaded| loaded.digest.workspace == author.workspace) else { return Ok(None) };
    let told = delivery::list_recipients(db, (Kind::Preview, id.0)).await?;
    Ok(Some(loaded).filter(|_| told.contains(&author.member)))
}

async fn drawn(
    db: &mut Connection,
    author: &Actor,
    loaded: &DigestSnapshot,
    library: &Library,
) -> Result<Preview, StoreError> {
    let known = member::find_whereabouts(db, &author.workspace, &author.member).await?;
    let held = loaded.rows.iter().filter(|row| row.is_held && loaded.entry(row).is_some());
    let held: Vec<Line> =
        loaded.page(held, false, library, |_| true).authors.into_iter().flat_map(|of| of.lines).collect();
    Ok(Preview {
        digest: loaded.digest.id,
        state: loaded.digest.state,
        audience: loaded.digest.audience.clone(),
        managers: &loaded.managers & &loaded.digest.audience,
        apps: loaded.digest.apps.clone().unwrap_or_default(),
        channel: loaded.digest.channel.clone(),
        hidden: if loaded.digest.is_hidden { loaded.digest.wrong.clone() } else { Vec::new() },
        due_on: known.whereabouts.rules().local(loaded.digest.due_at),
        page: loaded.whole(library),
        held,
    })
}
