//! What the operator can measure, read as Prometheus reads it.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::collections::BTreeSet;

use bearings::domain::ids::MemberId;
use bearings::sandbox::{Fault, Sandbox};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use support::process::{ProcessFixture, serve_ahead};
use support::steps::starts;
use support::{Transport, repository};

const DM: &str = "dm";

/// Introduces two people, one who has left and one in an unknown zone, forges a request, and reads the metrics.
async fn story() -> (String, Vec<MemberId>) {
    let fixture = ProcessFixture::at_work_over(Transport::Http).await;
    fixture.slack.loses_events(true);
    let ids = fixture.hires(2).await;
    fixture.slack.flies("hire2", "Mars/Olympus").await;
    fixture.slack.break_next("chat.postMessage", Fault::Refused("user_disabled".into()));
    let mut bot = fixture.start();
    let address = bot.metrics();
    let person = fixture.slack.person("hire2");
    person.waits_until_sees(DM, "Hello from Bearings").await.unwrap();
    starts(&person).await;
    let forged = Client::new().post(format!("{}/slack/commands", bot.address)).body("text=forged");
    assert_eq!(forged.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let answer = reqwest::get(address).await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    let text = answer.text().await.unwrap();
    bot.stop();
    (text, ids)
}

/// The samples, without comments.
fn samples(text: &str) -> Vec<&str> {
    let mut samples: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    samples.sort_unstable();
    samples
}

fn name_of(sample: &str) -> &str {
    sample.split(['{', ' ']).next().unwrap()
}

/// The name under which a sample is explained: a histogram has several samples.
fn family_of(sample: &str) -> &str {
    let name = name_of(sample);
    ["_bucket", "_sum", "_count"].iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_is_measured_and_no_person_is_named() {
    let (text, ids) = story().await;
    let of_the_process = |sample: &&str| name_of(sample).starts_with("process_");
    // These depend on the day, the build and the machine.
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
async fn connections_to_slack_are_counted_and_what_comes_over_them_is_measured() {
    let fixture = ProcessFixture::at_work_over(Transport::Socket).await;
    let mut bot = fixture.start();
    let address = bot.metrics();
    let asks = async |made| {
        assert!(fixture.slack.waits_until_connections(|now| now.made >= made && now.up == 2).await);
        // Each envelope arrives on each connection.
        fixture.slack.doubles_envelopes(true);
        fixture.slack.person("ana").types("#general", "/framework level 3 mastery").await.unwrap();
        reqwest::get(&address).await.unwrap().text().await.unwrap()
    };
    let at_first = asks(2).await;
    fixture.slack.cuts_connections();
    assert!(fixture.slack.waits_until_connections(|now| now.up == 0).await);
    let then = asks(4).await;
    assert!(fixture.slack.refreshes_connections("warning").await);
    let finally = asks(6).await;
    bot.stop();
    for (text, broken, refreshed) in [(&at_first, 0, 0), (&then, 2, 0), (&finally, 2, 2)] {
        for sample in [
            "bearings_socket_connections_wanted 2".to_owned(),
            format!("bearings_socket_reconnects_total{{why=\"broken\"}} {broken}"),
            format!("bearings_socket_reconnects_total{{why=\"refreshed\"}} {refreshed}"),
        ] {
            assert!(text.lines().any(|line| line == sample), "{sample} is missing: {text}");
        }
    }
    for (text, commands) in [(&at_first, 1), (&then, 2), (&finally, 3)] {
        let sample = format!("bearings_acknowledgement_seconds_count{{what=\"command\"}} {commands}");
        assert!(text.lines().any(|line| line == sample), "{sample} is missing: {text}");
    }
    for text in [&at_first, &then] {
        assert!(text.lines().any(|line| line == "bearings_socket_connections 2"), "{text}");
    }
}

/// The metrics that an expression uses.
fn asked_for(expression: &str) -> impl Iterator<Item = &str> {
    let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("bearings_") || word.starts_with("process_"))
}

/// The labels by which an expression groups.
fn grouped_by(expression: &str) -> impl Iterator<Item = &str> {
    let groups = expression.split("by (").skip(1).filter_map(|rest| rest.split(')').next());
    groups.flat_map(|group| group.split(',').map(str::trim))
}

fn deployed(file: &str) -> String {
    std::fs::read_to_string(repository(&format!(".deploy/{file}"))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_alert_asks_for_what_there_is_and_says_what_to_do() {
    let (text, _) = story().await;
    let names: BTreeSet<&str> = samples(&text).into_iter().map(name_of).collect();
    let rules: Value = serde_saphyr::from_str(&deployed("prometheus-alerts.yml")).unwrap();
    let rules = rules["groups"][0]["rules"].as_array().unwrap();
    assert!((5..=15).contains(&rules.len()), "few enough to be read");
    for rule in rules {
        for said in ["summary", "description"] {
            let said = rule["annotations"][said].as_str().unwrap();
            assert!(said.trim_end().ends_with('.') && said.len() > 30, "{rule}");
        }
        assert!(["page", "ticket"].contains(&rule["labels"]["severity"].as_str().unwrap()), "{rule}");
        let expression = rule["expr"].as_str().unwrap();
        for name in asked_for(expression) {
            assert!(names.contains(name), "there is no {name} for {}", rule["alert"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_shows_every_metric_and_no_person() {
    let (text, _) = story().await;
    let names: BTreeSet<&str> = samples(&text).into_iter().map(name_of).collect();
    let dashboard: Value = serde_json::from_str(&deployed("grafana-dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<u64> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "two panels have one id");
    let mut shown = BTreeSet::new();
    for panel in panels.iter().filter(|panel| panel["type"] != "row") {
        let title = panel["title"].as_str().unwrap();
        let unit = panel["fieldConfig"]["defaults"]["unit"].as_str().unwrap();
        assert!(!title.is_empty() && !unit.is_empty(), "{panel}");
        assert!(panel["description"].as_str().unwrap().ends_with('.'), "{title} is not explained");
        let (x, width) = (panel["gridPos"]["x"].as_u64().unwrap(), panel["gridPos"]["w"].as_u64().unwrap());
        assert!(x + width <= 24, "{title} does not fit");
        for target in panel["targets"].as_array().unwrap() {
            let expression = target["expr"].as_str().unwrap();
            for name in asked_for(expression) {
                assert!(names.contains(name), "there is no {name} for {title}");
                shown.insert(family_of(name));
            }
            for label in grouped_by(expression) {
                let known = ["le", "what", "why", "state", "method", "code", "verdict", "instance"];
                assert!(known.contains(&label), "{title} tells {label} apart");
            }
        }
    }
    let own = names.iter().map(|name| family_of(name)).filter(|name| name.starts_with("bearings_"));
    let hidden: Vec<&str> = own.filter(|name| !shown.contains(name)).collect();
    assert_eq!(hidden, Vec::<&str>::new(), "no panel shows this");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the bot's own process, which a fixture starts"]
async fn the_bot_at_work() {
    serve_ahead().await;
}
