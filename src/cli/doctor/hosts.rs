//! Checks whether Slack's other hosts can be reached. A proxy or firewall may allow the Web API only.

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::cli::doctor::slack::problem_and_remedy;
use crate::slack::{Unreachable, WebApi};

/// One finding for each host; none for a Slack on this machine, which has no other hosts.
pub(super) async fn findings(slack: &WebApi) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (host, why) in slack.other_hosts() {
        findings.push(finding(&host, why, slack.reach(&host).await));
    }
    findings
}

fn finding(host: &str, why: &str, reached: Result<(), Unreachable>) -> Finding {
    let check = Check::new(Area::Slack, format!("Host {host}"), why);
    match reached {
        Ok(()) => check.fine("it can be reached"),
        Err(fault) => {
            let (seen, remedy) = problem_and_remedy(&fault);
            check.fault(seen, remedy)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::CheckOutcome;

    #[test]
    fn a_host_that_is_not_reached_is_a_fault_with_what_to_do() {
        let fault = Unreachable::Host { host: "hooks.slack.com".to_owned() };
        let found = finding("hooks.slack.com", "answers go there.", Err(fault));
        assert_eq!((found.outcome, found.seen.as_str()), (CheckOutcome::Fault, "hooks.slack.com can't be reached"));
        assert_eq!(finding("hooks.slack.com", "answers go there.", Ok(())).outcome, CheckOutcome::Fine);
    }
}
