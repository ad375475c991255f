//! How long what is kept of people stays, by kind: written as `prompts=200, evidence=forever`.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::config::setting::shown;
use crate::config::{Problem, Reader, Setting};

const NAME: &str = "BEARINGS_KEEP_DAYS";
const HOW: &str = "write kinds with days or “forever”, separated by commas, such as prompts=200, evidence=forever";
/// Nobody means more than a century.
const MOST: u32 = 36_500;

/// Something that is kept for a time of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What people noted down.
    Evidence,
    /// Weekly questions and their answers; the entries that they made are evidence.
    Prompts,
    /// Who opened whose entries, and when an administrator exported somebody's data.
    Openings,
    /// Which entries went into which digest.
    Digests,
    /// What was sent to whom.
    Deliveries,
    /// Everything of somebody who left, from the day on which Slack said so.
    Leavers,
}

impl Kind {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 6] =
        [Self::Evidence, Self::Prompts, Self::Openings, Self::Digests, Self::Deliveries, Self::Leavers];

    /// Its name in the setting.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Prompts => "prompts",
            Self::Openings => "openings",
            Self::Digests => "digests",
            Self::Deliveries => "deliveries",
            Self::Leavers => "leavers",
        }
    }

    /// For how many days it is kept when nobody says otherwise; evidence is its author's to delete.
    fn usual(self) -> Option<u32> {
        match self {
            Self::Evidence => None,
            Self::Prompts | Self::Openings | Self::Digests => Some(400),
            Self::Deliveries => Some(90),
            Self::Leavers => Some(180),
        }
    }

    /// With fewer days the bot could not do its work, and why.
    fn least(self) -> (u32, &'static str) {
        match self {
            Self::Evidence => (30, "so that what is noted down can be read in a digest and in a 1:1"),
            Self::Prompts => (100, "so that nobody is asked the same again and again"),
            Self::Openings => (30, "so that authors have time to read who opened their entries"),
            Self::Digests => (30, "so that authors have time to withdraw what was posted"),
            Self::Deliveries => (14, "so that what could not be sent can be put right"),
            Self::Leavers => (1, "so that a slip in Slack can be put right"),
        }
    }
}

/// For how many days each kind is kept; `None` is for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention(BTreeMap<Kind, Option<u32>>);

impl Default for Retention {
    fn default() -> Self {
        Self(Kind::ALL.into_iter().map(|kind| (kind, kind.usual())).collect())
    }
}

impl Retention {
    /// `BEARINGS_KEEP_DAYS`; what it leaves out is as usual.
    #[must_use]
    pub fn read(written: &Setting, reader: &mut Reader) -> Self {
        let text = reader.line(NAME, written).unwrap_or_default();
        reader.accept(Self::parse(&text)).unwrap_or_default()
    }

    /// What this text says; what it leaves out is as usual.
    ///
    /// # Errors
    /// The first thing in it that cannot be used.
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

    /// For how many days it is kept; `None` is for ever.
    #[must_use]
    pub fn days(&self, kind: Kind) -> Option<u32> {
        self.0.get(&kind).copied().flatten()
    }

    /// What is older than this goes; nothing where it is kept for ever.
    #[must_use]
    pub fn before(&self, kind: Kind, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        now.checked_sub_signed(TimeDelta::days(i64::from(self.days(kind)?)))
    }
}

fn said(part: &str) -> Result<(Kind, Option<u32>), Problem> {
    let (name, days) =
        part.split_once('=').ok_or_else(|| problem(format!("holds {}, which has no “=”", shown(part))))?;
    let (name, days) = (name.trim(), days.trim());
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
        let known = Kind::ALL.map(Kind::name).join(", ");
        problem(format!("names {}, and there are only {known}", shown(name)))
    })?;
    if days == "forever" {
        return Ok((kind, None));
    }
    let (least, why) = kind.least();
    match days.parse() {
        Ok(days) if (least..=MOST).contains(&days) => Ok((kind, Some(days))),
        Ok(days) if days < least => Err(problem(format!("keeps {name} for {days} days, and {least} are needed {why}"))),
        _ => Err(problem(format!("says {} for {name}, which is no number of days up to {MOST}", shown(days)))),
    }
}

fn problem(what: String) -> Problem {
    Problem { name: NAME, what, how: HOW }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_kept_and_the_rest_is_as_usual() {
        let usual = [None, Some(400), Some(400), Some(400), Some(90), Some(180)];
        let days = |text: &str| Kind::ALL.map(|kind| Retention::parse(text).unwrap().days(kind));
        assert_eq!(days(""), usual);
        assert_eq!(days(" , "), usual);
        let changed = [Some(730), Some(200), Some(400), None, Some(90), Some(1)];
        assert_eq!(days("prompts=200, digests=forever,evidence = 730 ,leavers=1"), changed);
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let retention = Retention::parse("prompts=200").unwrap();
        assert_eq!(retention.before(Kind::Prompts, now), Some(now - TimeDelta::days(200)));
        assert_eq!(retention.before(Kind::Evidence, now), None);
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (text, expected) in [
            ("prompts", "holds “prompts”, which has no “=”"),
            (
                "prompt=200",
                "names “prompt”, and there are only evidence, prompts, openings, digests, deliveries, leavers",
            ),
            (
                "prompts=99",
                "keeps prompts for 99 days, and 100 are needed so that nobody is asked the same again and again",
            ),
            ("prompts=many", "says “many” for prompts, which is no number of days up to 36500"),
            ("prompts=-1", "says “-1” for prompts, which is no number of days up to 36500"),
            ("prompts=36501", "says “36501” for prompts, which is no number of days up to 36500"),
            ("prompts=", "says “” for prompts, which is no number of days up to 36500"),
            ("prompts=200,prompts=300", "names prompts twice"),
        ] {
            let problem = Retention::parse(text).unwrap_err();
            assert_eq!((problem.name, problem.what.as_str()), (NAME, expected), "{text}");
        }
    }
}
