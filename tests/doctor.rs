//! What an admin sees of `bearings doctor`: no fault in a good setup, and otherwise each fault with its remedy.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "doctor/database.rs"]
mod database;
#[path = "doctor/settings.rs"]
mod settings;
#[path = "doctor/slack.rs"]
mod slack;
mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Output};

use bearings::clock::Clock;
use bearings::domain::backup;
use bearings::domain::ids::{ChannelId, MemberId};
use bearings::domain::roster::{Roster, TeamName, WeeklyTime};
use bearings::sandbox::Sandbox;
use bearings::services::roster;
use bearings::store::{self, team};
use chrono::TimeDelta;
use serde_json::Value;
use support::process::ProcessFixture;
use support::{APP_TOKEN, SIGNING_SECRET, TOKEN};

const CHANNEL: &str = "payments-leads";
const OF_PAYMENTS: &str = "Channel of team Payments";

/// What the doctor printed and how it ended.
struct Visit {
    code: Option<i32>,
    report: Value,
    problem: String,
}

impl Visit {
    fn findings(&self) -> &[Value] {
        self.report.get("findings").and_then(Value::as_array).unwrap()
    }

    /// The findings with this outcome, in order.
    fn with(&self, outcome: &str) -> Vec<String> {
        let findings = self.findings().iter();
        let these = findings.filter(|finding| finding["outcome"] == outcome);
        let text = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
        these.map(|finding| format!("{}: {}", text(finding, "checked"), text(finding, "seen"))).collect()
    }

    /// Asserts that these are the only faults, each with why it matters and what to do.
    fn has_only(&self, faults: &[&str]) {
        assert_eq!(self.with("fault"), faults);
        assert_eq!(self.report.get("ok").unwrap(), faults.is_empty());
        assert_eq!(self.code, Some(if faults.is_empty() { 0 } else { 2 }));
        assert_eq!(self.problem.starts_with("bearings doctor: "), !faults.is_empty(), "{}", self.problem);
        for finding in self.findings() {
            let needs_something = finding["outcome"] == "fault" || finding["outcome"] == "warning";
            assert_eq!(finding["do"].as_str().is_some_and(|text| text.ends_with('.')), needs_something, "{finding}");
            assert!(finding["why"].as_str().unwrap().ends_with('.'), "{finding}");
        }
    }

    /// The only finding with this outcome.
    fn only(&self, outcome: &str) -> &Value {
        let mut these = self.findings().iter().filter(|finding| finding["outcome"] == outcome);
        let found = these.next().unwrap();
        assert!(these.next().is_none(), "{:?}", self.with(outcome));
        found
    }

    /// How many checks were skipped for this reason.
    fn unchecked(&self, why: &str) -> usize {
        self.with("not_checked").iter().filter(|said| said.ends_with(&format!(": {why}"))).count()
    }
}

async fn output(mut command: Command) -> Output {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    for secret in [TOKEN, APP_TOKEN, SIGNING_SECRET, "obviously-fake", "not-to-be-logged"] {
        assert!(!said.contains(secret), "it prints a secret: {said}");
    }
    output
}

async fn visit_as(command: Command) -> Visit {
    let Output { status, stdout, stderr } = output(command).await;
    let problem = String::from_utf8(stderr).unwrap();
    assert!(!stdout.is_empty(), "{problem}");
    Visit { code: status.code(), report: serde_json::from_slice(&stdout).unwrap(), problem }
}

fn backups(fixture: &ProcessFixture) -> PathBuf {
    fixture.database().with_file_name("backups")
}

fn doctor(fixture: &ProcessFixture, arguments: &[&str]) -> Command {
    std::fs::create_dir_all(backups(fixture)).unwrap();
    let mut command = fixture.command(&[["doctor"].as_slice(), arguments].concat());
    command.env("BEARINGS_BACKUP_DIR", backups(fixture));
    command
}

