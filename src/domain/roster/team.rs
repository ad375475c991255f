//! A team: one or two managers, and when its members are asked.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, NaiveTime, Timelike, Utc, Weekday};

use crate::domain::ids::{ChannelId, MemberId, TrackId};
use crate::domain::normalization::compatible;
use crate::text::{composed, first_odd, formula_sign, name_of, one_line};

/// A team's name: one visible line that terminals and spreadsheets don't interpret. It's unique within its workspace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TeamName(String);

/// Why a text can't be a team's name, as shown below its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TeamNameFault {
    #[error("Give the team a name.")]
    Empty,
    #[error("A name can have at most {most} characters, but this one has {0}.", most = TeamName::LONGEST)]
    Long(usize),
    /// A character that can't be displayed.
    #[error("Character {at} of this name is unreadable ({}). Retype the name without it.", name_of(*c))]
    Control {
        /// Its position, from 1.
        at: usize,
        c: char,
    },
    /// A spreadsheet would interpret the name as a formula.
    #[error(
        "Spreadsheets would read this name as a formula, because it starts with “{0}”. Start with a letter or a \
        digit."
    )]
    Formula(char),
}

impl TeamName {
    /// Slack's menus don't fit longer names.
    pub const LONGEST: usize = 75;

    /// Validates a name from outside, whatever its source. Normalises white space and drops characters without a glyph.
    pub fn parse(typed: &str) -> Result<Self, TeamNameFault> {
        if let Some((at, c)) = first_odd(typed) {
            return Err(TeamNameFault::Control { at, c });
        }
        let name = composed(&one_line(typed));
        let length = name.encode_utf16().count();
        match formula_sign(&name) {
            _ if name.is_empty() => Err(TeamNameFault::Empty),
            Some(sign) => Err(TeamNameFault::Formula(sign)),
            None if length > Self::LONGEST => Err(TeamNameFault::Long(length)),
            None => Ok(Self(name)),
        }
    }

    /// Wraps a name that was validated before; only `store/` calls this.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// A comparison key for names that people consider the same.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// A comparison key for names that look the same: it also ignores letter width and the kind of dash.
    #[must_use]
    pub fn lookalike_key(&self) -> String {
        compatible(&self.0).to_lowercase().replace(['‐', '‑', '‒', '–', '—', '−'], "-")
    }

