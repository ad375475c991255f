//! What the slash commands are called: another app may have had their names first.

use crate::config::Names;

/// The names, each with its slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// What everything can be typed behind.
    pub framework: String,
    /// What is short for `log` behind it.
    pub evidence: String,
}

const FRAMEWORK: &str = "/framework";
const EVIDENCE: &str = "/evidence";

impl Default for Commands {
    fn default() -> Self {
        Self { framework: FRAMEWORK.to_owned(), evidence: EVIDENCE.to_owned() }
    }
}

impl From<Names> for Commands {
    fn from(names: Names) -> Self {
        Self { framework: names.command, evidence: names.evidence_command }
    }
}

impl Commands {
    /// Whether what somebody typed is there to note something down. An app that was not renamed yet still has the old name.
    #[must_use]
    pub fn is_evidence(&self, typed: &str) -> bool {
        typed == self.evidence || typed == EVIDENCE && self.framework != EVIDENCE
    }
}
