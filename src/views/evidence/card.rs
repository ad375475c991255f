//! One entry as its author sees it.

use slack_morphism::prelude::SlackBlock;

use crate::controls::{Control, EntryAct, EntryButton, EntryLocation};
use crate::domain::dates::DateLanguage;
use crate::domain::evidence::{BehaviourRef, Entry, Today, readers};
use crate::domain::ids::MemberId;
use crate::domain::lookup::Library;
use crate::domain::roster::Assignment;
use crate::views::evidence::place;
use crate::views::kit::{self, Button};
use crate::views::text::{Mrkdwn, clip};

/// How many characters of an entry tell a screen reader which one a button belongs to.
const GIST: usize = 30;

pub(super) fn blocks(
    entry: &Entry,
    assignment: &Assignment,
    language: DateLanguage,
    library: &Library,
    at: &EntryLocation,
) -> Vec<SlackBlock> {
    let mut blocks = kit::words(entry.words.reveal());
    if let Some(quote) = &entry.quote {
        blocks.extend(kit::words(&format!("The message said: “{}”", quote.reveal())));
    }
    if !entry.behaviours.is_empty() {
        let lines = entry.behaviours.iter().map(|shown| behaviour(shown, library));
        blocks.push(kit::section(kit::one_section(Mrkdwn::new().text("It shows"), lines)));
    }
    blocks.push(kit::context(facts(entry, assignment, language)));
    blocks.extend(kit::buttons(buttons(entry, assignment, language, at)));
    blocks
}

/// A behaviour as it read when the entry recorded it, and as it reads now if that has changed.
fn behaviour(shown: &BehaviourRef, library: &Library) -> Mrkdwn {
    let place = place(shown.theme_name(library), shown.level);
    let line = Mrkdwn::new().text("• ").text(&shown.wording).text("  ").italic(&place);
    let indent = "\u{2003}\u{2003}";
    match shown.today(library) {
        Today::Same => line,
        Today::Reworded { wording, version } => {
            let as_of = format!("{indent}Wording of version {}. Version {version} says: ", shown.version);
            line.line().text(&as_of).text(wording)
        }
        Today::Gone => {
            line.line().text(&format!("{indent}Wording of version {}. It’s no longer in the framework.", shown.version))
        }
    }
}

/// The day, the link, and who can see the entry.
fn facts(entry: &Entry, assignment: &Assignment, language: DateLanguage) -> Mrkdwn {
    let facts = Mrkdwn::new().text(&language.day(entry.happened_on)).text(" · ");
    let facts = match &entry.link {
        Some(link) => facts.link(link).text(" · "),
        None => facts,
    };
    facts.then(&visibility(entry, assignment))
}

/// Who can see the entry, in words.
pub(super) fn visibility(entry: &Entry, assignment: &Assignment) -> Mrkdwn {
    let readers: Vec<MemberId> = readers(entry, assignment).map(|manager| manager.member.clone()).collect();
    if !readers.is_empty() {
        return Mrkdwn::new().text("You and ").members(&readers).text(" can see this.");
    }
    let why = if entry.shares.is_empty() { "" } else { " Your manager has changed since you shared it." };
    Mrkdwn::new().text("Only you can see this.").text(why)
}

fn buttons(entry: &Entry, assignment: &Assignment, language: DateLanguage, at: &EntryLocation) -> Vec<Button> {
    let of = format!("entry from {}: {}", language.day(entry.happened_on), gist(entry));
    let button = |act, label: &str| {
        let control = Control::Entry(EntryButton { id: entry.id, act, place: at.clone() });
        Button::new(control, label, format!("{label}, {of}"))
    };
    let managers = assignment.manager_ids();
    let readers = readers(entry, assignment).count();
    let mut buttons = vec![button(EntryAct::Edit, "Edit")];
    if readers < managers.len() {
        let label = if managers.len() > 1 { "Share with my managers" } else { "Share with my manager" };
        buttons.push(button(EntryAct::Share(managers), label));
    }
    if readers > 0 {
        buttons.push(button(EntryAct::Unshare, "Unshare"));
    }
    buttons.push(button(EntryAct::Delete, "Delete"));
    buttons
}

pub(super) fn gist(entry: &Entry) -> String {
    let words = entry.words.reveal().split_whitespace().collect::<Vec<_>>().join(" ");
    // An entry from a single tap has no words, so its behaviour identifies it.
    let wording = entry.behaviours.first().map_or("", |shown| &shown.wording);
    clip(if words.is_empty() { wording } else { &words }, GIST)
}
