//! The voice of the terminal: whatever it prints to people is plain, brief, and names no ids.

use std::path::Path;

use super::bearings;

/// Phrases that a native speaker wouldn't say here, or that readers would have to read twice.
const STIFF_PHRASES: &str = include_str!("../data/stiff-phrases.txt");
/// What people call it is Bearings; its token is Slack's bot token.
const ITS_NAME: &str = "the bot";
const MOST_WORDS: usize = 35;

/// Every text, with where it comes from.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut add = |arguments: &[&str], environment: &[(&str, &str)]| {
        let output = bearings(arguments, environment);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!said.is_empty(), "{arguments:?} says nothing");
        texts.push((arguments.join(" "), said));
    };
    add(&[], &[]);
    for command in commands(&[]) {
        add(&[&command, "--help"], &[]);
        for subcommand in commands(&[&command]) {
            add(&[&command, &subcommand, "--help"], &[]);
        }
    }
    add(&["--help"], &[]);
    add(&["privacy-report"], &[]);
    add(&["privacy-report", "--backup-dir", "/backups"], &[("DATABASE_URL", "postgres://u:obviously-fake@h/db")]);
    for broken in std::fs::read_dir("tests/data/framework-broken").unwrap() {
        add(&["framework", "check", broken.unwrap().path().to_str().unwrap()], &[]);
    }
    for settings in SETTINGS {
        add(&["doctor"], settings);
        add(&["serve"], settings);
    }
    texts
}

/// Settings with which nothing starts, each in another way.
const SETTINGS: [&[(&str, &str)]; 4] = [
    &[],
    &[
        ("SLACK_BOT_TOKEN", "xoxp-obviously-fake-token"),
        ("SLACK_APP_TOKEN", "xoxe.xoxb-obviously-fake-token"),
        ("BEARINGS_KEEP_DAYS", "prompts=7"),
        ("BEARINGS_LISTEN", "somewhere"),
        ("HTTPS_PROXY", "socks5://u:obviously-fake@h"),
    ],
    &[
        ("SLACK_BOT_TOKEN", "xoxb-copy-yours-from-OAuth-and-Permissions"),
        ("SLACK_SIGNING_SECRET", "obviously-fake"),
        ("BEARINGS_COMMAND", "growth"),
        ("BEARINGS_ENTRIES_PER_HOUR", "many"),
        ("RUST_LOG", "warning"),
    ],
    &[
        ("SLACK_BOT_TOKEN", "xoxb-obviously-fake-token"),
        ("SLACK_SIGNING_SECRET", "0bv10us1yfakes1gn1ngsecret"),
        ("SLACK_API_URL", "http://127.0.0.1:9/api"),
        ("DATABASE_URL", "sqlite://no/such/directory/bearings.db"),
        ("BEARINGS_FRAMEWORK_DIR", "tests/data/framework-broken/several"),
    ],
];

/// The commands below this one, by its help.
fn commands(of: &[&str]) -> Vec<String> {
    let help = String::from_utf8(bearings(&[of, &["--help"]].concat(), &[]).stdout).unwrap();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A longer description goes on in the next line, further in.
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty() && *name != "help").map(str::to_owned).collect()
}

/// Slack's ids are capitals and digits, and begin with the letter of their kind.
fn is_id(word: &str) -> bool {
    word.len() >= 6
        && word.starts_with(['U', 'W', 'C', 'T', 'D', 'G', 'E'])
        && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && word.bytes().any(|b| b.is_ascii_digit())
}

/// The text in lower case, without what only looks like a banned word.
fn plain(text: &str) -> String {
    ["the bot token", "the bot user"].iter().fold(text.to_lowercase(), |text, fine| text.replace(fine, ""))
}

/// What is wrong with this text, with the part that shows it.
fn complaints(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let said = plain(line);
        found.extend(
            STIFF_PHRASES
                .lines()
                .chain([ITS_NAME])
                .filter(|phrase| said.contains(phrase))
                .map(|phrase| format!("“{phrase}” in: {line}")),
        );
        let ids = line.split(|c: char| !c.is_alphanumeric()).filter(|word| is_id(word));
        found.extend(ids.map(|id| format!("the id {id} in: {line}")));
        // Columns of a table are a list, not a sentence.
        if line.contains("**Where:**") {
            continue;
        }
        for sentence in line.split([';', '?', '!']).flat_map(|part| part.split(". ")).flat_map(|part| part.split(": "))
        {
            let words = sentence.split_whitespace().count();
            if words > MOST_WORDS {
                found.push(format!("{words} words: {sentence}"));
            }
        }
    }
    if text.contains("obviously-fake") {
        found.push(format!("a secret in: {text}"));
    }
    found
}

#[test]
fn every_text_is_plain_and_brief_and_names_no_ids() {
    let found: Vec<String> = texts()
        .into_iter()
        .flat_map(|(from, text)| complaints(&text).into_iter().map(move |one| format!("{from}: {one}")))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_operators_read_is_worded_the_same_way() {
    for file in ["README.md", ".deploy/README.md", ".deploy/prometheus-alerts.yml", ".env.example"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let said = plain(&text);
        let found: Vec<_> = STIFF_PHRASES.lines().filter(|phrase| said.contains(phrase)).collect();
        assert!(found.is_empty(), "{file}: {found:?}");
    }
}

#[test]
fn without_a_command_it_says_in_ten_lines_what_it_is_and_what_to_try() {
    let output = bearings(&[], &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && output.stdout.is_empty() && said.lines().count() <= 10, "{said}");
    for command in ["bearings demo", "bearings lookup level 3 mastery", "bearings serve", "bearings --help"] {
        assert!(said.contains(command), "{said}");
    }
}

#[test]
fn a_terminal_that_wants_no_colour_gets_none() {
    for arguments in [&["--help"][..], &["doctor"], &["no-such-command"]] {
        let is_coloured = |environment: &[(&str, &str)]| {
            let output = bearings(arguments, environment);
            [output.stdout, output.stderr].concat().contains(&b'\x1b')
        };
        assert!(!is_coloured(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), "{arguments:?}");
    }
}

#[test]
fn a_text_in_the_old_voice_is_found() {
    assert_eq!(complaints("Forget what the bot knew, for those who start over").len(), 2);
    assert_eq!(complaints("Removes U04PRIYA from the roster").len(), 1);
    assert_eq!(complaints(&"and on ".repeat(18)).len(), 1);
    assert!(complaints("Read the bot token from this file, such as UTF-8 text with 2026 lines.").is_empty());
}
