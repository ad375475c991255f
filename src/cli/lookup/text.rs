//! An answer as plain text, for people.

use crate::bot::command::USAGE;
use crate::domain::framework::{Level, Paragraph, Theme};
use crate::domain::lookup::{Answer, Body, CellOf, Note};

/// The answer, with what was understood in front of it.
pub(super) fn of(answer: &Answer<'_>, notes: &[Note]) -> String {
    let mut lines: Vec<String> = notes.iter().map(note).collect();
    lines.extend(body(answer));
    lines.join("\n")
}

fn body(answer: &Answer<'_>) -> Vec<String> {
    let framework = answer.framework;
    let version = format!("{} {}", framework.name, framework.version);
    match &answer.body {
        Body::Picker => {
            let levels = list(framework.levels.iter().map(|level| level.number.to_string()));
            let themes = list(framework.themes.iter().map(|theme| theme.name.clone()));
            vec![
                version,
                format!("Levels: {levels}"),
                format!("Themes: {themes}"),
                "Try: bearings lookup level 3 mastery".into(),
            ]
        }
        Body::Level(level) => cells(version, framework.themes.iter().map(|theme| CellOf::whole(level, theme))),
        Body::Theme(theme) => cells(version, framework.levels.iter().map(|level| CellOf::whole(level, theme))),
        Body::Cell { cell, first_filled } => {
            let mut lines = cells(version, std::iter::once(CellOf { behaviours: cell.behaviours.clone(), ..*cell }));
            if let (true, Some(first)) = (cell.behaviours.is_empty(), first_filled) {
                lines.push(format!("{} begins at level {first}.", cell.theme.name));
            }
            lines.extend([String::new(), "A compass, not a GPS, and not a checklist.".into()]);
            lines
        }
        Body::Compare { low, above, theme } => compare(framework.themes.iter(), low, above, *theme),
        Body::Search { words, groups } if groups.is_empty() => vec![format!("No behaviour speaks of “{words}”.")],
        Body::Search { groups: found, .. } | Body::Gaps { cells: found, .. } => found.iter().flat_map(cell).collect(),
        Body::About => framework.introduction.iter().flat_map(paragraph).collect(),
        Body::Help(_) => USAGE.iter().map(|row| format!("{:<28}{}", row.example_in(framework), row.gives)).collect(),
        Body::NoSuchLevel { asked, .. } => {
            let levels = list(framework.levels.iter().map(|level| level.number.to_string()));
            vec![format!("There is no level {asked}. {} has the levels {levels}.", framework.name)]
        }
        Body::Unknown { words, .. } => {
            vec![format!("“{words}” names no level, theme or command here. Try: level 3 mastery, or: search {words}")]
        }
        Body::Gone => vec!["That part of the framework is no longer there.".into()],
    }
}

fn cells<'l>(title: String, cells: impl Iterator<Item = CellOf<'l>>) -> Vec<String> {
    std::iter::once(title).chain(cells.flat_map(|of| cell(&of))).collect()
}

fn cell(cell: &CellOf<'_>) -> Vec<String> {
    let mut lines = vec![String::new(), format!("{} · Level {}", cell.theme.name, cell.level.number)];
    if cell.behaviours.is_empty() {
        lines.push("  The framework sets nothing here.".into());
    }
    for behaviour in &cell.behaviours {
        lines.push(format!("  • {}", behaviour.text));
        lines.extend(behaviour.examples.iter().map(|example| format!("      ◦ {example}")));
    }
    lines
}

fn compare<'l>(
    themes: impl Iterator<Item = &'l Theme>,
    low: &Level,
    above: &[&Level],
    only: Option<&Theme>,
) -> Vec<String> {
    let themes: Vec<&Theme> = themes.filter(|theme| only.is_none_or(|only| only.id == theme.id)).collect();
    let mut lines = vec![format!("Stands at level {}", low.number)];
    lines.extend(themes.iter().flat_map(|theme| cell(&CellOf::whole(low, theme))));
    for level in above {
        lines.extend([String::new(), format!("New at level {}", level.number)]);
        lines.extend(themes.iter().flat_map(|theme| cell(&CellOf::whole(level, theme))));
    }
    lines
}

fn paragraph(paragraph: &Paragraph) -> Vec<String> {
    match paragraph {
        Paragraph::Heading(text) => vec![String::new(), text.to_uppercase()],
        Paragraph::Text(text) => vec![String::new(), text.clone()],
        Paragraph::Item(text) => vec![format!("  • {text}")],
    }
}

fn note(note: &Note) -> String {
    match note {
        Note::Showing(name) => format!("Showing {name}"),
        Note::LeftOut(words) => {
            format!("Left out, because the framework has no such name: {}", list(words.iter().cloned()))
        }
        Note::SubLevel(level) => {
            format!("You and your manager agree on a sub-level; the framework describes level {level} as a whole.")
        }
        Note::OneTheme(name) => format!("One theme at a time: showing {name}"),
        Note::NothingChosen => "Nothing is chosen yet.".into(),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}
