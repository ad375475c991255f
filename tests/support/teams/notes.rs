//! Entries with what their authors chose for them, and how the posted digests differ from that.

use std::collections::BTreeSet;

use bearings::domain::ids::MemberId;
use chrono::{DateTime, TimeDelta, Utc};

/// A message may still show an entry that is unshared this shortly before its post; it's edited afterwards.
pub const IN_FLIGHT: TimeDelta = TimeDelta::seconds(5);

/// What an author chooses for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    Given,
    Held,
    Withdrawn,
}

/// An entry with everything that its author may have chosen for it: more than one choice if the bot was killed before
/// it answered a press.
#[derive(Clone, Debug)]
pub struct Note {
    pub author: MemberId,
    pub team: usize,
    /// A word in this entry, and nowhere else.
    pub mark: String,
    pub is_long: bool,
    pub choices: BTreeSet<Choice>,
    /// The wordings that it may have.
    pub wordings: BTreeSet<u32>,
    /// Since when this is certainly kept back, so that it must not be posted from then on.
    pub kept_since: Option<DateTime<Utc>>,
}

impl Note {
    pub fn new(author: &MemberId, team: usize, number: usize) -> Self {
        Self {
            author: author.clone(),
            team,
            mark: format!("note{number:05}"),
            is_long: false,
            choices: [Choice::Given].into(),
            wordings: [0].into(),
            kept_since: None,
        }
    }

    /// What only this wording of it says.
    pub fn beginning(&self, wording: u32) -> String {
        format!("{}-{wording} ", self.mark)
    }

    pub fn words(&self, wording: u32) -> String {
        let times = if self.is_long { 60 } else { 1 };
        self.beginning(wording) + &"walked them through the plan ".repeat(times)
    }

    pub fn may_be(&mut self, choice: Choice) {
        self.choices.insert(choice);
        self.kept_since = None;
    }

    pub fn is(&mut self, choice: Choice, now: DateTime<Utc>) {
        self.choices = [choice].into();
        self.kept_since = (choice != Choice::Given).then_some(now);
    }
}

/// One posted message of a digest.
#[derive(Clone, Debug)]
pub struct PostedMessage {
    pub team: usize,
    pub at: DateTime<Utc>,
    /// Its title says that it continues the digest. It needn't be a reply: the bot can't locate a message whose post
    /// got no answer.
    pub goes_on: bool,
    /// Whether the bot can locate it. If not, it asks a manager to delete what an author takes back.
    pub is_placed: bool,
    pub at_first: String,
    pub now: String,
}

/// How the posted messages differ from what was chosen, by the entries' marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamDifferences {
    /// More than once in the channels; listed once per surplus copy. Includes a second digest of a team.
    pub doubled: Vec<String>,
    /// Shown though held back, or posted after that.
    pub held: Vec<String>,
    /// Shown though withdrawn, or posted after that.
    pub withdrawn: Vec<String>,
    pub lost: Vec<String>,
    /// In another team's channel.
    pub astray: Vec<String>,
    /// Shown in words that the author has changed.
    pub outdated: Vec<String>,
}

impl TeamDifferences {
    pub fn and(mut self, more: Self) -> Self {
        let Self { doubled, held, withdrawn, lost, astray, outdated } = more;
        self.doubled.extend(doubled);
        self.held.extend(held);
        self.withdrawn.extend(withdrawn);
        self.lost.extend(lost);
        self.astray.extend(astray);
        self.outdated.extend(outdated);
        self
    }
}

pub fn differences(notes: &[Note], standing: &[PostedMessage]) -> TeamDifferences {
    let mut found = TeamDifferences::default();
    let heads: Vec<usize> = standing.iter().filter(|message| !message.goes_on).map(|message| message.team).collect();
    let teams: BTreeSet<usize> = heads.iter().copied().collect();
    for team in teams {
        let times = heads.iter().filter(|head| **head == team).count();
        found.doubled.extend(vec![format!("team {team}"); times - 1]);
    }
    for note in notes {
        let name = format!("{}-", note.mark);
        let shown: Vec<&PostedMessage> = standing.iter().filter(|message| message.now.contains(&name)).collect();
        let times: usize = shown.iter().map(|message| message.now.matches(&name).count()).sum();
        let add = |to: &mut Vec<String>, is_so: bool| to.extend(is_so.then(|| note.mark.clone()));
        found.doubled.extend(vec![note.mark.clone(); times.saturating_sub(1)]);
        add(&mut found.astray, shown.iter().any(|message| message.team != note.team));
        let only = |choice| note.choices == [choice].into();
        let kept = |lag: TimeDelta| note.kept_since.map(|since| since + lag);
        let posted_after = |since: Option<DateTime<Utc>>| {
            let late = |message: &&PostedMessage| since.is_some_and(|since| message.at > since);
            standing.iter().filter(late).any(|message| message.at_first.contains(&name))
        };
        let is_late = posted_after(kept(TimeDelta::zero()));
        add(&mut found.held, only(Choice::Held) && (times > 0 || is_late));
        let is_late = posted_after(kept(IN_FLIGHT));
        let stands = shown.iter().any(|message| message.is_placed);
        add(&mut found.withdrawn, only(Choice::Withdrawn) && (stands || is_late));
        add(&mut found.lost, only(Choice::Given) && times == 0);
        let is_worded = |message: &&&PostedMessage| {
            note.wordings.iter().any(|wording| message.now.contains(&note.beginning(*wording)))
        };
        add(&mut found.outdated, shown.iter().filter(|message| message.is_placed).any(|message| !is_worded(&message)));
    }
    found
}
