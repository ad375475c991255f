//! Which of a team's digests can be gathered for now, and until when each author may have shared what goes into them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::timing::{NOTICE, PREVIEW_WAIT, due_at, preview_at};
use crate::domain::cadence::{Week, Zone};
use crate::domain::ids::MemberId;
use crate::domain::roster::WeeklyTime;

/// One digest of a team's that can be gathered for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledDigest {
    /// For which week, in the team's zone.
    pub week: Week,
    /// When it is posted.
    pub due_at: DateTime<Utc>,
    /// Until when each author may have shared what goes into it: whose preview is not due yet is not here.
    pub until: HashMap<MemberId, DateTime<Utc>>,
}

/// What can be gathered for a team now, and when there is more to gather. `authors` are its engineers, each with where they
/// are.
#[must_use]
pub fn rounds(
    team_zone: &Zone,
    digest: WeeklyTime,
    authors: impl IntoIterator<Item = (MemberId, Zone)>,
    now: DateTime<Utc>,
) -> (Vec<ScheduledDigest>, Option<DateTime<Utc>>) {
    let this = Week::of(team_zone.local(now).date());
    let mut rounds: Vec<ScheduledDigest> = [this.previous(), this, this.next()]
        .into_iter()
        .map(|week| ScheduledDigest { week, due_at: due_at(team_zone, digest, week), until: HashMap::new() })
        // Later than that, nobody could look at it for long enough before it is posted.
        .filter(|round| now < round.due_at + PREVIEW_WAIT - NOTICE)
        .collect();
    let mut next_at: Option<DateTime<Utc>> = None;
    for (author, zone) in authors {
        for round in &mut rounds {
            let until = preview_at(&zone, team_zone, round.due_at);
            if until <= now {
                round.until.insert(author.clone(), until);
            } else {
                next_at = Some(next_at.map_or(until, |next_at| next_at.min(until)));
            }
        }
    }
    rounds.retain(|round| !round.until.is_empty());
    (rounds, next_at)
}
