//! Formats the findings as text and as JSON.

use serde_json::{Value, json};

use crate::cli::doctor::finding::{Area, Finding, Outcome, count};

/// The width of the column of labels.
const INDENT: usize = 14;

/// All findings, grouped by area. A good one takes one line; the others also say why they matter and what to do.
pub(super) fn page(findings: &[Finding]) -> String {
    let areas = Area::ALL.into_iter().filter_map(|area| {
        let lines: Vec<String> = findings.iter().filter(|finding| finding.area == area).map(lines).collect();
        (!lines.is_empty()).then(|| format!("{}\n{}", area.title(), lines.join("\n")))
    });
    areas.chain([summary(findings)]).collect::<Vec<_>>().join("\n\n")
}

fn lines(finding: &Finding) -> String {
    let label = match finding.outcome {
        Outcome::Fine => "ok",
        Outcome::Warning => "WARNING",
        Outcome::Fault => "FAULT",
        Outcome::NotChecked => "not checked",
    };
    let Finding { checked, seen, why, remedy, outcome, .. } = finding;
    let first = match outcome {
        Outcome::NotChecked => format!("{checked}, because {seen}"),
        _ => format!("{checked}: {seen}"),
    };
    let said = format!("  {label:<width$}{first}", width = INDENT - 2);
    let under = " ".repeat(INDENT);
    match remedy {
        Some(remedy) => format!("{said}\n{under}Why it matters: {why}\n{under}What to do: {remedy}"),
        None => said,
    }
}

/// The last line: how many problems there are.
pub(super) fn summary(findings: &[Finding]) -> String {
    let several = |outcome, one: &str, many: &str| match count(findings, outcome) {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {many}")),
    };
    let parts: Vec<String> = [
        several(Outcome::Fault, "fault", "faults"),
        several(Outcome::Warning, "warning", "warnings"),
        several(Outcome::NotChecked, "thing not checked", "things not checked"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { "All is well.".to_owned() } else { format!("{}.", parts.join(", ")) }
}

/// All findings as JSON. `version` changes when an existing field changes its name or meaning.
pub(super) fn data(findings: &[Finding]) -> Value {
    let of = |finding: &Finding| {
        let outcome = match finding.outcome {
            Outcome::Fine => "ok",
            Outcome::Warning => "warning",
            Outcome::Fault => "fault",
            Outcome::NotChecked => "not_checked",
        };
        json!({
            "area": finding.area.name(), "outcome": outcome, "checked": finding.checked, "seen": finding.seen,
            "why": finding.why, "do": finding.remedy,
        })
    };
    json!({
        "version": 1,
        "ok": count(findings, Outcome::Fault) == 0,
        "findings": findings.iter().map(of).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::Check;

    #[test]
    fn a_page_says_in_words_what_is_wrong_and_counts_at_the_end() {
        let check = |what: &str| Check::new(Area::Time, what, "weeks have days.");
        let all = [
            check("The clock").fine("it is right"),
            check("The calendar").warning("it is old", "Buy a new one."),
            check("The sun").fault("it is gone", "Light a candle."),
            check("The moon").not_checked("the sun is gone"),
        ];
        assert_eq!(
            page(&all),
            "Time
  ok          The clock: it is right
  WARNING     The calendar: it is old
              Why it matters: weeks have days.
              What to do: Buy a new one.
  FAULT       The sun: it is gone
              Why it matters: weeks have days.
              What to do: Light a candle.
  not checked The moon, because the sun is gone

1 fault, 1 warning, 1 thing not checked."
        );
        assert_eq!(summary(&all[..1]), "All is well.");
        let data = data(&all);
        assert_eq!((&data["ok"], &data["findings"][1]["do"]), (&json!(false), &json!("Buy a new one.")));
        assert_eq!(super::data(&all[..2])["ok"], json!(true));
    }
}
