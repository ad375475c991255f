//! The team form: its field names and what its modal carries.

use std::num::ParseIntError;

use crate::domain::roster::{TeamField, TeamId};

/// Slack's `callback_id` of the team form.
pub const TEAM: &str = "team";
/// Slack's `callback_id` of the form for a team's digest alone.
pub const DIGEST: &str = "team_digest";
/// The value for no weekday: the team has no digest.
pub const NO_DIGEST: &str = "none";

/// The `block_id` of a field. Each team's form has its own.
#[must_use]
pub fn field_block(field: TeamField, edits: Option<TeamId>) -> String {
    let name = field.as_ref();
    edits.map_or_else(|| name.to_owned(), |id| format!("{name}/{}", id.0))
}

/// The `private_metadata`: the team being edited; empty for a new one.
#[must_use]
pub fn metadata(edits: Option<TeamId>) -> String {
    edits.map_or_else(String::new, |id| id.0.to_string())
}

/// The team that the metadata names; `None` for a new one.
pub fn edits(metadata: &str) -> Result<Option<TeamId>, ParseIntError> {
    if metadata.is_empty() { Ok(None) } else { metadata.parse().map(|id| Some(TeamId(id))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_form_carries_comes_back() {
        for id in [None, Some(TeamId(7))] {
            assert_eq!(edits(&metadata(id)), Ok(id));
        }
        assert!(edits("seven").is_err());
        assert_eq!(field_block(TeamField::Name, Some(TeamId(7))), "name/7");
    }
}
