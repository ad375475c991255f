//! How long personal data is kept, by kind: written as `prompts=200, evidence=forever`.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::config::redaction::shown;
use crate::config::{Problem, Setting, SettingReader};
use crate::domain::privacy::Kept;

const NAME: &str = "BEARINGS_KEEP_DAYS";
const KEEP_DAYS_HELP: &str =
    "write kinds with days or “forever”, separated by commas, such as prompts=200, evidence=forever";
/// No operator means more than a century.
const MAX_DAYS: u32 = 36_500;

/// How many days a kind is kept by default, and the fewest with which the bot can do its work, and why. Evidence stays
/// until its author deletes it.
fn terms(kind: Kept) -> (Option<u32>, u32, &'static str) {
    match kind {
        Kept::Evidence => (None, 30, "so that entries can be read in a digest and in a 1:1"),
        Kept::Prompts => (Some(400), 100, "so that questions don't repeat too soon"),
        Kept::Openings => (Some(400), 30, "so that authors have time to see who opened their entries"),
        Kept::Digests => (Some(400), 30, "so that authors have time to withdraw posted entries"),
        Kept::Deliveries => (Some(90), 14, "so that failed messages can be fixed"),
        Kept::Leavers => (Some(180), 1, "so that a mistake in Slack can be corrected"),
    }
}

/// How many days each kind is kept; `None` means forever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention(BTreeMap<Kept, Option<u32>>);

impl Default for Retention {
    fn default() -> Self {
        Self(Kept::ALL.into_iter().map(|kind| (kind, terms(kind).0)).collect())
    }
}

impl Retention {
    /// `BEARINGS_KEEP_DAYS`; a kind that it leaves out keeps its default.
    pub fn read(written: &Setting, reader: &mut SettingReader) -> Self {
        let text = reader.line(NAME, written).unwrap_or_default();
        reader.accept(Self::parse(&text)).unwrap_or_default()
    }

    /// Parses a setting; a kind that it leaves out keeps its default.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut retention = Self::default();
        let mut named = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (kind, days) = said(part)?;
            if named.contains(&kind) {
                return Err(problem(format!("names {} twice", kind.name())));
            }
            named.push(kind);
            retention.0.insert(kind, days);
        }
        Ok(retention)
    }

    /// How many days a kind is kept; `None` means forever.
    pub fn days(&self, kind: Kept) -> Option<u32> {
        self.0.get(&kind).copied().flatten()
    }

    /// Data older than this is deleted; `None` if it is kept forever.
    pub fn before(&self, kind: Kept, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        now.checked_sub_signed(TimeDelta::days(i64::from(self.days(kind)?)))
    }
}

fn said(part: &str) -> Result<(Kept, Option<u32>), Problem> {
    let (name, days) =
        part.split_once('=').ok_or_else(|| problem(format!("holds {}, which lacks an “=”", shown(part))))?;
    let (name, days) = (name.trim(), days.trim());
    let kind = Kept::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
        let known = Kept::ALL.map(Kept::name).join(", ");
        problem(format!("names {}, but the only kinds are {known}", shown(name)))
    })?;
    if days == "forever" {
        return Ok((kind, None));
    }
    let (_, least, why) = terms(kind);
    match days.parse() {
        Ok(days) if (least..=MAX_DAYS).contains(&days) => Ok((kind, Some(days))),
        Ok(days) if days < least => Err(problem(format!(
            "keeps {name} for {days} days, but needs at least {least}, \
            {why}"
        ))),
        _ => Err(problem(format!("says {} for {name}, which isn't a number of days up to {MAX_DAYS}", shown(days)))),
    }
}

fn problem(what: String) -> Problem {
    Problem { name: NAME, what, how: KEEP_DAYS_HELP }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_kept_and_the_rest_is_as_usual() {
        let usual = [None, Some(400), Some(400), Some(400), Some(90), Some(180)];
        let days = |text: &str| Kept::ALL.map(|kind| Retention::parse(text).unwrap().days(kind));
        assert_eq!(days(""), usual);
        assert_eq!(days(" , "), usual);
        let changed = [Some(730), Some(200), Some(400), None, Some(90), Some(1)];
        assert_eq!(days("prompts=200, digests=forever,evidence = 730 ,leavers=1"), changed);
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let retention = Retention::parse("prompts=200").unwrap();
        assert_eq!(retention.before(Kept::Prompts, now), Some(now - TimeDelta::days(200)));
        assert_eq!(retention.before(Kept::Evidence, now), None);
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (text, expected) in [
            ("prompts", "holds “prompts”, which lacks an “=”"),
            (
                "prompt=200",
                "names “prompt”, but the only kinds are evidence, prompts, openings, digests, deliveries, leavers",
            ),
            (
                "prompts=99",
                "keeps prompts for 99 days, but needs at least 100, so that questions don't repeat too soon",
            ),
            ("prompts=many", "says “many” for prompts, which isn't a number of days up to 36500"),
            ("prompts=-1", "says “-1” for prompts, which isn't a number of days up to 36500"),
            ("prompts=36501", "says “36501” for prompts, which isn't a number of days up to 36500"),
            ("prompts=", "says “” for prompts, which isn't a number of days up to 36500"),
            ("prompts=200,prompts=300", "names prompts twice"),
        ] {
            let problem = Retention::parse(text).unwrap_err();
            assert_eq!((problem.name, problem.what.as_str()), (NAME, expected), "{text}");
        }
    }
}
