//! Formats the findings as text and as JSON.

use serde_json::{Value, json};
use strum::VariantArray;

use crate::cli::doctor::finding::{Area, CheckOutcome, Finding, count};

const LABEL_WIDTH: usize = 12;

/// All findings, grouped by area. A good one takes one line; the others also say why they matter and what to do.
pub(super) fn page(findings: &[Finding]) -> String {
    let areas = Area::VARIANTS.iter().filter_map(|area| {
        let lines: Vec<String> = findings.iter().filter(|finding| finding.area == *area).map(lines).collect();
        (!lines.is_empty()).then(|| format!("{area}\n{}", lines.join("\n")))
    });
    areas.chain([summary(findings)]).collect::<Vec<_>>().join("\n\n")
}

fn lines(Finding { area, outcome, checked, seen, why, remedy }: &Finding) -> String {
    let between = match outcome {
        CheckOutcome::NotChecked => ", because",
        // A setting's problem completes the sentence that its name begins.
        CheckOutcome::Fault | CheckOutcome::Warning if *area == Area::Settings => "",
        _ => ":",
    };
    let said = format!("  {outcome:<LABEL_WIDTH$}{checked}{between} {seen}");
    let indent = " ".repeat(LABEL_WIDTH + 2);
    match remedy {
        Some(remedy) => format!("{said}\n{indent}Why it matters: {why}\n{indent}What to do: {remedy}"),
        None => said,
    }
}

/// The last line: how many problems there are.
pub(super) fn summary(findings: &[Finding]) -> String {
    let parts = [
        (CheckOutcome::Fault, "fault", "faults"),
        (CheckOutcome::Warning, "warning", "warnings"),
        (CheckOutcome::NotChecked, "check skipped", "checks skipped"),
    ];
    let parts = parts.into_iter().filter_map(|(outcome, one, many)| match count(findings, outcome) {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {many}")),
    });
    let parts = parts.collect::<Vec<_>>().join(", ");
    if parts.is_empty() { "Everything works.".to_owned() } else { format!("{parts}.") }
}

/// All findings as JSON. `version` changes when an existing field changes its name or meaning.
pub(super) fn json(findings: &[Finding]) -> Value {
    json!({ "version": 1, "ok": count(findings, CheckOutcome::Fault) == 0, "findings": findings })
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

1 fault, 1 warning, 1 check skipped."
        );
        assert_eq!(summary(&all[..1]), "Everything works.");
        let data = json(&all);
        assert_eq!((&data["ok"], &data["findings"][1]["do"]), (&json!(false), &json!("Buy a new one.")));
        assert_eq!(json(&all[..2])["ok"], json!(true));
    }
}
