//! The one rule that determines a person's time zone.

use super::{Zone, is_known};

/// What is known about a person's time zone. An empty name counts as unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// The zone they chose themselves.
    pub chosen: Option<String>,
    /// The zone in their Slack profile.
    pub slack: Option<String>,
    pub team: Option<String>,
}

impl Whereabouts {
    /// The person's IANA zone: their own choice, otherwise Slack's.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        named(self.chosen.as_ref()).or_else(|| named(self.slack.as_ref()))
    }

    /// The zone in which times are shown to the person: their own if it's known, otherwise their team's or UTC.
    #[must_use]
    pub fn clock(&self) -> &str {
        self.zone().filter(|zone| is_known(zone)).or_else(|| named(self.team.as_ref())).unwrap_or("UTC")
    }

    #[must_use]
    pub fn rules(&self) -> Zone {
        Zone::of(self.clock(), "UTC")
    }
}

fn named(zone: Option<&String>) -> Option<&str> {
    zone.map(String::as_str).filter(|zone| !zone.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};

    #[test]
    fn what_they_chose_comes_first_then_slack_then_their_team() {
        let noon: DateTime<Utc> = "2026-06-03T12:00:00Z".parse().unwrap();
        let cases = [
            (["Pacific/Auckland", "Europe/Lisbon", "Asia/Tokyo"], Some("Pacific/Auckland"), "00:00"),
            (["", "Europe/Lisbon", "Asia/Tokyo"], Some("Europe/Lisbon"), "13:00"),
            (["", "", "Asia/Tokyo"], None, "21:00"),
            (["", "", ""], None, "12:00"),
            (["", "Mars/Olympus_Mons", "Asia/Tokyo"], Some("Mars/Olympus_Mons"), "21:00"),
        ];
        for (names, zone, clock) in cases {
            // A missing name counts the same as an empty one.
            for known in [Some, |name: String| Some(name).filter(|name| !name.is_empty())] {
                let [chosen, slack, team] = names.map(|name| known(name.to_owned()));
                let whereabouts = Whereabouts { chosen, slack, team };
                assert_eq!(whereabouts.zone(), zone, "{names:?}");
                assert_eq!(whereabouts.rules().local(noon).format("%H:%M").to_string(), clock, "{names:?}");
            }
        }
    }
}
