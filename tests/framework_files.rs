//! The framework files: the text to the letter, every fault found, and the schema that editors use.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::path::{Path, PathBuf};

use bearings::domain::framework::{Framework, Paragraph};
use bearings::import::read_directory;
use serde_json::Value;

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn backend() -> Framework {
    read_directory(&path("framework")).unwrap().remove(0)
}

/// The framework laid out as its source lays it out: titles of cells, bullets, and bullets under bullets.
fn laid_out(framework: &Framework) -> String {
    let mut lines = vec![format!("🛠️ {} Framework", framework.name)];
    for level in &framework.levels {
        for (theme, behaviours) in framework.cells_of(level) {
            lines.push(format!("\n{} {}", theme.emoji, theme.name));
            if !behaviours.is_empty() {
                lines.push(String::new());
            }
            for behaviour in behaviours {
                lines.push(format!("  • {}", behaviour.text));
                lines.extend(behaviour.examples.iter().map(|example| format!("    • {example}")));
            }
        }
    }
    lines.push(String::new());
    let mut after_item = false;
    for paragraph in &framework.introduction {
        let is_item = matches!(paragraph, Paragraph::Item(_));
        if !(after_item && is_item) && lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
        lines.push(match paragraph {
            Paragraph::Heading(text) | Paragraph::Text(text) => text.clone(),
            Paragraph::Item(text) => format!("  • {text}"),
        });
        after_item = is_item;
    }
    lines.join("\n")
}

#[test]
fn the_framework_is_its_source_to_the_letter() {
    // The source writes Leadership's emoji as two; joined, it is the one that the two stand for.
    let source = std::fs::read_to_string(path("tests/data/backend-framework.txt")).unwrap().replace("👩💼", "👩‍💼");
    assert_eq!(laid_out(&backend()), source);
}

#[test]
fn the_framework_has_the_size_it_should_have() {
    let framework = backend();
    assert_eq!(framework.size().to_string(), "6 levels, 5 themes, 135 behaviours, 21 examples");
    let empty =
        framework.levels.iter().flat_map(|level| &level.cells).filter(|cell| cell.behaviours.is_empty()).count();
    assert_eq!(empty, 2);
}

#[test]
fn every_behaviour_has_keywords_and_a_readable_id() {
    for (_, _, behaviour) in backend().behaviours() {
        assert!(behaviour.keywords.len() >= 5, "{} has few keywords", behaviour.id);
        assert!(behaviour.id.as_str().contains('-'), "{} says little", behaviour.id);
    }
}

#[test]
fn other_tracks_can_have_other_levels_and_themes() {
    let tracks = read_directory(&path("tests/data/framework-small")).unwrap();
    let sizes: Vec<_> = tracks.iter().map(|track| format!("{}: {}", track.track, track.size())).collect();
    let expected =
        ["data: 2 levels, 3 themes, 8 behaviours, 3 examples", "design: 3 levels, 2 themes, 11 behaviours, 4 examples"];
    assert_eq!(sizes, expected);
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

#[test]
fn a_byte_order_mark_is_no_fault() {
    let directory = tempfile::tempdir().unwrap();
    for file in ["backend.yaml", "about.md"] {
        let text = std::fs::read_to_string(path("framework").join(file)).unwrap();
        std::fs::write(directory.path().join(file), format!("\u{FEFF}{text}")).unwrap();
    }
    assert_eq!(read_directory(directory.path()).unwrap(), [backend()]);
}

#[test]
fn the_schema_takes_what_is_good_and_refuses_what_it_can_see() {
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(path("framework/framework.schema.json")).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let is_valid =
        |file: &str| schema.is_valid(&serde_saphyr::from_str(&std::fs::read_to_string(path(file)).unwrap()).unwrap());
    for good in
        ["framework/backend.yaml", "tests/data/framework-small/design.yaml", "tests/data/framework-small/data.yaml"]
    {
        assert!(is_valid(good), "{good}");
    }
    for bad in ["bad-id", "bad-version", "empty-text", "too-long", "unknown-key"] {
        assert!(!is_valid(&format!("tests/data/framework-broken/{bad}/backend.yaml")), "{bad}");
    }
}
