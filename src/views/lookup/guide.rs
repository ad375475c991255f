//! Guidance: the introduction, help, and replies to questions without an answer, each with a next step.

use strum::IntoEnumIterator;

use crate::domain::framework::{Framework, Paragraph, Theme};
use crate::domain::lookup::{Library, Topic};
use crate::domain::subcommand::Subcommand;
use crate::views::kit::{self, Button};
use crate::views::lookup::{AnswerLayout, open, open_cell};
use crate::views::text::Mrkdwn;

/// A command that has an answer in this framework.
pub(super) fn example(framework: &Framework, library: &Library) -> String {
    typed(library, &Subcommand::Cell.example_in(framework))
}

fn typed(library: &Library, words: &str) -> String {
    format!("{} {words}", library.commands().framework).trim_end().to_owned()
}

pub(super) fn about(framework: &Framework) -> AnswerLayout {
    let mut paragraphs = framework.introduction.iter().peekable();
    let title = match paragraphs.peek() {
        Some(Paragraph::Heading(title)) => {
            paragraphs.next();
            title.clone()
        }
        _ => framework.name.clone(),
    };
    let lines = paragraphs.map(|paragraph| match paragraph {
        Paragraph::Heading(text) => Mrkdwn::new().line().bold(text),
        Paragraph::Text(text) => Mrkdwn::new().text(text),
        Paragraph::Item(text) => Mrkdwn::new().text("• ").text(text),
    });
    let mut page = AnswerLayout::new(title, kit::sections(lines)).link(vec![browse(framework)]);
    page.shareable = true;
    page
}

pub(super) fn help(framework: &Framework, library: &Library, word: Option<&str>) -> AnswerLayout {
    let known = word.and_then(Subcommand::named);
    let lines = Subcommand::iter()
        .filter(|row| known.is_none_or(|known| known == *row))
        .map(|row| Mrkdwn::new().code(&typed(library, &row.example_in(framework))).text("  ").text(row.usage().gives));
    let lead = match (word, known) {
        (Some(word), None) => {
            Mrkdwn::new().text("There’s no help on “").text(word).text("”. Here’s what you can type:")
        }
        (Some(_), Some(_)) => Mrkdwn::new(),
        (None, _) => Mrkdwn::new().text("Here’s what you can type. Order, capitals and small typos don’t matter."),
    };
    let lead = Some(lead).filter(|lead| !lead.is_empty());
    let content = kit::sections(lead.into_iter().chain(lines));
    AnswerLayout::new("How to ask", content).link(ways_on(framework))
}

pub(super) fn no_such_level(framework: &Framework, asked: &str, theme: Option<&Theme>) -> AnswerLayout {
    let levels = framework.levels.iter().map(|level| {
        let number = level.number;
        let label = format!("Level {number}");
        match theme {
            Some(theme) => open_cell(framework, number, theme, label),
            None => open(framework, Topic::Level(number), label, format!("All themes at level {number}")),
        }
    });
    let text = match (framework.levels.first(), framework.levels.last()) {
        (Some(first), Some(last)) => format!("{} has levels {} to {}.", framework.name, first.number, last.number),
        _ => format!("{} has no levels yet.", framework.name),
    };
    AnswerLayout::new(format!("There’s no level {asked}"), vec![kit::section(&text)]).link(levels.collect())
}

pub(super) fn unknown(framework: &Framework, library: &Library, words: &str, searchable: bool) -> AnswerLayout {
    let text = Mrkdwn::new()
        .text("That’s not a level, theme or command Bearings knows. Try ")
        .code(&example(framework, library))
        .text(" or ")
        .code(&typed(library, &Subcommand::Search.example_in(framework)))
        .text(".");
    let mut links = ways_on(framework);
    if searchable {
        let says = format!("Search the framework for: {words}");
        let search = open(framework, Topic::Search(words.to_owned()), "Search for it", says);
        links.insert(0, search.primary());
    }
    AnswerLayout::new(format!("No match for “{words}”"), vec![kit::section(text)]).link(links)
}

pub(super) fn gone(framework: &Framework) -> AnswerLayout {
    let text = Mrkdwn::new().text("The framework has changed since then, and this part is no longer in it.");
    AnswerLayout::new("This part is gone", vec![kit::section(text)]).link(vec![browse(framework)])
}

fn ways_on(framework: &Framework) -> Vec<Button> {
    let typical = framework.typical_cell().map(|(level, theme)| {
        let label = format!("{} at level {}", theme.name, level.number);
        let says = format!("Show {label}");
        open(framework, Topic::Cell(level.number, theme.id.clone()), label, says)
    });
    let about = open(framework, Topic::About, "About the framework", "About the framework: its introduction");
    typical.into_iter().chain([browse(framework), about]).collect()
}

fn browse(framework: &Framework) -> Button {
    open(framework, Topic::Picker, "Browse", "Browse the framework by level and theme")
}
