//! Checks the machine's clock against Slack's, and the age of the time zone data.

use chrono::{DateTime, TimeDelta, Utc};

use crate::cli::doctor::finding::{Area, Check, Finding};
use crate::cli::doctor::slack::SlackAnswer;
use crate::domain::cadence::{ZONE_DATA, age_of};

/// If the clocks differ by more than this, the operator should correct this machine's.
const APART: TimeDelta = TimeDelta::seconds(60);
/// If the clocks differ by more than this, Slack's signatures are rejected as too old or too new.
const TOO_FAR: TimeDelta = TimeDelta::seconds(300);
/// Time zone data older than this may lack a change of the rules somewhere.
const OLD: TimeDelta = TimeDelta::days(180);

pub(super) fn findings(answer: &SlackAnswer, now: DateTime<Utc>) -> Vec<Finding> {
    vec![clock(answer.auth_test().map(|auth_test| auth_test.at), now), zones(ZONE_DATA, now)]
}

fn clock(slack: Result<Option<DateTime<Utc>>, &str>, now: DateTime<Utc>) -> Finding {
    let check = Check::new(
        Area::Time,
        "This machine’s clock against Slack’s",
        "Bearings refuses requests that are more than five minutes off this machine’s clock, and sends messages by it.",
    );
    let at = match slack {
        Ok(Some(at)) => at,
        Ok(None) => return check.not_checked("Slack didn’t say what time it is"),
        Err(why) => return check.not_checked(why),
    };
    let (apart, which) = if now < at { (at - now, "behind") } else { (now - at, "ahead") };
    let seen = format!("{} s {which}", apart.num_seconds());
    let remedy = "Turn on automatic time, for example with timedatectl set-ntp true.";
    match apart {
        apart if apart > TOO_FAR => check.fault(seen, remedy),
        apart if apart > APART => check.warning(seen, remedy),
        _ => check.fine(format!("{} s apart", apart.num_seconds())),
    }
}

fn zones(release: &str, now: DateTime<Utc>) -> Finding {
    let check = Check::new(
        Area::Time,
        "Time zone tables",
        "countries change their clocks at short notice, and Bearings messages people in their local time.",
    );
    if age_of(release, now) > OLD {
        return check.warning(
            format!("release {release}, which is old"),
            "Install a newer Bearings, which includes newer \
                tables.",
        );
    }
    check.fine(format!("release {release}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::CheckOutcome;

    #[test]
    fn a_minute_apart_is_a_warning_and_five_are_a_fault() {
        let now: DateTime<Utc> = "2026-06-03T09:12:00Z".parse().unwrap();
        for (ahead, outcome, says) in [
            (0, CheckOutcome::Fine, "0 s apart"),
            (60, CheckOutcome::Fine, "60 s apart"),
            (-60, CheckOutcome::Fine, "60 s apart"),
            (61, CheckOutcome::Warning, "61 s ahead"),
            (-61, CheckOutcome::Warning, "61 s behind"),
            (300, CheckOutcome::Warning, "300 s ahead"),
            (-300, CheckOutcome::Warning, "300 s behind"),
            (301, CheckOutcome::Fault, "301 s ahead"),
            (-86_400, CheckOutcome::Fault, "86400 s behind"),
        ] {
            let found = clock(Ok(Some(now - TimeDelta::seconds(ahead))), now);
            assert_eq!((found.outcome, found.seen.as_str()), (outcome, says));
        }
        assert_eq!(clock(Ok(None), now).outcome, CheckOutcome::NotChecked);
        assert_eq!(clock(Err("Slack doesn’t answer"), now).seen, "Slack doesn’t answer");
    }

    #[test]
    fn tables_of_last_year_are_old_in_summer() {
        for (release, now, outcome) in [
            ("2026a", "2026-12-31T00:00:00Z", CheckOutcome::Fine),
            ("2026a", "2027-06-29T00:00:00Z", CheckOutcome::Fine),
            ("2026a", "2027-07-01T00:00:00Z", CheckOutcome::Warning),
        ] {
            assert_eq!(zones(release, now.parse().unwrap()).outcome, outcome, "{release} {now}");
        }
    }
}
