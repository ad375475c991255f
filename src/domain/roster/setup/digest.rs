//! When and where the team in the form has its digest.

use chrono::Weekday;

use super::{FilledTeam, TeamFault};
use crate::domain::ids::ChannelId;
use crate::domain::roster::WeeklyTime;

impl FilledTeam {
    /// When and where the digest is posted: either all of it is chosen, or nothing.
    ///
    /// # Errors
    /// Missing choices, or a digest on a day off.
    pub fn digest(&self) -> Result<Option<(WeeklyTime, ChannelId)>, Vec<TeamFault>> {
        let nothing = self.digest_weekday.is_none() && self.digest_time.is_none() && self.digest_channel.is_none();
        if nothing && self.allowed_members.is_empty() {
            return Ok(None);
        }
        let day_fault = match self.digest_weekday {
            None => Some(TeamFault::NoDigestDay),
            Some(Weekday::Sat | Weekday::Sun) => Some(TeamFault::DigestDayOff),
            Some(_) => None,
        };
        match (self.digest_weekday, self.digest_time, &self.digest_channel) {
            (Some(weekday), Some(time), Some(channel)) if day_fault.is_none() => {
                Ok(Some((WeeklyTime { weekday, time }, channel.clone())))
            }
            (_, time, channel) => {
                let no_time = time.is_none().then_some(TeamFault::NoDigestTime);
                let no_channel = channel.is_none().then_some(TeamFault::NoDigestChannel);
                Err(day_fault.into_iter().chain(no_time).chain(no_channel).collect())
            }
        }
    }
}
