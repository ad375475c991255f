//! What whoever runs the bot can measure, asked for as Prometheus does.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::sandbox::Fault;
use support::process::Stage;

const DM: &str = "dm";

async fn scraped(address: &str) -> String {
    let answer = reqwest::get(address).await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    answer.text().await.unwrap()
}

/// The samples, without what explains them.
fn samples(text: &str) -> Vec<&str> {
    let mut samples: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    samples.sort_unstable();
    samples
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_refusals_and_unknown_zones_are_measured_and_nobody_is_named() {
    let stage = Stage::begin().await;
    stage.slack.loses_events(true);
    let ids = stage.hires(2).await;
    stage.slack.flies("hire2", "Mars/Olympus").await;
    stage.slack.break_next("chat.postMessage", Fault::Refused("user_disabled".into()));
    let mut bot = stage.start_with(&["--metrics-listen", "127.0.0.1:0"]);
    let said = bot.says();
    let address = said.strip_prefix("Metrics are on ").unwrap();
    let person = stage.slack.person("hire2");
    person.waits_until_sees(DM, "Hello from Bearings").await.unwrap();
    person.presses(DM, "Start").await.unwrap();
    person.waits_until_sees(DM, "You are in").await.unwrap();
    let text = scraped(address).await;
    let expected = [
        r#"bearings_deliveries{state="dead"} 1"#,
        r#"bearings_deliveries{state="doubtful"} 0"#,
        r#"bearings_deliveries{state="dropped"} 0"#,
        r#"bearings_deliveries{state="ready"} 0"#,
        r#"bearings_deliveries{state="sending"} 0"#,
        r#"bearings_deliveries{state="sent"} 1"#,
        "bearings_engineers_in_unknown_zone 1",
        "bearings_oldest_due_delivery_seconds 0",
        "bearings_prompts_missed_total 0",
        r#"bearings_slack_errors_total{method="chat.postMessage",code="user_disabled"} 1"#,
    ];
    assert_eq!(samples(&text), expected);
    assert_eq!(text.matches("# HELP ").count(), 5, "{text}");
    assert!(ids.iter().all(|member| !text.contains(member.as_str())));
    bot.stop();
}
