//! Kinds of personal data with their own retention setting.

/// A kind of data with its own retention period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kept {
    /// The entries that people wrote.
    Evidence,
    /// Weekly questions and answers; the resulting entries are evidence.
    Prompts,
    /// Records of who opened whose entries, and when an administrator exported a person's data.
    Openings,
    /// Records of which entries went into which digest.
    Digests,
    /// Records of the messages that were sent.
    Deliveries,
    /// Everything about a person who left, counted from the day on which Slack reported it.
    Leavers,
}

impl Kept {
    /// Every kind, in the order in which it is listed.
    pub const ALL: [Self; 6] =
        [Self::Evidence, Self::Prompts, Self::Openings, Self::Digests, Self::Deliveries, Self::Leavers];

    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}
