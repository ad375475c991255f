//! Nothing rates a person: no view, snapshot, text in the views' sources, column or metric holds a count, share, rank,
//! streak, score, percentage or rate of a person. What only looks like one is in a list, with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_to_string;
use std::path::{Path, PathBuf};

use bearings::domain::framework::Paragraph;
use serde_json::Value;

use crate::{VIEWS, libraries};

/// Words that rate.
const RATINGS: &[&str] = &[
    "achieved",
    "achievement",
    "achievements",
    "average",
    "badge",
    "badges",
    "completion",
    "count",
    "counts",
    "coverage",
    "fewer",
    "fewest",
    "grade",
    "grades",
    "leaderboard",
    "least",
    "median",
    "most",
    "outperforms",
    "percent",
    "percentage",
    "percentile",
    "performance",
    "point",
    "points",
    "progress",
    "quota",
    "rank",
    "ranked",
    "ranking",
    "ranks",
    "rate",
    "rated",
    "rates",
    "rating",
    "ratings",
    "ratio",
    "readiness",
    "score",
    "scored",
    "scores",
    "streak",
    "streaks",
    "tally",
    "top",
    "total",
    "totals",
    "trend",
    "trends",
    "worst",
];

/// What is counted about a person, after a number.
const COUNTED: &[&str] = &[
    "answer",
    "answers",
    "behaviour",
    "behaviours",
    "days",
    "digests",
    "engineers",
    "entries",
    "entry",
    "examples",
    "items",
    "members",
    "months",
    "people",
    "prompts",
    "questions",
    "shares",
    "times",
    "weeks",
];

/// Words that can come between the two.
const BETWEEN: &[&str] = &["different", "more", "new", "newly", "open", "other", "own", "shared"];
const NUMBERS: &[&str] = &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// What looks like a rating but isn't one, as the checks below read it, and why.
const ALLOWED: &[(&str, &str)] = &[
    ("not a rating system", "says that it is none"),
    ("no scores no counts", "says that there are none"),
    ("no counts no ranking", "says that there are none"),
    (
        "privacy_catalogue__report.snap",
        "for how long kinds of data are kept, and that nothing rates people: it is about no person",
    ),
    ("weeks # new entries", "two of a person's own settings, in a row"),
    ("possible to progress without", "the framework on itself: no checklist"),
    ("talking points", "things to talk of"),
    ("digest on friday # entr", "what goes into a digest, told to its author alone before it does"),
    ("digest on # # entr", "the same, in the source"),
    ("opened # entr", "what a manager opened, told to its author alone"),
    ("manager.rs: # entr", "the same, in the source"),
    ("message # of #", "which message of a digest may be in its channel"),
    ("or two people", "how many managers a team can have"),
    ("itself to # people", "people that an admin has just had introduced"),
    ("the last # days", "since when messages could not be delivered, told to admins without names"),
    ("pause for # weeks", "how long a person is not asked, chosen by themselves"),
    ("they know the most", "the framework, cut short"),
    ("performance or security", "the framework, cut short"),
    ("at most", "how much of something fits"),
    ("level # use one of", "which levels there are, in the fault of a file"),
    ("metrics__metrics.snap", "of the bot; who is in no label, see below"),
    ("engineer introduction introduction count", "a column: how often they were introduced, twice at most"),
    ("too long for one entry", "what they typed doesn’t fit into the form"),
];

/// Columns with a number that is no instant, id, position, flag, day or time of day.
const NUMBERS_KEPT: &[(&str, &str)] = &[
    ("framework_version.revision", "of a file"),
    ("framework_level.level", "of the framework"),
    ("framework_behaviour.level", "of the framework"),
    ("roster_engineer.level", "agreed by two people, in the roster; shown to them only"),
    ("roster_manager.tenure", "an id"),
    ("evidence_share.tenure", "an id"),
    ("evidence.bytes", "how long one entry is, for the limit on what one person may store"),
    ("delivery.attempts", "of a message, not of a person"),
    ("digest_post.posting_started", "a flag"),
    ("digest_post.attempts", "which attempt at a message a manager is asked about"),
    ("engineer.introduction_count", "how often they were introduced: twice at most"),
    ("engineer.shares_up_to", "an id of a tenure"),
    ("engineer.eligible_since", "an instant"),
    ("engineer.frequency_weeks", "every so many weeks, chosen by themselves"),
    ("prompt.frequency_weeks", "the same, when they were asked"),
    ("prompt.chosen_frequency_weeks", "the same, when they chose"),
    ("prompt.offers_less_often", "a flag"),
    ("team.digest_since", "an instant"),
    ("evidence_access_log.entries", "of a manager's look, told to the author alone"),
];

/// Labels of metrics; none identifies a person.
const LABELS: &[&str] = &["code", "method", "state", "verdict", "version", "what", "why", "zone_data"];

