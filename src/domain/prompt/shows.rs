//! What a prompt's message shows.

use super::Prompt;
use crate::domain::evidence::Shown;
use crate::domain::ids::{MemberId, PromptId};

/// Everything that the message says, in whatever state it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shows {
    /// Which prompt.
    pub id: PromptId,
    /// What it is like.
    pub prompt: Prompt,
    /// What it offers, in the wording of its week.
    pub offered: Vec<Shown>,
    /// Whether it asks "Less often?".
    pub offers_less: bool,
    /// Who manages the engineer.
    pub managers: Vec<MemberId>,
    /// Whether what is saved from it begins as theirs to see.
    pub shares: bool,
    /// The engineer's IANA zone, for the times it names.
    pub zone: String,
}
