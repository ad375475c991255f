//! A digest with its contents at one moment, and what of it may be read in its channel then.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::{Digest, DigestMessage, DigestState, PostId, is_visible, page, still_given};
use crate::domain::delivery::{DeliveryState, MessageRef};
use crate::domain::evidence::Entry;
use crate::domain::ids::{Actor, ChannelId, EntryId, MemberId};
use crate::domain::lookup::Library;
use crate::domain::roster::Assignment;

/// A digest with what is known about its team now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDigest {
    pub digest: Digest,
    /// The team's current name; if the team is gone, its name when the digest began.
    pub team: String,
    /// Where the team's digests go now.
    pub home: Option<ChannelId>,
    pub managers: BTreeSet<MemberId>,
    /// Who may be in its channel besides the managers.
    pub allowed_members: BTreeSet<MemberId>,
    /// Its messages in order, once it's laid out.
    pub posts: Vec<DigestPost>,
}

impl StoredDigest {
    /// Whether its channel, the one its authors were told about, is still its team's.
    #[must_use]
    pub fn is_at_home(&self) -> bool {
        self.home.as_ref() == Some(&self.digest.channel)
    }

    #[must_use]
    pub fn actor(&self, member: &MemberId) -> Actor {
        Actor { workspace: self.digest.workspace.clone(), member: member.clone() }
    }

    #[must_use]
    pub fn has_post(&self, state: DeliveryState) -> bool {
        self.posts.iter().any(|post| post.state == state)
    }

    pub fn before(&self, post: PostId) -> impl Iterator<Item = &DigestPost> {
        self.posts.iter().take_while(move |earlier| earlier.id != post)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestPost {
    pub id: PostId,
    /// The first is 1.
    pub position: i64,
    /// It may be in the channel: posting began, and wasn't definitely refused since.
    pub posting_started: bool,
    /// How often posting began.
    pub attempts: u32,
    pub state: DeliveryState,
    /// When its delivery is due next.
    pub next_at: DateTime<Utc>,
    /// The message in Slack, if it is known.
    pub place: Option<MessageRef>,
    /// Slack refused the newest edit.
    pub is_stuck: bool,
}

impl DigestPost {
    /// Whether there is nothing more to do for it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.state, DeliveryState::Sent | DeliveryState::Dropped)
    }

    /// Whether it is, or may be, in the channel and can't be changed: its place is unknown, or Slack refuses.
    fn is_lost(&self) -> bool {
        let is_nowhere = self.place.is_none() && (self.is_settled() || self.state == DeliveryState::Unconfirmed);
        self.posting_started && (is_nowhere || self.is_stuck)
    }
}

/// An entry in a digest. The entry itself may be gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestEntry {
    pub entry: EntryId,
    pub author: MemberId,
    pub is_held: bool,
    /// When its author could first see the preview.
    pub previewed_at: Option<DateTime<Utc>>,
    /// The message it is in, once that is laid out.
    pub post: Option<PostId>,
}

/// A digest and its contents, or a part of them, read at one moment.
#[derive(Clone, Debug)]
pub struct DigestSnapshot {
    pub stored: StoredDigest,
    /// Its entries, held back or not, by entry.
    pub rows: Vec<DigestEntry>,
    /// The entries that still exist, including deleted ones that aren't erased yet.
    pub entries: HashMap<EntryId, Entry>,
    /// Who manages its authors now, for those who have a manager. Levels and tracks aren't read.
    pub assignments: HashMap<MemberId, Assignment>,
}

impl DigestSnapshot {
    /// The entry of a row, if its author still has it.
    #[must_use]
    pub fn entry(&self, row: &DigestEntry) -> Option<&Entry> {
        self.entries.get(&row.entry).filter(|entry| entry.author == row.author && entry.deleted_at.is_none())
    }

    /// Whether every manager of the team may read this now, so that it may be posted, and its author shares it with
    /// someone in the audience.
    #[must_use]
    pub fn may_be_posted(&self, row: &DigestEntry) -> bool {
        let assignment = self.assignments.get(&row.author);
        assignment.is_some_and(|assignment| is_visible(self.entry(row), assignment, &self.stored.managers))
            && self.is_still_given(row)
    }

    /// Whether its author still shares this with someone in the audience.
    #[must_use]
    pub fn is_still_given(&self, row: &DigestEntry) -> bool {
        still_given(self.entry(row), &self.stored.digest.audience)
    }

    /// The message that a row is in, once it's laid out.
    #[must_use]
    pub fn post_of(&self, row: &DigestEntry) -> Option<&DigestPost> {
        self.stored.posts.iter().find(|post| Some(post.id) == row.post)
    }

    /// Whether someone has to delete a message by hand, because it has a withdrawn entry and the bot can't change it.
    #[must_use]
    pub fn is_out_of_reach(&self) -> bool {
        let is_lost = |row| self.post_of(row).is_some_and(DigestPost::is_lost);
        self.rows.iter().any(|row| !row.is_held && is_lost(row) && !self.is_still_given(row))
    }

    /// Whether an author's words may be in the channel.
    #[must_use]
    pub fn shows_something(&self) -> bool {
        self.rows.iter().any(|row| !row.is_held && self.posting_started(row) && self.is_still_given(row))
    }

    #[must_use]
    pub fn posted_authors(&self) -> BTreeSet<&MemberId> {
        let posted =
            self.rows.iter().filter(|row| !row.is_held && row.post.is_some() && !row.author.as_str().is_empty());
        posted.map(|row| &row.author).collect()
    }

    /// Whether the author can still hold this back or put it back.
    #[must_use]
    pub fn is_undecided(&self, row: &DigestEntry) -> bool {
        matches!(self.stored.digest.state, DigestState::Open | DigestState::Withheld) && !self.posting_started(row)
    }

    /// Everything that is posted, as it is now. What was posted and then withdrawn says so; other withdrawn entries are
    /// left out. Previews and messages are parts of this, so that authors see what is posted.
    #[must_use]
    pub fn whole(&self, library: &Library) -> DigestMessage {
        let is_shown = |row: &DigestEntry| {
            if self.posting_started(row) { self.is_still_given(row) } else { self.may_be_posted(row) }
        };
        let rows = self.rows.iter().filter(|row| !row.is_held && (self.posting_started(row) || is_shown(row)));
        self.page(rows, library, is_shown)
    }

    /// These rows as a page. What is no longer shared says so.
    pub fn page<'r>(
        &self,
        rows: impl IntoIterator<Item = &'r DigestEntry>,
        library: &Library,
        is_given: impl Fn(&DigestEntry) -> bool,
    ) -> DigestMessage {
        let entry = |row: &DigestEntry| self.entry(row).filter(|_| is_given(row)).cloned();
        let rows = rows.into_iter().map(|row| (row.entry, row.author.clone(), entry(row))).collect();
        page(&self.stored.team, self.stored.digest.week, rows, library)
    }

    fn posting_started(&self, row: &DigestEntry) -> bool {
        self.post_of(row).is_some_and(|post| post.posting_started)
    }
}
