//! The roster as a file: what an admin sees in the terminal, with and without a running bot.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod support;

use std::process::Output;

use bearings::sandbox::Fault;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use support::process::{ProcessFixture, run_with_input};

const HEADER: &str = "member,track,level,sub_level,manager,team";
const ROSTER: &str = "email,track,level,sub_level,manager,team
ana@dummyco.example,backend,3,B,priya@dummyco.example,Payments
U02BEN,backend,2,,U04PRIYA,Payments
kenji@dummyco.example,backend,4,,maya@dummyco.example,Ledger
";

async fn people(fixture: &ProcessFixture, arguments: &[&str]) -> Output {
    let arguments: Vec<&str> = std::iter::once("people").chain(arguments.iter().copied()).collect();
    let mut command = fixture.command(&arguments);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

async fn import(fixture: &ProcessFixture, file: &str, flags: &[&str]) -> (Option<i32>, String, String) {
    let path = fixture.file("roster.csv", file);
    let arguments: Vec<&str> = ["import", &path].into_iter().chain(flags.iter().copied()).collect();
    let output = people(fixture, &arguments).await;
    let said = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&path, "roster.csv");
    (output.status.code(), said(output.stdout), said(output.stderr))
}

async fn printed(fixture: &ProcessFixture, arguments: &[&str]) -> String {
    let output = people(fixture, arguments).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_goes_in_and_out_beside_a_running_bot_and_without_one() {
    let fixture = ProcessFixture::begin().await;
    assert!(printed(&fixture, &["list"]).await.starts_with("The roster is empty"));
    let bot = fixture.start();
    let (code, says, _) = import(&fixture, ROSTER, &["--dry-run"]).await;
    assert_eq!(code, Some(0));
    insta::assert_snapshot!("first_import", says);
    assert!(printed(&fixture, &["list"]).await.starts_with("The roster is empty"));
    let (code, _, problem) = import(&fixture, ROSTER, &[]).await;
    assert_eq!(
        (code, problem.as_str()),
        (Some(2), "Nothing was changed, because there's no terminal to ask you on: add --yes to agree\n")
    );
    assert_eq!(import(&fixture, ROSTER, &["--yes"]).await.0, Some(0));
    insta::assert_snapshot!("list", printed(&fixture, &["list"]).await);
    insta::assert_snapshot!("export", printed(&fixture, &["export"]).await);
    let json: serde_json::Value = serde_json::from_str(&printed(&fixture, &["list", "--json"]).await).unwrap();
    assert_eq!((&json["teams"][1]["name"], &json["engineers"][0]["sub_level"]), (&"Payments".into(), &"B".into()));
    // The bot knows at once.
    let ana = fixture.slack.person("ana");
    ana.types("#general", "/evidence set up the alerts").await.unwrap();
    ana.waits_until_sees("modal", "My manager, @Priya Raman").await.unwrap();
    bot.stop();
    for unchanged in [ROSTER.to_owned(), printed(&fixture, &["export"]).await, ROSTER.replace(',', ";")] {
        let (code, says, _) = import(&fixture, &unchanged, &[]).await;
        assert_eq!((code, says.as_str()), (Some(0), "Nothing changes.\n"));
    }
    let moved = format!(
        "{HEADER}\nana@dummyco.example,backend,4,A,maya@dummyco.example,Ledger\nU03KENJI,backend,4,,U05MAYA,Ledger\n"
    );
    let (code, says, _) = import(&fixture, &moved, &["--yes"]).await;
    assert_eq!(code, Some(0));
    insta::assert_snapshot!("second_import", says);
    assert_eq!(fixture.slack.complaints(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_at_a_terminal_asks_and_does_only_what_is_agreed_to() {
    const ASKS: &str = "Make these changes? [y/N] ";
    let fixture = ProcessFixture::begin().await;
    // With a piped answer, the command says how to agree.
    let path = fixture.file("roster.csv", ROSTER);
    let mut command = fixture.command(&["people", "import", &path]);
    let output = tokio::task::spawn_blocking(move || run_with_input(&mut command, "y\n")).await.unwrap();
    assert_eq!(output.status.code(), Some(2));
    let (said, problem) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(said.contains("Payments, managed by Priya Raman") && !said.contains(ASKS), "{said}");
    assert!(problem.ends_with("because there's no terminal to ask you on: add --yes to agree\n"), "{problem}");
    // The last one ends the input without an answer.
    for typed in ["N\n", "\n", "yep\n", ""] {
        let (code, said) = fixture.at_a_terminal(&["people", "import", &path], typed).await;
        assert_eq!(code, Some(0), "{typed:?}: {said}");
        assert!(said.contains("Payments, managed by Priya Raman") && said.contains(ASKS), "{typed:?}: {said}");
        assert!(said.contains("Nothing was changed.") && !said.contains("Done."), "{typed:?}: {said}");
        assert!(printed(&fixture, &["list"]).await.starts_with("The roster is empty"), "{typed:?}");
    }
    let (code, said) = fixture.at_a_terminal(&["people", "import", &path], "y\n").await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(ASKS) && said.contains("Done.") && !said.contains("Nothing was changed."), "{said}");
    assert!(printed(&fixture, &["list"]).await.contains("Payments"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_is_reported_fault_by_fault_and_changes_nothing() {
    let fixture = ProcessFixture::begin().await;
    assert_eq!(import(&fixture, ROSTER, &["--yes"]).await.0, Some(0));
    let before = printed(&fixture, &["export"]).await;
    let bad = format!(
        "{HEADER}\nnobody@dummyco.example,backend,3,,,\nU02BEN,backend,9,,U04PRIYA,P\nben@dummyco.example,,,,UBEARINGS,P\nU01ANA,,,,U03KENJI,\nU03KENJI,,,,U01ANA,\n"
    );
    let (code, says, problem) = import(&fixture, &bad, &["--yes"]).await;
    assert_eq!((code, says.as_str()), (Some(1), ""));
    insta::assert_snapshot!("faults", problem);
    assert_eq!(printed(&fixture, &["export"]).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_manager_sees_nothing_that_was_shared_before_the_import() {
    let fixture = ProcessFixture::begin().await;
    let _bot = fixture.start();
    assert_eq!(import(&fixture, ROSTER, &["--yes"]).await.0, Some(0));
    let ana = fixture.slack.person("ana");
    ana.types("#general", "/evidence set up the alerts").await.unwrap();
    ana.waits_until_sees("modal", "What happened?").await.unwrap();
    ana.chooses("modal", "Who can see it", "My manager, @Priya Raman").await.unwrap();
    ana.submits().await.unwrap();
    ana.waits_until_sees("modal", "You and @Priya Raman can see this").await.unwrap();
    ana.closes().await.unwrap();
    // Another team with the same manager keeps the access; another manager ends it, even if the first one returns.
    for (team, manager, says) in [
        ("Search", "priya", "Priya Raman"),
        ("Search", "maya", "Only you can see this. Your manager has changed"),
        ("Search", "priya", "Only you can see this. Your manager has changed"),
    ] {
        let file = format!("{HEADER}\nU01ANA,backend,3,,{manager}@dummyco.example,{team}\n");
        assert_eq!(import(&fixture, &file, &["--yes", "--remove-many"]).await.0, Some(0));
        ana.types("#general", "/framework me").await.unwrap();
        let screen = ana.screen("#general");
        let last = support::last_answer(&screen);
        assert!(last.contains(says), "{team} {manager}: {last}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slack_is_given_the_time_it_asks_for() {
    let fixture = ProcessFixture::begin().await;
    for _ in 0..3 {
        fixture.slack.break_next("users.list", Fault::RateLimited(0));
    }
    assert_eq!(import(&fixture, ROSTER, &["--yes"]).await.0, Some(0));
    fixture.slack.break_next("users.list", Fault::Refused("missing_scope".into()));
    let (code, _, problem) = import(&fixture, ROSTER, &["--yes"]).await;
    assert_eq!(code, Some(2));
    assert!(
        problem.starts_with("Slack refused users.list: missing_scope. Nothing was changed: add the scope users:read")
    );
    assert_eq!(problem.lines().count(), 1, "{problem}");
    // A list doesn't need Slack's names.
    fixture.slack.break_next("users.list", Fault::Refused("invalid_auth".into()));
    assert!(printed(&fixture, &["list"]).await.contains("U01ANA"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_emails_is_one_finding_however_many_people_are_named_by_them() {
    let fixture = ProcessFixture::begin().await;
    fixture.slack.grants("users:read.email", false);
    let (code, says, problem) = import(&fixture, ROSTER, &["--yes"]).await;
    assert_eq!((code, says.as_str()), (Some(1), ""));
    insta::assert_snapshot!("no_emails", problem);
    assert!(printed(&fixture, &["list"]).await.starts_with("The roster is empty"));
    // Ids still work, and emails do, too, once the app is reinstalled.
    let by_id = format!("{HEADER}\nU01ANA,backend,3,B,U04PRIYA,Payments\n");
    assert_eq!(import(&fixture, &by_id, &["--dry-run"]).await.0, Some(0));
    fixture.slack.grants("users:read.email", true);
    assert_eq!(import(&fixture, ROSTER, &["--yes"]).await.0, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisations_people_are_found_in_each_of_its_workspaces() {
    let fixture = ProcessFixture::begin().await;
    fixture.slack.loses_events(true);
    fixture.slack.joins_organisation(true);
    fixture.slack.belongs_to_sibling_workspace("kenji").await;
    fixture.slack.belongs_elsewhere("noor").await;
    fixture.slack.break_next("auth.teams.list", Fault::RateLimited(0));
    let (code, says, problem) = import(&fixture, ROSTER, &["--yes"]).await;
    assert_eq!(code, Some(0), "{problem}");
    assert!(says.contains("Kenji Mori") && says.contains("Ana Sousa"), "{says}");
    let strangers = format!("{HEADER}\nnoor@dummyco.example,,,,,Ledger\n");
    assert_eq!(import(&fixture, &strangers, &["--dry-run"]).await.0, Some(1));
    assert!(printed(&fixture, &["list"]).await.contains("Kenji Mori"));
    assert_eq!(fixture.slack.complaints(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_takes_much_away_is_refused_until_that_is_agreed_to() {
    let fixture = ProcessFixture::begin().await;
    // Each import lists the members, more often than Slack allows in a minute.
    fixture.slack.stops_limiting();
    assert_eq!(import(&fixture, ROSTER, &["--yes"]).await.0, Some(0));
    let before = printed(&fixture, &["export"]).await;
    let header_only = format!("{HEADER}\n");
    let no_managers = format!("{HEADER}\nU01ANA,backend,3,B,,\nU02BEN,backend,2,,,\nU03KENJI,backend,4,,,\n");
    let two_of_three = format!("{HEADER}\nU01ANA,backend,3,B,U04PRIYA,Payments\n");
    for (file, says) in [
        (&header_only, "3 of 3 engineers leave the roster: Ana Sousa, Ben Okafor, Kenji Mori"),
        (&two_of_three, "2 of 3 engineers leave the roster: Ben Okafor, Kenji Mori"),
        (&no_managers, "3 of 3 engineers lose every manager"),
    ] {
        for flags in [["--yes"].as_slice(), &["--dry-run"], &[]] {
            let (code, _, problem) = import(&fixture, file, flags).await;
            assert_eq!(code, Some(1), "{flags:?} {problem}");
            assert!(problem.contains(says) && problem.contains("--remove-many"), "{flags:?} {problem}");
            assert_eq!(printed(&fixture, &["export"]).await, before);
        }
    }
    assert_eq!(import(&fixture, &header_only, &["--dry-run", "--remove-many"]).await.0, Some(0));
    assert_eq!(printed(&fixture, &["export"]).await, before);
    assert_eq!(import(&fixture, &header_only, &["--yes", "--remove-many"]).await.0, Some(0));
    assert_eq!(printed(&fixture, &["export"]).await.lines().count(), 1);
    // One of three isn't many.
    assert_eq!(import(&fixture, ROSTER, &["--yes"]).await.0, Some(0));
    let two = ROSTER.lines().take(3).collect::<Vec<_>>().join("\n");
    assert_eq!(import(&fixture, &two, &["--yes"]).await.0, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_is_no_manager_and_is_named_as_an_engineer() {
    let fixture = ProcessFixture::begin().await;
    fixture.slack.make_guest("priya").await;
    let (code, _, problem) = import(&fixture, ROSTER, &["--dry-run"]).await;
    assert_eq!(code, Some(1));
    assert!(
        problem.contains("“priya@dummyco.example” is a guest in Slack, and guests can’t read evidence"),
        "{problem}"
    );
    let file = format!("title,{HEADER}\nSRE,U04PRIYA,,,,maya@dummyco.example,Payments\n");
    let (code, says, _) = import(&fixture, &file, &["--dry-run"]).await;
    assert_eq!(code, Some(0));
    assert!(says.contains("One column of the file is ignored: “title”."), "{says}");
    assert!(says.contains("These engineers on the roster are guests in Slack: Priya Raman."), "{says}");
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "what an earlier version took in is written past this one")]
async fn what_an_earlier_version_took_in_is_exported_so_that_it_can_be_imported() {
    let fixture = ProcessFixture::begin().await;
    fixture.store().await.close().await;
    let options = SqliteConnectOptions::new().filename(fixture.database());
    let mut db = options.connect().await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO team (id, workspace, name, zone) VALUES
             (1, 'T0LOCAL', '=HYPERLINK(\"https://x.example\")', 'UTC'), (2, 'T0LOCAL', char(27) || '[31mRed' || char(7), 'UTC');
         INSERT INTO team_manager VALUES (1, 'U04PRIYA,U05MAYA'), (2, 'U05MAYA');
         INSERT INTO roster_engineer (workspace, engineer, team_id) VALUES ('T0LOCAL', 'U01ANA', 1), ('T0LOCAL', 'U02BEN', 2);
         INSERT INTO roster_manager (workspace, engineer, manager) VALUES
             ('T0LOCAL', 'U01ANA', 'U04PRIYA,U05MAYA'), ('T0LOCAL', 'U02BEN', 'U05MAYA');",
    )
    .execute(&mut db)
    .await
    .unwrap();
    db.close().await.unwrap();
    let exported = printed(&fixture, &["export"]).await;
    insta::assert_snapshot!("export_of_an_earlier_roster", exported);
    let list = printed(&fixture, &["list"]).await;
    assert!(list.contains("HYPERLINK") && list.chars().all(|c| c == '\n' || !c.is_control()), "{list:?}");
    let (code, says, problem) = import(&fixture, &exported, &["--yes"]).await;
    assert_eq!((code, says.as_str()), (Some(0), "Nothing changes.\n"), "{problem}");
}
