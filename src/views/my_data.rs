//! What users read about the data that Bearings keeps: what it is, their copy, and the two questions before erasure.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::SlackBlock;

use crate::controls::Control;
use crate::controls::my_data::{ERASE, ERASE_ALL, MyData, WORD, WORD_FIELD};
use crate::domain::cadence::Zone;
use crate::domain::commands::Commands;
use crate::domain::dates::DateLanguage;
use crate::domain::privacy::{ExportMethod, Exports};
use crate::surface::{Home, Message, Modal, ModalForm};
use crate::views::kit::{self, Button, fields::Field};
use crate::views::text::Mrkdwn;

const TITLE: &str = "My data";
/// How many of the administrators' exports are shown; the copy has all of them.
const NEWEST: usize = 10;

/// The name in Slack of the file to read.
pub const TO_READ: &str = "my-data.md";
/// The name in Slack of the file for machines.
pub const FOR_MACHINES: &str = "my-data.json";
/// The comment above the files.
pub const COMMENT: &str =
    "Here’s your copy of what I keep about you: one file to read, one for machines. Only you see this DM.";

/// As [`COMMENT`], for a copy that an administrator had made.
pub const COMMENT_BY_LETTER: &str = "An administrator asked me for this copy of what I keep about you: one file to read, one for machines. Only you see this DM.";

/// What is kept, and what the user can do about it.
#[must_use]
pub fn overview(exports: &Exports) -> Modal {
    let kept = lines(
        "What Bearings keeps about you",
        &[
            "what you logged, and who you share it with",
            "what it asked you each week, and what you answered",
            "your settings, and when it may message you",
            "what the roster says: your track, level, team and managers",
            "who opened your entries, and which digests they were in",
        ],
    );
    let mut blocks = vec![kit::section(kept)];
    let not = "No scores, no counts, no ranking. Only you see it, except what you share and what the roster says.";
    blocks.push(kit::context(not));
    let zone = Zone::of(exports.zone.as_deref().unwrap_or("UTC"), "UTC");
    blocks.extend(kit::sections(exported(&exports.made, &zone, exports.language)));
    blocks.push(kit::divider());
    let copy = Mrkdwn::new()
        .bold("Get a copy.")
        .text(" You get two files in your DM with Bearings: one to read, one for machines.");
    let send = Button::new(Control::MyData(MyData::Send), "Send me a copy", "Send me a copy of all my data").primary();
    blocks.push(kit::section_with(copy, send));
    let erase = Mrkdwn::new().bold("Erase everything.").text(" Bearings asks twice before anything happens.");
    let button =
        Button::new(Control::MyData(MyData::Erase), "Erase everything…", "Erase everything: Bearings asks first");
    blocks.push(kit::section_with(erase, button));
    Modal::to_read(TITLE, blocks)
}

/// Shown while the copy is on its way.
#[must_use]
pub fn sending() -> Modal {
    kit::notice_modal(TITLE, "Your copy is on its way. You’ll find it in your DM with Bearings in a moment.")
}

/// Shown once the copy has arrived.
#[must_use]
pub fn sent() -> Modal {
    kit::notice_modal(
        TITLE,
        "Your copy is in your DM with Bearings: one file to read, one for machines. Only you see that DM.",
    )
}

/// Shown if Slack didn't take the copy.
#[must_use]
pub fn not_sent() -> Modal {
    let text = "Slack didn’t take the files. Nothing is lost. Check your DM with Bearings; if they’re not there, try again in a \
                moment.";
    try_again(text)
}

/// Shown while another copy is being made.
#[must_use]
pub fn copy_waits() -> Modal {
    let text = "Bearings is still making another copy. If it’s yours, you’ll find it in your DM. If nothing arrives, press the \
                button again in a moment.";
    try_again(text)
}

fn try_again(text: &str) -> Modal {
    let again = Button::new(Control::MyData(MyData::Send), "Try again", "Try again to send me a copy");
    let blocks = [kit::section(text)].into_iter().chain(kit::buttons(vec![again]));
    Modal::to_read(TITLE, blocks.collect())
}

