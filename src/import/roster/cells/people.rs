//! Finds the members that the cells of a row name.

use std::collections::BTreeSet;

use super::Cells;
use crate::domain::ids::MemberId;
use crate::domain::roster::{MOST_MANAGERS, Role, Standing};
use crate::import::roster::columns::Field;
use crate::import::roster::references::references;
use crate::import::roster::shown;
use crate::text::name_of;

impl Cells<'_, '_> {
    pub(super) fn member(&mut self) -> Option<MemberId> {
        if self.odd.contains(&Field::Member) {
            return None;
        }
        match references(&self.text(Field::Member)).as_slice() {
            [] => {
                self.find(Field::Member, "the row names no member", "write an email or a Slack id, or remove the row");
                None
            }
            [one] => self.someone(Field::Member, one, "remove the row: whoever is not in the file leaves the roster"),
            several => {
                let what = format!("the row names {} members: {}", several.len(), shown(&several.join(", ")));
                self.find(Field::Member, what, "write a row for each");
                None
            }
        }
    }

    /// The member that an email or an id names, if they may be on the roster.
    fn someone(&mut self, field: Field, typed: &str, otherwise: &str) -> Option<MemberId> {
        let short = shown(typed);
        let role = if field == Field::Member { Role::Engineer } else { Role::Manager };
        let directory = self.reader.directory;
        match directory.find(typed) {
            Some(listed) if listed.standing.allows(role) => {
                if listed.standing == Standing::Guest {
                    self.reader.guests.insert(shown(&listed.name));
                }
                return Some(listed.member.clone());
            }
            Some(listed) if listed.standing == Standing::Guest => {
                let what = format!("“{short}” is a guest in Slack, and guests read nobody’s evidence");
                self.find(field, what, "name a full member of the workspace");
            }
            Some(listed) if listed.standing == Standing::Bot => {
                self.find(field, format!("“{short}” is a bot"), "name a person");
            }
            Some(listed) if listed.standing == Standing::Stranger => {
                self.find(
                    field,
                    format!("“{short}” belongs to another organisation"),
                    "name a person of this workspace",
                );
            }
            Some(_) => self.find(field, format!("“{short}” is deactivated in Slack"), otherwise),
            None if typed.starts_with('@') => {
                let what = format!("“{short}” is what Slack calls somebody, and no id");
                self.find(field, what, "write their email, or copy the member ID (U…) from their Slack profile");
            }
            None if typed.contains('@') && !directory.has_emails() => {
                let at = self.reader.table.place(self.line, self.reader.header.column(field).unwrap_or_default());
                let (first, count) = self.reader.emails.unwrap_or((at, 0));
                self.reader.emails = Some((first, count + 1));
                self.is_unclear = true;
            }
            None if typed.contains('@') => {
                let what = format!("nobody in this Slack workspace has the email “{short}”{}", lookalike(typed));
                self.find(field, what, "write the one of their Slack profile, or their Slack id");
            }
            None => {
                let what = format!("nobody in this Slack workspace has the id “{short}”{}", lookalike(typed));
                self.find(field, what, "write an email, or copy the member ID (U…) from their Slack profile");
            }
        }
        None
    }

    pub(super) fn managers(&mut self) -> BTreeSet<MemberId> {
        let otherwise = "name their manager of today, or leave the cell empty";
        let named = references(&self.text(Field::Manager));
        let managers: BTreeSet<MemberId> =
            named.iter().filter_map(|one| self.someone(Field::Manager, one, otherwise)).collect();
        if managers.len() > MOST_MANAGERS {
            let what = format!("the row names {} managers", managers.len());
            self.find(Field::Manager, what, format!("name {MOST_MANAGERS} at most, separated by a space"));
        }
        managers
    }
}

/// Names the first character that only looks like one of an address, because it was typed in another alphabet.
fn lookalike(typed: &str) -> String {
    let odd = typed.chars().enumerate().find(|(_, c)| !c.is_ascii());
    odd.map_or_else(String::new, |(at, c)| format!(", whose character {} is {} (“{c}”)", at + 1, name_of(c)))
}
