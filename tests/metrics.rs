//! What whoever runs the bot can measure, asked for as Prometheus does.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use bearings::domain::ids::MemberId;
use bearings::sandbox::{Fault, Sandbox};
use reqwest::{Client, StatusCode};
use support::process::{Stage, serve_ahead};

const DM: &str = "dm";

/// Two people are introduced, of whom one has left and one is in no zone; a request is forged. Then Prometheus asks.
async fn story() -> (String, Vec<MemberId>) {
    let stage = Stage::at_work().await;
    stage.slack.loses_events(true);
    let ids = stage.hires(2).await;
    stage.slack.flies("hire2", "Mars/Olympus").await;
    stage.slack.break_next("chat.postMessage", Fault::Refused("user_disabled".into()));
    let mut bot = stage.start();
    let address = bot.metrics();
    let person = stage.slack.person("hire2");
    person.waits_until_sees(DM, "Hello from Bearings").await.unwrap();
    person.presses(DM, "Start").await.unwrap();
    person.waits_until_sees(DM, "You are in").await.unwrap();
    let forged = Client::new().post(format!("{}/slack/commands", bot.address)).body("text=forged");
    assert_eq!(forged.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let answer = reqwest::get(address).await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    let text = answer.text().await.unwrap();
    bot.stop();
    (text, ids)
}

/// The samples, without what explains them.
fn samples(text: &str) -> Vec<&str> {
    let mut samples: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    samples.sort_unstable();
    samples
}

fn name_of(sample: &str) -> &str {
    sample.split(['{', ' ']).next().unwrap()
}

/// Under which name a sample is explained: a histogram is several samples.
fn family_of(sample: &str) -> &str {
    let name = name_of(sample);
    ["_bucket", "_sum", "_count"].iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_the_bot_is_measured_and_nobody_is_named() {
    let (text, ids) = story().await;
    let of_the_process = |sample: &&str| name_of(sample).starts_with("process_");
    // These tell of the day, the build and the machine.
    let of_the_build =
        |sample: &&str| ["bearings_build_info", "bearings_zone_data_age_seconds"].contains(&name_of(sample));
    let of_durations = |sample: &&str| name_of(sample) != family_of(sample);
    let counted = samples(&text)
        .into_iter()
        .filter(|sample| !of_the_process(sample) && !of_durations(sample) && !of_the_build(sample));
    insta::assert_snapshot!("metrics", counted.collect::<Vec<_>>().join("\n"));
    assert!(text.contains("bearings_acknowledgement_seconds_count{what=\"press\"} 1\n"), "{text}");
    assert!(text.contains("bearings_slack_call_seconds_count{method=\"chat.postMessage\"} "), "{text}");
    let buckets =
        text.lines().filter(|line| line.starts_with(r#"bearings_acknowledgement_seconds_bucket{what="press""#));
    let bounds: Vec<&str> = buckets.filter_map(|line| line.split(r#"le=""#).nth(1)?.split('"').next()).collect();
    assert_eq!(bounds.last_chunk(), Some(&["2", "3", "+Inf"]));
    assert!(ids.iter().all(|member| !text.contains(member.as_str())));
    assert!(!text.contains(Sandbox::workspace().as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_metric_is_explained() {
    let (text, _) = story().await;
    for sample in samples(&text) {
        let help = format!("# HELP {} ", family_of(sample));
        assert!(text.contains(&help), "{sample} is not explained");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the bot's own process, which a stage starts"]
async fn the_bot_at_work() {
    serve_ahead().await;
}
