//! A snapshot of a digest and its entries, and what of it may be read at that moment.

use std::collections::{BTreeSet, HashMap};

use crate::domain::digest::{Digest, Page, PostId, State, is_visible, page, still_given};
use crate::domain::evidence::Entry;
use crate::domain::ids::{ChannelId, EntryId, MemberId};
use crate::domain::lookup::Library;
use crate::domain::roster::Roster;
use crate::store::digest::{self, Contents, Gathered, Part, Post, StoredDigest};
use crate::store::{Connection, StoreError};

/// A digest with everything in it, or with a part of it.
pub(super) struct DigestSnapshot {
    pub(super) digest: Digest,
    /// The team's name.
    pub(super) name: String,
    /// The team's managers now.
    pub(super) managers: BTreeSet<MemberId>,
    /// Where the team's digests go now.
    home: Option<ChannelId>,
    pub(super) rows: Vec<Gathered>,
    entries: HashMap<EntryId, Entry>,
    rosters: HashMap<MemberId, Roster>,
    /// Its messages, once it's laid out.
    pub(super) posts: Vec<Post>,
}

impl DigestSnapshot {
    /// Reads it, if it exists.
    pub(super) async fn read(db: &mut Connection, part: Part<'_>) -> Result<Option<Self>, StoreError> {
        let Some(Contents { stored, rows, entries, rosters }) = digest::find_contents(db, part).await? else {
            return Ok(None);
        };
        let StoredDigest { digest, team: name, home, managers, posts, .. } = stored;
        let entries = entries.into_iter().map(|entry| (entry.id, entry)).collect();
        Ok(Some(Self { digest, name, managers, home, rows, entries, rosters, posts }))
    }

    /// Whether its channel, the one its authors were told about, is still its team's.
    pub(super) fn is_at_home(&self) -> bool {
        self.home.as_ref() == Some(&self.digest.channel)
    }

    /// The entry of a row, if its author still has it.
    pub(super) fn entry(&self, row: &Gathered) -> Option<&Entry> {
        self.entries.get(&row.entry).filter(|entry| entry.author == row.author && entry.deleted_at.is_none())
    }

    /// Whether every manager of the team may read this now, so that it may be posted, and its author shares it with
    /// someone in the audience.
    pub(super) fn may_be_posted(&self, row: &Gathered) -> bool {
        let roster = self.rosters.get(&row.author);
        roster.is_some_and(|roster| is_visible(self.entry(row), roster, &self.managers)) && self.is_still_given(row)
    }

    /// Whether its author still shares this with someone in the audience.
    pub(super) fn is_still_given(&self, row: &Gathered) -> bool {
        still_given(self.entry(row), &self.digest.audience)
    }

    /// The message that a row is in, once it's laid out.
    pub(super) fn post_of(&self, row: &Gathered) -> Option<&Post> {
        self.posts.iter().find(|post| Some(post.id) == row.post)
    }

    /// Whether someone has to delete a message by hand: an author withdrew an entry, and the bot can't change the
    /// message.
    pub(super) fn is_out_of_reach(&self) -> bool {
        let is_lost = |row| self.post_of(row).is_some_and(Post::is_lost);
        self.rows.iter().any(|row| !row.is_held && is_lost(row) && !self.is_still_given(row))
    }

    /// Whether an author's words may be in the channel.
    pub(super) fn shows_something(&self) -> bool {
        self.rows
            .iter()
            .any(|row| !row.is_held && self.post_of(row).is_some_and(|post| post.is_begun) && self.is_still_given(row))
    }

    /// The authors of posted entries.
    pub(super) fn posted_authors(&self) -> BTreeSet<&MemberId> {
        let posted =
            self.rows.iter().filter(|row| !row.is_held && row.post.is_some() && !row.author.as_str().is_empty());
        posted.map(|row| &row.author).collect()
    }

    /// Whether the author can still hold this back or put it back.
    pub(super) fn is_undecided(&self, row: &Gathered) -> bool {
        matches!(self.digest.state, State::Open | State::Withheld)
            && self.post_of(row).is_none_or(|post| !post.is_begun)
    }

    /// Whether this row can be posted, or was posted and is still shared.
    pub(super) fn is_shown(&self, row: &Gathered) -> bool {
        let is_begun = self.post_of(row).is_some_and(|post| post.is_begun);
        !row.is_held && if is_begun { self.is_still_given(row) } else { self.may_be_posted(row) }
    }

    /// Everything that is posted, as it is now. What was posted and then withdrawn says so; other withdrawn entries are
    /// left out. Previews and messages are parts of this, so that authors see what is posted.
    pub(super) fn whole(&self, library: &Library) -> Page {
        let is_begun = |row: &Gathered| self.post_of(row).is_some_and(|post| post.is_begun);
        let rows = self.rows.iter().filter(|row| !row.is_held && (is_begun(row) || self.is_shown(row)));
        self.page(rows, false, library, |row| self.is_shown(row))
    }

    /// These rows as a page. What is no longer shared says so.
    pub(super) fn page<'r>(
        &self,
        rows: impl IntoIterator<Item = &'r Gathered>,
        goes_on: bool,
        library: &Library,
        is_given: impl Fn(&Gathered) -> bool,
    ) -> Page {
        let entry = |row: &Gathered| self.entry(row).filter(|_| is_given(row)).cloned();
        let rows = rows.into_iter().map(|row| (row.entry, row.author.clone(), entry(row))).collect();
        page(&self.name, self.digest.week, goes_on, rows, library)
    }

    /// The messages before this one.
    pub(super) fn before(&self, post: PostId) -> impl Iterator<Item = &Post> {
        self.posts.iter().take_while(move |earlier| earlier.id != post)
    }
}
