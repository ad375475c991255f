//! What people and their HR systems call the columns of a roster.

use crate::text::{one_line, plain};

/// What a column can say about an engineer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Member,
    /// For the people who read the file; the import ignores it.
    Name,
    Track,
    Level,
    SubLevel,
    Manager,
    Team,
}

/// The columns of an exported roster, in order.
pub(super) const COLUMNS: [(&str, Field); 7] = [
    ("member", Field::Member),
    ("name", Field::Name),
    ("track", Field::Track),
    ("level", Field::Level),
    ("sub_level", Field::SubLevel),
    ("manager", Field::Manager),
    ("team", Field::Team),
];
/// A file without these columns is still a roster.
pub(super) const OPTIONAL: [Field; 2] = [Field::Name, Field::SubLevel];

/// Other names for the columns, as [`key`] writes them.
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
            "supervisorname",
            "surname",
            "username",
        ],
    ),
    (Field::Track, &["discipline", "framework", "frameworktrack", "jobfamily", "ladder", "trackname", "tracks"]),
    (Field::Level, &["band", "grade", "levels", "lvl"]),
    (Field::SubLevel, &["step", "sublevelletter", "sublevels"]),
    (
        Field::Manager,
        &[
            "directmanager",
            "directmanageremail",
            "linemanager",
            "linemanageremail",
            "managedby",
            "manageremail",
            "managerid",
            "managers",
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

/// Words that may accompany the one that says what the column is.
const BESIDE: &[&str] = &[
    "address",
    "business",
    "career",
    "code",
    "company",
    "contact",
    "corporate",
    "current",
    "e",
    "employee",
    "engineering",
    "google",
    "job",
    "line",
    "number",
    "office",
    "people",
    "primary",
    "s",
    "sso",
    "work",
];
/// Only the beginning of a longer column name is read.
const LONGEST: usize = 100;

/// What a column's name means, whatever separates its words, follows in brackets or accompanies the telling word.
pub(super) fn field_of(name: &str) -> Option<Field> {
    let short: String = name.chars().take(LONGEST).collect();
    let before_brackets = short.split(['(', '[']).next().unwrap_or_default();
    exact_field_of(&short).or_else(|| known(&key(before_brackets))).or_else(|| known(&telling_words(&short)))
}

/// Like [`field_of`], for a name without other words.
pub(super) fn exact_field_of(name: &str) -> Option<Field> {
    known(&key(name))
}

fn known(key: &str) -> Option<Field> {
    let ours = COLUMNS.iter().find(|(name, _)| name.replace('_', "") == key).map(|(_, field)| *field);
    ours.or_else(|| ALIASES.iter().find(|(_, names)| names.contains(&key)).map(|(field, _)| *field))
}

/// A name reduced to lower-case letters and digits.
pub(super) fn key(name: &str) -> String {
    simple(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn simple(name: &str) -> String {
    plain(&one_line(name)).to_lowercase()
}

/// The words that say what the column is, each in the singular; numbers, as in "Manager 1", say nothing.
fn telling_words(name: &str) -> String {
    let simple = simple(name);
    let words =
        simple.split(|c: char| !c.is_alphanumeric()).filter(|word| word.contains(|c: char| !c.is_ascii_digit()));
    words.filter(|word| !BESIDE.contains(word)).map(|word| word.strip_suffix('s').unwrap_or(word)).collect()
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
            (
                ["name", "Full Name", "Display name", "First-Name", "real_name", "Employee", "Line manager name"],
                Field::Name,
            ),
            (
                ["Manager", "Manager Email", "Reports To", "Line manager", "manager_email", "Supervisor", "Managers"],
                Field::Manager,
            ),
            (
                [
                    "Email (work)",
                    "Email - Work",
                    "Employee E-mail Address",
                    "Contact email",
                    "Slack ID (U…)",
                    "Member*",
                    "E–mail",
                ],
                Field::Member,
            ),
            (
                [
                    "Manager 1",
                    "Manager(s)",
                    "Managers (emails)",
                    "Line Manager Email Address",
                    "Engineering manager",
                    "Managed by",
                    "Reports To: Email",
                ],
                Field::Manager,
            ),
            (
                ["Level (1-6)", "Job Level", "Current level", "Level number", "Job Grade", "Lvl", "Career level [1–6]"],
                Field::Level,
            ),
            (["team", "Team name", "TEAM", "team_name", "Squad", "Team\u{A0}Name", " team "], Field::Team),
            (["sub_level", "Sub-level", "Sub level", "SUBLEVEL", "step", "Step", "sub.level"], Field::SubLevel),
        ] {
            for name in names {
                assert_eq!(field_of(name), Some(field), "{name}");
            }
        }
        let keys: Vec<&str> = ALIASES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let unique: std::collections::BTreeSet<&str> = keys.iter().copied().collect();
        assert_eq!(unique.len(), keys.len(), "no name means two things");
    }

    #[test]
    fn names_that_only_look_usual_are_not_known() {
        for name in [
            "title",
            "colour",
            "",
            "department",
            "salary",
            "Personal email",
            "Tech lead",
            "Level of detail",
            "Manager since",
        ] {
            assert_eq!(field_of(name), None, "{name}");
        }
    }
}
