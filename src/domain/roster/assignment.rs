//! One engineer's managers, track and level, as the evidence rules need them.

use serde::Deserialize;

use crate::domain::framework::LevelNumber;
use crate::domain::ids::{MemberId, TrackId};

/// One unbroken period in which a person manages an engineer. A manager who returns starts a new tenure, so nothing
/// shared earlier becomes visible again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct Tenure(pub i64);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Manager {
    pub member: MemberId,
    pub tenure: Tenure,
}

/// The roster's facts about one engineer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// None, one or two.
    pub managers: Vec<Manager>,
    pub track: Option<TrackId>,
    /// Only the engineer and their managers see it.
    pub level: Option<LevelNumber>,
}

impl Assignment {
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
