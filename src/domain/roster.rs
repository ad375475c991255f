//! The organisation: one engineer's facts for the evidence rules, and the whole roster with its changes.

mod account;
mod assignment;
mod directory;
mod engineers;
mod plan;
mod rows;
mod setup;
mod team;

pub use account::{AccountStatus, Role};
pub use assignment::{Assignment, Manager, Tenure};
pub use directory::{Directory, DirectoryMember};
pub use engineers::{Roster, RosterEngineer, SubLevel};
pub use plan::{EngineerChange, Loss, Plan, Removal, TeamChange};
pub use rows::{MOST_MANAGERS, RosterRow, RowFault};
pub use setup::{FilledTeam, TeamDraft, TeamFault, TeamField};
pub use team::{Team, TeamId, TeamName, TeamNameFault, TeamWithEngineers, WeeklyTime};
