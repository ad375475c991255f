//! Which of a team's digests can be gathered now, and each author's sharing deadline.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::timing::{NOTICE, PREVIEW_WAIT, due_at, preview_at};
use crate::domain::cadence::{Week, Zone};
use crate::domain::ids::MemberId;
use crate::domain::roster::WeeklyTime;

/// A team's digest that can be gathered now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledDigest {
    /// The week in the team's time zone.
    pub week: Week,
    /// When it is posted.
    pub due_at: DateTime<Utc>,
    /// Each author's sharing deadline; authors whose preview isn't due yet are missing.
    pub until: HashMap<MemberId, DateTime<Utc>>,
}

/// The digests to gather for a team now, and when to gather more. `authors` are its engineers with their zones.
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
        // After that, authors would have too little time to review it before it is posted.
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
