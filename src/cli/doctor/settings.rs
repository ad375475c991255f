//! Checks whether the bot would start with the settings.

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::config::Problem;

const WHY: &str = "the bot does not start with a setting that it cannot use.";
const WHY_LOG: &str = "the log shows what the default shows, and perhaps not what you look for.";

/// One finding for each setting that cannot be used (`faults`) or is ignored (`warnings`), or one for all if they are
/// fine.
pub(super) fn findings(faults: &[Problem], warnings: &[Problem]) -> Vec<Finding> {
    if faults.is_empty() && warnings.is_empty() {
        return vec![Check::new(Area::Settings, "Settings", WHY).fine("each can be used")];
    }
    let how = |problem: &Problem| format!("{}.", crate::cli::doctor::upper(problem.how()));
    let fault = |problem: &Problem| Check::new(Area::Settings, problem.name(), WHY).fault(problem.what(), how(problem));
    let warning =
        |problem: &Problem| Check::new(Area::Settings, problem.name(), WHY_LOG).warning(problem.what(), how(problem));
    faults.iter().map(fault).chain(warnings.iter().map(warning)).collect()
}

/// Whether this setting cannot be used.
pub(super) fn is_faulty(problems: &[Problem], name: &str) -> bool {
    problems.iter().any(|problem| problem.name() == name)
}
