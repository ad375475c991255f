//! The introduction: the bot asks people nothing before they press *Start*.

use crate::domain::ids::MemberId;

/// A person's response to the introduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Introduction {
    /// Introduced, without a response yet.
    Asked,
    /// They want the weekly question.
    Started,
    /// *Not now*; they can be introduced again.
    Later,
    /// *Never*; they won't be introduced again.
    Never,
}

/// A response to the introduction, which a person can give at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// *Start*.
    Start,
    /// *Not now*.
    NotNow,
    /// *Never*.
    Never,
}

impl Introduction {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Asked, Self::Started, Self::Later, Self::Never];

    /// Its name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Started => "started",
            Self::Later => "later",
            Self::Never => "never",
        }
    }
}

impl From<Decision> for Introduction {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Start => Self::Started,
            Decision::NotNow => Self::Later,
            Decision::Never => Self::Never,
        }
    }
}

/// The content of an engineer's introduction message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduced {
    pub introduction: Introduction,
    /// Managers who can see what the engineer shares.
    pub managers: Vec<MemberId>,
    /// Whether new entries are visible to the managers by default.
    pub shares: bool,
    /// Their time zone, if known.
    pub zone: Option<String>,
}

/// The result of introducing people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntroductionOutcome {
    /// People who get a message in their working hours.
    pub now: usize,
    /// People who were introduced before or declined.
    pub before: usize,
}

/// Whether an admin's *Introduce* reaches a person: once, and once more after *Not now*.
#[must_use]
pub fn may_be_asked(before: Option<Introduction>) -> bool {
    match before {
        None | Some(Introduction::Later) => true,
        Some(Introduction::Asked | Introduction::Started | Introduction::Never) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_again_who_did_not_leave_it_open() {
        assert!(may_be_asked(None));
        for (introduction, expected) in Introduction::ALL.into_iter().zip([false, false, true, false]) {
            assert_eq!(may_be_asked(Some(introduction)), expected, "{introduction:?}");
        }
    }
}
