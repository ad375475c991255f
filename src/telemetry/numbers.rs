//! What the bot counts and measures for its operators: every metric with its meaning, here and nowhere else. No label
//! identifies a person or holds anyone's words, and each has few values.

mod labels;

use std::sync::OnceLock;
use std::time::Duration;

use chrono::{DateTime, Utc};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;
use strum::VariantNames;

pub use labels::{CallFailure, Reconnect, StoreFault, Unhandled};

/// Names the metrics, and tells the recorder what each of them means.
macro_rules! metrics {
    ($($constant:ident: $describe:ident, $name:literal, $meaning:literal;)*) => {
        $(const $constant: &str = $name;)*

        fn describe() {
            $($describe!($constant, $meaning);)*
        }
    };
}

metrics! {
    ACKNOWLEDGED: describe_histogram, "bearings_acknowledgement_seconds",
        "How long Slack waited for an answer, by kind of request; it waits at most 3 seconds";
    UNHANDLED: describe_counter, "bearings_requests_unhandled_total",
        "Requests that were not answered, by reason";
    CONNECTIONS: describe_gauge, "bearings_socket_connections",
        "Socket Mode connections to Slack that are up";
    CONNECTIONS_WANTED: describe_gauge, "bearings_socket_connections_wanted",
        "Socket Mode connections to Slack that should be up; 0 with HTTP";
    RECONNECTS: describe_counter, "bearings_socket_reconnects_total",
        "Reconnections to Slack, by reason";
    DELIVERIES: describe_gauge, "bearings_deliveries",
        "Deliveries to Slack, by state";
    OLDEST_DUE: describe_gauge, "bearings_oldest_due_delivery_seconds",
        "How long the oldest due delivery has been waiting; 0 if none is due";
    PROMPTS_MISSED: describe_counter, "bearings_prompts_missed_total",
        "Weeks that passed without their question because Bearings wasn't running in time";
    UNKNOWN_ZONE: describe_gauge, "bearings_engineers_in_unknown_zone",
        "Engineers who are asked in their team's time zone, because their own is unknown";
    SLACK_CALLS: describe_histogram, "bearings_slack_call_seconds",
        "How long calls to Slack took, by method, successful or not";
    SLACK_ERRORS: describe_counter, "bearings_slack_errors_total",
        "Failed calls to Slack, by method and Slack's code";
    SLACK_FAILURES: describe_counter, "bearings_slack_failures_total",
        "Failed calls to Slack, by meaning: wait (429), retry, refused, silenced (token or scopes), unclear";
    STORE_ERRORS: describe_counter, "bearings_store_errors_total",
        "Failed database operations, by reason";
    READY: describe_gauge, "bearings_ready",
        "1 if the database just answered; 0 if not, and then the figures read from it are old";
    NEWEST_BACKUP_AGE: describe_gauge, "bearings_newest_backup_age_seconds",
        "Age of the newest backup; infinite while there is none, and NaN if Bearings makes none";
    ZONE_DATA_AGE: describe_gauge, "bearings_zone_data_age_seconds",
        "How long, at least, the time zone tables have been outdated by a year's last release";
    BUILD: describe_gauge, "bearings_build_info",
        "Always 1; its labels give the version and its time zone tables";
}

/// The process's own metric, which the system describes.
const STARTED: &str = "process_start_time_seconds";

