//! Checks whether the bot would start with the settings.

use crate::cli::doctor::finding::{Area, Check, Finding, sentence};
use crate::config::Problem;

const WHY: &str = "Bearings doesn’t start with a setting it can’t use.";
const WHY_LOG: &str = "the log uses the default filter, and may lack what you’re looking for.";

/// One finding for each setting that cannot be used (`faults`) or is ignored (`warnings`), or one for all good ones.
pub(super) fn findings(faults: &[Problem], warnings: &[Problem]) -> Vec<Finding> {
    if faults.is_empty() && warnings.is_empty() {
        return vec![Check::new(Area::Settings, "Settings", WHY).fine("all valid")];
    }
    let check = |problem: &Problem, why| Check::new(Area::Settings, problem.name, why);
    let faults = faults.iter().map(|fault| check(fault, WHY).fault(&*fault.what, sentence(fault.how)));
    let warnings = warnings.iter().map(|one| check(one, WHY_LOG).warning(&*one.what, sentence(one.how)));
    faults.chain(warnings).collect()
}

pub(super) fn is_faulty(problems: &[Problem], name: &str) -> bool {
    problems.iter().any(|problem| problem.name == name)
}
