//! A member's Slack profile, and what follows from it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::installation::{Affiliation, Installation, Membership};
use crate::domain::prompt::Away;

/// How long Slack's word about an admin is trusted. Then the bot asks again, because the event that revokes the role
/// can get lost.
const ADMIN_FRESH: TimeDelta = TimeDelta::minutes(5);

/// A member as Slack describes them.
#[expect(clippy::struct_excessive_bools, reason = "independent answers of Slack's")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// IANA name; Slack has none for people who left.
    pub zone: Option<String>,
    /// An admin or owner of the workspace.
    pub is_admin: bool,
    /// Invited from outside into some channels.
    pub is_guest: bool,
    /// An app rather than a person.
    pub is_bot: bool,
    pub is_deactivated: bool,
    /// Whether their status says that they are out of the office.
    pub away: Away,
    /// Where they belong; empty in a stored profile, because strangers aren't stored.
    pub affiliation: Affiliation,
}

/// Whether a person has an admin's rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminStanding {
    Admin,
    NotAdmin,
    /// Unknown, so the bot asks Slack; until Slack answers, they have no admin rights.
    Unknown,
}

impl Profile {
    /// Whether the person has admin rights. The operator can name admins in the configuration, but they too must be
    /// active full members.
    #[must_use]
    pub fn admin_standing(&self, is_named: bool) -> AdminStanding {
        let is_full_member = !self.is_guest && !self.is_bot && !self.is_deactivated;
        if is_full_member && (self.is_admin || is_named) { AdminStanding::Admin } else { AdminStanding::NotAdmin }
    }

    /// Whether they belong elsewhere. Any stated affiliation that doesn't prove they belong here counts as foreign.
    #[must_use]
    pub fn is_foreign(&self, installation: &Installation) -> bool {
        let says_nothing = self.affiliation == Affiliation::default();
        !says_nothing && installation.membership(&self.affiliation) != Membership::Ours
    }

    /// The profile of a person that Slack no longer lists.
    #[must_use]
    pub fn gone() -> Self {
        Self { is_deactivated: true, ..Self::default() }
    }
}

/// Admin rights according to the stored profile and its age. An admin's status is checked again after a few minutes; a
/// non-admin stays one until Slack reports a change.
#[must_use]
pub fn known_standing(kept: Option<(&Profile, DateTime<Utc>)>, is_named: bool, now: DateTime<Utc>) -> AdminStanding {
    let Some((profile, asked_at)) = kept else { return AdminStanding::Unknown };
    match profile.admin_standing(is_named) {
        // `abs` also covers a clock that was set back.
        AdminStanding::Admin if (now - asked_at).abs() >= ADMIN_FRESH => AdminStanding::Unknown,
        standing => standing,
    }
}

/// The emoji of Slack's own *Out sick* and *Vacationing* statuses, and others that people use with that meaning.
const AWAY_EMOJI: &[&str] = &[
    ":airplane:",
    ":airplane_departure:",
    ":baby:",
    ":beach_with_umbrella:",
    ":desert_island:",
    ":face_with_thermometer:",
    ":no_entry:",
    ":palm_tree:",
];
/// Status words that mean the same.
const AWAY_WORDS: &[&str] = &[
    "annual leave",
    "day off",
    "holiday",
    "leave",
    "ooo",
    "out of office",
    "out of the office",
    "pto",
    "sick",
    "vacation",
    "vacationing",
];

/// Whether a status means that a person is out of the office, and until when.
#[must_use]
pub fn away(emoji: &str, text: &str, ends_at: Option<DateTime<Utc>>) -> Away {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let text = format!(" {} ", words.join(" "));
    let is_away = AWAY_EMOJI.contains(&emoji) || AWAY_WORDS.iter().any(|away| text.contains(&format!(" {away} ")));
    match (is_away, ends_at) {
        (false, _) => Away::No,
        (true, Some(ends_at)) => Away::Until(ends_at),
        (true, None) => Away::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_full_members_who_work_here_are_admins() {
        for flags in 0_u8..32 {
            let [is_admin, is_guest, is_bot, is_deactivated, is_named] = [1, 2, 4, 8, 16].map(|bit| flags & bit != 0);
            let profile = Profile { is_admin, is_guest, is_bot, is_deactivated, ..Profile::default() };
            let expected = (is_admin || is_named) && !(is_guest || is_bot || is_deactivated);
            assert_eq!(profile.admin_standing(is_named) == AdminStanding::Admin, expected, "{profile:?} {is_named}");
        }
    }

    proptest! {
        #[test]
        fn an_admin_is_one_for_some_minutes_only(seconds in -4_000_i64..4_000, is_admin: bool, is_named: bool) {
            let asked_at = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
            let profile = Profile { is_admin, ..Profile::default() };
            let standing = known_standing(Some((&profile, asked_at)), is_named, asked_at + TimeDelta::seconds(seconds));
            let expected = match (is_admin || is_named, seconds.abs() < 300) {
                (true, true) => AdminStanding::Admin,
                (true, false) => AdminStanding::Unknown,
                (false, _) => AdminStanding::NotAdmin,
            };
            prop_assert_eq!(standing, expected);
            prop_assert_eq!(known_standing(None, is_named, asked_at), AdminStanding::Unknown);
        }
    }

    #[test]
    fn a_status_that_says_so_is_out_of_the_office() {
        let ends_at = DateTime::from_timestamp(1_780_000_000, 0);
        for (emoji, text, expected) in [
            ("", "", false),
            (":palm_tree:", "", true),
            (":face_with_thermometer:", "Out sick", true),
            (":spiral_calendar_pad:", "In a meeting", false),
            (":house_with_garden:", "Working remotely", false),
            ("", "OOO until Monday", true),
            ("", "Out of office (back Tue)", true),
            ("", "on parental leave", true),
            ("", "leaving early", false),
            (":bus:", "Commuting", false),
        ] {
            assert_eq!(away(emoji, text, None) == Away::Open, expected, "{emoji} {text}");
            assert_eq!(away(emoji, text, ends_at) == Away::Until(ends_at.unwrap()), expected, "{emoji} {text}");
        }
    }
}