/// Most answers come from memory in a millisecond; Slack waits 3 seconds.
const ACKNOWLEDGED_WITHIN: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0];
/// Slack usually answers within a second, and the bot waits 10 seconds.
const CALLED_WITHIN: &[f64] = &[0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The only recorder of the process. Nothing is recorded until [`record`] sets it.
static RECORDER: OnceLock<Recorded> = OnceLock::new();

#[derive(Clone)]
pub struct Recorded {
    handle: PrometheusHandle,
    process: Collector,
}

impl Recorded {
    pub fn text(&self) -> String {
        self.process.collect();
        self.handle.render()
    }

    /// Sorts what was measured since the last call, so that memory doesn't grow if nothing reads the metrics.
    pub fn tidy(&self) {
        self.handle.run_upkeep();
    }
}

/// Records from now on, and returns what to read; calling it twice is the same as once.
pub fn record(now: DateTime<Utc>) -> Recorded {
    let begin = || {
        let global = with_buckets().build_recorder();
        let recorded = Recorded { handle: global.handle(), process: Collector::default() };
        // It can't fail, because nothing else sets a recorder.
        let _ = metrics::set_global_recorder(global);
        describe();
        recorded.process.describe();
        nothing_happened_yet();
        // The system's own value replaces this one, except where the process sees no others (`ProcSubset=pid`).
        gauge!(STARTED).set(number(usize::try_from(now.timestamp()).unwrap_or_default()));
        recorded
    };
    RECORDER.get_or_init(begin).clone()
}

fn with_buckets() -> PrometheusBuilder {
    let whole = |name: &str| Matcher::Full(name.to_owned());
    PrometheusBuilder::new()
        .set_buckets_for_metric(whole(ACKNOWLEDGED), ACKNOWLEDGED_WITHIN)
        .and_then(|builder| builder.set_buckets_for_metric(whole(SLACK_CALLS), CALLED_WITHIN))
        // Only a list without buckets is refused.
        .unwrap_or_else(|_| PrometheusBuilder::new())
}

/// Exports 0 for what hasn't happened yet, rather than nothing.
fn nothing_happened_yet() {
    for (name, label, values) in [
        (UNHANDLED, "why", Unhandled::VARIANTS),
        (RECONNECTS, "why", Reconnect::VARIANTS),
        (SLACK_FAILURES, "verdict", CallFailure::VARIANTS),
        (STORE_ERRORS, "why", StoreFault::VARIANTS),
    ] {
        for value in values {
            counter!(name, label => *value).absolute(0);
        }
    }
    gauge!(CONNECTIONS).set(0.0);
    connections_wanted(0);
    prompts_missed(0);
}

fn count(name: &'static str, label: &'static str, value: impl Into<&'static str>) {
    counter!(name, label => value.into()).increment(1);
}

pub fn acknowledged(what: &'static str, took: Duration) {
    histogram!(ACKNOWLEDGED, "what" => what).record(took);
}

pub fn unhandled(why: Unhandled) {
    count(UNHANDLED, "why", why);
}

pub fn connected() {
    gauge!(CONNECTIONS).increment(1.0);
}

pub fn disconnected() {
    gauge!(CONNECTIONS).decrement(1.0);
}

pub fn connections_wanted(count: usize) {
    gauge!(CONNECTIONS_WANTED).set(number(count));
}

pub fn reconnects(why: Reconnect) {
    count(RECONNECTS, "why", why);
}

pub fn deliveries(state: &'static str, count: usize) {
    gauge!(DELIVERIES, "state" => state).set(number(count));
}

pub fn oldest_due_delivery(age: Duration) {
    gauge!(OLDEST_DUE).set(age.as_secs_f64());
}

pub fn prompts_missed(count: usize) {
    counter!(PROMPTS_MISSED).increment(u64::try_from(count).unwrap_or(u64::MAX));
}

pub fn engineers_in_unknown_zone(count: usize) {
    gauge!(UNKNOWN_ZONE).set(number(count));
}

pub fn slack_call(method: &'static str, took: Duration) {
    histogram!(SLACK_CALLS, "method" => method).record(took);
}

pub fn slack_error(method: &'static str, code: &str, failure: CallFailure) {
    counter!(SLACK_ERRORS, "method" => method, "code" => code.to_owned()).increment(1);
    count(SLACK_FAILURES, "verdict", failure);
}

pub fn store_error(fault: StoreFault) {
    count(STORE_ERRORS, "why", fault);
}

pub fn ready(is_ready: bool) {
    gauge!(READY).set(if is_ready { 1.0 } else { 0.0 });
}

/// The age of the newest backup in seconds: infinite while there is none, and NaN if the bot makes none.
pub fn newest_backup(age: f64) {
    gauge!(NEWEST_BACKUP_AGE).set(age);
}

/// The time zone tables in use, and their least age.
pub fn zone_data(release: &'static str, age: Duration) {
    gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION"), "zone_data" => release).set(1.0);
    gauge!(ZONE_DATA_AGE).set(age.as_secs_f64());
}

fn number(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}