async fn visit(fixture: &ProcessFixture) -> Visit {
    visit_as(doctor(fixture, &["--json"])).await
}

async fn visit_with(fixture: &ProcessFixture, settings: &[(&str, &str)]) -> Visit {
    let mut command = doctor(fixture, &["--json"]);
    command.envs(settings.iter().copied());
    visit_as(command).await
}

/// Makes a backup as of this many hours ago.
async fn backed_up(fixture: &ProcessFixture, hours: i64) -> PathBuf {
    std::fs::create_dir_all(backups(fixture)).unwrap();
    let made_at = Clock::system().now() - TimeDelta::hours(hours);
    let file = backups(fixture).join(backup::name(&fixture.database(), made_at));
    store::backup::make(&fixture.database(), &file).await.unwrap();
    file
}

/// A workspace where Priya's team has its digest in a private channel that Maya is in, too.
async fn healthy() -> ProcessFixture {
    let fixture = ProcessFixture::on_time().await;
    fixture.slack.invite("bearings", CHANNEL).await;
    let store = store::open(&format!("sqlite://{}", fixture.database().display())).await.unwrap();
    let member = |name: &str| fixture.slack.member(name).unwrap();
    let payments = TeamName::new("Payments");
    let seated = |mut roster: Roster| {
        roster.set_team(&payments, [member("priya")].into());
        roster.assign_to_team(&member("ana"), &payments);
        roster
    };
    roster::update(&store, &Sandbox::workspace(), &|_| None, seated).await.unwrap();
    let mut writing = store.write().await.unwrap();
    let id = team::list_teams(&mut writing, &Sandbox::workspace()).await.unwrap().remove(0).id;
    let friday = WeeklyTime::from_numbers(5, 16 * 60).unwrap();
    let channel = ChannelId::new("C03PAYMENTS");
    team::update_digest(&mut writing, id, Some((friday, &channel)), Clock::system().now()).await.unwrap();
    let maya: BTreeSet<MemberId> = [member("maya")].into();
    team::update_allowed_members(&mut writing, id, &maya).await.unwrap();
    writing.commit().await.unwrap();
    store.close().await;
    backed_up(&fixture, 5).await;
    fixture
}

/// The local Slack's complaints about the command. Events before the bot's start couldn't reach it, and don't count.
fn complaints(fixture: &ProcessFixture) -> Vec<String> {
    let mut complaints = fixture.slack.complaints();
    complaints.retain(|complaint| !complaint.ends_with("the app could not be reached"));
    complaints
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_well_beside_the_running_bot_and_without_it() {
    let fixture = healthy().await;
    let bot = fixture.start();
    let page = output(doctor(&fixture, &[])).await;
    let directory = fixture.database().parent().unwrap().display().to_string();
    let page = String::from_utf8(page.stdout)
        .unwrap()
        .replace(&directory, "DIR")
        .replace(&fixture.slack_address, "http://slack");
    // These lines differ between machines or editions of the framework.
    let varies = |line: &str| {
        ["Free disk", "Time zone tables", "clock against", "Track "].iter().any(|name| line.contains(name))
    };
    let page: Vec<&str> =
        page.lines().map(|line| if varies(line) { line.split(':').next().unwrap() } else { line }).collect();
    insta::assert_snapshot!("doctor_all_is_well", page.join("\n"));
    visit(&fixture).await.has_only(&[]);
    bot.stop();
    let alone = visit(&fixture).await;
    alone.has_only(&[]);
    assert_eq!(alone.with("not_checked"), Vec::<String>::new());
    assert_eq!(complaints(&fixture), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_start_there_is_no_database_and_that_is_fine() {
    let fixture = ProcessFixture::on_time().await;
    let visit = visit(&fixture).await;
    visit.has_only(&[]);
    assert_eq!(visit.unchecked("there is no database yet"), 1);
    assert!(!fixture.database().exists());
}
