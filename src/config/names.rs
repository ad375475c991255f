//! What the slash commands may be called.

use crate::config::{Problem, Problems};

/// What the slash commands are called, if another app has their names already.
#[derive(Clone, Debug, clap::Args)]
pub struct Names {
    /// What /framework is called in your workspace
    #[arg(long, env = "BEARINGS_COMMAND", default_value = COMMAND, value_name = "/NAME")]
    pub command: String,

    /// What /evidence is called in your workspace
    #[arg(long, env = "BEARINGS_EVIDENCE_COMMAND", default_value = EVIDENCE_COMMAND, value_name = "/NAME")]
    pub evidence_command: String,
}

/// What the command is called when nobody says otherwise.
const COMMAND: &str = "/framework";
/// What the command to note something down is called when nobody says otherwise.
const EVIDENCE_COMMAND: &str = "/evidence";
/// Slack's own limit, the slash included.
const LONGEST: usize = 32;
const HOW: &str = "write a slash and then small letters, digits, - or _, at most 32 characters in all, such as /growth";

impl Default for Names {
    fn default() -> Self {
        Self { command: COMMAND.to_owned(), evidence_command: EVIDENCE_COMMAND.to_owned() }
    }
}

impl Names {
    /// Checks both and says all that is wrong at once.
    ///
    /// # Errors
    /// Every name that Slack would not take, with what it takes.
    pub fn check(&self) -> Result<(), Problems> {
        let problems = self.problems();
        if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
    }

    pub(super) fn problems(&self) -> Vec<Problem> {
        let both = [("BEARINGS_COMMAND", &self.command), ("BEARINGS_EVIDENCE_COMMAND", &self.evidence_command)];
        let malformed = both.into_iter().filter(|(_, name)| !is_name(name));
        let mut problems: Vec<Problem> = malformed
            .map(|(setting, name)| Problem {
                name: setting,
                what: format!("is “{name}”, which Slack does not take for a command"),
                how: HOW,
            })
            .collect();
        if problems.is_empty() && self.command == self.evidence_command {
            problems.push(Problem {
                name: "BEARINGS_EVIDENCE_COMMAND",
                what: format!("is “{}”, which BEARINGS_COMMAND is too", self.command),
                how: "give the two commands different names",
            });
        }
        problems
    }
}

fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let after = name.strip_prefix('/').filter(|after| !after.is_empty() && after.chars().all(fits));
    after.is_some() && name.len() <= LONGEST
}