    /// A valid name as close as possible to one that was stored before names were validated.
    #[must_use]
    pub fn repaired(stored: &str, otherwise: &str) -> Self {
        let plain: String =
            stored.chars().filter(|c| c.is_whitespace() || first_odd(&c.to_string()).is_none()).collect();
        // Composing comes first, because it turns a Greek question mark into a semicolon.
        let mut name = composed(&one_line(&plain)).replace(';', ",");
        while let Some(sign) = formula_sign(&name) {
            name = name.trim_start_matches(['"', ' ', sign]).to_owned();
        }
        let mut length = 0;
        let fits = |c: &char| {
            length += c.len_utf16();
            length <= Self::LONGEST
        };
        let name: String = name.chars().take_while(fits).collect();
        Self::parse(&name).unwrap_or_else(|_| Self(otherwise.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TeamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A team's permanent id; it's never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TeamId(pub i64);

/// A weekday and time in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeeklyTime {
    pub weekday: Weekday,
    pub time: NaiveTime,
}

impl WeeklyTime {
    /// From an ISO weekday (Monday is 1) and minutes since midnight.
    #[must_use]
    pub fn from_numbers(weekday: u8, minute: u32) -> Option<Self> {
        let weekday = Weekday::try_from(weekday.checked_sub(1)?).ok()?;
        Some(Self { weekday, time: NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)? })
    }

    /// Minutes since midnight.
    #[must_use]
    pub fn minute(self) -> u32 {
        self.time.num_seconds_from_midnight() / 60
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    pub id: TeamId,
    pub name: TeamName,
    /// The track of most of its work, if set; every engineer has their own.
    pub track: Option<TrackId>,
    /// IANA name, for members whose own zone is unknown.
    pub zone: String,
    /// When its members are asked, in their own local time.
    pub prompt: WeeklyTime,
    pub digest: Option<WeeklyTime>,
    pub digest_channel: Option<ChannelId>,
    /// Entries shared before this time are in no digest.
    pub digest_since: Option<DateTime<Utc>>,
    /// People who may be in the digest's channel besides the managers.
    pub allowed_members: BTreeSet<MemberId>,
    /// One or two; none only while the team is being set up.
    pub managers: BTreeSet<MemberId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamWithEngineers {
    pub team: Team,
    pub engineers: BTreeSet<MemberId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_unprintable;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_one_visible_line() {
        for (typed, name) in [
            ("Payments", "Payments"),
            (" Pay\u{200B}ments \u{A0} &\tmore\n", "Payments & more"),
            ("\u{202E}Payments\u{202C}", "Payments"),
            ("Cafe\u{301}", "Café"),
            ("🧭 Compass", "🧭 Compass"),
            ("Pay, \"the\" rest", "Pay, \"the\" rest"),
            ("C++; C", "C++; C"),
        ] {
            assert_eq!(TeamName::parse(typed).unwrap().as_str(), name);
        }
        for (typed, fault) in [
            (" \u{200B}\u{A0}", TeamNameFault::Empty),
            ("Pay\u{7}ments", TeamNameFault::Control { at: 4, c: '\u{7}' }),
            ("\u{1b}[31mPay", TeamNameFault::Control { at: 1, c: '\u{1b}' }),
            ("Caf\u{FFFD}", TeamNameFault::Control { at: 4, c: '\u{FFFD}' }),
            ("=HYPERLINK(\"https://x.example\")", TeamNameFault::Formula('=')),
            ("\t+1", TeamNameFault::Formula('+')),
            ("\u{200B}-x", TeamNameFault::Formula('-')),
            ("＠x", TeamNameFault::Formula('＠')),
            ("a; =1", TeamNameFault::Formula('=')),
        ] {
            assert_eq!(TeamName::parse(typed), Err(fault), "{typed:?}");
            assert!(fault.to_string().ends_with('.'));
        }
        assert_eq!(TeamName::parse(&"🧭".repeat(38)), Err(TeamNameFault::Long(76)));
    }

    #[test]
    fn names_that_look_the_same_are_the_same() {
        for (one, other) in [("Pay", "PAY"), ("Pay", "Ｐａｙ"), ("Pay-A", "Pay–A"), ("Pay-A", "ｐａｙ—ａ")] {
            assert_eq!(TeamName::new(one).lookalike_key(), TeamName::new(other).lookalike_key(), "{one} {other}");
        }
        assert_ne!(TeamName::new("Pay A").lookalike_key(), TeamName::new("PayA").lookalike_key());
    }

    #[test]
    fn a_name_of_before_is_repaired_as_near_as_can_be() {
        for (stored, name) in [
            ("=HYPERLINK(\"x\")", "HYPERLINK(\"x\")"),
            ("\u{1b}[31mPay\u{7}", "[31mPay"),
            ("Pay\u{202E}ments", "Payments"),
            ("+-=@", "Team 7"),
            ("", "Team 7"),
            ("a;=1", "a,=1"),
            ("a\u{37E}=1", "a,=1"),
        ] {
            assert_eq!(TeamName::repaired(stored, "Team 7").as_str(), name, "{stored:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_in_acts_on_nothing_and_is_taken_in_again(typed in "[=+@;\"\t -]{0,4}\\PC{0,20}|.{0,20}|[\u{200B}-\u{2069}a]{0,9}") {
            let repaired = TeamName::repaired(&typed, "Team 7");
            prop_assert_eq!(TeamName::parse(repaired.as_str()), Ok(repaired.clone()));
            if let Ok(name) = TeamName::parse(&typed) {
                prop_assert!(!name.as_str().chars().any(is_unprintable));
                prop_assert_eq!(formula_sign(name.as_str()), None);
                prop_assert_eq!(&TeamName::parse(name.as_str()), &Ok(name.clone()));
                prop_assert_eq!(repaired.as_str(), name.as_str().replace(';', ","));
            }
        }
    }
}
