//! The content of a prompt's message.

use super::{Frequency, Prompt};
use crate::domain::dates::DateLanguage;
use crate::domain::evidence::BehaviourRef;
use crate::domain::ids::{MemberId, PromptId};

/// The question whether to ask less often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessOften {
    No,
    /// It waits for an answer.
    Asked,
    Chosen(Frequency),
}

/// Everything that the message shows, in any state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptView {
    pub id: PromptId,
    pub prompt: Prompt,
    /// The offered behaviours, in the wording of that week.
    pub offered: Vec<BehaviourRef>,
    /// The "Less often?" question and its answer.
    pub less_often: LessOften,
    pub managers: Vec<MemberId>,
    /// Whether entries saved from it are visible to the managers by default.
    pub shares: bool,
    /// The IANA zone in which it shows times.
    pub zone: String,
    /// The language in which the engineer reads them.
    pub language: DateLanguage,
}
