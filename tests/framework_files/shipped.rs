//! The shipped framework is its source to the letter, and other tracks may have another shape.

use bearings::domain::framework::{Framework, Paragraph};
use bearings::import::read_directory;

use super::{backend, path};

/// The framework in its source's layout: titles of cells, bullets, and bullets under bullets.
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
    // The source writes Leadership's emoji as two; joined, they make one.
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
