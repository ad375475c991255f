//! Checks that the app has the scopes and events that the code needs, and no others.

use std::collections::BTreeSet;

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::cli::doctor::slack::SlackAnswer;
use crate::domain::commands::Commands;
use crate::domain::needs::{NEEDS, Need, NeedKind, need};
use crate::slack::{SCOPES, reason};

const TAKE_AWAY: &str = "Remove it on your Slack app’s page OAuth & Permissions, then reinstall the app.";
const LESS: &str = "the fewer scopes an app has, the less it can be misused.";

/// One finding for each scope that the code needs and for each surplus one, then the events. `missing_events` are the
/// ones missing as far as the database knows.
pub(super) fn findings(answer: &SlackAnswer, commands: &Commands, missing_events: &[Need]) -> Vec<Finding> {
    let mut findings = match granted(answer) {
        Ok(granted) => compared(granted, commands),
        Err(why) => SCOPES.iter().map(|scope| check(scope, commands).not_checked(why)).collect(),
    };
    findings.extend(events(missing_events));
    findings
}

/// The token's scopes, or why they are unknown.
pub(super) fn granted(answer: &SlackAnswer) -> Result<&BTreeSet<String>, &str> {
    answer.account()?;
    answer.auth_test()?.scopes.as_ref().ok_or("Slack didn’t say which scopes the token has")
}

fn check(scope: &str, commands: &Commands) -> Check {
    let without = need(scope).map(|need| need.without).unwrap_or_default();
    let why = format!("Bearings needs it {}. Without it, {without}.", reason(scope, commands).unwrap_or_default());
    Check::new(Area::Scopes, format!("Scope {scope}"), why)
}

fn compared(granted: &BTreeSet<String>, commands: &Commands) -> Vec<Finding> {
    let needed = SCOPES.iter().map(|scope| {
        let check = check(scope, commands);
        if granted.contains(*scope) {
            check.fine(format!("granted, {}", reason(scope, commands).unwrap_or_default()))
        } else {
            check.fault("missing", NeedKind::Scope.remedy())
        }
    });
    let more = granted.iter().filter(|scope| !SCOPES.contains(&scope.as_str())).map(|scope| {
        Check::new(Area::Scopes, format!("Scope {scope}"), LESS)
            .warning("granted, but Bearings doesn’t need it", TAKE_AWAY)
    });
    needed.chain(more).collect()
}

/// One finding for each missing event, or one for all if none is known to be missing.
fn events(missing: &[Need]) -> Vec<Finding> {
    if !missing.is_empty() {
        let finding = |need: &Need| {
            let why = format!("without it, {}.", need.without);
            let seen = "as far as Bearings knows, Slack doesn’t send it";
            Check::new(Area::Scopes, format!("Event {}", need.name), why).warning(seen, need.kind.remedy())
        };
        return missing.iter().map(finding).collect();
    }
    let later = NEEDS.iter().filter(|need| need.kind == NeedKind::Event && need.since != "0.1.0");
    let names: Vec<&str> = later.map(|need| need.name).collect();
    let why = "an existing app doesn’t get new events by itself. Without them, digests are hidden within the hour, not at \
         once.";
    vec![Check::new(Area::Scopes, "Newer events", why).fine(format!(
        "Slack doesn’t say whether the app subscribes to {}; to check its manifest, run bearings manifest --check FILE",
        names.join(", ")
    ))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::CheckOutcome;

    #[test]
    fn a_missing_scope_is_a_fault_and_one_too_many_a_warning() {
        let compared = |granted: &BTreeSet<String>| compared(granted, &Commands::default());
        let all: BTreeSet<String> = SCOPES.iter().map(|scope| (*scope).to_owned()).collect();
        assert!(compared(&all).iter().all(|found| found.outcome == CheckOutcome::Fine));
        for missing in SCOPES {
            let mut granted = all.clone();
            granted.remove(*missing);
            let faults: Vec<Finding> =
                compared(&granted).into_iter().filter(|found| found.outcome != CheckOutcome::Fine).collect();
            assert_eq!(faults.len(), 1);
            assert!(faults[0].outcome == CheckOutcome::Fault && faults[0].checked == format!("Scope {missing}"));
            assert!(faults[0].why.starts_with("Bearings needs it to "), "{}", faults[0].why);
        }
        let more = all.into_iter().chain(["channels:history".to_owned()]).collect();
        let found = compared(&more).pop().unwrap();
        assert_eq!((found.outcome, found.checked.as_str()), (CheckOutcome::Warning, "Scope channels:history"));
    }
}
