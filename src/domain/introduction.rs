//! The introduction: the bot asks people nothing before they press *Start*.

use chrono::NaiveDateTime;
use strum::{AsRefStr, EnumString, VariantArray};

use crate::domain::dates::DateLanguage;
use crate::domain::ids::MemberId;

/// A person's response to the introduction. Its text is its name in the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, AsRefStr, EnumString, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Introduction {
    /// Introduced, without a response yet.
    #[default]
    Asked,
    /// They want the weekly question.
    Started,
    /// *Not now*; they can be introduced again.
    Later,
    /// *Never*; they won't be introduced again.
    Never,
}

/// A response to the introduction, which a person can give at any time. Its text is its name in buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsRefStr, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum IntroductionDecision {
    Start,
    NotNow,
    Never,
}

impl From<IntroductionDecision> for Introduction {
    fn from(decision: IntroductionDecision) -> Self {
        match decision {
            IntroductionDecision::Start => Self::Started,
            IntroductionDecision::NotNow => Self::Later,
            IntroductionDecision::Never => Self::Never,
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
    pub zone: Option<String>,
    /// When their first question arrives, by their clock; `None` once it was asked, or if it isn't known.
    pub first_question: Option<NaiveDateTime>,
    /// The language in which they read dates.
    pub language: DateLanguage,
}

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
        for (introduction, expected) in Introduction::VARIANTS.iter().zip([false, false, true, false]) {
            assert_eq!(may_be_asked(Some(*introduction)), expected, "{introduction:?}");
        }
    }
}
