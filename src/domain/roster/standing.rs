//! Who can have which part in a team, by what Slack says of them: one rule for the file and for the forms.

/// Whether somebody can be on the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Active,
    /// They are a guest of the workspace.
    Guest,
    /// They left: Slack keeps their account and nobody can use it.
    Deactivated,
    /// It is no person.
    Bot,
    /// They belong to another organisation that shares a channel.
    Stranger,
}

/// A part in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// They are asked, and share what they like.
    Engineer,
    /// They read what is shared with them.
    Manager,
    /// They may be in the digest's channel.
    DigestReader,
}

impl Standing {
    /// Whether somebody may have this part. A guest reads nobody's evidence, and no digest is posted where one can read it; as
    /// an engineer they write their own.
    #[must_use]
    pub fn allows(self, role: Role) -> bool {
        match self {
            Self::Active => true,
            Self::Guest => role == Role::Engineer,
            Self::Deactivated | Self::Bot | Self::Stranger => false,
        }
    }

    /// What it means, behind a name.
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
            assert!(Standing::Active.allows(role));
            assert_eq!(Standing::Guest.allows(role), role == Role::Engineer);
            for standing in [Standing::Deactivated, Standing::Bot, Standing::Stranger] {
                assert!(!standing.allows(role));
            }
        }
    }
}
