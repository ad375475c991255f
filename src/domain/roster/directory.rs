//! The members of the Slack workspace, found by email or id.

use std::collections::HashMap;
use std::fmt;

use crate::domain::ids::MemberId;
use crate::domain::roster::AccountStatus;

/// One member as Slack describes them.
#[derive(Clone, PartialEq, Eq)]
pub struct DirectoryMember {
    pub member: MemberId,
    pub name: String,
    /// The email, if Slack reveals it. It's never stored and never logged.
    pub email: Option<String>,
    /// IANA name of the member's zone, if Slack has one.
    pub zone: Option<String>,
    pub status: AccountStatus,
}

/// Every member, indexed by id and email.
#[derive(Default)]
pub struct Directory {
    members: HashMap<MemberId, DirectoryMember>,
    by_email: HashMap<String, MemberId>,
}

impl Directory {
    /// Indexes the members. If an active and a deactivated account share an email, the email means the active one.
    pub fn new(listed: impl IntoIterator<Item = DirectoryMember>) -> Self {
        let mut directory = Self::default();
        for one in listed {
            if let Some(email) = &one.email {
                let email = email.to_lowercase();
                let taken = directory.by_email.get(&email).and_then(|member| directory.members.get(member));
                let is_usable = matches!(one.status, AccountStatus::Active | AccountStatus::Guest);
                if is_usable || taken.is_none() {
                    directory.by_email.insert(email, one.member.clone());
                }
            }
            directory.members.insert(one.member.clone(), one);
        }
        directory
    }

    /// Finds a member by a typed email or Slack id.
    #[must_use]
    pub fn find(&self, typed: &str) -> Option<&DirectoryMember> {
        if typed.contains('@') {
            self.members.get(self.by_email.get(&typed.to_lowercase())?)
        } else {
            self.members.get(&MemberId::parse_typed(typed)?)
        }
    }

    /// Whether Slack reveals emails at all; without the scope it doesn't.
    #[must_use]
    pub fn has_emails(&self) -> bool {
        !self.by_email.is_empty()
    }

    /// The member's Slack name, if known.
    #[must_use]
    pub fn known_name(&self, member: &MemberId) -> Option<&str> {
        self.members.get(member).map(|listed| listed.name.as_str())
    }

    /// The member's Slack name, or the id if the member is unknown.
    #[must_use]
    pub fn name<'d>(&'d self, member: &'d MemberId) -> &'d str {
        self.members.get(member).map_or(member.as_str(), |listed| &listed.name)
    }

    #[must_use]
    pub fn zone(&self, member: &MemberId) -> Option<String> {
        self.members.get(member)?.zone.clone()
    }
}

/// Keeps emails out of logs that use `{:?}`.
impl fmt::Debug for DirectoryMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DirectoryMember({}, {:?})", self.member, self.status)
    }
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Directory({} members)", self.members.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(member: &str, email: &str, status: AccountStatus) -> DirectoryMember {
        let email = Some(email.to_owned());
        DirectoryMember { member: MemberId::new(member), name: "Ana".into(), email, zone: None, status }
    }

    #[test]
    fn an_email_or_an_id_in_any_case_finds_the_active_account() {
        let accounts = [
            listed("U1", "Ana@x.example", AccountStatus::Active),
            listed("U0", "ana@x.example", AccountStatus::Deactivated),
        ];
        for accounts in [accounts.clone(), [accounts[1].clone(), accounts[0].clone()]] {
            let directory = Directory::new(accounts);
            for typed in ["ANA@x.example", "u1", "U1"] {
                assert_eq!(directory.find(typed).unwrap().member.as_str(), "U1", "{typed}");
            }
            assert_eq!(directory.find("U0").unwrap().status, AccountStatus::Deactivated);
            assert!(directory.find("U2").is_none() && directory.find("ben@x.example").is_none());
            assert!(!format!("{directory:?} {:?}", directory.find("U1")).contains("example"));
        }
    }
}
