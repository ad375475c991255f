//! How each answer looks, and what surrounds it in a message to one user, in a channel, and in a modal.

mod cell;
mod compare;
mod gaps;
mod guide;
mod level;
mod picker;
mod search;
mod theme;

pub(super) use picker::picker;

use slack_morphism::prelude::SlackBlock;

use crate::controls::Control;
use crate::domain::evidence::EvidenceDays;
use crate::domain::framework::{Behaviour, Framework, LevelNumber, Theme};
use crate::domain::ids::MemberId;
use crate::domain::lookup::{Ask, Body, Library, LookupAnswer, ReadingNote, Topic};
use crate::surface::{Message, Modal};
use crate::views::kit::{self, Button};
use crate::views::text::Mrkdwn;

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

    /// All blocks below the top: as much content as there is room for, how it is meant, and buttons.
    fn below(self, top: Vec<SlackBlock>) -> Vec<SlackBlock> {
        let compass = self.compass.then(|| kit::context(Mrkdwn::new().italic(COMPASS)));
        let bottom: Vec<SlackBlock> =
            compass.into_iter().chain(self.links.into_iter().flat_map(kit::buttons)).collect();
        let room = kit::BLOCKS.saturating_sub(top.len() + bottom.len());
        let is_cut = self.content.len() > room;
        let content = self.content.into_iter().take(if is_cut { room.saturating_sub(1) } else { room });
        let rest = "That’s more than fits in one message. For the rest, ask for one theme or one level.";
        let rest = is_cut.then(|| kit::context(rest));
        top.into_iter().chain(content).chain(rest).chain(bottom).collect()
    }
}

/// The title of every modal with an answer.
const MODAL_TITLE: &str = "Framework";
/// Said of a cell without behaviours.
pub const NOTHING: &str = "Nothing is expected here yet.";
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
    answer: &LookupAnswer<'_>,
    ask: &Ask,
    notes: &[ReadingNote],
    library: &Library,
    own: &EvidenceDays,
) -> Message {
    let mut page = page(answer, library, own);
    let share =
        Button::new(Control::Share(ask.clone()), "Share here", "Share here: post this in the channel for everyone");
    match page.links.first_mut() {
        Some(first) if page.shareable => first.push(share),
        None if page.shareable => page.links.push(vec![share]),
        _ => {}
    }
    let top = top(&page, answer, notes);
    kit::message(&page.title.clone(), page.below(top))
}

/// The answer as everyone in the channel sees it.
#[must_use]
pub fn shared(answer: &LookupAnswer<'_>, ask: &Ask, by: &MemberId, library: &Library) -> Message {
    let mut page = page(answer, library, &EvidenceDays::default());
    let mut top = top(&page, answer, &[]);
    top.push(kit::context(Mrkdwn::new().text("Shared by ").member(by)));
    let look_around =
        Button::new(Control::Open(ask.clone()), "Look around", "Look around: opens this just for you, with buttons");
    page.links = vec![vec![look_around]];
    kit::message(&page.title.clone(), page.below(top))
}

/// Replaces an answer once it is shared.
#[must_use]
pub fn shared_already(answer: &LookupAnswer<'_>, ask: &Ask, library: &Library) -> Message {
    let title = page(answer, library, &EvidenceDays::default()).title;
    let text = Mrkdwn::new().text("Shared here: ").bold(&title).text(". Everyone in this channel can read it.");
    let again = Button::new(Control::Open(ask.clone()), "Show it again", "Show it again, just for you");
    let mut blocks = vec![kit::section(text)];
    blocks.extend(kit::buttons(vec![again]));
    kit::untitled(blocks)
}

/// Shown if Slack didn't take what the user wanted to share, or didn't say whether it did.
#[must_use]
pub fn not_shared(nothing_posted: bool) -> Message {
    let text = if nothing_posted {
        "Slack didn’t take this, so nothing was posted. Press Share here again."
    } else {
        "Slack didn’t say whether this was posted. Check the channel; if it isn’t there, ask again and share that."
    };
    kit::notice("Not shared yet", text)
}

/// The answer in a modal, which only one user sees.
#[must_use]
pub fn modal(answer: &LookupAnswer<'_>, notes: &[ReadingNote], library: &Library, own: &EvidenceDays) -> Modal {
    let page = page(answer, library, own);
    let top = top(&page, answer, notes);
    Modal::to_read(MODAL_TITLE, page.below(top))
}

fn page(answer: &LookupAnswer<'_>, library: &Library, own: &EvidenceDays) -> AnswerLayout {
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
        Body::Help(word) => guide::help(framework, library, word.as_deref()),
        Body::NoSuchLevel { asked, theme } => guide::no_such_level(framework, asked, *theme),
        Body::Unknown { words, searchable } => guide::unknown(framework, library, words, *searchable),
        Body::Gone => guide::gone(framework),
    }
}

fn top(page: &AnswerLayout, answer: &LookupAnswer<'_>, notes: &[ReadingNote]) -> Vec<SlackBlock> {
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
    blocks.extend(notes.iter().map(|note| kit::context(&note.to_string())));
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

fn open_cell(framework: &Framework, level: LevelNumber, theme: &Theme, label: impl Into<String>) -> Button {
    open(framework, Topic::Cell(level, theme.id.clone()), label, format!("{} at level {level}", theme.name))
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

fn other_themes(framework: &Framework, theme: &Theme, to: impl Fn(&Theme) -> (Topic, String)) -> Vec<Button> {
    let others = framework.themes.iter().filter(|other| other.id != theme.id);
    others
        .map(|other| {
            let (topic, says) = to(other);
            open(framework, topic, title_of(other), says)
        })
        .collect()
}
