//! The user's own entries by month, a page at a time, filtered by theme or words.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::SlackBlock;

use crate::controls::{Control, EntryAct, EntryButton, EntryLocation};
use crate::domain::dates::DateLanguage;
use crate::domain::evidence::{Entry, EvidencePage, Listing};
use crate::domain::lookup::Library;
use crate::domain::roster::Assignment;
use crate::secret::PrivateText;
use crate::surface::{Message, Modal};
use crate::views::evidence::card;
use crate::views::kit::{self, Button, fields::Field};
use crate::views::text::Mrkdwn;

/// Characters of a search.
const SEARCH: usize = 120;
/// The menu's value for all themes.
pub const ALL: &str = "-";

/// What a page of the user's own entries shows.
#[derive(Clone, Copy, Debug)]
pub struct JournalView<'j> {
    pub page: &'j EvidencePage,
    pub now: DateTime<Utc>,
    pub assignment: &'j Assignment,
    pub language: DateLanguage,
    pub library: &'j Library,
}

/// The page as a message to its author.
#[must_use]
pub fn message(of: JournalView<'_>) -> Message {
    let blocks = blocks(of);
    kit::message("Your evidence", blocks)
}

/// The page in a read-only modal: without the search field, which would make it a form.
#[must_use]
pub fn modal(of: JournalView<'_>) -> Modal {
    let blocks = blocks(of).into_iter().filter(|block| !matches!(block, SlackBlock::Input(_)));
    Modal::to_read("My evidence", blocks.collect())
}

/// The page, for a message or App Home.
pub(in crate::views) fn blocks(of: JournalView<'_>) -> Vec<SlackBlock> {
    let JournalView { page, now, assignment, language, library } = of;
    let listing = &page.listing;
    let place = EntryLocation::Page(listing.clone());
    let deleted = page.restorable(now).into_iter().map(|entry| deleted(entry, &place));
    let mut blocks = vec![kit::header("Your evidence")];
    blocks.push(kit::context("Only you see this page. Each entry says who else can see it."));
    let log = Button::new(Control::Log(None), "Log evidence", "Log evidence: what you did").primary();
    if page.is_new {
        let invitation = "Nothing here yet. Jot down what you did while it’s fresh; one line is enough.";
        blocks.push(kit::section(invitation));
        blocks.extend(kit::buttons(vec![log]));
        blocks.extend(deleted);
        return blocks;
    }
    if page.is_short {
        blocks.extend(kit::buttons(vec![log]));
    } else {
        blocks.push(kit::row(vec![log.into(), themes(listing, library).into()]));
        blocks.push(search(listing));
    }
    blocks.extend(deleted);
    if page.entries.is_empty() {
        blocks.push(kit::section(nothing_fits(listing)));
        let all = Button::new(Control::Entries(Listing::default()), "Show all entries", "Show all entries");
        blocks.extend(kit::buttons(vec![all]));
    }
    for (begins_on, entries) in page.months() {
        blocks.push(kit::section(Mrkdwn::new().bold(&language.month(begins_on))));
        blocks.extend(entries.iter().flat_map(|entry| card::blocks(entry, assignment, language, library, &place)));
    }
    let to = |page| Control::Entries(Listing { page, ..listing.clone() });
    let turns = [("← Newer", "Newer entries"), ("Older →", "Older entries")];
    blocks.extend(kit::buttons(kit::page_turns(listing.page.into(), page.older, turns, to).collect()));
    blocks
}

fn themes(listing: &Listing, library: &Library) -> slack_morphism::prelude::SlackBlockStaticSelectElement {
    let mut options = vec![("All themes".to_owned(), ALL.to_owned())];
    for theme in library.track_indexes().flat_map(|track_index| &track_index.framework.themes) {
        let option = (format!("{} {}", theme.emoji, theme.name), theme.id.to_string());
        if !options.contains(&option) {
            options.push(option);
        }
    }
    let chosen = listing.theme.as_ref().map_or(ALL, |theme| theme.as_str());
    kit::menu(&Control::EntriesOfTheme.action_id(), "Theme", options, Some(chosen))
}

fn search(listing: &Listing) -> SlackBlock {
    let control = Control::SearchEntries(listing.theme.clone());
    // Every search gets another block id; otherwise, Slack would keep showing what was typed into the last one.
    let words = listing.words.as_ref().map_or("", PrivateText::reveal);
    let theme = listing.theme.as_ref().map_or(ALL, |theme| theme.as_str());
    Field::new(&control.action_id(), format!("search_entries/{theme}/{}", words.len()), "Search your evidence")
        .optional()
        .lively()
        .line_to_enter("Type a word and press Enter", words, SEARCH)
}

pub(super) fn deleted(entry: &Entry, place: &EntryLocation) -> SlackBlock {
    let text = Mrkdwn::new().text("Deleted: “").text(&card::gist(entry)).text("”. ");
    let text = match entry.undo_until() {
        Some(until) => text.text("You can undo this until ").time(until).text("."),
        None => text,
    };
    let control = Control::Entry(EntryButton { id: entry.id, act: EntryAct::Restore, place: place.clone() });
    kit::section_with(text, Button::new(control, "Undo", format!("Undo: restore {}", card::gist(entry))))
}

fn nothing_fits(listing: &Listing) -> Mrkdwn {
    match &listing.words {
        Some(words) => Mrkdwn::new().text("No entries match “").text(words.reveal()).text("”."),
        None => Mrkdwn::new().text("You have no entries for this theme yet."),
    }
}
