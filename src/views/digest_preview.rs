//! What an author sees before the bot posts their entries: a short message, and the exact text with hold-back buttons.

use slack_morphism::prelude::SlackBlock;

use crate::controls::{Control, DigestButton};
use crate::domain::digest::{AuthorSection, ChannelProblem, DigestState, Item, Preview};
use crate::domain::lookup::Library;
use crate::surface::{Message, Modal};
use crate::views::digest::{LANGUAGE, Part, item, part};
use crate::views::kit::{self, Button};
use crate::views::text::Mrkdwn;

/// Entries per page of the modal, which may have 100 blocks.
pub const PAGE: usize = 10;
/// How many reasons are listed one by one.
const MAX_LISTED: usize = 5;
/// The labels of the buttons to other pages, and what screen readers say.
pub(super) const ENTRY_TURNS: [(&str, &str); 2] =
    [("Previous entries", "Previous entries"), ("More entries", "More entries")];
const TITLE: &str = "Your part of the digest";

/// The message, which the bot edits as things change.
#[must_use]
pub fn message(preview: &Preview) -> Message {
    let mut blocks = vec![kit::section(says(preview))];
    let see = |to_hold| Control::Digest(DigestButton::Preview { digest: preview.digest.id, page: 0, to_hold });
    let mut buttons = Vec::new();
    if preview.digest.state != DigestState::Dropped && posts(preview).count() + preview.held.len() > 0 {
        buttons.push(Button::new(see(false), "See the exact text", "See the exact text of your part"));
    }
    if may_hold(preview) && posts(preview).count() > 0 {
        buttons.push(Button::new(see(true), "Hold one back", "Hold one back: choose what isn’t posted"));
    }
    blocks.extend(kit::buttons(buttons));
    blocks.push(kit::context(below(preview)));
    kit::message(TITLE, blocks)
}

/// The exact text, with a button below each entry as long as it can be held back.
#[must_use]
pub fn modal(preview: &Preview, page: usize, too_late: bool, library: &Library) -> Modal {
    let mut blocks = vec![kit::section(says(preview))];
    if too_late {
        let text = "It’s too late to hold entries back. If you unshare one, the digest says “Withdrawn by its author” instead.";
        blocks.push(kit::section(text));
    }
    blocks.push(kit::context(below(preview)));
    let posted = posts(preview).count();
    let last = (posted + preview.held.len()).saturating_sub(1) / PAGE;
    let page = page.min(last);
    let (from, until) = (page * PAGE, page * PAGE + PAGE);
    let mut before = 0;
    for of in &preview.page.authors {
        let range = (from.saturating_sub(before), until.saturating_sub(before));
        blocks.extend(exact(preview, of, range, page, library));
        before += of.items.len();
    }
    let held: Vec<&Item> =
        preview.held.iter().skip(from.saturating_sub(posted)).take(until.saturating_sub(from.max(posted))).collect();
    if !held.is_empty() {
        blocks.push(kit::divider());
        blocks.push(kit::section(
            Mrkdwn::new()
                .bold("Held back")
                .text(": this won’t be posted. The people you share it with still see it in App Home."),
        ));
    }
    for one in held {
        blocks.extend(item(one, library));
        blocks.extend(hold_back(preview, one, false, page));
    }
    let to = |page| Control::Digest(DigestButton::Preview { digest: preview.digest.id, page, to_hold: false });
    let turns = kit::page_turns(page, page < last, ENTRY_TURNS, to);
    blocks.extend(kit::buttons(turns.collect()));
    Modal::to_read(TITLE, blocks)
}

/// Shown if the preview no longer exists, or belongs to another user.
#[must_use]
pub fn gone() -> Modal {
    kit::notice_modal(TITLE, "You have nothing waiting for this digest any more. Your entries are in App Home.")
}

/// An author's part as the channel reads it, reduced to the lines in this range.
fn exact(
    preview: &Preview,
    of: &AuthorSection,
    (from, until): (usize, usize),
    page: usize,
    library: &Library,
) -> Vec<SlackBlock> {
    let Part { who, items, question } = part(of, library);
    let is_last = (from..=until).contains(&items.len());
    if from >= items.len() {
        return Vec::new();
    }
    let mut blocks = vec![kit::divider(), who];
    let drawn = of.items.iter().zip(items).skip(from).take(until.saturating_sub(from));
    for (one, (_, drawn)) in drawn {
        blocks.extend(drawn);
        if one.text.is_some() {
            blocks.extend(hold_back(preview, one, true, page));
        }
    }
    blocks.extend(question.filter(|_| is_last));
    blocks
}

/// *Hold back* or *Put back*, as long as that is possible.
fn hold_back(preview: &Preview, item: &Item, is_held: bool, page: usize) -> Vec<SlackBlock> {
    if !may_hold(preview) {
        return Vec::new();
    }
    let (label, does) = if is_held {
        ("Hold back", "Hold back: don’t post this entry")
    } else {
        ("Put back", "Put back: post this entry")
    };
    let page = u16::try_from(page).unwrap_or(u16::MAX);
    let control = DigestButton::Hold { digest: preview.digest.id, entry: item.entry, is_held, page };
    kit::buttons(vec![Button::new(Control::Digest(control), label, does)])
}

