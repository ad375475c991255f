//! Who is in the Slack workspace, so that an email or an id finds its member.

use std::collections::HashMap;
use std::fmt;

use crate::domain::ids::MemberId;
use crate::domain::roster::Standing;

/// One member as Slack describes them.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    pub member: MemberId,
    /// What Slack calls them.
    pub name: String,
    /// Their email, if Slack tells it. It is never stored and never logged.
    pub email: Option<String>,
    /// IANA name of their zone, if Slack has one.
    pub zone: Option<String>,
    /// Whether they can be on the roster.
    pub standing: Standing,
}

/// Every member, found by id or email.
#[derive(Default)]
pub struct Directory {
    members: HashMap<MemberId, Listed>,
    by_email: HashMap<String, MemberId>,
}

impl Directory {
    /// Makes the members ready to be found. Where an active and a deactivated account share an email, it means the active
    /// one.
    pub fn new(listed: impl IntoIterator<Item = Listed>) -> Self {
        let mut directory = Self::default();
        for one in listed {
            if let Some(email) = &one.email {
                let email = email.to_lowercase();
                let taken = directory.by_email.get(&email).and_then(|member| directory.members.get(member));
                let is_usable = matches!(one.standing, Standing::Active | Standing::Guest);
                if is_usable || taken.is_none() {
                    directory.by_email.insert(email, one.member.clone());
                }
            }
            directory.members.insert(one.member.clone(), one);
        }
        directory
    }

    /// Whom somebody means by an email or a Slack id.
    #[must_use]
    pub fn find(&self, typed: &str) -> Option<&Listed> {
        if typed.contains('@') {
            self.members.get(self.by_email.get(&typed.to_lowercase())?)
        } else {
            self.members.get(&MemberId::parse_typed(typed)?)
        }
    }

    /// Whether Slack tells emails at all: without its scope it tells none.
    #[must_use]
    pub fn has_emails(&self) -> bool {
        !self.by_email.is_empty()
    }

    /// What Slack calls a member, if it knows them.
    #[must_use]
    pub fn known_name(&self, member: &MemberId) -> Option<&str> {
        self.members.get(member).map(|listed| listed.name.as_str())
    }

    /// What Slack calls a member; the id of one whom it does not know.
    #[must_use]
    pub fn name<'d>(&'d self, member: &'d MemberId) -> &'d str {
        self.members.get(member).map_or(member.as_str(), |listed| &listed.name)
    }

    /// A member's time zone, as far as Slack knows.
    #[must_use]
    pub fn zone(&self, member: &MemberId) -> Option<String> {
        self.members.get(member)?.zone.clone()
    }
}

/// Emails do not get into logs by way of `{:?}`.
impl fmt::Debug for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Listed({}, {:?})", self.member, self.standing)
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

    fn listed(member: &str, email: &str, standing: Standing) -> Listed {
        let email = Some(email.to_owned());
        Listed { member: MemberId::new(member), name: "Ana".into(), email, zone: None, standing }
    }

    #[test]
    fn an_email_or_an_id_in_any_case_finds_the_active_account() {
        let accounts =
            [listed("U1", "Ana@x.example", Standing::Active), listed("U0", "ana@x.example", Standing::Deactivated)];
        for accounts in [accounts.clone(), [accounts[1].clone(), accounts[0].clone()]] {
            let directory = Directory::new(accounts);
            for typed in ["ANA@x.example", "u1", "U1"] {
                assert_eq!(directory.find(typed).unwrap().member.as_str(), "U1", "{typed}");
            }
            assert_eq!(directory.find("U0").unwrap().standing, Standing::Deactivated);
            assert!(directory.find("U2").is_none() && directory.find("ben@x.example").is_none());
            assert!(!format!("{directory:?} {:?}", directory.find("U1")).contains("example"));
        }
    }
}
