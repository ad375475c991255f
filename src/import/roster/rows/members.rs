//! Finds the members that the cells of a row name.

use std::collections::BTreeSet;

use super::cells::Cells;
use crate::domain::ids::MemberId;
use crate::domain::roster::{AccountStatus, MOST_MANAGERS, Role};
use crate::import::roster::columns::RosterField;
use crate::import::roster::references::find_references;
use crate::import::roster::shown;
use crate::text::name_of;

impl Cells<'_, '_> {
    pub(super) fn member(&mut self) -> Option<MemberId> {
        if self.odd.contains(&RosterField::Member) {
            return None;
        }
        match find_references(&self.text(RosterField::Member)).as_slice() {
            [] => {
                let fix = "write an email or a Slack id, or remove the row";
                self.find(RosterField::Member, "the row has no member", fix);
                None
            }
            [one] => {
                let otherwise = "remove the row: people who aren’t in the file leave the roster";
                self.find_member(RosterField::Member, one, otherwise)
            }
            several => {
                let what = format!("the row has {} members: {}", several.len(), shown(&several.join(", ")));
                self.find(RosterField::Member, what, "write one row for each");
                None
            }
        }
    }

    /// The member that an email or an id names, if they may be on the roster.
    fn find_member(&mut self, field: RosterField, typed: &str, otherwise: &str) -> Option<MemberId> {
        let short = shown(typed);
        let role = if field == RosterField::Member { Role::Engineer } else { Role::Manager };
        let directory = self.reader.directory;
        let (what, fix) = match directory.find(typed) {
            Some(listed) if listed.status.allows(role) => {
                if listed.status == AccountStatus::Guest {
                    self.reader.state.guests.insert(shown(&listed.name));
                }
                return Some(listed.member.clone());
            }
            Some(listed) => match listed.status {
                AccountStatus::Guest => (
                    format!("“{short}” is a guest in Slack, and guests can’t read evidence"),
                    "name a full member of the workspace",
                ),
                AccountStatus::Bot => (format!("“{short}” is a bot"), "name a person"),
                AccountStatus::Stranger => {
                    (format!("“{short}” belongs to another organisation"), "name a person of this workspace")
                }
                AccountStatus::Active | AccountStatus::Deactivated => {
                    (format!("“{short}” is deactivated in Slack"), otherwise)
                }
            },
            None if typed.starts_with('@') => (
                format!("“{short}” is a Slack name, not an id"),
                "write their email, or copy the member ID (U…) from their Slack profile",
            ),
            None if typed.contains('@') && !directory.has_emails() => {
                let at = self.reader.table.place(self.line, self.reader.header.column(field).unwrap_or_default());
                let (first, count) = self.reader.state.emails.unwrap_or((at, 0));
                self.reader.state.emails = Some((first, count + 1));
                self.is_unclear = true;
                return None;
            }
            None if typed.contains('@') => (
                format!("no one in this Slack workspace has the email “{short}”{}", lookalike(typed)),
                "use the email in their Slack profile, or their Slack id",
            ),
            None => (
                format!("no one in this Slack workspace has the id “{short}”{}", lookalike(typed)),
                "write an email, or copy the member ID (U…) from their Slack profile",
            ),
        };
        self.find(field, what, fix);
        None
    }

    pub(super) fn managers(&mut self) -> BTreeSet<MemberId> {
        let otherwise = "name their current manager, or leave the cell empty";
        let named = find_references(&self.text(RosterField::Manager));
        let managers: BTreeSet<MemberId> =
            named.iter().filter_map(|one| self.find_member(RosterField::Manager, one, otherwise)).collect();
        if managers.len() > MOST_MANAGERS {
            let what = format!("the row has {} managers", managers.len());
            self.find(RosterField::Manager, what, format!("name at most {MOST_MANAGERS}, separated by a space"));
        }
        managers
    }
}

/// Names the first character that only looks like one of an address, because it was typed in another alphabet.
fn lookalike(typed: &str) -> String {
    let odd = typed.chars().enumerate().find(|(_, c)| !c.is_ascii());
    odd.map_or_else(String::new, |(at, c)| format!(", whose character {} is {} (“{c}”)", at + 1, name_of(c)))
}