/// Whether entries can still be held back.
fn may_hold(preview: &Preview) -> bool {
    matches!(preview.digest.state, DigestState::Open | DigestState::Withheld)
}

/// The entries that will be posted as things are now.
fn posts(preview: &Preview) -> impl Iterator<Item = &Item> {
    preview.page.authors.iter().flat_map(|of| &of.items)
}

/// The digest's state in one sentence.
fn says(preview: &Preview) -> Mrkdwn {
    let text = |text: &str| Mrkdwn::new().text(text);
    let whose = |before: &str| possessive(text(before), preview);
    let day = preview.due_on.format("%A");
    let none = posts(preview).next().is_none();
    match preview.digest.state {
        DigestState::Open if none && preview.held.is_empty() => {
            whose("Nothing of yours will be in ").text(&format!(" digest on {day}."))
        }
        DigestState::Open if none => {
            whose("Nothing of yours will be in ").text(&format!(" digest on {day}: you’re holding it back."))
        }
        // Only the author sees this count, which is of their own entries.
        DigestState::Open => match posts(preview).count() {
            1 => whose("Going to ").text(&format!(" digest on {day}: 1 entry.")),
            entries => whose("Going to ").text(&format!(" digest on {day}: {entries} entries.")),
        },
        DigestState::Withheld => whose("").text(" digest isn’t posted yet: its channel needs fixing first."),
        DigestState::Posting => whose("").text(" digest is going out right now."),
        DigestState::Unconfirmed => {
            whose("Slack didn’t say whether ").text(" digest was posted. A manager is checking.")
        }
        DigestState::Posted if !none && !preview.digest.hidden_because().is_empty() => hidden(whose, preview),
        DigestState::Posted if none => whose("").text(" digest is posted, with nothing from you."),
        DigestState::Posted => whose("Posted in ").text(&format!(" digest on {day}.")),
        DigestState::Dropped => whose("").text(" digest won’t be posted this time."),
    }
}

/// Who can read the digest, and what the author can do.
fn below(preview: &Preview) -> Mrkdwn {
    let readers = || {
        let people = Mrkdwn::new().text("Who can read it there: ").members(&preview.digest.audience).text(". ");
        match &preview.digest.apps {
            Some(apps) if !apps.is_empty() => people.text("Apps that can read it: ").members(apps).text(". "),
            _ => people,
        }
    };
    match preview.digest.state {
        DigestState::Open | DigestState::Withheld => readers()
            .text(&format!("It goes out on {}, your time. ", LANGUAGE.moment(preview.due_on)))
            .text("What you hold back stays shared as it is, and no one is told. ")
            .text("Anyone who joins later can read it until it’s hidden: within seconds, an hour at the latest, or a day once it’s a week old. ")
            .text("Notifications already sent keep their text."),
        DigestState::Posting | DigestState::Unconfirmed | DigestState::Posted => {
            readers().text("Edit, unshare or delete an entry in App Home, and the digest changes within a minute.")
        }
        DigestState::Dropped => {
            Mrkdwn::new().text("What you still share goes into the next one. You’ll see it before it’s posted.")
        }
    }
}

/// Why the posted digest is hidden, one sentence per reason.
fn hidden(whose: impl Fn(&str) -> Mrkdwn, preview: &Preview) -> Mrkdwn {
    let text = |text: &str| Mrkdwn::new().text(text);
    let channel = |is: &str| Mrkdwn::new().channel(&preview.digest.channel).text(is);
    let reads =
        |who: Mrkdwn| who.text(" can read ").channel(&preview.digest.channel).text(" but isn’t on the list you saw.");
    let shown = preview.digest.hidden_because().iter().take(MAX_LISTED).map(|problem| match problem {
        ChannelProblem::NotThere => {
            text("the app is no longer in ").channel(&preview.digest.channel).text(", so the digest can’t be hidden.")
        }
        ChannelProblem::Public => channel(" is public."),
        ChannelProblem::Archived => channel(" is archived."),
        ChannelProblem::SharedOutside => channel(" is shared with another organisation."),
        ChannelProblem::Guest(member) | ChannelProblem::Outsider(member) => reads(Mrkdwn::new().member(member)),
        ChannelProblem::App(member) => reads(text("The app ").member(member)),
        ChannelProblem::NotDisclosed(member) => Mrkdwn::new()
            .member(member)
            .text(" is new on the list and can read it soon. In App Home, unshare what they shouldn’t see."),
    });
    let is_out_of_reach = preview.digest.hidden_because() == [ChannelProblem::NotThere];
    let begin = if is_out_of_reach {
        whose("").text(" digest is out of reach: ")
    } else {
        whose("").text(" digest is hidden for now, and may have been read already. ")
    };
    shown.fold(begin, |text, one| text.then(&one).text(" "))
}

fn possessive(text: Mrkdwn, preview: &Preview) -> Mrkdwn {
    if preview.managers.is_empty() {
        let begins = text.is_empty();
        return text.text(if begins { "Your team’s" } else { "your team’s" });
    }
    text.members(&preview.managers).text("’s")
}
