//! What a prompt's message shows.

use super::{Frequency, Prompt};
use crate::domain::dates::DateLanguage;
use crate::domain::evidence::BehaviourRef;
use crate::domain::ids::{MemberId, PromptId};

/// The question whether to ask less often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessOften {
    /// It is not asked.
    No,
    /// It waits for an answer.
    Asked,
    /// This was chosen.
    Chosen(Frequency),
}

/// Everything that the message says, in whatever state it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptView {
    pub id: PromptId,
    /// What it is like.
    pub prompt: Prompt,
    /// What it offers, in the wording of its week.
    pub offered: Vec<BehaviourRef>,
    /// Whether it asks "Less often?", and what was answered.
    pub less_often: LessOften,
    /// Who manages the engineer.
    pub managers: Vec<MemberId>,
    /// Whether what is saved from it begins as theirs to see.
    pub shares: bool,
    /// The IANA zone by whose clock it names times.
    pub zone: String,
    /// In which language the engineer reads them.
    pub language: DateLanguage,
}
