//! Newtypes for the ids that travel between floors, so that none is taken for another.

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text as it was given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// A Slack workspace (`T…`), or an organisation (`E…`) where the app is installed for all of it.
    WorkspaceId
);
text_id!(
    /// A person in a workspace (`U…` or `W…`).
    MemberId
);
text_id!(
    /// A channel, private channel or DM (`C…`, `G…`, `D…`).
    ChannelId
);
text_id!(
    /// A framework's track, e.g. `backend`: the name of its file.
    TrackId
);
text_id!(
    /// A theme of one track, e.g. `mastery`.
    ThemeId
);
text_id!(
    /// A behaviour of one track, e.g. `idiomatic-go`; it stays when the wording changes.
    BehaviourId
);

/// Who acts: as Slack's signed payload says it, and never as a button's value or a view's metadata does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Actor {
    /// Where they act.
    pub workspace: WorkspaceId,
    /// Who they are there.
    pub member: MemberId,
}

/// One entry of somebody's evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub i64);

/// One engineer's prompt of one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PromptId(pub i64);

impl std::fmt::Display for PromptId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Display for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
