//! One person: what they decided and set, what Slack says about them, and where the roster puts them.

use chrono::{DateTime, Utc};

use crate::domain::cadence::{PromptTime, Whereabouts};
use crate::domain::dates::DateLanguage;
use crate::domain::ids::Actor;
use crate::domain::introduction::Introduction;
use crate::domain::member::Profile;
use crate::domain::prompt::{Frequency, PromptSchedule};
use crate::domain::roster::{Assignment, Tenure};

/// Everything known about a person that decides how the bot treats them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub who: Actor,
    /// Set once they were introduced.
    pub preferences: Option<Preferences>,
    /// What Slack said about them, and when it was asked.
    pub slack: Option<(Profile, DateTime<Utc>)>,
    pub assignment: Assignment,
    pub team: Option<TeamDefaults>,
}

/// What an engineer decided about the bot, and their settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    pub introduction: Introduction,
    /// How often they were introduced.
    pub introduction_count: i64,
    pub decided_at: Option<DateTime<Utc>>,
    /// They may be asked from this time on; `None` before *Start*.
    pub eligible_since: Option<DateTime<Utc>>,
    /// The weekday and time that they chose; `None` means their team's.
    pub prompt_time: Option<PromptTime>,
    pub frequency: Frequency,
    pub paused_until: Option<DateTime<Utc>>,
    /// The newest manager who sees their new entries.
    pub shares_up_to: Tenure,
    /// The IANA zone that they chose.
    pub zone: Option<String>,
    pub language: DateLanguage,
}

/// What an engineer's team decides for those who chose nothing themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamDefaults {
    /// The IANA name of its zone.
    pub zone: String,
    pub prompt_time: PromptTime,
}

impl Preferences {
    /// Records a decision. From *Start* on, they may be asked.
    pub fn decide(&mut self, introduction: Introduction, now: DateTime<Utc>) {
        self.introduction = introduction;
        self.decided_at = Some(now);
        if introduction == Introduction::Started {
            self.eligible_since = Some(now);
        }
    }

    /// Sets how often they are asked. Weeks that a slower frequency left out aren't asked about later.
    pub fn choose_frequency(&mut self, frequency: Frequency, now: DateTime<Utc>) {
        self.frequency = frequency;
        self.eligible_since = Some(now);
    }

    /// Sets whether their managers see new entries. Future managers aren't included.
    pub fn share_with(&mut self, assignment: &Assignment, shares: bool) {
        self.shares_up_to = if shares { assignment.newest() } else { Tenure(0) };
    }
}

impl Person {
    /// Records that they are introduced once more.
    pub fn introduce(&mut self) -> &mut Preferences {
        let preferences = self.preferences.get_or_insert_default();
        preferences.introduction = Introduction::Asked;
        preferences.introduction_count += 1;
        preferences
    }

    /// Whether a new entry starts out visible to their managers: if they had all of these managers when they chose so.
    #[must_use]
    pub fn shares(&self) -> bool {
        let up_to = self.preferences.as_ref().map(|preferences| preferences.shares_up_to);
        !self.assignment.managers.is_empty() && up_to.is_some_and(|up_to| self.assignment.newest() <= up_to)
    }

    #[must_use]
    pub fn language(&self) -> DateLanguage {
        self.preferences.as_ref().map(|preferences| preferences.language).unwrap_or_default()
    }

    /// What is known about their time zone.
    #[must_use]
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts {
            chosen: self.preferences.as_ref().and_then(|preferences| preferences.zone.clone()),
            slack: self.slack.as_ref().and_then(|(profile, _)| profile.zone.clone()),
            team: self.team.as_ref().map(|team| team.zone.clone()),
        }
    }

    /// When Slack last said something about them, if ever.
    #[must_use]
    pub fn fetched_at(&self) -> Option<DateTime<Utc>> {
        self.slack.as_ref().map(|(_, fetched_at)| *fetched_at)
    }

    /// Whether Slack said that they left.
    #[must_use]
    pub fn is_deactivated(&self) -> bool {
        self.slack.as_ref().is_some_and(|(profile, _)| profile.is_deactivated)
    }

    #[must_use]
    pub fn team_prompt_time(&self) -> PromptTime {
        self.team.as_ref().map(|team| team.prompt_time).unwrap_or_default()
    }

    /// What decides when they are asked; `None` if they were never introduced.
    #[must_use]
    pub fn schedule(&self) -> Option<PromptSchedule> {
        let preferences = self.preferences.as_ref()?;
        let whereabouts = self.whereabouts();
        Some(PromptSchedule {
            member: self.who.member.clone(),
            zone: whereabouts.zone().unwrap_or_default().to_owned(),
            team_zone: whereabouts.team.unwrap_or_else(|| "UTC".to_owned()),
            prompt_time: preferences.prompt_time.unwrap_or_else(|| self.team_prompt_time()),
            since: preferences.eligible_since,
            frequency: preferences.frequency,
            paused_until: preferences.paused_until,
            stopped: preferences.introduction != Introduction::Started,
            away: self.slack.as_ref().map(|(profile, _)| profile.away).unwrap_or_default(),
            deactivated: self.is_deactivated(),
        })
    }
}
