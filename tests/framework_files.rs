//! The framework files: the text to the letter, every fault found, and the schema that editors use.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be, and need not be quick")]

#[path = "framework_files/directory_files.rs"]
mod directory_files;
#[path = "framework_files/encodings.rs"]
mod encodings;
#[path = "../benches/framework/largest.rs"]
mod largest;
#[path = "framework_files/names.rs"]
mod names;
#[path = "framework_files/schema.rs"]
mod schema;
#[path = "framework_files/shipped.rs"]
mod shipped;
#[path = "framework_files/yaml.rs"]
mod yaml;

use std::path::{Path, PathBuf};

use bearings::domain::framework::Framework;
use bearings::domain::lookup::{Library, Topic, read};
use bearings::import::{Findings, FrameworkFiles, read_directory, read_files};

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn backend() -> Framework {
    read_directory(&path("framework")).unwrap().remove(0)
}

#[test]
fn every_fault_is_found_with_its_line_and_its_way_out() {
    let findings = |case: &str| {
        let directory = path("tests/data/framework-broken").join(case);
        let found = read_directory(&directory).unwrap_err().to_string();
        found.replace(&format!("{}/", directory.display()), "").replace(&directory.display().to_string(), "framework")
    };
    let mut cases: Vec<String> = std::fs::read_dir(path("tests/data/framework-broken"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    cases.sort();
    let report: Vec<String> = cases.iter().map(|case| format!("# {case}\n{}\n", findings(case))).collect();
    insta::assert_snapshot!(report.join("\n"));
}

/// A directory with an introduction and these files.
fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("about.md"), "# About\n").unwrap();
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}

fn read_text(text: &str) -> Result<FrameworkFiles, Findings> {
    read_files(directory(&[("backend.yaml", text)]).path())
}

/// A track with one behaviour; lines 14 and 15 are its text and keywords.
fn track(text: &str, keywords: &str) -> String {
    format!(
        "track: backend\nname: Backend\nversion: 1.0.0\nthemes:\n  - id: mastery\n    name: Mastery\n    emoji: 🛠️\n    \
         meaning: What you know\nlevels:\n  - level: 1\n    cells:\n      - theme: mastery\n        behaviours:\n          - id: one\n            \
         text: {text}\n            keywords: {keywords}\n"
    )
}

/// The findings, as `line: what: fix`.
fn found(text: &str) -> Vec<String> {
    match read_text(text) {
        Ok(_) => Vec::new(),
        Err(findings) => findings
            .iter()
            .map(|finding| format!("{}: {}: {}", finding.line.unwrap_or(0), finding.what, finding.fix))
            .collect(),
    }
}

#[test]
fn many_slips_take_no_time() {
    let many = (0..20_000).fold(String::new(), |many, number| many + "key" + &number.to_string() + ": 1\n");
    // Comparing each key with every other would take minutes.
    assert_eq!(found(&format!("{}{many}", track("x", "[a]"))).len(), 20_000);
}

/// `benches/framework.sh` measures how long this takes.
#[test]
fn the_largest_framework_is_read_and_searched() {
    let library = Library::new(read_text(&largest::largest()).unwrap().tracks).unwrap();
    assert!(matches!(read("search explains", &library).ask.topic, Topic::Search(_)));
}
