//! What people and their HR systems call the columns of a roster.

use strum::{IntoStaticStr, VariantArray};

use crate::text::{one_line, plain};

/// What a column can say about an engineer, in the order of an exported roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum RosterField {
    Member,
    /// For the people who read the file; the import ignores it.
    Name,
    Track,
    Level,
    SubLevel,
    Manager,
    Team,
}

impl RosterField {
    pub(super) fn column_name(self) -> &'static str {
        self.into()
    }

    /// Whether a file without its column is still a roster.
    pub(super) fn is_optional(self) -> bool {
        matches!(self, Self::Name | Self::SubLevel)
    }

    /// Other names for its column, as [`key`] writes them, with blanks between them.
    fn other_names(self) -> &'static str {
        match self {
            Self::Member => {
                "companyemail email emailaddress employeeemail mail mailaddress memberid memberemail primaryemail slack \
                 slackid slackmember slackmemberid slackuser slackuserid useremail userid workemail workemailaddress"
            }
            Self::Name => {
                "displayname employee employeename engineer engineername firstname fullname givenname lastname \
                 legalname managername membername preferredname realname supervisorname surname username"
            }
            Self::Track => "discipline framework frameworktrack jobfamily ladder trackname tracks",
            Self::Level => "band grade levels lvl",
            Self::SubLevel => "step sublevelletter sublevels",
            Self::Manager => {
                "directmanager directmanageremail linemanager linemanageremail managedby manageremail managerid \
                 managers managerslackid reportsto reportstoemail reportingmanager reportingto supervisor \
                 supervisoremail"
            }
            Self::Team => "squad squadname teamname teams",
        }
    }
}

/// Words that may accompany the one that says what the column is.
const SIDE_WORDS: &str = "address business career code company contact corporate current e employee engineering google \
                          job line number office people primary s sso work";
/// Only the beginning of a longer column name is read.
const MAX_COLUMN_NAME_CHARS: usize = 100;

/// What a column's name means, whatever separates its words, follows in brackets or accompanies the telling word.
pub(super) fn field_of(name: &str) -> Option<RosterField> {
    let short: String = name.chars().take(MAX_COLUMN_NAME_CHARS).collect();
    let before_brackets = short.split(['(', '[']).next().unwrap_or_default();
    exact_field_of(&short).or_else(|| known(&key(before_brackets))).or_else(|| known(&telling_words(&short)))
}

/// Like [`field_of`], for a name without other words.
pub(super) fn exact_field_of(name: &str) -> Option<RosterField> {
    known(&key(name))
}

fn known(key: &str) -> Option<RosterField> {
    let is_called = |field: &RosterField| {
        field.column_name().replace('_', "") == key || field.other_names().split(' ').any(|name| name == key)
    };
    RosterField::VARIANTS.iter().copied().find(is_called)
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
    words
        .filter(|word| !SIDE_WORDS.split(' ').any(|other| other == *word))
        .map(|word| word.strip_suffix('s').unwrap_or(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_known_however_they_are_written() {
        for (names, field) in [
            (
                ["member", "E-mail", "Email address", "Work Email", "SLACK_ID", "\u{200B}member", "ｅｍａｉｌ"],
                RosterField::Member,
            ),
            (
                ["name", "Full Name", "Display name", "First-Name", "real_name", "Employee", "Line manager name"],
                RosterField::Name,
            ),
            (
                ["Manager", "Manager Email", "Reports To", "Line manager", "manager_email", "Supervisor", "Managers"],
                RosterField::Manager,
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
                RosterField::Member,
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
                RosterField::Manager,
            ),
            (
                ["Level (1-6)", "Job Level", "Current level", "Level number", "Job Grade", "Lvl", "Career level [1–6]"],
                RosterField::Level,
            ),
            (["team", "Team name", "TEAM", "team_name", "Squad", "Team\u{A0}Name", " team "], RosterField::Team),
            (["sub_level", "Sub-level", "Sub level", "SUBLEVEL", "step", "Step", "sub.level"], RosterField::SubLevel),
        ] {
            for name in names {
                assert_eq!(field_of(name), Some(field), "{name}");
            }
        }
        let names = |field: &RosterField| [field.column_name()].into_iter().chain(field.other_names().split(' '));
        let keys: Vec<&str> = RosterField::VARIANTS.iter().flat_map(names).collect();
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
