//! What helps a user on: the introduction, help, and replies to questions without an answer, each with a way on.

use crate::domain::framework::{Framework, Level, Paragraph, Theme};
use crate::domain::lookup::{Library, Topic};
use crate::views::kit::{self, Button};
use crate::views::lookup::{AnswerLayout, open};
use crate::views::text::Mrkdwn;

/// One row of the command table. `{level}`, `{next}`, `{theme}` and `{word}` stand for what the framework has.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// The word to ask for help on it.
    pub word: &'static str,
    /// What to type, with the slash command before it.
    pub example: &'static str,
    /// What the answer shows.
    pub gives: &'static str,
}

impl Usage {
    /// What to type, without the slash command, with names of this framework filled in.
    #[must_use]
    pub fn example_in(&self, framework: &Framework) -> String {
        fill(self.example, framework)
    }
}

/// A command that has an answer in this framework.
pub(super) fn example(framework: &Framework, library: &Library) -> String {
    typed(library, &fill("level {level} {theme}", framework))
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

pub(super) fn help(framework: &Framework, library: &Library, usage: &[Usage], word: Option<&str>) -> AnswerLayout {
    let known = word.and_then(|word| usage.iter().find(|row| row.word == word));
    let rows: Vec<&Usage> = known.map_or_else(|| usage.iter().collect(), |row| vec![row]);
    let line = |row: &Usage| Mrkdwn::new().code(&typed(library, &row.example_in(framework))).text("  ").text(row.gives);
    let lines = rows.into_iter().map(line);
    let lead = match (word, known) {
        (Some(word), None) => {
            Mrkdwn::new().text("There is no help on “").text(word).text("”. This is what you can type:")
        }
        (Some(_), Some(_)) => Mrkdwn::new(),
        (None, _) => Mrkdwn::new().text("This is what you can type. Order, capitals and small typos do not matter."),
    };
    let lead = Some(lead).filter(|lead| !lead.is_empty());
    let content = kit::sections(lead.into_iter().chain(lines));
    AnswerLayout::new("How to ask", content).link(ways_on(framework))
}

pub(super) fn no_such_level(framework: &Framework, asked: &str, theme: Option<&Theme>) -> AnswerLayout {
    let levels = framework.levels.iter().map(|level| {
        let number = level.number;
        match theme {
            Some(theme) => open(
                framework,
                Topic::Cell(number, theme.id.clone()),
                format!("Level {number}"),
                format!("{} at level {number}", theme.name),
            ),
            None => open(
                framework,
                Topic::Level(number),
                format!("Level {number}"),
                format!("All themes at level {number}"),
            ),
        }
    });
    let text = match (framework.levels.first(), framework.levels.last()) {
        (Some(first), Some(last)) => format!("{} has the levels {} to {}.", framework.name, first.number, last.number),
        _ => format!("{} has no levels yet.", framework.name),
    };
    AnswerLayout::new(format!("There is no level {asked}"), vec![kit::section(Mrkdwn::new().text(&text))])
        .link(levels.collect())
}

pub(super) fn unknown(framework: &Framework, library: &Library, words: &str, searchable: bool) -> AnswerLayout {
    let text = Mrkdwn::new()
        .text("It names no level, theme or command here. Try ")
        .code(&example(framework, library))
        .text(" or ")
        .code(&typed(library, &fill("search {word}", framework)))
        .text(".");
    let mut links = ways_on(framework);
    if searchable {
        links.insert(
            0,
            open(
                framework,
                Topic::Search(words.to_owned()),
                "Search for it",
                format!("Search the framework for: {words}"),
            )
            .primary(),
        );
    }
    AnswerLayout::new(format!("I don’t know “{words}”"), vec![kit::section(text)]).link(links)
}

pub(super) fn gone(framework: &Framework) -> AnswerLayout {
    let text = Mrkdwn::new().text("The framework has changed since this was shown, and that part is no longer there.");
    AnswerLayout::new("This part is gone", vec![kit::section(text)]).link(vec![browse(framework)])
}

fn ways_on(framework: &Framework) -> Vec<Button> {
    let typical = framework.typical_cell().map(|(level, theme)| {
        let (number, name) = (level.number, &theme.name);
        open(
            framework,
            Topic::Cell(number, theme.id.clone()),
            format!("{name} at level {number}"),
            format!("Show {name} at level {number}"),
        )
    });
    let about = open(framework, Topic::About, "About the framework", "About the framework: its introduction");
    typical.into_iter().chain([browse(framework), about]).collect()
}

fn browse(framework: &Framework) -> Button {
    open(framework, Topic::Picker, "Browse", "Browse the framework by level and theme")
}

fn fill(example: &str, framework: &Framework) -> String {
    let Some((level, theme)) = framework.typical_cell() else { return example.to_owned() };
    let beside = |by| level.number.step(by).filter(|number| framework.level(*number).is_some());
    let next = beside(1).or_else(|| beside(-1)).unwrap_or(level.number);
    example
        .replace("{level}", &level.number.to_string())
        .replace("{next}", &next.to_string())
        .replace("{theme}", &theme.name.to_lowercase())
        .replace("{word}", telling_word(framework, level, theme))
}

/// A word that a search finds: the last plain one of the cell's first behaviour.
fn telling_word<'f>(framework: &'f Framework, level: &'f Level, theme: &'f Theme) -> &'f str {
    let text = level.behaviours(&theme.id).first().map_or(framework.name.as_str(), |behaviour| &behaviour.text);
    let is_word = |word: &&str| word.len() > 3 && word.chars().all(char::is_alphabetic);
    text.split_whitespace().rev().find(is_word).unwrap_or("example")
}
