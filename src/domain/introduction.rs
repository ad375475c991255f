//! The introduction: nothing is asked of anybody before they press *Start*.

use crate::domain::ids::MemberId;

/// Where somebody stands with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Introduction {
    /// They were asked, and have not said anything.
    Asked,
    /// They want the weekly question.
    Started,
    /// Not now; they can be asked again.
    Later,
    /// Never; nobody asks them again.
    Never,
}

/// What somebody can say to it, whenever they want.
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
    /// All of them.
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

/// What the introduction of one engineer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduced {
    /// Where they stand.
    pub introduction: Introduction,
    /// Who could see what they share.
    pub managers: Vec<MemberId>,
    /// Whether a new entry begins as theirs to see.
    pub shares: bool,
    /// Their time zone, if anybody knows it.
    pub zone: Option<String>,
}

/// What came of introducing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntroductionOutcome {
    /// So many get a message, in their working hours.
    pub now: usize,
    /// So many had one before, or want none.
    pub before: usize,
}

/// Whether an admin's *Introduce* reaches somebody: once, and once more after *Not now*.
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
