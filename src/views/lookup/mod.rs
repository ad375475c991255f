//! How each answer looks, and what surrounds it in a message to one user, in a channel, and in a modal.

mod cell;
mod compare;
mod gaps;
mod guide;
mod level;
mod picker;
mod search;
mod theme;

pub use guide::Usage;
pub(super) use picker::picker;

use slack_morphism::prelude::SlackBlock;

use crate::controls::Control;
use crate::domain::evidence::Days;
use crate::domain::framework::{Behaviour, Framework, LevelNumber, Theme};
use crate::domain::ids::MemberId;
use crate::domain::lookup::{Answer, Ask, Body, Library, Note, Topic};
use crate::surface::{Message, Modal};
use crate::views::kit::{self, Button};
use crate::views::spoken::spoken;
use crate::views::text::Mrkdwn;

/// An answer without its surroundings.
struct AnswerLayout {
    title: String,
    content: Vec<SlackBlock>,
    /// Rows of buttons to other parts of the framework.
    links: Vec<Vec<Button>>,
    /// Whether it shows what is expected of people, and so says how that is meant.
    compass: bool,
    /// Whether it is worth posting in a channel.
    shareable: bool,
}

impl AnswerLayout {
    fn new(title: impl Into<String>, content: Vec<SlackBlock>) -> Self {
        Self { title: title.into(), content, links: Vec::new(), compass: false, shareable: false }
    }

    /// A page of the framework's own text.
    fn of_framework(title: impl Into<String>, content: Vec<SlackBlock>) -> Self {
        Self { compass: true, shareable: true, ..Self::new(title, content) }
    }

    fn link(mut self, buttons: Vec<Button>) -> Self {
        if !buttons.is_empty() {
            self.links.push(buttons);
        }
        self
    }
}

/// The title of every modal with an answer.
const MODAL_TITLE: &str = "Framework";
/// Said of a cell without behaviours.
pub const NOTHING: &str = "The framework sets nothing here.";
/// How expectations are meant; said wherever they are shown.
pub const COMPASS: &str =
    "A compass, not a GPS, and not a checklist: it’s possible to progress without showing all of these.";

/// An example of what the user can type.
pub(super) fn example(library: &Library) -> String {
    guide::example(&library.default_track_index().framework, library)
}

/// The answer to the user who asked, which only they see; `own` are the days of their own evidence.
#[must_use]
pub fn message(
    answer: &Answer<'_>,
    ask: &Ask,
    notes: &[Note],
    library: &Library,
    usage: &[Usage],
    own: &Days,
) -> Message {
    let page = page(answer, library, usage, own);
    let mut blocks = top(&page, answer, notes);
    let share =
        Button::new(Control::Share(ask.clone()), "Share here", "Share here: post this into the channel for everyone");
    let mut links = page.links;
    match links.first_mut() {
        Some(first) if page.shareable => first.push(share),
        None if page.shareable => links.push(vec![share]),
        _ => {}
    }
    let bottom = bottom(page.compass, links);
    blocks.extend(fitting(page.content, kit::BLOCKS.saturating_sub(blocks.len() + bottom.len())));
    blocks.extend(bottom);
    Message { text: spoken(&page.title, &blocks), blocks }
}

/// The answer as everyone in the channel sees it.
#[must_use]
pub fn shared(answer: &Answer<'_>, ask: &Ask, by: &MemberId, library: &Library, usage: &[Usage]) -> Message {
    let page = page(answer, library, usage, &Days::default());
    let mut blocks = top(&page, answer, &[]);
    blocks.push(kit::context(Mrkdwn::new().text("Shared by ").member(by)));
    let look_around =
        Button::new(Control::Open(ask.clone()), "Look around", "Look around: opens this for you alone, with buttons");
    let bottom = bottom(page.compass, vec![vec![look_around]]);
    blocks.extend(fitting(page.content, kit::BLOCKS.saturating_sub(blocks.len() + bottom.len())));
    blocks.extend(bottom);
    Message { text: spoken(&page.title, &blocks), blocks }
}

/// Replaces an answer once it is shared.
#[must_use]
pub fn shared_already(answer: &Answer<'_>, ask: &Ask, library: &Library, usage: &[Usage]) -> Message {
    let title = page(answer, library, usage, &Days::default()).title;
    let text = Mrkdwn::new().text("Shared here: ").bold(&title).text(". Everyone in this channel can read it.");
    let again = Button::new(Control::Open(ask.clone()), "Show it again", "Show it again, for you alone");
    let mut blocks = vec![kit::section(text)];
    blocks.extend(kit::buttons(vec![again]));
    Message { text: spoken(&format!("Shared here: {title}"), &blocks), blocks }
}

/// Shown if Slack didn't take what the user wanted to share, or didn't say whether it did.
#[must_use]
pub fn not_shared(nothing_posted: bool) -> Message {
    let text = if nothing_posted {
        "Slack did not take this just now, so nothing was posted. Press Share here once more."
    } else {
        "Slack did not say whether this was posted. Look in the channel; if it is not there, ask again and share that."
    };
    let blocks = vec![kit::section(Mrkdwn::new().text(text))];
    Message { text: spoken("Not shared yet", &blocks), blocks }
}

