//! A team's weekly digest: its entries, timing and channel, and what is posted.

mod channel;
mod clip;
mod content;
mod fit;
mod gather;
mod pages;
mod question;
mod recheck;
mod rounds;
mod shared;
mod size;
mod snapshot;
mod timing;

pub use channel::{Channel, ChannelCheck, ChannelLookup, ChannelMember, check, exposing};
pub use content::{LONGEST_WORDS, page};
pub use gather::{Candidate, Window, goes_in, is_visible, still_given};
pub use pages::{of_post, pages, part};
use question::talking_points;
pub use recheck::next_check_at;
pub use rounds::{ScheduledDigest, rounds};
pub use shared::{SHARED_ENTRIES_PER_PAGE, SharedEntry, SharedPage, shared_page};
pub use size::{MOST_BLOCKS, MOST_CHARACTERS};
pub use snapshot::{DigestEntry, DigestPost, DigestSnapshot, StoredDigest};
pub use timing::{LayOutDecision, NOTICE, PREVIEW_WAIT, WEEK_OVER, due_at, lay_out_at, preview_at, stands_long_enough};

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::cadence::Week;
use crate::domain::evidence::BehaviourRef;
use crate::domain::ids::{ChannelId, EntryId, MemberId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::roster::TeamId;
use crate::secret::PrivateText;

/// The id of one team's digest for one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DigestId(pub i64);

/// The id of one message of a digest: the first, or one in its thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PostId(pub i64);

/// The state of a digest, stored by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum DigestState {
    /// Authors review what will be posted, and can hold entries back.
    Open,
    /// It's being posted right now: nothing more can be held back, but anything can be unshared.
    Posting,
    /// The channel has a problem; nothing was posted.
    Withheld,
    /// Slack may or may not have it; a manager is asked.
    #[strum(serialize = "doubtful")]
    Unconfirmed,
    Posted,
    /// Its week is over, and it was not posted.
    Dropped,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    pub id: DigestId,
    pub workspace: WorkspaceId,
    pub team: TeamId,
    /// The week in the team's time zone.
    pub week: Week,
    pub channel: ChannelId,
    /// When it is posted.
    pub due_at: DateTime<Utc>,
    pub state: DigestState,
    /// The audience disclosed to the authors. No one else may be in the channel when it is posted.
    pub audience: BTreeSet<MemberId>,
    /// The channel's problems as last found.
    pub channel_problems: Vec<ChannelProblem>,
    /// The other apps in its channel that were disclosed to the authors; `None` if the apps weren't known then.
    pub apps: Option<BTreeSet<MemberId>>,
    /// The posted messages show nothing because of the channel's problems.
    pub is_hidden: bool,
}

impl Digest {
    /// Why the posted messages show nothing now, if they do.
    #[must_use]
    pub fn hidden_because(&self) -> &[ChannelProblem] {
        if self.is_hidden { &self.channel_problems } else { &[] }
    }
}

/// A reason not to post to a channel, or to hide what's posted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelProblem {
    /// The bot isn't in it, or it no longer exists: Slack's answer is the same.
    NotThere,
    /// Everyone in the workspace can read it.
    Public,
    Archived,
    /// Another organisation is in it or invited to it.
    SharedOutside,
    Guest(MemberId),
    /// A person is in it who is neither a manager of the team nor on its allow-list.
    Outsider(MemberId),
    /// A person is in it who was not disclosed to the authors.
    NotDisclosed(MemberId),
    /// An app is in it that was not disclosed to the authors.
    App(MemberId),
}

/// The content of one digest message, or the preview of one author's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestMessage {
    pub team: String,
    pub week: Week,
    /// Whether this continues an earlier message.
    pub goes_on: bool,
    /// Sorted by the authors' ids, never by how much they shared.
    pub authors: Vec<AuthorSection>,
}

impl DigestMessage {
    /// Whether every entry was withdrawn.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.items().all(|item| item.text.is_none())
    }

    /// Whether any entry was withdrawn.
    #[must_use]
    pub fn has_withdrawn(&self) -> bool {
        self.items().any(|item| item.text.is_none())
    }

    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.authors.iter().flat_map(|of| &of.items)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorSection {
    /// Empty once the author had all their data erased.
    pub author: MemberId,
    /// In the order of the framework's themes.
    pub items: Vec<Item>,
    /// A question for a 1:1, drawn from a behaviour and the one after it; none if no behaviour is shown.
    pub question: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The id grants no access to the entry.
    pub entry: EntryId,
    /// The entry's text; `None` once its author withdrew it.
    pub text: Option<ItemText>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemText {
    pub words: PrivateText,
    /// The text of a message that the author kept with it.
    pub quote: Option<PrivateText>,
    /// Where the evidence can be seen.
    pub link: Option<Link>,
    /// The day it happened, in the author's time zone.
    pub happened_on: NaiveDate,
    /// The behaviours that it shows. A digest doesn't show their levels.
    pub behaviours: Vec<BehaviourRef>,
    /// Something was left out because it was too long.
    pub is_shortened: bool,
}

/// What an author sees before their entries are posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub digest: Digest,
    /// The team's managers who can read it.
    pub managers: BTreeSet<MemberId>,
    /// When it is posted, in the author's local time.
    pub due_on: chrono::NaiveDateTime,
    /// Exactly what will be posted of theirs as things are now; empty once everything is held back or withdrawn.
    pub page: DigestMessage,
    /// The entries that they hold back.
    pub held: Vec<Item>,
}

/// An attempt to post a digest message, with unknown outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnconfirmedPost {
    pub digest: DigestId,
    pub post: PostId,
    /// Counted from 1.
    pub attempt: u32,
}

/// What managers are told about a digest with a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestProblem {
    pub digest: Digest,
    /// The team's name.
    pub team: String,
    /// The uncertain post that managers are asked about.
    pub unconfirmed_post: Option<UnconfirmedPost>,
    /// The uncertain message's position and the number of messages, if there are several.
    pub part: Option<(usize, usize)>,
    /// At least one message of it is posted.
    pub has_begun: bool,
    /// Slack refuses a message of it, and will keep doing so unless someone fixes the cause.
    pub is_refused: bool,
    /// An author withdrew something from a message that can't be edited or located.
    pub delete_by_hand: bool,
}

/// One time that a manager opened an author's entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub reader: MemberId,
    pub opened_at: DateTime<Utc>,
    /// The number of entries shown.
    pub entries: usize,
}

#[cfg(test)]
pub(crate) mod tests;
