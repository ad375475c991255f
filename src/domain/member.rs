//! What Slack says of a member, and what it means here.

use chrono::{DateTime, Utc};

use crate::domain::prompt::Away;

/// A member as Slack describes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// IANA name; Slack has none of whoever left.
    pub zone: Option<String>,
    /// An admin or owner of the workspace.
    pub is_admin: bool,
    /// They left.
    pub is_deactivated: bool,
    /// Whether their status says that they are out of the office.
    pub away: Away,
}

impl Profile {
    /// Of whoever Slack does not list any more.
    #[must_use]
    pub fn gone() -> Self {
        Self { is_deactivated: true, ..Self::default() }
    }
}

/// The emoji that Slack itself puts on *Out sick* and *Vacationing*, and those that people use for the same.
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
/// Words of a status that say the same.
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

/// Whether a status means that somebody is out of the office, and until when.
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
