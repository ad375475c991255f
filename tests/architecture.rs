//! Enforces the floors of `lib.rs`, and which module may use what.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::path::{Path, PathBuf};

/// A module's floor; it may use lower floors and itself.
const FLOORS: &[(&str, u8)] = &[
    ("clock", 0),
    ("secret", 0),
    ("telemetry", 0),
    ("text", 0),
    ("domain", 1),
    ("config", 2),
    ("controls", 2),
    ("surface", 2),
    ("import", 2),
    ("store", 3),
    ("slack", 3),
    ("views", 3),
    ("services", 4),
    ("bot", 5),
    ("jobs", 5),
    ("http", 6),
    ("socket", 6),
    ("app", 7),
    ("sandbox", 7),
    ("cli", 8),
];

/// What may be used only in certain modules, and which these are.
const HOMES: &[(&str, &[&str])] = &[
    ("sqlx::query", &["store"]),
    ("slack_morphism", &["slack", "views", "surface"]),
    ("SlackBlock", &["slack", "views", "surface"]),
    ("Utc::now", &["clock"]),
    ("env::var", &["config"]),
    ("AssertSqlSafe", &[]),
    ("hyper_rustls", &["slack"]),
    ("slack.com", &["config", "sandbox"]),
    ("tungstenite", &["slack"]),
    ("reqwest", &["sandbox"]),
    ("serde_saphyr", &["import", "sandbox"]),
    (".write().await", &["services"]),
    ("println!", &["cli"]),
    ("csv::Writer", &["text"]),
    ("MemberId::new", &["store", "sandbox"]),
    ("TeamName::new", &["store"]),
    ("stdout()", &["cli"]),
    ("stderr()", &["telemetry"]),
];

/// Modules of one floor of which the first may use the second: the manifest is written for the domain that a setting
/// names, and log lines are escaped.
const NEIGHBOURS: &[(&str, &str)] = &[("import", "config"), ("telemetry", "text")];

struct Source {
    path: PathBuf,
    /// The top-level module of the file.
    module: String,
    /// The source without its tests.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut directories = vec![root.clone()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(&root).unwrap().to_owned();
                let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
                let text = std::fs::read_to_string(&path).unwrap();
                // A file of tests counts only as its first line, which says what it's for.
                let is_test =
                    path.ends_with("tests.rs") || path.parent().is_some_and(|parent| parent.ends_with("tests"));
                let tests_begin = if is_test { "\n" } else { "#[cfg(test)]" };
                let code = text.split(tests_begin).next().unwrap().to_owned();
                found.push(Source { module: first.trim_end_matches(".rs").to_owned(), path: below, code });
            }
        }
    }
    assert!(found.len() > 20, "the sources are not where this test looks");
    found
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

fn used_modules(code: &str) -> impl Iterator<Item = &str> {
    code.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| {
        line.split("crate::").skip(1).map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap())
    })
}

#[test]
fn a_module_uses_only_lower_floors() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !matches!(source.module.as_str(), "main" | "lib")) {
        if source.code.contains("crate::{") {
            wrong.push(format!("{} groups modules in one import, which this test cannot read", source.path.display()));
        }
        let own = floor(&source.module).unwrap_or_else(|| panic!("{} has no floor", source.path.display()));
        for used in used_modules(&source.code).filter(|used| *used != source.module) {
            let neighbours = NEIGHBOURS.contains(&(source.module.as_str(), used));
            if !neighbours && floor(used).is_none_or(|floor| floor >= own) {
                wrong.push(format!("{} uses {used}", source.path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn everything_is_written_in_its_home() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (what, homes) in HOMES {
            let code_has = source.code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(what));
            if code_has && !homes.contains(&source.module.as_str()) {
                wrong.push(format!("{} has {what}", source.path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_file_says_its_purpose_and_stays_short() {
    let mut wrong = Vec::new();
    for source in sources() {
        if !source.code.starts_with("//! ") {
            wrong.push(format!("{} does not begin with its purpose", source.path.display()));
        }
        let lines = source.code.lines().count();
        if lines > 300 {
            wrong.push(format!("{} has {lines} lines", source.path.display()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_check_sees_what_it_forbids() {
    let code = "use crate::views::Usage;\nlet x = crate::bot::Bot;\n// crate::cli is only named here";
    assert_eq!(used_modules(code).collect::<Vec<_>>(), ["views", "bot"]);
    assert!(floor("bot") > floor("views"));
}
