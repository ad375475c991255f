//! What is counted and measured for whoever runs the bot: every metric with its meaning, here and nowhere else. No label
//! says who or what words.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

const UNKNOWN_ZONE: &str = "bearings_engineers_in_unknown_zone";
const DELIVERIES: &str = "bearings_deliveries";
const OLDEST_DUE: &str = "bearings_oldest_due_delivery_seconds";
const SLACK_ERRORS: &str = "bearings_slack_errors_total";
const PROMPTS_MISSED: &str = "bearings_prompts_missed_total";

/// A process has one recorder, which is there once somebody wants to read it. Until then nothing is recorded.
static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// What was recorded so far, to be read.
#[derive(Clone)]
pub struct Recorded(PrometheusHandle);

impl Recorded {
    /// Everything, as Prometheus reads it.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.render()
    }
}

/// Records from now on, and says where to read it; twice is the same as once.
#[must_use]
pub fn record() -> Recorded {
    let handle = RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // There is no other: this is the only place that sets one.
        let _ = metrics::set_global_recorder(recorder);
        describe();
        handle
    });
    Recorded(handle.clone())
}

fn describe() {
    describe_gauge!(
        UNKNOWN_ZONE,
        "Engineers who are asked by their team's time zone, because theirs is not known or in no table"
    );
    describe_gauge!(DELIVERIES, "Messages that the bot owes or owed Slack, by state");
    describe_gauge!(OLDEST_DUE, "For how long the delivery that waits longest has been due; 0 if none is");
    describe_counter!(SLACK_ERRORS, "Calls to Slack that did not succeed, by method and Slack's code");
    describe_counter!(
        PROMPTS_MISSED,
        "Weeks that went by without their question because the bot was not there in time"
    );
    // What never happened is 0, and not unknown.
    prompts_missed(0);
}

/// So many engineers are in a zone that is in no table.
pub fn engineers_in_unknown_zone(count: usize) {
    gauge!(UNKNOWN_ZONE).set(number(count));
}

/// So many deliveries are in this state.
pub fn deliveries(state: &'static str, count: usize) {
    gauge!(DELIVERIES, "state" => state).set(number(count));
}

/// The delivery that waits longest has been due for so long.
pub fn oldest_due_delivery(age: Duration) {
    gauge!(OLDEST_DUE).set(age.as_secs_f64());
}

/// A call to Slack did not succeed.
pub fn slack_error(method: &'static str, code: &str) {
    counter!(SLACK_ERRORS, "method" => method, "code" => code.to_owned()).increment(1);
}

/// So many weeks went by without their question.
pub fn prompts_missed(count: usize) {
    counter!(PROMPTS_MISSED).increment(u64::try_from(count).unwrap_or(u64::MAX));
}

fn number(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}