/// The answer in a modal, which only one user sees.
#[must_use]
pub fn modal(answer: &Answer<'_>, notes: &[Note], library: &Library, usage: &[Usage], own: &Days) -> Modal {
    let page = page(answer, library, usage, own);
    let mut blocks = top(&page, answer, notes);
    let bottom = bottom(page.compass, page.links);
    blocks.extend(fitting(page.content, kit::BLOCKS.saturating_sub(blocks.len() + bottom.len())));
    blocks.extend(bottom);
    Modal::to_read(MODAL_TITLE, blocks)
}

fn page(answer: &Answer<'_>, library: &Library, usage: &[Usage], own: &Days) -> AnswerLayout {
    let framework = answer.framework;
    match &answer.body {
        Body::Picker => picker::page(framework, library),
        Body::Level(level) => level::page(framework, level),
        Body::Theme(theme) => theme::page(framework, theme),
        Body::Cell { cell, first_filled } => cell::page(framework, cell, *first_filled, own),
        Body::Compare { low, above, theme } => compare::page(framework, low, above, *theme),
        Body::Search { words, groups, more } => search::page(framework, words, groups, *more),
        Body::Gaps { level, theme, cells, levels } => gaps::page(framework, *level, *theme, cells, levels),
        Body::About => guide::about(framework),
        Body::Help(word) => guide::help(framework, library, usage, word.as_deref()),
        Body::NoSuchLevel { asked, theme } => guide::no_such_level(framework, asked, *theme),
        Body::Unknown { words, searchable } => guide::unknown(framework, library, words, *searchable),
        Body::Gone => guide::gone(framework),
    }
}

fn top(page: &AnswerLayout, answer: &Answer<'_>, notes: &[Note]) -> Vec<SlackBlock> {
    let mut blocks = vec![kit::header(&page.title)];
    if page.compass {
        let Framework { name, version, .. } = answer.framework;
        let theme = match &answer.body {
            Body::Cell { cell, .. } => Some(cell.theme),
            Body::Theme(theme) => Some(*theme),
            _ => None,
        };
        let meaning = theme.map_or_else(Mrkdwn::new, |theme| Mrkdwn::new().text(&theme.meaning).text(" · "));
        blocks.push(kit::context(meaning.text(name).text(" ").text(version)));
    }
    blocks.extend(notes.iter().map(|note| kit::context(Mrkdwn::new().text(&note.to_string()))));
    blocks
}

fn bottom(compass: bool, links: Vec<Vec<Button>>) -> Vec<SlackBlock> {
    let mut blocks = Vec::new();
    if compass {
        blocks.push(kit::context(Mrkdwn::new().italic(COMPASS)));
    }
    blocks.extend(links.into_iter().flat_map(kit::buttons));
    blocks
}

/// As many blocks as there is room for, and a note if that isn't all.
fn fitting(mut blocks: Vec<SlackBlock>, room: usize) -> Vec<SlackBlock> {
    if blocks.len() > room {
        blocks.truncate(room.saturating_sub(1));
        blocks.push(kit::context(
            Mrkdwn::new().text("There is more than one message holds: ask for one theme or one level."),
        ));
    }
    blocks
}

/// Behaviours with their examples below them.
fn list<'a>(behaviours: impl IntoIterator<Item = &'a Behaviour>) -> Vec<SlackBlock> {
    kit::sections(behaviours.into_iter().map(|behaviour| with_examples(bullet(behaviour), behaviour)))
}

fn with_examples(line: Mrkdwn, behaviour: &Behaviour) -> Mrkdwn {
    behaviour.examples.iter().fold(line, |text, example| {
        // Em spaces: Slack swallows ordinary spaces at the start of a line.
        text.line().text("\u{2003}\u{2003}◦ ").text(example)
    })
}

/// A behaviour without its examples.
fn bullet(behaviour: &Behaviour) -> Mrkdwn {
    Mrkdwn::new().text("• ").text(&behaviour.text)
}

fn title_of(theme: &Theme) -> String {
    format!("{} {}", theme.emoji, theme.name)
}

fn open(framework: &Framework, topic: Topic, label: impl Into<String>, says: impl Into<String>) -> Button {
    Button::new(Control::Open(Ask { track: framework.track.clone(), topic }), label, says)
}

/// Buttons to the next level down and up.
fn beside(framework: &Framework, level: LevelNumber, to: impl Fn(LevelNumber) -> (Topic, String)) -> Vec<Button> {
    let there = |by| level.step(by).filter(|number| framework.level(*number).is_some());
    let button = |number: LevelNumber, label: String| {
        let (topic, says) = to(number);
        open(framework, topic, label, says)
    };
    let lower = there(-1).map(|number| button(number, format!("← Level {number}")));
    let higher = there(1).map(|number| button(number, format!("Level {number} →")));
    lower.into_iter().chain(higher).collect()
}

/// Buttons to the other themes.
fn other_themes(framework: &Framework, theme: &Theme, to: impl Fn(&Theme) -> (Topic, String)) -> Vec<Button> {
    let others = framework.themes.iter().filter(|other| other.id != theme.id);
    others
        .map(|other| {
            let (topic, says) = to(other);
            open(framework, topic, title_of(other), says)
        })
        .collect()
}
