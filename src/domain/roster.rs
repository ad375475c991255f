//! Who works with whom: what the rules of evidence need of one engineer, and the roster as a whole with its changes.

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

/// One unbroken time in which somebody is somebody's manager. A person who becomes manager again begins a new one, so
/// that nothing shared before comes back by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tenure(pub i64);

/// A manager of one engineer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager {
    pub member: MemberId,
    /// Since when, as an id.
    pub tenure: Tenure,
}

/// What the roster says about one engineer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Their current managers: none, one or two.
    pub managers: Vec<Manager>,
    /// Their track, if somebody set it.
    pub track: Option<TrackId>,
    /// Their level, if somebody set it. It is shown to them and their managers only.
    pub level: Option<LevelNumber>,
}

impl Roster {
    /// The newest of the current managers, as their tenure; 0 where there is none.
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
