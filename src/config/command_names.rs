//! What the slash commands may be called.

use crate::config::redaction::shown;
use crate::config::{Setting, SettingReader};
use crate::domain::commands::Commands;

/// What the slash commands are called, which operators change if another app already has such names.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct CommandNameOptions {
    /// Name of /framework in your workspace
    #[arg(long, env = "BEARINGS_COMMAND", default_value = COMMAND, value_name = "/NAME")]
    pub command: Setting,

    /// Name of /evidence in your workspace
    #[arg(long, env = "BEARINGS_EVIDENCE_COMMAND", default_value = EVIDENCE_COMMAND, value_name = "/NAME")]
    pub evidence_command: Setting,
}

const COMMAND: &str = "/framework";
const EVIDENCE_COMMAND: &str = "/evidence";
/// Slack's limit, including the slash.
const LONGEST: usize = 32;
const COMMAND_HELP: &str =
    "write a slash, then lower-case letters, digits, - or _, at most 32 characters in all, such as /growth";

impl CommandNameOptions {
    /// Reads both, and notes every name that Slack wouldn't take.
    pub fn read(&self, reader: &mut SettingReader) -> Commands {
        let before = reader.problems.len();
        let mut name = |setting, written, otherwise: &str| {
            let name = reader.word(setting, written).unwrap_or_else(|| otherwise.to_owned());
            if is_name(&name) {
                return name;
            }
            let what = format!("is {}, which Slack doesn't accept as a command", shown(&name));
            reader.refuse(setting, what, COMMAND_HELP);
            otherwise.to_owned()
        };
        let framework = name("BEARINGS_COMMAND", &self.command, COMMAND);
        let evidence = name("BEARINGS_EVIDENCE_COMMAND", &self.evidence_command, EVIDENCE_COMMAND);
        if framework == evidence && reader.problems.len() == before {
            let what = format!("is “{framework}”, the same as BEARINGS_COMMAND");
            reader.refuse("BEARINGS_EVIDENCE_COMMAND", what, "give the two commands different names");
        }
        Commands { framework, evidence }
    }
}

fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let after = name.strip_prefix('/').filter(|after| !after.is_empty() && after.chars().all(fits));
    after.is_some() && name.len() <= LONGEST
}
