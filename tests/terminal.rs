//! The commands in a terminal: what they print, where, and how they end.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

#[path = "terminal/wording.rs"]
mod wording;

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

/// Runs `bearings` in the repository, with only these variables in its environment.
fn bearings(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bearings"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = bearings(arguments, &[]);
    assert!(output.status.success(), "{arguments:?} fails: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn lookup(words: &str) -> String {
    let arguments: Vec<&str> = std::iter::once("lookup").chain(words.split_whitespace()).collect();
    printed(&arguments)
}

#[test]
fn a_lookup_is_plain_text() {
    insta::assert_snapshot!("terminal_cell", lookup("l3 mastry"));
    insta::assert_snapshot!("terminal_empty_cell", lookup("level 1 leadership"));
    insta::assert_snapshot!("terminal_compare", lookup("compare 5 6 communication"));
    insta::assert_snapshot!("terminal_search", lookup("search idempotency"));
    insta::assert_snapshot!("terminal_help", lookup("help"));
    insta::assert_snapshot!("terminal_unknown", lookup("banana"));
    insta::assert_snapshot!("terminal_picker", lookup(""));
    for (words, said) in [
        ("level 3", "Writes idiomatic Go code"),
        ("mastery", "Mastery · Level 6"),
        ("3 vs 4", "New at level 4"),
        ("gaps", "There are more at levels 2, 3, 4, 5, 6"),
        ("gaps 1 leadership", "Every behaviour here has an example."),
        ("about", "HOW DOES IT WORK?"),
        ("level 9", "has levels 1, 2, 3, 4, 5, 6"),
        ("help search", "search patterns"),
    ] {
        let answer = lookup(words);
        assert!(answer.contains(said), "{words}: {answer}");
    }
}

#[test]
fn a_lookup_is_data_too() {
    let json =
        |words: &str| -> serde_json::Value { serde_json::from_str(&lookup(&format!("{words} --json"))).unwrap() };
    let cell = json("level 3 mastery");
    assert_eq!((&cell["track"], &cell["version"], &cell["kind"]), (&"backend".into(), &"1.0.0".into(), &"cell".into()));
    assert_eq!(cell["cell"]["behaviours"].as_array().unwrap().len(), 13);
    assert_eq!(json("l3 mastry")["notes"][0]["showing"], "Mastery");
    assert_eq!(json("level 1 leadership")["cell"]["first_level_with_behaviours"], 3);
    for (words, kind) in [
        ("", "picker"),
        ("level 3", "level"),
        ("mastery", "theme"),
        ("3 vs 4", "compare"),
        ("search proposals", "search"),
        ("gaps", "gaps"),
        ("about", "about"),
        ("help", "help"),
        ("level 9", "no_such_level"),
        ("banana", "unknown"),
    ] {
        let answer = json(words);
        assert_eq!(answer["kind"], kind, "{words}");
        assert!(answer.get(kind).is_some(), "{words}");
    }
}

#[test]
fn suggestions_are_listed_best_first() {
    let words = "set up Grafana alerts before launch";
    insta::assert_snapshot!("terminal_suggest", printed(&["suggest", "--most", "3", "--level", "4", words]));
    let json: serde_json::Value =
        serde_json::from_str(&printed(&["suggest", "--json", "--track", "backend", words])).unwrap();
    assert_eq!((&json["track"], &json["found"][0]["id"]), (&"backend".into(), &"actionable-dashboards".into()));
    assert_eq!(json["found"].as_array().unwrap().len(), 10);
    assert!(printed(&["suggest", "of the"]).starts_with("No behaviour matches these words"));
    for (arguments, said) in [
        (["suggest", "words", "--level", "9"], "there is no level 9: use one of: 1, 2, 3, 4, 5, 6\n"),
        (["suggest", "words", "--track", "mobile"], "there is no track “mobile”: use one of: backend\n"),
    ] {
        let output = bearings(&arguments, &[]);
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(2), said));
    }
}

#[test]
fn suggestions_are_measured_with_labelled_sentences() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let good = file("good.tsv", "set up Grafana alerts\tactionable-dashboards\n\nxyzzy\tidiomatic-go, learns-go\n");
    let rates = "hit@1 50.0 % · hit@3 50.0 % · hit@5 50.0 % · hit@10 50.0 % · 2 sentences\n";
    assert_eq!(printed(&["suggest", "--measure", &good]), rates);
    let missed = "xyzzy\n  labelled: idiomatic-go, learns-go\n  first:    \n";
    assert_eq!(printed(&["suggest", "--measure", &good, "--misses"]), format!("{rates}{missed}"));
    let bad = file("bad.tsv", "no label\nwrote Go\tidiomatic-go,idiomatic-rust\n");
    let output = bearings(&["suggest", "--measure", &bad], &[]);
    let said = String::from_utf8(output.stderr).unwrap().replace(&bad, "bad.tsv");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!("suggest_measure_bad_lines", said);
}

#[test]
fn a_good_framework_is_summed_up_in_a_line_per_track() {
    assert_eq!(printed(&["framework", "check"]), "backend 1.0.0: 6 levels, 5 themes, 135 behaviours, 21 examples\n");
    assert_eq!(printed(&["framework", "check", "tests/data/framework-small"]).lines().count(), 2);
}

#[test]
fn a_faulty_framework_is_listed_fault_by_fault() {
    let output = bearings(&["framework", "check", "tests/data/framework-broken/several"], &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), output.stdout.as_slice(), said.lines().count()),
        (Some(1), b"".as_slice(), 4),
        "{said}"
    );
    let place = Path::new("tests/data/framework-broken/several/backend.yaml").display().to_string();
    assert!(said.lines().all(|line| line.starts_with(&format!("{place}:"))), "{said}");
}

