//! Newtypes for the ids that pass between layers, so that one can't be mistaken for another.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text unchanged.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

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
    /// The key of an installation: a Slack workspace (`T…`), or an organisation (`E…`) for an org-wide installation.
    WorkspaceId
);
text_id!(
    /// A workspace (`T…`) or an organisation (`E…`), as payloads and user objects name it.
    SlackTeamId
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
    /// A behaviour of one track, e.g. `idiomatic-go`; it stays the same when the wording changes.
    BehaviourId
);

impl MemberId {
    /// Slack's ids have about a dozen capital letters and digits; anything longer than this is no id.
    const LONGEST: usize = 64;

    /// Validates an id from outside, whatever its source: `U…` or `W…`, in capital letters and digits. Only validated
    /// ids are stored, so only `store/` calls [`MemberId::new`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = (2..=Self::LONGEST).contains(&text.len())
            && text.starts_with(['U', 'W'])
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        is_id.then(|| Self(text.to_owned()))
    }

    /// Like [`MemberId::parse`], for ids that people type or paste: accepts lower-case letters too.
    #[must_use]
    pub fn parse_typed(text: &str) -> Option<Self> {
        Self::parse(&text.to_ascii_uppercase())
    }
}

impl SlackTeamId {
    /// Whether the id belongs to an organisation.
    #[must_use]
    pub fn is_enterprise(&self) -> bool {
        self.0.starts_with('E')
    }
}

/// Who acts, according to Slack's signed payload; never taken from a button's value or a view's metadata.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Actor {
    pub workspace: WorkspaceId,
    pub member: MemberId,
}

impl Actor {
    /// Another person in the same workspace.
    #[must_use]
    pub fn colleague(&self, member: &MemberId) -> Self {
        Self { workspace: self.workspace.clone(), member: member.clone() }
    }
}

/// Random bits of an id, below the milliseconds.
const NOISE: u32 = 21;

/// The id of a new row. It reveals when the row was made, which anyone who sees the row knows, but not how many rows
/// others have made: ids appear in buttons, and sequential numbers would reveal colleagues' activity. Later rows have
/// larger ids than `newest`.
#[must_use]
pub fn next_id(now: DateTime<Utc>, newest: Option<i64>, noise: u64) -> i64 {
    let noise = i64::try_from(noise % (1 << NOISE)).unwrap_or_default();
    let begins_at = now.timestamp_millis().max(0).saturating_mul(1 << NOISE);
    begins_at.max(newest.unwrap_or_default().saturating_add(1)).saturating_add(noise)
}

/// One entry of an engineer's evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub i64);

/// One engineer's prompt for one week.
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_members_id_is_one_id_and_nothing_else() {
        for good in ["U01ANA", "W012A3CDE", "USLACKBOT", "U1"] {
            assert_eq!(MemberId::parse(good).unwrap().as_str(), good);
            assert_eq!(MemberId::parse_typed(&good.to_lowercase()).unwrap().as_str(), good);
        }
        let long = format!("U{}", "1".repeat(64));
        for bad in [
            "",
            "U",
            "u01ana",
            "U0PRI,U0MAL",
            "U0PRI U0MAL",
            "U01ANA\n",
            " U01ANA",
            "<@U01ANA>",
            "T1",
            "C1",
            "ana",
            "U０1",
            "U\u{200B}1",
            &long,
        ] {
            assert_eq!(MemberId::parse(bad), None, "{bad:?}");
        }
        // Some letters beyond ASCII become ASCII letters in upper case.
        for bad in ["u01ına", "uſlackbot", "u01ana,u02ben", "<@u01ana>", "ana"] {
            assert_eq!(MemberId::parse_typed(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn later_rows_have_larger_ids_and_the_distance_says_nothing(
            millis in 0_i64..4_000_000_000_000, newest in proptest::option::of(0_i64..(1 << 62)), noise in any::<[u64; 2]>(),
        ) {
            let now = DateTime::from_timestamp_millis(millis).unwrap();
            let id = next_id(now, newest, noise[0]);
            prop_assert!(id > 0 || millis == 0 && noise[0] % (1 << NOISE) == 0 && newest.is_none());
            prop_assert!(newest.is_none_or(|newest| id > newest));
            let further = next_id(now, newest, noise[1]);
            let distance = i64::try_from(noise[0] % (1 << NOISE)).unwrap() - i64::try_from(noise[1] % (1 << NOISE)).unwrap();
            prop_assert_eq!(id - further, distance, "nothing but noise tells them apart");
        }
    }
}
