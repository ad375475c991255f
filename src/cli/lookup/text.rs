//! Formats a lookup's answer as plain text.

use strum::IntoEnumIterator;

use crate::domain::framework::{Framework, Level, LevelNumber, Paragraph, Theme};
use crate::domain::lookup::{Body, CellOf, LookupAnswer, ReadingNote};
use crate::domain::subcommand::Subcommand;
use crate::views::{COMPASS, NOTHING};

/// The answer, preceded by notes on how the words were understood.
pub(super) fn format(answer: &LookupAnswer<'_>, notes: &[ReadingNote]) -> String {
    let mut lines: Vec<String> = notes.iter().map(ToString::to_string).collect();
    lines.extend(body(answer));
    lines.join("\n")
}

fn body(answer: &LookupAnswer<'_>) -> Vec<String> {
    let framework = answer.framework;
    match &answer.body {
        Body::Picker => {
            let themes = list(framework.themes.iter().map(|theme| theme.name.clone()));
            let try_it = format!("Try: bearings lookup {}", Subcommand::Cell.example_in(framework));
            vec![version(framework), format!("Levels: {}", levels(framework)), format!("Themes: {themes}"), try_it]
        }
        Body::Level(level) => page(framework, framework.themes.iter().map(|theme| CellOf::whole(level, theme))),
        Body::Theme(theme) => page(framework, framework.levels.iter().map(|level| CellOf::whole(level, theme))),
        Body::Cell { cell, first_filled } => {
            let mut lines = page(framework, std::iter::once(CellOf { behaviours: cell.behaviours.clone(), ..*cell }));
            if let (true, Some(first)) = (cell.behaviours.is_empty(), first_filled) {
                lines.push(format!("{} starts at level {first}.", cell.theme.name));
            }
            lines
        }
        Body::Compare { low, above, theme } => compare(framework, low, above, *theme),
        Body::Search { words, groups, .. } if groups.is_empty() => vec![format!("No behaviour mentions “{words}”.")],
        Body::Search { groups, more, .. } => {
            let mut lines =
                page(framework, groups.iter().map(|group| CellOf { behaviours: group.behaviours.clone(), ..*group }));
            lines.extend(more.then(|| "These match best. For better results, use more words.".to_owned()));
            lines
        }
        Body::Gaps { level, cells, levels, .. } => gaps(framework, *level, cells, levels),
        Body::About => framework.introduction.iter().flat_map(paragraph).collect(),
        Body::Help(word) => help(framework, word.as_deref()),
        Body::NoSuchLevel { asked, .. } => {
            vec![format!("There is no level {asked}. {} has levels {}.", framework.name, levels(framework))]
        }
        Body::Unknown { words, .. } => {
            let (cell, search) = (Subcommand::Cell.example_in(framework), Subcommand::Search.example_in(framework));
            vec![format!("“{words}” is not a level, theme or command. Try: {cell}, or: {search}")]
        }
        Body::Gone => vec!["That part of the framework no longer exists.".into()],
    }
}

/// The track and its version, the cells, and a note on how to use them.
fn page<'l>(framework: &Framework, cells: impl Iterator<Item = CellOf<'l>>) -> Vec<String> {
    let mut lines = vec![version(framework)];
    lines.extend(cells.flat_map(|of| cell(&of)));
    lines.extend([String::new(), COMPASS.to_owned()]);
    lines
}

fn cell(cell: &CellOf<'_>) -> Vec<String> {
    let mut lines = vec![String::new(), format!("{} · Level {}", cell.theme.name, cell.level.number)];
    if cell.behaviours.is_empty() {
        lines.push(format!("  {NOTHING}"));
    }
    for behaviour in &cell.behaviours {
        lines.push(format!("  • {}", behaviour.text));
        lines.extend(behaviour.examples.iter().map(|example| format!("      ◦ {example}")));
    }
    lines
}

fn compare(framework: &Framework, low: &Level, above: &[&Level], only: Option<&Theme>) -> Vec<String> {
    let themes = || framework.themes.iter().filter(|theme| only.is_none_or(|only| only.id == theme.id));
    let mut lines = vec![version(framework), String::new(), format!("Expected at level {}", low.number)];
    lines.extend(themes().flat_map(|theme| cell(&CellOf::whole(low, theme))));
    for level in above {
        lines.extend([String::new(), format!("New at level {}", level.number)]);
        lines.extend(themes().flat_map(|theme| cell(&CellOf::whole(level, theme))));
    }
    lines.extend([String::new(), COMPASS.to_owned()]);
    lines
}

fn gaps(framework: &Framework, at: Option<&Level>, cells: &[CellOf<'_>], levels: &[LevelNumber]) -> Vec<String> {
    if cells.is_empty() {
        return vec!["Every behaviour here has an example.".into()];
    }
    let mut lines = vec![version(framework), "These behaviours have no example yet.".into()];
    lines.extend(cells.iter().flat_map(cell));
    let others =
        list(levels.iter().filter(|number| at.is_some_and(|level| level.number != **number)).map(ToString::to_string));
    if !others.is_empty() {
        lines.extend([String::new(), format!("There are more at levels {others}. Name a level to see them.")]);
    }
    lines
}

fn help(framework: &Framework, word: Option<&str>) -> Vec<String> {
    let known = word.and_then(Subcommand::named);
    let rows = Subcommand::iter().filter(|row| known.is_none_or(|known| known == *row));
    rows.map(|row| format!("{:<28}{}", row.example_in(framework), row.usage().gives)).collect()
}

fn paragraph(paragraph: &Paragraph) -> Vec<String> {
    match paragraph {
        Paragraph::Heading(text) => vec![String::new(), text.to_uppercase()],
        Paragraph::Text(text) => vec![String::new(), text.clone()],
        Paragraph::Item(text) => vec![format!("  • {text}")],
    }
}

fn version(framework: &Framework) -> String {
    format!("{} {}", framework.name, framework.version)
}

fn levels(framework: &Framework) -> String {
    list(framework.levels.iter().map(|level| level.number.to_string()))
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}
