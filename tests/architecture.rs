//! Enforces the floors of `lib.rs`, that siblings form no cycles, and which module may use what.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is wrong"
)]

#[path = "architecture/cycles.rs"]
mod cycles;
#[path = "architecture/modules.rs"]
mod modules;
#[path = "architecture/sql.rs"]
mod sql;

use std::path::{Path, PathBuf};

use crate::cycles::cycles;
use crate::modules::Modules;
use crate::sql::{Texts, may_use_one_engines_words};

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
    ("SystemTime::now", &[]),
    ("env::var", &["config"]),
    ("AssertSqlSafe", &["store"]),
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

#[test]
fn a_module_uses_only_lower_floors() {
    let modules = Modules::read();
    let mut wrong = Vec::new();
    for (names, module) in modules.iter().filter(|(names, _)| !names.is_empty()) {
        let own = floor(&names[0]).unwrap_or_else(|| panic!("{} has no floor", module.file.display()));
        for used in modules.used_by(names) {
            let Some(used) = used.first().filter(|used| **used != names[0]) else { continue };
            let neighbours = NEIGHBOURS.contains(&(names[0].as_str(), used));
            if !neighbours && floor(used).is_none_or(|floor| floor >= own) {
                wrong.push(format!("{} uses {used}", module.file.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn siblings_form_no_cycles() {
    assert_eq!(cycles(&Modules::read()), Vec::<String>::new());
}

#[test]
fn handlers_take_what_they_may_touch_and_not_the_whole_bot() {
    let knows_the_bot = |source: &Source| source.code.split(|c: char| !c.is_alphanumeric()).any(|word| word == "Bot");
    let handlers = sources().into_iter().filter(|source| source.path.starts_with("bot/"));
    let wrong: Vec<PathBuf> = handlers.filter(knows_the_bot).map(|source| source.path).collect();
    assert_eq!(wrong, [Path::new("bot/route.rs")]);
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
fn what_only_one_engine_understands_is_in_its_folder_or_in_a_pair() {
    let mut wrong = Vec::new();
    for source in sources().into_iter().filter(|source| source.module == "store") {
        if may_use_one_engines_words(&source.path) {
            continue;
        }
        let texts = Texts::of(&source.code);
        wrong.extend(texts.in_words_of_one_engine().map(|text| format!("{}: {text}", source.path.display())));
    }
    assert_eq!(wrong, Vec::<String>::new());
    let texts = Texts::of(
        "const A: &str = \"PRAGMA x\"; fn f() { sql!(sqlite: \"GLOB\", postgres: \"pg_\"); concat!(\"rowid\"); g(\"ok\"); }",
    );
    assert_eq!(texts.in_words_of_one_engine().collect::<Vec<_>>(), ["PRAGMA x", "\"rowid\""]);
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
fn the_check_follows_imports_as_the_compiler_does() {
    let modules = Modules::of(&[
        ("", "mod views; mod bot;"),
        ("bot", "mod home; mod admin; mod menu; pub use admin::Form; #[cfg(test)] mod tests;"),
        ("bot::admin", "use super::home; pub struct Form; fn fill() { home::show() }"),
        ("bot::home", "use crate::{views as pages}; fn show() { let _ = super::Form; pages::draw(); }"),
        ("bot::menu", "fn open() { format!(\"{}\", crate::bot::home::TITLE) }"),
        ("views", "#[cfg(test)] use crate::bot::Form; pub fn draw() {}"),
    ]);
    let uses = |module: &str| {
        let names = module.split("::").map(str::to_owned).collect();
        modules.used_by(&names).into_iter().map(|used| used.join("::")).collect::<Vec<_>>()
    };
    assert_eq!(uses("bot::home"), ["bot::admin", "views"], "through a re-export, and a group with another name");
    assert_eq!(uses("bot::menu"), ["bot::home"], "inside a macro");
    assert_eq!(uses("views"), Vec::<String>::new(), "tests may use what they like");
    assert_eq!(cycles(&modules), ["bot: admin home"]);
    assert!(floor("bot") > floor("views"));
}
