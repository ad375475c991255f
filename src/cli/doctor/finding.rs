//! The doctor's findings: one for each thing checked.

use serde::Serialize;
use strum::{Display, VariantArray};

use crate::cli::print::capitalise;

/// Groups of findings, in the order in which they are printed. They print as headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, VariantArray, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Area {
    Settings,
    Database,
    Framework,
    Slack,
    #[strum(to_string = "Scopes and events")]
    Scopes,
    #[strum(to_string = "Connection from Slack")]
    Connection,
    Time,
    #[strum(to_string = "Digest channels")]
    Digests,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CheckOutcome {
    #[serde(rename = "ok")]
    #[strum(to_string = "ok")]
    Fine,
    /// It works now but needs attention.
    #[strum(to_string = "WARNING")]
    Warning,
    #[strum(to_string = "FAULT")]
    Fault,
    /// It could not be checked because of another problem.
    #[strum(to_string = "not checked")]
    NotChecked,
}

/// One checked thing and the result, as JSON shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) area: Area,
    pub(super) outcome: CheckOutcome,
    pub(super) checked: String,
    /// What the check saw, or why it was not made.
    pub(super) seen: String,
    pub(super) why: String,
    /// What to do, if anything.
    #[serde(rename = "do")]
    pub(super) remedy: Option<String>,
}

/// A thing to check and why it matters. With its result it becomes a [`Finding`].
#[derive(Clone, Debug)]
pub(super) struct Check {
    area: Area,
    checked: String,
    why: String,
}

impl Check {
    pub(super) fn new(area: Area, checked: impl Into<String>, why: impl Into<String>) -> Self {
        Self { area, checked: checked.into(), why: why.into() }
    }

    pub(super) fn fine(self, seen: impl Into<String>) -> Finding {
        self.found(CheckOutcome::Fine, seen, None)
    }

    pub(super) fn warning(self, seen: impl Into<String>, remedy: impl Into<String>) -> Finding {
        self.found(CheckOutcome::Warning, seen, Some(remedy.into()))
    }

    pub(super) fn fault(self, seen: impl Into<String>, remedy: impl Into<String>) -> Finding {
        self.found(CheckOutcome::Fault, seen, Some(remedy.into()))
    }

    pub(super) fn not_checked(self, because: impl Into<String>) -> Finding {
        self.found(CheckOutcome::NotChecked, because, None)
    }

    fn found(self, outcome: CheckOutcome, seen: impl Into<String>, remedy: Option<String>) -> Finding {
        Finding { area: self.area, outcome, checked: self.checked, seen: seen.into(), why: self.why, remedy }
    }
}

pub(super) fn count(findings: &[Finding], outcome: CheckOutcome) -> usize {
    findings.iter().filter(|finding| finding.outcome == outcome).count()
}

pub(super) fn sentence(text: &str) -> String {
    format!("{}.", capitalise(text))
}