/// Each rating in a text, with the words around it; a number reads as `#`.
fn ratings(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('%', " % ");
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '%' | '#'))
        .filter(|word| !word.is_empty())
        .map(|word| if word.chars().all(|letter| letter.is_ascii_digit()) { "#" } else { word })
        .collect();
    let at = |at: usize| words.get(at).copied().unwrap_or_default();
    let is_rating = |here: usize| {
        let is_number = at(here) == "#" || NUMBERS.contains(&at(here));
        let is_counted = COUNTED.contains(&at(here + 1))
            || (BETWEEN.contains(&at(here + 1)) && COUNTED.contains(&at(here + 2)))
            || at(here + 1) == "%"
            || (at(here + 1) == "of" && (at(here + 2) == "#" || NUMBERS.contains(&at(here + 2))));
        RATINGS.contains(&at(here)) || (is_number && is_counted)
    };
    let around = |here: usize| words[here.saturating_sub(3)..words.len().min(here + 4)].join(" ");
    (0..words.len()).filter(|here| is_rating(*here)).map(around).collect()
}

/// The ratings that aren't allowed, with where they were found.
fn forbidden(found: impl IntoIterator<Item = (String, String)>) -> BTreeSet<String> {
    let rated =
        |(place, text): (String, String)| ratings(&text).into_iter().map(move |rated| format!("{place}: {rated}"));
    let is_allowed = |rated: &String| ALLOWED.iter().any(|(words, _)| rated.contains(words));
    found.into_iter().flat_map(rated).filter(|rated| !is_allowed(rated)).collect()
}

/// Every text of a view that people read.
fn texts(view: &Value, into: &mut Vec<String>) {
    const UNREAD: [&str; 8] =
        ["action_id", "block_id", "value", "type", "url", "callback_id", "private_metadata", "style"];
    match view {
        Value::String(text) => into.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| texts(value, into)),
        Value::Object(fields) => {
            let read = fields.iter().filter(|(key, _)| !UNREAD.contains(&key.as_str()));
            read.for_each(|(_, value)| texts(value, into));
        }
        _ => {}
    }
}

/// The texts of the frameworks, the longest first: they rate no one, and are removed before the search for ratings.
pub fn framework_texts() -> Vec<String> {
    let mut found = BTreeSet::new();
    for library in libraries() {
        for framework in library.track_indexes().map(|track_index| &track_index.framework) {
            found.extend(framework.themes.iter().flat_map(|theme| [theme.name.clone(), theme.meaning.clone()]));
            for (_, _, behaviour) in framework.behaviours() {
                found.extend([behaviour.text.clone()].into_iter().chain(behaviour.examples.clone()));
            }
            found.extend(framework.introduction.iter().map(|paragraph| match paragraph {
                Paragraph::Heading(text) | Paragraph::Text(text) | Paragraph::Item(text) => text.clone(),
            }));
        }
    }
    let mut found: Vec<String> = found.into_iter().filter(|text| text.len() > 8).collect();
    found.sort_by_key(|text| std::cmp::Reverse(text.len()));
    found
}

/// The text without those of the frameworks. A text without ratings is left as it is.
fn without(text: String, said: &[String]) -> String {
    if ratings(&text).is_empty() { text } else { said.iter().fold(text, |text, said| text.replace(said, " | ")) }
}

