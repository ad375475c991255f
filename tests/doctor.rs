//! What an admin sees of `bearings doctor`: no fault in a good setup, and otherwise each fault with its remedy.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Output};

use bearings::clock::Clock;
use bearings::domain::backup::{self, Reason};
use bearings::domain::ids::{ChannelId, MemberId};
use bearings::domain::needs::{EventState, NeedKind};
use bearings::domain::roster::{People, TeamName, WeeklyTime};
use bearings::sandbox::{Fault, Sandbox, Stall};
use bearings::services::roster;
use bearings::slack::SCOPES;
use bearings::store::{self, event, team};
use chrono::TimeDelta;
use serde_json::Value;
use support::disk::with_read_only;
use support::process::Fixture;
use support::{APP_TOKEN, SIGNING_SECRET, TOKEN, repository};

const CHANNEL: &str = "payments-leads";
const OF_PAYMENTS: &str = "Channel C03PAYMENTS of team Payments";

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

fn backups(stage: &Fixture) -> PathBuf {
    stage.database().with_file_name("backups")
}

fn doctor(stage: &Fixture, arguments: &[&str]) -> Command {
    std::fs::create_dir_all(backups(stage)).unwrap();
    let mut command = stage.command(&[["doctor"].as_slice(), arguments].concat());
    command.env("BEARINGS_BACKUP_DIR", backups(stage));
    command
}

async fn visit(stage: &Fixture) -> Visit {
    visit_as(doctor(stage, &["--json"])).await
}

async fn visit_with(stage: &Fixture, settings: &[(&str, &str)]) -> Visit {
    let mut command = doctor(stage, &["--json"]);
    command.envs(settings.iter().copied());
    visit_as(command).await
}

/// Makes a backup as of this many hours ago.
async fn backed_up(stage: &Fixture, hours: i64) -> PathBuf {
    std::fs::create_dir_all(backups(stage)).unwrap();
    let made_at = Clock::system().now() - TimeDelta::hours(hours);
    let file = backups(stage).join(backup::name(&stage.database(), Reason::Backup, made_at));
    store::backup::make(&stage.database(), &file).await.unwrap();
    file
}

/// A workspace where Priya's team has its digest in a private channel that Maya is in, too.
async fn healthy() -> Fixture {
    let stage = Fixture::on_time().await;
    stage.slack.invite("bearings", CHANNEL).await;
    let store = store::open(&format!("sqlite://{}", stage.database().display())).await.unwrap();
    let member = |name: &str| stage.slack.member(name).unwrap();
    let payments = TeamName::new("Payments");
    let seated = |mut people: People| {
        people.set_team(&payments, [member("priya")].into());
        people.assign_to_team(&member("ana"), &payments);
        people
    };
    roster::update(&store, &Sandbox::workspace(), &|_| None, seated).await.unwrap();
    let mut writing = store.write().await.unwrap();
    let id = team::list_teams(&mut writing, &Sandbox::workspace()).await.unwrap().remove(0).id;
    let friday = WeeklyTime { weekday: 5, minute: 16 * 60 };
    let channel = ChannelId::new("C03PAYMENTS");
    team::update_digest(&mut writing, id, Some((friday, &channel)), Clock::system().now()).await.unwrap();
    let maya: BTreeSet<MemberId> = [member("maya")].into();
    team::update_insiders(&mut writing, id, &maya).await.unwrap();
    writing.commit().await.unwrap();
    store.close().await;
    backed_up(&stage, 5).await;
    stage
}

