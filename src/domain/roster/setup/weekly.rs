//! The weekly times of a team, and where its digest goes.

use chrono::{NaiveTime, Timelike, Weekday};

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
        if nothing && self.insiders.is_empty() {
            return Ok(None);
        }
        let mut faults = Vec::new();
        match self.digest_weekday {
            None => faults.push(TeamFault::NoDigestDay),
            Some(Weekday::Sat | Weekday::Sun) => faults.push(TeamFault::DigestDayOff),
            Some(_) => {}
        }
        faults.extend(self.digest_time.is_none().then_some(TeamFault::NoDigestTime));
        faults.extend(self.digest_channel.is_none().then_some(TeamFault::NoDigestChannel));
        match (self.digest_weekday, self.digest_time, &self.digest_channel) {
            (Some(day), Some(time), Some(channel)) if faults.is_empty() => {
                Ok(Some((weekly(day, time), channel.clone())))
            }
            _ => Err(faults),
        }
    }
}

pub(super) fn weekly(weekday: Weekday, time: NaiveTime) -> WeeklyTime {
    let minute = time.hour() * 60 + time.minute();
    // Minutes of a day and days of a week always fit these types.
    let weekday = u8::try_from(weekday.number_from_monday()).unwrap_or(u8::MAX);
    WeeklyTime { weekday, minute: u16::try_from(minute).unwrap_or(u16::MAX) }
}