#[test]
fn serve_without_settings_says_all_that_is_missing_and_how_to_get_it() {
    let output = bearings(&["serve"], &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!("serve_without_settings", said);
}

#[test]
fn serve_with_something_malformed_says_which_and_never_shows_a_secret() {
    let output = bearings(
        &["serve"],
        &[
            ("SLACK_BOT_TOKEN", "xoxp-obviously-fake-token"),
            ("SLACK_SIGNING_SECRET", "xoxb-obviously-fake-token"),
            ("SLACK_API_URL", "http://slack.com/api"),
            ("BEARINGS_LISTEN", "somewhere"),
        ],
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.lines().count()), (Some(2), 4), "{said}");
    assert!(!said.contains("obviously-fake"), "{said}");
}

#[test]
fn serve_cannot_start_on_a_database_it_cannot_open() {
    let environment = [
        ("SLACK_BOT_TOKEN", "xoxb-obviously-fake-token"),
        ("SLACK_SIGNING_SECRET", "0bv10us1yfakes1gn1ngsecret"),
        ("DATABASE_URL", "sqlite://no/such/directory/bearings.db"),
    ];
    let output = bearings(&["serve"], &environment);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
    assert!(said.starts_with("no/such/directory/bearings.db can't be written"), "{said}");
}

#[test]
#[cfg(feature = "demo")]
fn a_taken_port_is_said_with_the_flag_that_helps() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = bearings(&["demo", "--port", &port.to_string()], &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.starts_with(&format!("Port {port} is in use. Choose another one: bearings demo --port ")), "{said}");
}

/// Every command that reads settings, with enough arguments to begin.
const READERS: &[&[&str]] = &[
    &["serve"],
    &["doctor"],
    &["demo", "--port", "0"],
    &["lookup", "level", "3"],
    &["suggest", "words"],
    &["framework", "check"],
    &["manifest"],
    &["privacy-report"],
    &["people", "list"],
    &["people", "import", "-"],
    &["people", "erase", "U01ANA"],
    &["deliveries", "list"],
    &["backup"],
    &["restore", "no-such-file"],
    &["verify"],
];

/// The variables that this command reads, by its own help.
fn variables(arguments: &[&str]) -> Vec<String> {
    let commands: Vec<&str> = arguments
        .iter()
        .copied()
        .take_while(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && !word.starts_with("--"))
        .collect();
    let help = (1..=commands.len()).rev().find_map(|depth| {
        let command = commands.iter().copied().take(depth);
        let output = bearings(&command.chain(["--help"]).collect::<Vec<_>>(), &[]);
        let help = String::from_utf8(output.stdout).unwrap();
        output.status.success().then_some(help)
    });
    let help = help.unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    help.split("[env: ").skip(1).map(|rest| rest.split([']', '=']).next().unwrap().to_owned()).collect()
}

#[test]
fn every_command_refuses_what_cannot_be_seen_in_any_setting_and_names_the_variable() {
    for arguments in READERS {
        let read = variables(arguments);
        assert!(!read.is_empty(), "{arguments:?}");
        for name in read {
            // The bot only warns of a bad filter, and the demo wouldn't end by itself.
            if name.starts_with("RUST_LOG") {
                continue;
            }
            let output = bearings(arguments, &[(&name, "obviously\u{200b}fake")]);
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?} {name}: {said}");
            let what = "has an invisible character (\\u{200b}) at character 10";
            let named = said.lines().find(|line| line.contains(&name) && line.contains(what));
            assert!(named.is_some(), "{arguments:?} {name}: {said}");
            // What the doctor finds in order may name a command with its flag.
            let mut faulty = said.lines().filter(|line| !line.starts_with("  ok "));
            assert!(!faulty.any(|line| line.contains("--")), "{arguments:?} {name}: {said}");
            assert!(!said.contains("fake"), "{arguments:?} {name}: {said}");
        }
    }
}

#[test]
fn empty_is_unset_in_every_command() {
    for arguments in [["lookup", "level"], ["framework", "check"], ["manifest", "--"], ["privacy-report", "--json"]] {
        let arguments = arguments.into_iter().filter(|word| *word != "--").collect::<Vec<_>>();
        let names = variables(&arguments);
        for blank in ["", " ", "\r\n", "\u{a0}"] {
            let environment: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), blank)).collect();
            let output = bearings(&arguments, &environment);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{arguments:?} {blank:?}: {said}");
            assert_eq!(output.stdout, bearings(&arguments, &[]).stdout, "{arguments:?} {blank:?}");
        }
    }
    let names = variables(&["serve"]);
    let environment: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(bearings(&["serve"], &environment).stderr, bearings(&["serve"], &[]).stderr);
}

#[test]
fn a_foreign_database_is_named_without_its_password_in_every_command() {
    let url = "postgres://u:obviously-fake@h/db?sslpassword=obviously-fake";
    for arguments in
        READERS.iter().copied().filter(|arguments| variables(arguments).contains(&"DATABASE_URL".to_owned()))
    {
        let set = [
            ("DATABASE_URL", url),
            ("SLACK_BOT_TOKEN", "xoxb-local-workspace"),
            ("SLACK_SIGNING_SECRET", "0bv10us1yfakes1gn1ngsecret"),
            ("SLACK_API_URL", "http://127.0.0.1:9/api"),
            ("BEARINGS_LISTEN", "127.0.0.1:0"),
        ];
        for (more, environment) in
            [(["--database-url", url].as_slice(), &set[1..]), (&[], &set[..]), (&["--help"], &set[..])]
        {
            let output = bearings(&[arguments, more].concat(), environment);
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(!said.contains("fake"), "{arguments:?} {more:?}: {said}");
        }
    }
}
