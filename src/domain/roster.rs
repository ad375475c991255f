//! The organisation: one engineer's facts for the evidence rules, and the whole roster with its changes.

mod directory;
mod people;
mod plan;
mod rows;
mod setup;
mod standing;
mod team;

pub use directory::{Directory, Listed};
pub use people::{Engineer, People, SubLevel};
pub use plan::{EngineerChange, Loss, Plan, Removal, TeamChange};
pub use rows::{MOST_MANAGERS, Row, RowFault};
pub use setup::{FilledTeam, TeamDraft, TeamFault, TeamField};
pub use standing::{Role, Standing};
pub use team::{Team, TeamId, TeamName, TeamNameFault, TeamWithEngineers, WeeklyTime};

use crate::domain::framework::LevelNumber;
use crate::domain::ids::{MemberId, TrackId};

/// One unbroken period in which a person manages an engineer. A manager who returns starts a new tenure, so nothing
/// shared earlier becomes visible again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tenure(pub i64);

/// A manager of one engineer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager {
    pub member: MemberId,
    /// Identifies when this management period began.
    pub tenure: Tenure,
}

/// The roster's facts about one engineer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// None, one or two.
    pub managers: Vec<Manager>,
    pub track: Option<TrackId>,
    /// Only the engineer and their managers see it.
    pub level: Option<LevelNumber>,
}

impl Roster {
    /// The most recent tenure among the current managers; 0 if there are none.
    #[must_use]
    pub fn newest(&self) -> Tenure {
        self.managers.iter().map(|manager| manager.tenure).max().unwrap_or(Tenure(0))
    }

    /// The current managers' ids, in the roster's order.
    #[must_use]
    pub fn manager_ids(&self) -> Vec<MemberId> {
        self.managers.iter().map(|manager| manager.member.clone()).collect()
    }
}