/// The local Slack's complaints about the command. Events before the bot's start couldn't reach it, and don't count.
fn complaints(stage: &Fixture) -> Vec<String> {
    let mut complaints = stage.slack.complaints();
    complaints.retain(|complaint| !complaint.ends_with("the app could not be reached"));
    complaints
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_well_beside_the_running_bot_and_without_it() {
    let stage = healthy().await;
    let bot = stage.start();
    let page = output(doctor(&stage, &[])).await;
    let directory = stage.database().parent().unwrap().display().to_string();
    let page = String::from_utf8(page.stdout)
        .unwrap()
        .replace(&directory, "DIR")
        .replace(&stage.slack_address, "http://slack");
    // These lines differ between machines or editions of the framework.
    let varies =
        |line: &str| ["Free disk", "Time zone tables", "clock beside", "Track "].iter().any(|name| line.contains(name));
    let page: Vec<&str> =
        page.lines().map(|line| if varies(line) { line.split(':').next().unwrap() } else { line }).collect();
    insta::assert_snapshot!("doctor_all_is_well", page.join("\n"));
    visit(&stage).await.has_only(&[]);
    bot.stop();
    let alone = visit(&stage).await;
    alone.has_only(&[]);
    assert_eq!(alone.with("not_checked"), Vec::<String>::new());
    assert_eq!(complaints(&stage), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_start_there_is_no_database_and_that_is_fine() {
    let stage = Fixture::on_time().await;
    let visit = visit(&stage).await;
    visit.has_only(&[]);
    assert_eq!(visit.unchecked("there is no database yet"), 1);
    assert!(!stage.database().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_scope_that_is_taken_away_is_named_with_what_it_is_for() {
    let stage = healthy().await;
    for scope in SCOPES {
        stage.slack.grants(scope, false);
        let visit = visit(&stage).await;
        visit.has_only(&[&format!("Scope {scope}: missing")]);
        let looks = ["groups:read", "users:read"].contains(scope);
        assert_eq!(visit.unchecked(&format!("the scope {scope} is missing")), usize::from(looks), "{scope}");
        stage.slack.grants(scope, true);
    }
    stage.slack.grants("channels:history", true);
    let visit = visit(&stage).await;
    visit.has_only(&[]);
    assert_eq!(visit.with("warning"), ["Scope channels:history: granted, and the code does not need it"]);
    assert_eq!(complaints(&stage), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_revoked_unknown_or_of_the_wrong_kind_is_told_apart_and_never_shown() {
    let stage = healthy().await;
    let unknown = visit_with(&stage, &[("SLACK_BOT_TOKEN", "xoxb-obviously-fake-other")]).await;
    unknown.has_only(&["Bot token: Slack does not know it (invalid_auth)"]);
    let wrong_kind = visit_with(&stage, &[("SLACK_BOT_TOKEN", "xapp-obviously-fake")]).await;
    wrong_kind.has_only(&["SLACK_BOT_TOKEN: is an app-level token"]);
    let why = "SLACK_BOT_TOKEN cannot be used";
    assert_eq!(wrong_kind.unchecked(why), SCOPES.len() + 4);
    stage.slack.revokes_token();
    let revoked = visit(&stage).await;
    revoked.has_only(&["Bot token: it was revoked (token_revoked)"]);
    assert_eq!(revoked.unchecked("Slack does not take the bot token"), SCOPES.len() + 1);
    assert!(revoked.with("ok").iter().any(|said| said.starts_with("This machine’s clock beside Slack’s: ")));
}

/// Runs the doctor of a bot that uses Socket Mode with this token.
async fn visit_over_socket(stage: &Fixture, token: &str) -> Visit {
    let mut command = doctor(stage, &["--json"]);
    command.env_remove("SLACK_SIGNING_SECRET").env("SLACK_APP_TOKEN", token);
    visit_as(command).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_keeps_socket_mode_from_working_is_named() {
    const OTHER: &str = "xapp-obviously-fake-other";
    let stage = healthy().await;
    stage.slack.switches_socket_mode_on();
    stage.slack.makes_app_token(APP_TOKEN, &["connections:write"]);
    let greeted = visit_over_socket(&stage, APP_TOKEN).await;
    greeted.has_only(&[]);
    assert!(greeted.with("ok").contains(&"Socket Mode: Slack gives the bot a connection and greets on it".to_owned()));
    for stall in [Stall::Handshake, Stall::Hello] {
        stage.slack.stalls_next_connection(stall);
        let stalled = visit_over_socket(&stage, APP_TOKEN).await;
        stalled.has_only(&["Socket Mode: Slack gives the bot a connection, and none comes about"]);
    }
    stage.slack.switches_socket_mode_off();
    let switched_off = visit_over_socket(&stage, APP_TOKEN).await;
    switched_off.has_only(&["Socket Mode: it is switched off for this app"]);
    stage.slack.switches_socket_mode_on();
    let unknown = visit_over_socket(&stage, OTHER).await;
    unknown.has_only(&["Socket Mode: Slack does not know the app-level token (invalid_auth)"]);
    let bot_token = visit_over_socket(&stage, TOKEN).await;
    bot_token.has_only(&["SLACK_APP_TOKEN: is a bot token"]);
    assert_eq!(bot_token.unchecked("SLACK_APP_TOKEN cannot be used"), 1);
    stage.slack.makes_app_token(APP_TOKEN, &["authorizations:read"]);
    let scopeless = visit_over_socket(&stage, APP_TOKEN).await;
    scopeless.has_only(&["Socket Mode: the app-level token lacks the scope connections:write (missing_scope)"]);
    let mut none = doctor(&stage, &["--json"]);
    none.env_remove("SLACK_SIGNING_SECRET");
    let none = visit_as(none).await;
    assert_eq!(none.with("fault").len(), 1);
    assert_eq!(none.unchecked("neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_warned_of_and_too_far_off_it_is_a_fault() {
    let stage = healthy().await;
    stage.slack.clock().advance(TimeDelta::seconds(200));
    let warned = visit(&stage).await;
    warned.has_only(&[]);
    assert!(matches!(warned.with("warning").as_slice(), [said] if said.ends_with(" s behind")), "{:?}", warned.report);
    stage.slack.clock().advance(TimeDelta::seconds(-600));
    let fault = visit(&stage).await;
    let said = fault.with("fault");
    assert!(
        matches!(said.as_slice(), [said] if said.starts_with("This machine’s clock beside Slack’s: ") && said.ends_with(" s ahead")),
        "{said:?}"
    );
    assert_eq!(fault.code, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_that_keeps_a_digest_from_its_channel_is_named() {
    let stage = healthy().await;
    let is = |seen: &str| format!("{OF_PAYMENTS}: {seen}");
    stage.slack.archive(CHANNEL);
    visit(&stage).await.has_only(&[&is("it is archived")]);
    stage.slack.unarchive(CHANNEL);
    stage.slack.invite("ben", CHANNEL).await;
    visit(&stage).await.has_only(&[&is("U02BEN is in it, and neither manages the team nor is on its list")]);
    stage.slack.make_guest("ben").await;
    visit(&stage).await.has_only(&[&is("U02BEN is a guest")]);
    stage.slack.remove("ben", CHANNEL).await;
    stage.slack.remove("bearings", CHANNEL).await;
    visit(&stage).await.has_only(&[&is("Bearings is not in it, or it is gone")]);
    stage.slack.invite("bearings", CHANNEL).await;
    stage.slack.break_next("conversations.info", Fault::ServerError);
    let unseen = visit(&stage).await;
    unseen.has_only(&[]);
    assert!(unseen.with("warning")[0].starts_with(&is("it cannot be looked at")), "{:?}", unseen.report);
    stage.slack.share_externally(CHANNEL);
    visit(&stage).await.has_only(&[&is("it is shared with another organisation")]);
    stage.slack.make_public(CHANNEL);
    visit(&stage).await.has_only(&[&is("it is public")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_said_and_left_as_it_is() {
    let stage = healthy().await;
    let mut bytes = std::fs::read(stage.database()).unwrap();
    for byte in bytes.iter_mut().skip(100).step_by(7) {
        *byte ^= 0xFF;
    }
    std::fs::write(stage.database(), &bytes).unwrap();
    let visit = visit(&stage).await;
    let said = visit.with("fault");
    assert!(matches!(said.as_slice(), [said] if said.contains("bearings.db: it is damaged (")), "{said:?}");
    assert_eq!(visit.unchecked("the database cannot be read"), 1);
    assert_eq!(std::fs::read(stage.database()).unwrap(), bytes);
    std::fs::write(
        stage.database(),
        "these are no pages of a database, and there are enough of them to be sure".repeat(20),
    )
    .unwrap();
    assert!(self::visit(&stage).await.with("fault")[0].contains("it is damaged ("));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_corrupt_page_is_damage_and_the_good_backup_is_named() {
    let stage = healthy().await;
    let mut bytes = std::fs::read(stage.database()).unwrap();
    let last = bytes.len() - 4096;
    bytes[last..].fill(0xA5);
    std::fs::write(stage.database(), &bytes).unwrap();
    let visit = visit(&stage).await;
    let fault = visit.only("fault");
    assert!(fault["seen"].as_str().unwrap().starts_with("it is damaged ("), "{fault}");
    let good = backups(&stage).join("bearings-");
    assert!(fault["do"].as_str().unwrap().contains(&format!("bearings restore {}", good.display())), "{fault}");
    assert_eq!(std::fs::read(stage.database()).unwrap(), bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_old_damaged_or_missing_is_told() {
    let stage = healthy().await;
    std::fs::remove_dir_all(backups(&stage)).unwrap();
    let none = visit(&stage).await;
    none.has_only(&[]);
    let seen = format!("Newest backup: there is none yet in {}", backups(&stage).display());
    assert_eq!(none.with("warning"), [seen]);
    let mut nowhere = doctor(&stage, &["--json"]);
    nowhere.env_remove("BEARINGS_BACKUP_DIR");
    let nowhere = visit_as(nowhere).await;
    nowhere.has_only(&[]);
    assert_eq!(nowhere.with("warning"), ["Newest backup: none is made, because BEARINGS_BACKUP_DIR is not set"]);
    let old = backed_up(&stage, 72).await;
    visit(&stage).await.has_only(&["Newest backup: 3 days old, and one is due each day"]);
    std::fs::rename(old, backed_up(&stage, 5).await).unwrap();
    visit(&stage).await.has_only(&[]);
    let newest = backed_up(&stage, 1).await;
    let whole = std::fs::read(&newest).unwrap();
    std::fs::write(&newest, &whole[..whole.len() - 100]).unwrap();
    let damaged = visit(&stage).await;
    let fault = damaged.only("fault");
    let seen = fault["seen"].as_str().unwrap();
    assert!(seen.starts_with("1 hour old, and it is not good (") && seen.contains("its end is missing"), "{seen}");
    let gone = visit_with(&stage, &[("BEARINGS_BACKUP_DIR", "no/such/directory")]).await;
    gone.has_only(&["BEARINGS_BACKUP_DIR: is “no/such/directory”, which is no directory"]);
    assert_eq!(gone.unchecked("BEARINGS_BACKUP_DIR cannot be used"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_may_only_be_read_is_named() {
    let stage = healthy().await;
    let directory = stage.database().parent().unwrap().to_owned();
    for what in [stage.database(), directory.clone()] {
        let Some(command) = with_read_only(&doctor(&stage, &["--json"]), &what) else { return };
        let visit = visit_as(command).await;
        let said = visit.with("fault");
        let begins = format!("Writing in {}: it cannot be written (Read-only file system", directory.display());
        assert!(said.iter().any(|said| said.starts_with(&begins)), "{said:?}");
        assert_eq!(visit.code, Some(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_takes_no_files_is_a_fault_whatever_the_reason() {
    let stage = healthy().await;
    for (url, directory) in
        [("sqlite:///proc/bearings.db", "/proc"), ("sqlite://no/such/directory/bearings.db", "no/such/directory")]
    {
        let visit = visit_with(&stage, &[("DATABASE_URL", url)]).await;
        let said = visit.with("fault");
        let begins = format!("Writing in {directory}: it cannot be written (");
        assert!(said.iter().any(|said| said.starts_with(&begins)), "{said:?}");
    }
    // A process that may write only a little meets the same refusals as on a full disk.
    let _bot = stage.start();
    let doctor = doctor(&stage, &["--json"]);
    let mut limited = Command::new("bash");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""])
        .arg(doctor.get_program())
        .args(doctor.get_args());
    limited.env_clear();
    for (name, value) in doctor.get_envs() {
        limited.env(name, value.unwrap());
    }
    let full = visit_as(limited).await;
    assert!(
        full.with("fault").iter().any(|said| said.contains(": it cannot be written (File too large")),
        "{:?}",
        full.report
    );
    assert_eq!(full.code, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_framework_files_are_told_fault_by_fault() {
    let stage = healthy().await;
    let broken = repository("tests/data/framework-broken/several");
    let visit = visit_with(&stage, &[("BEARINGS_FRAMEWORK_DIR", broken.to_str().unwrap())]).await;
    let said = visit.with("fault");
    assert_eq!(said.len(), 4);
    assert!(said.iter().all(|said| said.contains("backend.yaml, line ")), "{said:?}");
    assert_eq!(visit.with("not_checked"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_setting_is_named_at_once_and_what_does_not_need_it_is_checked() {
    let stage = healthy().await;
    let wrong = [
        ("SLACK_SIGNING_SECRET", "xoxb-obviously-fake"),
        ("BEARINGS_LISTEN", "somewhere"),
        ("BEARINGS_ADMINS", "@ben"),
        ("BEARINGS_COMMAND", "growth"),
    ];
    let visit = visit_with(&stage, &wrong).await;
    let mut named: Vec<String> =
        visit.with("fault").iter().map(|said| said.split(':').next().unwrap().to_owned()).collect();
    named.sort();
    let mut expected = wrong.map(|(name, _)| name.to_owned());
    expected.sort();
    assert_eq!(named, expected);
    assert_eq!(visit.with("not_checked"), ["Signing secret: SLACK_SIGNING_SECRET cannot be used"]);
    assert!(visit.with("ok").contains(&format!("{OF_PAYMENTS}: a digest could be posted now")));
    let foreign = visit_with(&stage, &[("DATABASE_URL", "postgres://localhost/bearings")]).await;
    assert!(foreign.with("fault")[0].starts_with("Database: DATABASE_URL “postgres://"), "{:?}", foreign.report);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_was_copied_badly_is_taken_or_named_with_what_is_wrong() {
    let stage = healthy().await;
    let database = format!("sqlite://{}", stage.database().display());
    // The characters that copying adds around a value are no fault, and an empty value is unset.
    let around = visit_with(
        &stage,
        &[
            ("SLACK_BOT_TOKEN", &format!("\u{feff}{TOKEN}\r\n")),
            ("DATABASE_URL", &format!("{database}\r")),
            ("BEARINGS_BACKUP_DIR", &format!("{} ", backups(&stage).display())),
            ("BEARINGS_BACKUPS_KEPT", ""),
            ("BEARINGS_LOG_FORMAT", ""),
            ("BEARINGS_COMMAND", ""),
            ("BEARINGS_LISTEN", " localhost:3000"),
            ("SLACK_BOT_TOKEN_FILE", ""),
            ("RUST_LOG", ""),
        ],
    )
    .await;
    around.has_only(&[]);
    assert_eq!(around.with("warning"), Vec::<String>::new());
    let mut missing = Vec::new();
    for (variable, value, said) in [
        ("SLACK_BOT_TOKEN", "xoxb-obviously\u{2013}fake-token", "has \\u{2013} at character 15"),
        ("SLACK_BOT_TOKEN", "xoxb-bars", "too short"),
        ("SLACK_BOT_TOKEN", "\"xoxb-obviously-fake-token\"", "quot"),
        ("SLACK_BOT_TOKEN", "xoxp-obviously-fake-token", "is a user token"),
        ("DATABASE_URL", "sqlite://bear\u{200b}ings.db", "an invisible character, \\u{200b}, at character 14"),
        ("BEARINGS_LISTEN", "localhost", "localhost"),
        ("BEARINGS_ENTRIES_PER_HOUR", "many", "a whole number from 1 to 100000 is needed"),
        ("SSL_CERT_FILE", "/nope.pem", "/nope.pem"),
    ] {
        let visit = visit_with(&stage, &[(variable, value)]).await;
        let faults = visit.with("fault");
        if !faults.iter().any(|fault| fault.contains(variable) && fault.contains(said)) {
            missing.push(format!("{value}: {faults:?}"));
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    for filter in ["warning", "inof", "bearings:debug"] {
        let visit = visit_with(&stage, &[("RUST_LOG", filter)]).await;
        let warnings = visit.with("warning");
        assert!(warnings.len() == 1 && warnings[0].starts_with("RUST_LOG: is not used"), "{filter}: {warnings:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slack_that_does_not_answer_is_one_fault_and_the_rest_is_checked() {
    let stage = healthy().await;
    let visit = visit_with(&stage, &[("SLACK_API_URL", "http://127.0.0.1:9/api")]).await;
    visit.has_only(&["Slack’s Web API: http://127.0.0.1:9/api does not answer, because 127.0.0.1 cannot be reached"]);
    assert_eq!(visit.unchecked("Slack does not answer"), SCOPES.len() + 3);
    stage.slack.break_next("auth.test", Fault::Garbled);
    let garbled = self::visit(&stage).await;
    garbled.has_only(&["Bot token: what answers there does not answer like Slack"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_slack_app_lacks_is_named_with_what_to_press() {
    let stage = healthy().await;
    let store = stage.store().await;
    let mut writing = store.write().await.unwrap();
    let joined = [("member_joined_channel", EventState::Missing)].into();
    event::update_events(&mut writing, &joined).await.unwrap();
    writing.commit().await.unwrap();
    store.close().await;
    stage.slack.grants("files:write", false);
    let visit = visit(&stage).await;
    visit.has_only(&["Scope files:write: missing"]);
    let found = |checked: &str| visit.findings().iter().find(|finding| finding["checked"] == checked).unwrap().clone();
    let (scope, event) = (found("Scope files:write"), found("Event member_joined_channel"));
    assert_eq!((&event["outcome"], &scope["do"]), (&"warning".into(), &NeedKind::Scope.remedy().into()));
    assert_eq!(event["do"], NeedKind::Event.remedy());
    assert_eq!(
        event["why"],
        "without it, a digest is hidden within an hour of somebody joining its channel, not at once."
    );
    assert!(scope["why"].as_str().unwrap().ends_with("Without it, nobody can have a copy of their data."), "{scope}");
    assert!(!visit.findings().iter().any(|finding| finding["checked"] == "Newer events"));
}
