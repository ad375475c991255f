//! The first row of a roster file: which column is what.

use std::collections::BTreeMap;
use std::path::Path;

use crate::import::finding::Findings;
use crate::import::meant;
use crate::import::roster::shown;
use crate::import::roster::table::Table;
use crate::text::{one_line, plain};

/// What a column can say of an engineer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Member,
    /// For whoever reads the file; it is not read from it.
    Name,
    Track,
    Level,
    SubLevel,
    Manager,
    Team,
}

/// The columns that we write, in their order.
pub(super) const COLUMNS: [(&str, Field); 7] = [
    ("member", Field::Member),
    ("name", Field::Name),
    ("track", Field::Track),
    ("level", Field::Level),
    ("sub_level", Field::SubLevel),
    ("manager", Field::Manager),
    ("team", Field::Team),
];
/// A file without these is still a roster.
const OPTIONAL: [Field; 2] = [Field::Name, Field::SubLevel];

/// What else people and their HR systems call a column, in small letters and digits alone.
const ALIASES: &[(Field, &[&str])] = &[
    (
        Field::Member,
        &[
            "companyemail",
            "email",
            "emailaddress",
            "employeeemail",
            "mail",
            "mailaddress",
            "memberid",
            "memberemail",
            "primaryemail",
            "slack",
            "slackid",
            "slackmember",
            "slackmemberid",
            "slackuser",
            "slackuserid",
            "useremail",
            "userid",
            "workemail",
            "workemailaddress",
        ],
    ),
    (
        Field::Name,
        &[
            "displayname",
            "employee",
            "employeename",
            "engineer",
            "engineername",
            "firstname",
            "fullname",
            "givenname",
            "lastname",
            "legalname",
            "managername",
            "membername",
            "preferredname",
            "realname",
            "surname",
            "username",
        ],
    ),
    (Field::Track, &["careertrack", "discipline", "framework", "ladder", "tracks"]),
    (Field::Level, &["careerlevel", "currentlevel", "grade", "joblevel", "levels"]),
    (Field::SubLevel, &["step", "sublevels"]),
    (
        Field::Manager,
        &[
            "directmanager",
            "directmanageremail",
            "linemanager",
            "linemanageremail",
            "manageremail",
            "manageremailaddress",
            "manageremails",
            "managerid",
            "managers",
            "managersemail",
            "managerslackid",
            "reportsto",
            "reportstoemail",
            "reportingmanager",
            "reportingto",
            "supervisor",
            "supervisoremail",
        ],
    ),
    (Field::Team, &["squad", "squadname", "teamname", "teams"]),
];

/// Which column says what.
#[derive(Debug)]
pub(super) struct Header {
    columns: BTreeMap<Field, usize>,
    width: usize,
    /// Columns that say nothing here, as they are called.
    pub(super) ignored: Vec<String>,
}

impl Header {
    /// Reads the first row; `None` if what it says is not enough to read the others.
    pub(super) fn read(file: &Path, table: &Table<'_>, findings: &mut Findings) -> Option<Self> {
        let Some(line) = table.header() else {
            let fix = "write “member,track,level,sub_level,manager,team” on its first line";
            findings.add_at(file, (1, 1), "the file is empty", fix);
            return None;
        };
        let before = findings.count();
        let mut header = Self { columns: BTreeMap::new(), width: line.width(), ignored: Vec::new() };
        for column in 0..line.width() {
            let typed = shown(line.cell(column));
            match field_of(line.cell(column)) {
                // First and last names are two columns.
                Some(Field::Name) => drop(header.columns.entry(Field::Name).or_insert(column)),
                Some(field) => {
                    if let Some(first) = header.columns.insert(field, column) {
                        let what = format!("“{typed}” says the same as the column “{}”", shown(line.cell(first)));
                        findings.add_at(file, table.place(line, column), what, "keep one of the two columns");
                    }
                }
                None if typed.is_empty() => header.ignored.push(format!("column {} without a name", column + 1)),
                None => header.ignored.push(format!("“{typed}”")),
            }
        }
        let missing =
            COLUMNS.iter().filter(|(_, field)| !OPTIONAL.contains(field) && !header.columns.contains_key(field));
        for (name, field) in missing {
            let typo = (0..line.width()).map(|column| shown(line.cell(column)));
            let typo =
                typo.filter(|typed| field_of(typed).is_none()).find(|typed| meant(&key(typed), &[name]).is_some());
            let fix = match (typo, field) {
                (Some(typed), _) => format!("did you mean it by “{typed}”? Then name it “{name}”"),
                (None, Field::Member) => "add it, with everybody's email or Slack id".to_owned(),
                (None, _) => "add it; its cells may be empty".to_owned(),
            };
            findings.add_at(file, table.place(line, 0), format!("the column “{name}” is missing"), fix);
        }
        (findings.count() == before).then_some(header)
    }

    /// Where a field stands.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.columns.get(&field).copied()
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// What to say of the columns that are not read.
    pub(super) fn note(&self) -> Option<String> {
        let names = self.ignored.join(", ");
        match self.ignored.len() {
            0 => None,
            1 => Some(format!("One column of the file is not used: {names}.")),
            count => Some(format!("{count} columns of the file are not used: {names}.")),
        }
    }
}

/// What a column's name means, whatever stands between its words.
fn field_of(name: &str) -> Option<Field> {
    let key = key(name);
    let ours = COLUMNS.iter().find(|(name, _)| name.replace('_', "") == key).map(|(_, field)| *field);
    ours.or_else(|| ALIASES.iter().find(|(_, names)| names.contains(&key.as_str())).map(|(field, _)| *field))
}

/// Small letters and digits alone.
fn key(name: &str) -> String {
    plain(&one_line(name)).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_known_however_they_are_written() {
        for (names, field) in [
            (
                ["member", "E-mail", "Email address", "Work Email", "SLACK_ID", "\u{200B}member", "ｅｍａｉｌ"],
                Field::Member,
            ),
            (["name", "Full Name", "Display name", "First-Name", "real_name", "Employee", "Manager Name"], Field::Name),
            (
                ["Manager", "Manager Email", "Reports To", "Line manager", "manager_email", "Supervisor", "Managers"],
                Field::Manager,
            ),
            (["team", "Team name", "TEAM", "team_name", "Squad", "Team\u{A0}Name", " team "], Field::Team),
            (["sub_level", "Sub-level", "Sub level", "SUBLEVEL", "step", "Step", "sub.level"], Field::SubLevel),
        ] {
            for name in names {
                assert_eq!(field_of(name), Some(field), "{name}");
            }
        }
        for name in ["title", "colour", "", "department", "salary"] {
            assert_eq!(field_of(name), None, "{name}");
        }
        let keys: Vec<&str> = ALIASES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let unique: std::collections::BTreeSet<&str> = keys.iter().copied().collect();
        assert_eq!(unique.len(), keys.len(), "no name means two things");
    }
}
