//! What is kept of people for a time of its own, as a setting says.

/// Something that is kept for a time of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    /// What people noted down.
    Evidence,
    /// Weekly questions and their answers; the entries that they made are evidence.
    Prompts,
    /// Who opened whose entries, and when an administrator exported somebody's data.
    Openings,
    /// Which entries went into which digest.
    Digests,
    /// What was sent to whom.
    Deliveries,
    /// Everything of somebody who left, from the day on which Slack said so.
    Leavers,
}

impl Kept {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 6] =
        [Self::Evidence, Self::Prompts, Self::Openings, Self::Digests, Self::Deliveries, Self::Leavers];

    /// Its name in the setting.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Prompts => "prompts",
            Self::Openings => "openings",
            Self::Digests => "digests",
            Self::Deliveries => "deliveries",
            Self::Leavers => "leavers",
        }
    }
}