fn files(below: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(below);
    let mut found = Vec::new();
    let mut waiting = vec![root];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.to_str().unwrap().ends_with(ending) {
            let text = read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// The string literals of a source without its tests and comments; a placeholder reads as a number.
fn literals(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap().lines();
    let code: String = code.filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect();
    let code = code.replace("'\"'", "' '").replace("\\\"", "'");
    let filled = |literal: &str| {
        let parts = literal.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
        parts.collect::<Vec<_>>().join(" # ")
    };
    code.split('"').skip(1).step_by(2).map(filled).collect()
}

#[test]
fn no_view_rates_anybody() {
    let framework = framework_texts();
    let mut found = BTreeMap::new();
    for (name, _, view) in VIEWS.iter() {
        let mut read = Vec::new();
        texts(view, &mut read);
        found.extend(read.into_iter().map(|text| (text, name.clone())));
    }
    assert!(found.len() > 500, "{} texts", found.len());
    let found = found.into_iter().map(|(text, name)| (name, without(text, &framework)));
    assert_eq!(forbidden(found), BTreeSet::new());
}

#[test]
fn no_snapshot_rates_anybody() {
    let framework = framework_texts();
    let snapshots = files("tests/snapshots", ".snap");
    assert!(snapshots.len() > 40);
    // Skips the snapshot's header.
    let read = |text: &str| without(text.split("\n---\n").nth(1).unwrap().to_owned(), &framework);
    assert_eq!(forbidden(snapshots.iter().map(|(path, text)| (name(path), read(text)))), BTreeSet::new());
}

#[test]
fn no_words_of_a_view_rate_anybody() {
    let sources = files("src/views", ".rs");
    assert!(sources.len() > 20);
    let found = sources.iter().flat_map(|(path, source)| literals(source).into_iter().map(|text| (name(path), text)));
    assert_eq!(forbidden(found), BTreeSet::new());
}

/// Each column of each table, with its type, as the migrations leave them.
fn columns() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (_, migration) in files("migrations/sqlite", ".sql") {
        let mut table = String::new();
        for line in migration.lines().map(|line| line.split("--").next().unwrap().trim()) {
            let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches([',', '(', ';'])).collect();
            match words[..] {
                ["CREATE", "TABLE", name, ..] => name.clone_into(&mut table),
                ["ALTER", "TABLE", name, "ADD", "COLUMN", column, kind, ..] => {
                    found.push((format!("{name}.{column}"), kind.to_owned()));
                }
                ["ALTER", "TABLE", name, "RENAME", "COLUMN", column, "TO", renamed] => {
                    for (known, _) in found.iter_mut().filter(|(known, _)| *known == format!("{name}.{column}")) {
                        *known = format!("{name}.{renamed}");
                    }
                }
                ["ALTER", "TABLE", name, "RENAME", "TO", renamed] => {
                    for (known, _) in &mut found {
                        if let Some(column) = known.strip_prefix(&format!("{name}.")) {
                            *known = format!("{renamed}.{column}");
                        }
                    }
                }
                ["DROP", "TABLE", name] => found.retain(|(known, _)| !known.starts_with(&format!("{name}."))),
                [column, kind, ..] if matches!(kind, "TEXT" | "INTEGER" | "REAL" | "BLOB") => {
                    found.push((format!("{table}.{column}"), kind.to_owned()));
                }
                _ => {}
            }
        }
    }
    assert!(found.len() > 100, "the columns are not where this test looks");
    found
}

#[test]
fn no_column_rates_anybody() {
    const ENDINGS: [&str; 8] = ["_at", "_until", "_id", ".id", "weekday", "minute", "minute_of_day", "position"];
    let columns = columns();
    let is_kept = |column: &str| NUMBERS_KEPT.iter().any(|(kept, _)| *kept == column);
    let mut wrong: BTreeSet<String> = columns
        .iter()
        .map(|(name, _)| name.clone())
        .filter(|name| !ratings(&name.replace('_', " ")).is_empty() && !is_kept(name))
        .collect();
    for (column, kind) in &columns {
        let is_plain = ENDINGS.iter().any(|ending| column.ends_with(ending)) || column.contains(".is_");
        if kind == "REAL" || (kind == "INTEGER" && !is_plain && !is_kept(column)) {
            wrong.insert(column.clone());
        }
    }
    assert_eq!(wrong, BTreeSet::new(), "say in NUMBERS_KEPT why it rates no one");
    let is_there = |kept: &&str| columns.iter().any(|(column, _)| column == kept);
    let gone: Vec<&str> = NUMBERS_KEPT.iter().map(|(kept, _)| *kept).filter(|kept| !is_there(kept)).collect();
    assert_eq!(gone, Vec::<&str>::new(), "nothing is kept there any more");
}

#[test]
fn no_metric_says_who() {
    let mut sources = files("src/telemetry", ".rs");
    sources.extend(files("src/http", "metrics.rs"));
    let mut labels = BTreeSet::new();
    for (_, source) in &sources {
        let parts: Vec<&str> = source.split('"').collect();
        labels.extend(parts.windows(2).filter(|pair| pair[1].starts_with(" => ")).map(|pair| pair[0].to_owned()));
    }
    assert!(labels.contains("method"), "the labels are not where this test looks: {labels:?}");
    let says_who: Vec<&String> = labels.iter().filter(|label| !LABELS.contains(&label.as_str())).collect();
    assert_eq!(says_who, Vec::<&String>::new());
}

#[test]
fn the_checks_see_what_they_forbid() {
    for (text, is_seen) in [
        ("Ana shared 7 entries", true),
        ("Ana: 3 new behaviours this month", true),
        ("7 of 13 shown", true),
        ("two of three", true),
        ("80% answered", true),
        ("A streak of weeks", true),
        ("Top of the team", true),
        ("response rate", true),
        ("Friday 5 June, 16:00, your time", false),
        ("Not a checklist", false),
    ] {
        assert_eq!(!ratings(text).is_empty(), is_seen, "{text}");
    }
    let source = "// \"7 entries\"\nlet a = format!(\"{name} has {} entries\", 7);\n#[cfg(test)]\nlet b = \"score\";";
    assert_eq!(literals(source), [" #  has  #  entries"]);
    assert_eq!(forbidden([("a".to_owned(), literals(source).concat())]).len(), 1);
}
