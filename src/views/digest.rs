//! Draws a digest's message. The same function draws an author's part for the channel and for the author's preview.

use std::collections::BTreeMap;

use slack_morphism::prelude::SlackBlock;

use crate::controls::{Control, DigestButton};
use crate::domain::dates::DateLanguage;
use crate::domain::digest::{AuthorSection, DigestMessage, Item, ItemText};
use crate::domain::ids::EntryId;
use crate::domain::lookup::Library;
use crate::domain::roster::TeamId;
use crate::surface::Message;
use crate::views::kit::{self, Button};
use crate::views::text::Mrkdwn;

/// Several people read one message, so its dates are in the language of the rest of it.
pub(super) const LANGUAGE: DateLanguage = DateLanguage::English;
/// A digest rates no one, and says so.
pub(super) const COMPASS: &str = "A compass, not a GPS.";

/// Shown in place of all entries.
const HIDDEN: &str = "This digest is hidden: someone in this channel isn’t on the list its authors saw. Once only people on that list can \
                      read it, it returns within an hour.";

/// One author's part, line by line.
pub(super) struct Part {
    pub(super) who: SlackBlock,
    pub(super) items: Vec<(EntryId, Vec<SlackBlock>)>,
    /// A question worth asking in the 1:1.
    pub(super) question: Option<SlackBlock>,
}

/// One message of a digest, as the channel shows it.
#[must_use]
pub fn message(page: &DigestMessage, team: TeamId, library: &Library) -> Message {
    let title = title(page);
    let mut blocks = vec![kit::header(&title)];
    for of in &page.authors {
        let Part { who, items, question } = part(of, library);
        blocks.push(who);
        blocks.extend(items.into_iter().flat_map(|(_, drawn)| drawn));
        blocks.extend(question);
    }
    blocks.extend(foot(page, team));
    kit::message(&title, blocks)
}

/// The same message while someone can read the channel without its authors knowing.
#[must_use]
pub fn hidden(page: &DigestMessage, team: TeamId) -> Message {
    let title = title(page);
    let mut blocks = vec![kit::header(&title), kit::section(HIDDEN)];
    blocks.extend(foot(page, team));
    kit::message(&title, blocks)
}

fn foot(page: &DigestMessage, team: TeamId) -> Vec<SlackBlock> {
    if page.goes_on {
        return Vec::new();
    }
    let settings = Control::Digest(DigestButton::Settings(team));
    let mut blocks = vec![kit::context(Mrkdwn::new().italic(COMPASS))];
    blocks.extend(kit::buttons(vec![
        Button::new(
            Control::Digest(DigestButton::Overview),
            "Open in App Home",
            "Open in App Home: what people share with you",
        ),
        Button::new(settings, "Digest settings", format!("Digest settings of {}", page.team)),
    ]));
    blocks
}

/// What the channel reads of one author, word for word.
pub(super) fn part(of: &AuthorSection, library: &Library) -> Part {
    Part {
        who: kit::section(who(of)),
        items: of.items.iter().map(|one| (one.entry, item(one, library))).collect(),
        question: of.question.as_ref().map(|question| {
            kit::section(kit::one_section(
                Mrkdwn::new().bold("Worth asking in the 1:1"),
                [Mrkdwn::new().text(question)],
            ))
        }),
    }
}

/// The author, who has no name any more once all their data is erased.
fn who(of: &AuthorSection) -> Mrkdwn {
    if of.author.as_str().is_empty() { Mrkdwn::new().text("Someone") } else { Mrkdwn::new().member(&of.author) }
}

/// One entry: its words, what they show, and where it can be seen. It names no level.
pub(super) fn item(item: &Item, library: &Library) -> Vec<SlackBlock> {
    let Some(ItemText { words, quote, link, happened_on, behaviours, is_shortened }) = &item.text else {
        return vec![kit::section(Mrkdwn::new().italic("Withdrawn by its author."))];
    };
    let mut blocks = kit::words(words.reveal());
    if let Some(quote) = quote {
        blocks.extend(kit::words(&format!("The message said: “{}”", quote.reveal())));
    }
    let mut by_theme: BTreeMap<usize, (&str, Vec<&str>)> = BTreeMap::new();
    for shown in behaviours {
        let themes = library.track_index(&shown.track).map(|served| &served.framework.themes);
        let position = themes.and_then(|themes| themes.iter().position(|theme| theme.id == shown.theme));
        let of_theme = by_theme.entry(position.unwrap_or(usize::MAX));
        of_theme.or_insert_with(|| (shown.theme_name(library), Vec::new())).1.push(&shown.wording);
    }
    let shows = by_theme.values().flat_map(|(theme, wordings)| {
        let title = Mrkdwn::new().bold(theme);
        [title].into_iter().chain(wordings.iter().map(|wording| Mrkdwn::new().text("• ").text(wording)))
    });
    let shows = kit::one_section(Mrkdwn::new().text("It shows"), shows);
    blocks.extend((!behaviours.is_empty()).then(|| kit::section(shows)));
    let facts = Mrkdwn::new().text(&LANGUAGE.day(*happened_on));
    let facts = match link {
        Some(seen_at) => facts.text(" · ").link(seen_at),
        None => facts,
    };
    blocks.push(kit::context(if *is_shortened {
        facts.text(" · Shortened here. Its author and their managers can read all of it in App Home.")
    } else {
        facts
    }));
    blocks
}

fn title(page: &DigestMessage) -> String {
    let from = LANGUAGE.day_of_month(page.week.day(chrono::Weekday::Mon));
    let goes_on = if page.goes_on { ", continued" } else { "" };
    format!("{}: digest for the week of {from}{goes_on}", page.team)
}