/// The first question: what goes, what stays, and a word to type.
#[must_use]
pub fn confirm() -> Modal {
    let mut blocks = vec![kit::section(going()), kit::section(staying()), kit::section(no_way_back())];
    let field = Field::new(WORD_FIELD, WORD_FIELD, &format!("Type {WORD} to continue"));
    blocks.push(field.hint("Bearings asks once more after this.").line("The word above", ""));
    erasure_form(blocks, ERASE, "Continue")
}

/// The error below the field if it holds anything else.
#[must_use]
pub fn not_the_word() -> String {
    format!("Type {WORD} here, or press Keep everything. Nothing was erased.")
}

/// The second question.
#[must_use]
pub fn confirm_again() -> Modal {
    let text = Mrkdwn::new().bold("Last question.").text(" Erase everything you logged, answered and set, for good?");
    let blocks = vec![kit::section(text), kit::section(no_way_back())];
    erasure_form(blocks, ERASE_ALL, "Erase everything")
}

fn erasure_form(blocks: Vec<SlackBlock>, callback_id: &'static str, submit: &'static str) -> Modal {
    let form = ModalForm { callback_id, metadata: String::new(), submit };
    Modal { close: "Keep everything", ..kit::form_modal("Erase everything?", blocks, form) }
}

/// Shown once everything is erased.
#[must_use]
pub fn erased(commands: &Commands) -> Modal {
    Modal { close: "Done", ..Modal::to_read("Erased", after(commands)) }
}

/// Shown if the database didn't erase anything.
#[must_use]
pub fn not_erased(Commands { framework, .. }: &Commands) -> Modal {
    kit::notice_modal(
        TITLE,
        &format!(
            "Nothing was erased: Bearings can’t write to its database right now. Try again in a moment with {framework} my-data."
        ),
    )
}

/// The user's Home after erasure, until they open it again.
#[must_use]
pub fn erased_home(commands: &Commands) -> Home {
    let mut blocks = vec![kit::header("Everything is erased")];
    blocks.extend(after(commands));
    Home { blocks }
}

/// Shown if the database doesn't answer.
#[must_use]
pub fn not_now() -> Message {
    kit::notice("My data", "Bearings can’t show what it keeps about you right now. Try again in a moment.")
}

/// One line for each of the administrators' newest exports.
pub(super) fn exported<'e>(
    made: &'e [(DateTime<Utc>, ExportMethod)],
    zone: &'e Zone,
    language: DateLanguage,
) -> impl Iterator<Item = Mrkdwn> + use<'e> {
    made.iter().take(NEWEST).map(move |(at, way)| {
        let at = language.day_and_time(zone.local(*at));
        let to = match way {
            ExportMethod::Dm => "to your DM",
            ExportMethod::File => "to a file for you",
        };
        Mrkdwn::new().text(&format!("An administrator exported your data {to}, {at}."))
    })
}

fn after(Commands { framework, .. }: &Commands) -> Vec<SlackBlock> {
    let text = "Your data is erased. Bearings is withdrawing your entries from digests and deleting its messages in your DM. \
                Both take a few minutes.";
    let restart = "Bearings won’t message you again. To start over: ";
    vec![kit::section(text), kit::section(Mrkdwn::new().text(restart).code(&format!("{framework} settings")).text("."))]
}

fn going() -> Mrkdwn {
    lines(
        "What goes",
        &[
            "what you logged, which behaviours it shows, and who you shared it with",
            "what Bearings asked you, what you answered, and who opened your entries",
            "your settings",
            "your words in digests, which will say that something was withdrawn, without your name",
            "Bearings’ messages in your DM, and the copies of your data there, so download what you want to keep first",
        ],
    )
}

fn staying() -> Mrkdwn {
    lines(
        "What stays",
        &[
            "what the roster says about you, and your time zone and absence from Slack, until an admin takes you off the roster",
            "that you don’t want messages; you can start over at any time",
            "that you opened other people’s entries, if you’re a manager: they can see that",
            "what you wrote in the DM yourself: only you can delete it",
            "backups of the database, until they’re deleted",
        ],
    )
}

fn no_way_back() -> Mrkdwn {
    Mrkdwn::new().bold("You can’t undo this.").text(" After that, your data is only in backups, until they’re deleted.")
}

fn lines(title: &str, lines: &[&str]) -> Mrkdwn {
    lines.iter().fold(Mrkdwn::new().bold(title), |text, line| text.line().text("• ").text(line))
}
