//! An administrator exports or erases a person's data, as asked by letter, without reading any of it.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::os::unix::fs::PermissionsExt;

use bearings::sandbox::{Fault, Person};
use serde_json::Value;
use support::process::ProcessFixture;

const ROSTER: &str = "member,track,level,manager,team\nU01ANA,backend,3,U04PRIYA,Payments\n";
const WORDS: &str = "set up Grafana alerts before the flamingo launch";

/// A command's exit code, output and errors.
type CommandOutput = (Option<i32>, String, String);

async fn people(fixture: &ProcessFixture, arguments: &[&str]) -> CommandOutput {
    let arguments: Vec<&str> = std::iter::once("people").chain(arguments.iter().copied()).collect();
    let mut command = fixture.command(&arguments);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Ana is on the roster and has logged an entry; the bot runs.
async fn begin() -> (ProcessFixture, support::process::Process, Person) {
    let fixture = ProcessFixture::begin().await;
    let bot = fixture.start();
    let path = fixture.file("roster.csv", ROSTER);
    assert_eq!(people(&fixture, &["import", &path, "--yes"]).await.0, Some(0));
    let ana = fixture.slack.person("ana");
    ana.types("#general", &format!("/evidence {WORDS}")).await.unwrap();
    ana.waits_until_sees("modal", "What happened?").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "Saved").await.unwrap();
    ana.closes().await.unwrap();
    (fixture, bot, ana)
}

async fn reads_that_it_happened(ana: &Person, words: &str) {
    ana.types("#general", "/framework my-data").await.unwrap();
    ana.waits_until_sees("modal", "An administrator exported your data").await.unwrap();
    assert!(ana.modal().unwrap().contains(words), "{}", ana.modal().unwrap());
    ana.closes().await.unwrap();
    ana.opens_home().await.unwrap();
    ana.waits_until_sees("home", "Who opened your entries").await.unwrap();
    assert!(ana.home().contains(words), "{}", ana.home());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_by_letter_goes_to_the_person_and_not_to_the_terminal() {
    let (fixture, bot, ana) = begin().await;
    let (code, says, problem) = people(&fixture, &["export", "U01ANA"]).await;
    assert_eq!((code, problem.as_str()), (Some(0), ""));
    assert!(says.starts_with("Sent all data about U01ANA to their DM") && !says.contains("flamingo"), "{says}");
    let dm = ana.screen("dm");
    assert!(dm.contains("An administrator asked me for this copy") && dm.contains("(file: my-data.json)"), "{dm}");
    let copy = ana.reads_file("dm", "my-data.md").unwrap();
    assert!(copy.contains(WORDS) && copy.contains("- way: dm"), "{copy}");
    reads_that_it_happened(&ana, "to your DM").await;
    // If Slack refuses, the command doesn't claim that anything was delivered.
    fixture.slack.break_next("files.completeUploadExternal", Fault::Refused("access_denied".into()));
    let (code, says, problem) = people(&fixture, &["export", "U01ANA"]).await;
    assert_eq!((code, says.as_str()), (Some(2), ""));
    assert!(problem.contains("access_denied. Nothing was delivered"), "{problem}");
    assert!(!fixture.logged().contains("flamingo"));
    bot.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_for_its_owner_alone_and_takes_no_others_place() {
    let (fixture, bot, ana) = begin().await;
    for (name, is_json) in [("ana.md", false), ("ana.json", true)] {
        // The test needs only the path: the file must not exist yet.
        let path = fixture.file(name, "");
        std::fs::remove_file(&path).unwrap();
        let (code, says, _) = people(&fixture, &["export", "U01ANA", "--out", &path]).await;
        assert_eq!(code, Some(0), "{says}");
        assert!(says.contains("hand it over unread, then delete it") && !says.contains("flamingo"), "{says}");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(WORDS), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).is_ok(), is_json);
        let (code, _, problem) = people(&fixture, &["export", "U01ANA", "--out", &path]).await;
        assert!(code == Some(2) && problem.contains("name a file that doesn't exist yet"), "{problem}");
    }
    reads_that_it_happened(&ana, "to a file for you").await;
    for (member, code, expected) in [
        ("U77NOBODY", 1, "Bearings keeps no data about U77NOBODY."),
        ("ana@dummyco.example", 2, "isn't a Slack id: copy the member ID"),
    ] {
        let (found, _, problem) = people(&fixture, &["export", member]).await;
        assert!(found == Some(code) && problem.contains(expected), "{problem}");
    }
    // Without a person, `export` still prints the roster.
    assert!(people(&fixture, &["export"]).await.1.contains("U01ANA,Ana Sousa,backend,3"));
    bot.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn erasing_by_letter_needs_the_id_once_more_and_empties_the_dm_beside_the_running_bot() {
    let (fixture, bot, ana) = begin().await;
    assert_eq!(people(&fixture, &["export", "U01ANA"]).await.0, Some(0));
    let (code, _, problem) = people(&fixture, &["erase", "U01ANA"]).await;
    assert!(
        code == Some(2) && problem.ends_with("because there's no terminal to ask you on: add --yes to agree\n"),
        "{problem}"
    );
    for typed in ["y\n", "U02BEN\n", "\n"] {
        let (code, says) = fixture.at_a_terminal(&["people", "erase", "U01ANA"], typed).await;
        assert!(code == Some(0) && says.contains("Nothing was erased."), "{typed}: {says}");
    }
    assert!(fixture.stored().await.iter().any(|(_, words)| words == WORDS));
    let (code, says) = fixture.at_a_terminal(&["people", "erase", "U01ANA"], "U01ANA\n").await;
    assert!(code == Some(0) && says.contains("Erased.") && says.contains("erased all data of a person"), "{says}");
    assert_eq!(fixture.stored().await, []);
    // The bot checks every few seconds. Messages in flight may arrive for a minute, which this needn't wait for.
    for _ in 0..40 {
        if !ana.screen("dm").contains("Bearings") {
            break;
        }
        let _ = ana.waits_until_changed("dm", &ana.screen("dm")).await;
    }
    assert!(!ana.screen("dm").contains("Bearings"), "{}", ana.screen("dm"));
    ana.types("#general", "/framework me").await.unwrap();
    assert!(!support::last_answer(&ana.screen("#general")).contains("flamingo"));
    assert!(people(&fixture, &["list"]).await.1.contains("U01ANA"), "the roster is the company's");
    bot.stop();
    assert_eq!(people(&fixture, &["erase", "U04PRIYA", "--yes"]).await.0, Some(0));
}
