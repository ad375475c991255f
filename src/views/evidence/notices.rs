//! What the user reads after saving a form, or if something fails.

use crate::controls::{Control, EntryLocation};
use crate::domain::dates::DateLanguage;
use crate::domain::evidence::{Entry, Listing};
use crate::domain::lookup::Library;
use crate::domain::roster::Assignment;
use crate::secret::PrivateText;
use crate::surface::{Message, Modal};
use crate::views::evidence::card;
use crate::views::kit::{self, Button};
use crate::views::text::clip;

/// Characters of a button's value.
const VALUE: usize = 2_000;

/// Shown if the user's evidence can't be read.
pub(in crate::views) const UNREADABLE: &str =
    "Bearings can’t show your evidence right now. Nothing is lost; try again in a moment.";

/// The modal after saving: the entry, and who can see it.
#[must_use]
pub fn saved(entry: &Entry, assignment: &Assignment, language: DateLanguage, library: &Library) -> Modal {
    let title = if entry.deleted_at.is_some() { "Deleted" } else { "Saved" };
    let mut blocks = Vec::new();
    if entry.deleted_at.is_some() {
        blocks.push(crate::views::evidence::journal::deleted(entry, &EntryLocation::Card));
    } else {
        blocks.extend(card::blocks(entry, assignment, language, library, &EntryLocation::Card));
    }
    let mine = Button::new(Control::Entries(Listing::default()), "All my evidence", "All my evidence");
    blocks.push(kit::divider());
    blocks.extend(kit::buttons(vec![mine]));
    Modal { close: "Done", ..Modal::to_read(title, blocks) }
}

/// Shown if Slack didn't open the form; gives back what the user typed.
#[must_use]
pub fn not_opened(words: &PrivateText) -> Message {
    let mut blocks =
        vec![kit::section("Slack didn’t open the form, so nothing was saved. Press the button to try again.")];
    if !words.is_blank() {
        blocks.push(kit::context("Your words:"));
        blocks.extend(kit::words(words.reveal()));
    }
    let carried = (!words.is_blank()).then(|| PrivateText::new(clip(words.reveal(), VALUE)));
    let again = Button::new(Control::Log(carried), "Open the form", "Open the form with your words in it").primary();
    blocks.extend(kit::buttons(vec![again]));
    kit::message("Not saved yet", blocks)
}

/// Shown if the user typed more than one entry holds; gives back all of it.
#[must_use]
pub fn too_long(typed: &PrivateText) -> Message {
    let text = "That’s too long for one entry, so the form has only the beginning. Here’s all of it:";
    let mut blocks = vec![kit::section(text)];
    blocks.extend(kit::words(typed.reveal()));
    kit::message("Too long for one entry", blocks)
}

/// Shown below the words if the database didn't save them.
#[must_use]
pub fn not_saved() -> &'static str {
    "Not saved: Bearings can’t write to its database right now. Your words are still here. Press Save again in a moment."
}

/// Shown if the database doesn't answer.
#[must_use]
pub fn unreadable() -> Message {
    kit::notice("Your evidence", UNREADABLE)
}

/// Shown while too many other searches run.
#[must_use]
pub fn search_waits() -> Message {
    kit::notice("Search", "Other searches are still running. Try yours again in a moment.")
}

/// Shown if the entry no longer exists, or never was this user's.
#[must_use]
pub fn gone() -> Message {
    kit::notice("Entry not found", "This entry is gone. After you delete one, you have ten minutes to undo it.")
}
