//! The slash commands' names: another app may have taken the default ones.

/// The slash commands' names, each with its slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// The command that accepts every subcommand.
    pub framework: String,
    /// A shortcut for the main command's `log`.
    pub evidence: String,
}

const FRAMEWORK: &str = "/framework";
const EVIDENCE: &str = "/evidence";

impl Default for Commands {
    fn default() -> Self {
        Self { framework: FRAMEWORK.to_owned(), evidence: EVIDENCE.to_owned() }
    }
}

impl Commands {
    /// Whether the typed command logs evidence. An app that hasn't been renamed yet still has the old name.
    #[must_use]
    pub fn is_evidence(&self, typed: &str) -> bool {
        typed == self.evidence || typed == EVIDENCE && self.framework != EVIDENCE
    }
}
