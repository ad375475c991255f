//! Which role a person can have in a team, by their Slack account: one rule for the roster file and the forms.

/// Whether a person can be on the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    Active,
    Guest,
    /// Slack keeps the account of a person who left, but it can't be used.
    Deactivated,
    Bot,
    /// The person belongs to another organisation that shares a channel.
    Stranger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Answers the weekly question and shares entries.
    Engineer,
    /// Reads what engineers share with them.
    Manager,
    /// May be in the digest's channel.
    DigestReader,
}

impl AccountStatus {
    /// Whether a person may have this role. A guest can't read other people's evidence, and no digest is posted where a
    /// guest can read it; as an engineer, a guest writes their own.
    #[must_use]
    pub fn allows(self, role: Role) -> bool {
        match self {
            Self::Active => true,
            Self::Guest => role == Role::Engineer,
            Self::Deactivated | Self::Bot | Self::Stranger => false,
        }
    }

    /// Describes the status, as the predicate after a name.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Active => "is active",
            Self::Guest => "is a guest",
            Self::Deactivated => "has left",
            Self::Bot => "is an app",
            Self::Stranger => "belongs to another organisation",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_people_of_the_workspace_read_what_others_write() {
        for role in [Role::Engineer, Role::Manager, Role::DigestReader] {
            assert!(AccountStatus::Active.allows(role));
            assert_eq!(AccountStatus::Guest.allows(role), role == Role::Engineer);
            for status in [AccountStatus::Deactivated, AccountStatus::Bot, AccountStatus::Stranger] {
                assert!(!status.allows(role));
            }
        }
    }
}
