//! Are the settings such that the bot would start with them?

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::config::Problems;

const WHY: &str = "the bot does not start with a setting that it cannot use.";

/// One for each setting that cannot be used, or one for all of them.
pub(super) fn findings(problems: Option<&Problems>) -> Vec<Finding> {
    let Some(Problems(problems)) = problems else {
        return vec![Check::new(Area::Settings, "Settings", WHY).fine("each can be used")];
    };
    let fault = |problem: &crate::config::Problem| {
        let how = format!("{}.", crate::cli::doctor::upper(problem.how()));
        Check::new(Area::Settings, problem.name(), WHY).fault(problem.what(), how)
    };
    problems.iter().map(fault).collect()
}

/// Whether this setting is among those that cannot be used.
pub(super) fn is_faulty(problems: Option<&Problems>, name: &str) -> bool {
    problems.is_some_and(|Problems(problems)| problems.iter().any(|problem| problem.name() == name))
}
