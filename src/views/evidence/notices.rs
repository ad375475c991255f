//! What the user reads after saving a form, or if something fails.

use crate::controls::{Control, EntryLocation};
use crate::domain::dates::DateLanguage;
use crate::domain::evidence::{Entry, Listing};
use crate::domain::lookup::Library;
use crate::domain::roster::Roster;
use crate::secret::PrivateText;
use crate::surface::{Message, Modal};
use crate::views::evidence::card;
use crate::views::kit::{self, Button};
use crate::views::spoken::spoken;
use crate::views::text::{Mrkdwn, clip};

/// Characters of a button's value.
const VALUE: usize = 2_000;

/// Shown if the user's evidence can't be read.
pub(in crate::views) const UNREADABLE: &str =
    "Your evidence cannot be shown just now. It is not lost; come back in a moment.";

/// The modal after saving: the entry, and who can see it.
#[must_use]
pub fn saved(entry: &Entry, roster: &Roster, language: DateLanguage, library: &Library) -> Modal {
    let title = if entry.deleted_at.is_some() { "Deleted" } else { "Saved" };
    let mut blocks = Vec::new();
    if entry.deleted_at.is_some() {
        blocks.push(crate::views::evidence::journal::deleted(entry, &EntryLocation::Card));
    } else {
        blocks.extend(card::blocks(entry, roster, language, library, &EntryLocation::Card));
    }
    let mine = Button::new(Control::Entries(Listing::default()), "All my evidence", "All my evidence");
    blocks.push(kit::divider());
    blocks.extend(kit::buttons(vec![mine]));
    Modal { close: "Done", ..Modal::to_read(title, blocks) }
}

/// Shown if Slack didn't open the form; gives back what the user typed.
#[must_use]
pub fn not_opened(words: &PrivateText) -> Message {
    let mut blocks = vec![kit::section(
        Mrkdwn::new().text("Slack did not open the form just now. Nothing was saved. Press the button to try again."),
    )];
    if !words.is_blank() {
        blocks.push(kit::context(Mrkdwn::new().text("Your words:")));
        blocks.extend(kit::words(words.reveal()));
    }
    let carried = (!words.is_blank()).then(|| PrivateText::new(clip(words.reveal(), VALUE)));
    let again = Button::new(Control::Log(carried), "Open the form", "Open the form with your words in it").primary();
    blocks.extend(kit::buttons(vec![again]));
    Message { text: spoken("The form did not open", &blocks), blocks }
}

/// Shown if the user typed more than one entry holds; gives back all of it.
#[must_use]
pub fn too_long(typed: &PrivateText) -> Message {
    let text = "This is more than one entry holds, so the form has its beginning. Here is all of it:";
    let mut blocks = vec![kit::section(Mrkdwn::new().text(text))];
    blocks.extend(kit::words(typed.reveal()));
    Message { text: spoken("More than one entry holds", &blocks), blocks }
}

/// Shown below the words if the database didn't save them.
#[must_use]
pub fn not_saved() -> &'static str {
    "Nothing was saved: Bearings cannot write to its database just now. Your words are still here; press Save again in a \
     moment."
}

/// Shown if the database doesn't answer.
#[must_use]
pub fn unreadable() -> Message {
    let blocks = vec![kit::section(Mrkdwn::new().text(UNREADABLE))];
    Message { text: spoken("Not just now", &blocks), blocks }
}

/// Shown while too many other searches run.
#[must_use]
pub fn search_waits() -> Message {
    let text = "Other searches are still running. Try yours again in a moment.";
    let blocks = vec![kit::section(Mrkdwn::new().text(text))];
    Message { text: spoken("Not just now", &blocks), blocks }
}

/// Shown if the entry no longer exists, or never was this user's.
#[must_use]
pub fn gone() -> Message {
    let text = "This entry is no longer there. What is deleted can be brought back for ten minutes.";
    let blocks = vec![kit::section(Mrkdwn::new().text(text))];
    Message { text: spoken("No longer there", &blocks), blocks }
}
