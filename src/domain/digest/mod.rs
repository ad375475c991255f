//! A team's digest of one week: what goes into it, when, into which channel, and what stands there.

mod channel;
mod content;
mod fit;
mod gather;
mod pages;
mod question;
mod recheck;
mod rounds;
mod shared;
mod size;
mod timing;

pub use channel::{Channel, ChannelLookup, ChannelMember, check, exposing};
pub use content::{LONGEST_WORDS, page};
pub use gather::{Candidate, Window, goes_in, is_visible, still_given};
pub use pages::{of_post, pages, part};
use question::talking_points;
pub use recheck::next_check_at;
pub use rounds::{ScheduledDigest, rounds};
pub use shared::{SHARED_ENTRIES_PER_PAGE, SharedBy, SharedEntry, SharedPage, shared_page};
pub use size::{MOST_BLOCKS, MOST_CHARACTERS};
pub use timing::{LayOut, NOTICE, PREVIEW_WAIT, WEEK_OVER, due_at, lay_out_at, preview_at, stands_long_enough};

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::cadence::Week;
use crate::domain::evidence::BehaviourRef;
use crate::domain::ids::{ChannelId, EntryId, MemberId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::roster::TeamId;
use crate::secret::PrivateText;

/// The digest of one team for one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DigestId(pub i64);

/// One message of a digest: the first, or one in its thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PostId(pub i64);

/// How it stands with a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Authors look at what is to be posted, and hold back what they like.
    Open,
    /// It is being posted just now: nothing more can be held back, but anything can be unshared.
    Posting,
    /// The channel will not do; nothing was posted.
    Withheld,
    /// Nobody knows whether Slack has it: a manager is asked.
    Unconfirmed,
    /// It stands there.
    Posted,
    /// Its week is over, and it was not posted.
    Dropped,
}

/// A digest as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    pub id: DigestId,
    pub workspace: WorkspaceId,
    pub team: TeamId,
    /// For which week, in the team's zone.
    pub week: Week,
    /// Into which channel.
    pub channel: ChannelId,
    /// When it is posted.
    pub due_at: DateTime<Utc>,
    /// How it stands.
    pub state: State,
    /// Who can read it, as its authors were told. Nobody else may be in the channel when it is posted.
    pub audience: BTreeSet<MemberId>,
    /// What was wrong with the channel, when it last was.
    pub wrong: Vec<ChannelProblem>,
    /// The other apps in its channel that its authors were told of; nothing where nobody looked before they were told.
    pub apps: Option<BTreeSet<MemberId>>,
    /// What stands there shows nothing, because of what is wrong with the channel.
    pub is_hidden: bool,
}

/// What is wrong with a channel.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChannelProblem {
    /// The bot is not in it, or it is gone: from outside both look the same.
    NotThere,
    /// Everybody in the workspace can read it.
    Public,
    /// It was archived.
    Archived,
    /// Another organisation is in it, or is invited.
    SharedOutside,
    /// A guest is in it.
    Guest(MemberId),
    /// Somebody is in it who is neither a manager of the team nor on its list.
    Outsider(MemberId),
    /// Somebody is in it of whom the authors were not told.
    NotDisclosed(MemberId),
    /// An app is in it of which the authors were not told.
    App(MemberId),
}

/// What one message of a digest shows, or what one author's part of it will show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The team's name.
    pub team: String,
    /// For which week.
    pub week: Week,
    /// This is not the first message.
    pub goes_on: bool,
    /// What each author shared, by their ids. Never in the order of how much there is.
    pub authors: Vec<AuthorSection>,
}

impl Page {
    /// Nothing in it is anybody's words.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.lines().all(|line| line.written.is_none())
    }

    /// Something in it was taken back.
    #[must_use]
    pub fn has_withdrawn(&self) -> bool {
        self.lines().any(|line| line.written.is_none())
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.authors.iter().flat_map(|of| &of.lines)
    }
}

/// What one author shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorSection {
    /// Who; an empty id once they had everything erased.
    pub author: MemberId,
    /// What, in the order of the framework's themes.
    pub lines: Vec<Line>,
    /// A question worth asking, drawn from a behaviour and what comes after it; none where nothing is shown.
    pub question: Option<String>,
}

/// One entry in a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which entry; says nothing about who may see it.
    pub entry: EntryId,
    /// What it says; nothing once its author withdrew it.
    pub written: Option<Written>,
}

/// What an entry says in a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub words: PrivateText,
    /// A message's text that the author kept with it.
    pub quote: Option<PrivateText>,
    /// Where it can be seen.
    pub link: Option<Link>,
    /// The author's day.
    pub happened_on: NaiveDate,
    /// What it shows. A digest names no levels.
    pub behaviours: Vec<BehaviourRef>,
    /// Something was left out, because it was too long.
    pub is_shortened: bool,
}

/// What an author is shown before their entries are posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub digest: DigestId,
    /// How it stands.
    pub state: State,
    /// Who can read it there.
    pub audience: BTreeSet<MemberId>,
    /// The team's managers among them.
    pub managers: BTreeSet<MemberId>,
    /// The other apps that can read it there.
    pub apps: BTreeSet<MemberId>,
    pub channel: ChannelId,
    /// Why what stands there shows nothing now, if that is so.
    pub hidden: Vec<ChannelProblem>,
    /// When it is posted, on the author's wall.
    pub due_on: chrono::NaiveDateTime,
    /// Exactly what of theirs is posted as it stands now; nothing once all is held back or withdrawn.
    pub page: Page,
    /// What they hold back.
    pub held: Vec<Line>,
}

/// An attempt at a message of a digest, of which Slack did not say what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    pub digest: DigestId,
    /// Which of its messages.
    pub post: PostId,
    /// Counted from 1.
    pub attempt: u32,
}

/// What managers are told about a digest that is not simply posted.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one digest")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub digest: DigestId,
    /// How it stands.
    pub state: State,
    /// Whose, for the way into its settings.
    pub team_id: TeamId,
    /// The team's name.
    pub team: String,
    /// For which week.
    pub week: Week,
    pub channel: ChannelId,
    /// What was wrong with the channel.
    pub wrong: Vec<ChannelProblem>,
    /// What stands there shows nothing because of it.
    pub is_hidden: bool,
    /// What they are asked about.
    pub doubt: Option<Doubt>,
    /// Which message that is, and of how many, where the digest has several.
    pub part: Option<(usize, usize)>,
    /// A message of it stands there.
    pub has_begun: bool,
    /// Slack does not take a message of it, and will not unless somebody mends that.
    pub is_refused: bool,
    /// An author withdrew something from a message that cannot be changed, or of which nobody knows where it stands.
    pub delete_by_hand: bool,
}

/// A manager looked at entries of an author's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub reader: MemberId,
    pub opened_at: DateTime<Utc>,
    /// At so many entries.
    pub entries: usize,
}

#[cfg(test)]
pub(crate) mod tests;
