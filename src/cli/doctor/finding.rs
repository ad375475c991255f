//! What the doctor finds: a value for each thing that was looked at, and what they come to together.

/// What belongs together, in the order in which it is told.
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

    /// As a title.
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

    /// As programs know it.
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

/// How it is with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// As it should be.
    Fine,
    /// It works, and will not for ever.
    Warning,
    /// Something does not work.
    Fault,
    /// It could not be looked at, because of something else.
    NotChecked,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) area: Area,
    pub(super) outcome: Outcome,
    /// What was looked at.
    pub(super) checked: String,
    /// What was seen; why not, where it was not looked at.
    pub(super) seen: String,
    /// Why it matters.
    pub(super) why: String,
    /// What to do, where something is to be done.
    pub(super) remedy: Option<String>,
}

/// Something that is looked at: what, and why it matters. What comes of it makes a [`Finding`].
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

/// How many have this outcome.
pub(super) fn count(findings: &[Finding], outcome: Outcome) -> usize {
    findings.iter().filter(|finding| finding.outcome == outcome).count()
}
