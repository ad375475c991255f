//! The doctor's findings: one for each thing checked.

/// Groups of findings, in the order in which they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Area {
    Settings,
    Database,
    Framework,
    Slack,
    Scopes,
    Connection,
    Time,
    Digests,
}

impl Area {
    pub(super) const ALL: [Self; 8] = [
        Self::Settings,
        Self::Database,
        Self::Framework,
        Self::Slack,
        Self::Scopes,
        Self::Connection,
        Self::Time,
        Self::Digests,
    ];

    /// The heading.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Settings => "Settings",
            Self::Database => "Database",
            Self::Framework => "Framework",
            Self::Slack => "Slack",
            Self::Scopes => "What the app may do",
            Self::Connection => "How Slack reaches the bot",
            Self::Time => "Time",
            Self::Digests => "Digest channels",
        }
    }

    /// The name in JSON.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Database => "database",
            Self::Framework => "framework",
            Self::Slack => "slack",
            Self::Scopes => "scopes",
            Self::Connection => "connection",
            Self::Time => "time",
            Self::Digests => "digests",
        }
    }
}

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Fine,
    /// It works now but needs attention.
    Warning,
    Fault,
    /// It could not be checked because of another problem.
    NotChecked,
}

/// One checked thing and the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) area: Area,
    pub(super) outcome: Outcome,
    pub(super) checked: String,
    /// What the check saw, or why it was not made.
    pub(super) seen: String,
    pub(super) why: String,
    /// What to do, if anything.
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
        self.found(Outcome::Fine, seen, None)
    }

    pub(super) fn warning(self, seen: impl Into<String>, remedy: impl Into<String>) -> Finding {
        self.found(Outcome::Warning, seen, Some(remedy.into()))
    }

    pub(super) fn fault(self, seen: impl Into<String>, remedy: impl Into<String>) -> Finding {
        self.found(Outcome::Fault, seen, Some(remedy.into()))
    }

    pub(super) fn not_checked(self, because: impl Into<String>) -> Finding {
        self.found(Outcome::NotChecked, because, None)
    }

    fn found(self, outcome: Outcome, seen: impl Into<String>, remedy: Option<String>) -> Finding {
        Finding { area: self.area, outcome, checked: self.checked, seen: seen.into(), why: self.why, remedy }
    }
}

/// The number of findings with this outcome.
pub(super) fn count(findings: &[Finding], outcome: Outcome) -> usize {
    findings.iter().filter(|finding| finding.outcome == outcome).count()
}
