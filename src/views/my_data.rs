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
    "Your copy of what Bearings keeps about you: one file to read, one for machines. Only you see this DM.";

/// As [`COMMENT`], for a copy that an administrator had made.
pub const COMMENT_BY_LETTER: &str = "An administrator had this made for you: what Bearings keeps about you, one file to read, one for machines. Only you see this DM.";

/// What is kept, and what the user can do about it.
#[must_use]
pub fn overview(exports: &Exports) -> Modal {
    let kept = lines(
        "Bearings keeps about you",
        &[
            "what you noted down, and whom you let see it",
            "what you were asked each week, and what you answered",
            "your settings, and when the bot may write to you",
            "what the roster says: your track, level, team and managers",
            "who opened your entries, and which digests they stood in",
        ],
    );
    let mut blocks = vec![kit::section(kept)];
    let not =
        "No scores, no counts, no ranking. Nobody but you sees it, but for what you share and what the roster says.";
    blocks.push(kit::context(not));
    let zone = Zone::of(exports.zone.as_deref().unwrap_or("UTC"), "UTC");
    blocks.extend(kit::sections(exported(&exports.made, &zone, exports.language)));
    blocks.push(kit::divider());
    let copy = Mrkdwn::new()
        .bold("Take it along.")
        .text(" All of it as two files in your DM with Bearings: one to read, one for machines.");
    let send = Button::new(Control::MyData(MyData::Send), "Send me a copy", "Send me a copy of all my data").primary();
    blocks.push(kit::section_with(copy, send));
    let erase = Mrkdwn::new().bold("Have it erased.").text(" You are asked twice before anything happens.");
    let button =
        Button::new(Control::MyData(MyData::Erase), "Erase everything…", "Erase everything: you are asked first");
    blocks.push(kit::section_with(erase, button));
    Modal::to_read(TITLE, blocks)
}

/// Shown while the copy is on its way.
#[must_use]
pub fn sending() -> Modal {
    kit::notice_modal(TITLE, "Your copy is being made. It comes into your DM with Bearings in a moment.")
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
    let text = "Slack did not take the files just now. Nothing is lost. Look into your DM with Bearings; if they are not there, \
                try again in a moment.";
    try_again(text)
}

/// Shown while another copy is being made.
#[must_use]
pub fn copy_waits() -> Modal {
    let text = "Another copy is still being made, and one of yours comes into your DM with Bearings. If none does, press the button \
                in a moment.";
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
    let field = Field::new(WORD_FIELD, WORD_FIELD, &format!("Type {WORD} to go on"));
    blocks.push(field.hint("You are asked once more after this.").line("The word above", ""));
    erasure_form(blocks, ERASE, "Go on")
}

/// The error below the field if it holds anything else.
#[must_use]
pub fn not_the_word() -> String {
    format!("Type {WORD} here, or press Keep everything. Nothing was erased.")
}

/// The second question.
#[must_use]
pub fn confirm_again() -> Modal {
    let text = Mrkdwn::new()
        .bold("Last question.")
        .text(" Erase all that you noted down, were asked and set, now and for good?");
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
            "Nothing was erased: Bearings cannot write to its database just now. Try again in a moment with {framework} my-data."
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
    kit::notice("Not just now", "What is kept about you cannot be shown just now. Come back in a moment.")
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
            ExportMethod::File => "into a file that is to be handed to you",
        };
        Mrkdwn::new().text(&format!("An administrator exported your data, {at}, {to}."))
    })
}

fn after(Commands { framework, .. }: &Commands) -> Vec<SlackBlock> {
    let text = "Everything of yours is erased. What stood in a digest is being withdrawn, and what I wrote in your DM is being \
                deleted; both take a few minutes.";
    let anew = "I do not write to you again. If you ever want to begin anew: ";
    vec![kit::section(text), kit::section(Mrkdwn::new().text(anew).code(&format!("{framework} settings")).text("."))]
}

fn going() -> Mrkdwn {
    lines(
        "What goes",
        &[
            "what you noted down, what it shows, and whom you shared it with",
            "what you were asked and answered, and who opened your entries",
            "your settings",
            "your words in digests: there it says that something was withdrawn, without your name",
            "what I wrote in your DM, and the copies of your data there: download first what you want to keep",
        ],
    )
}

fn staying() -> Mrkdwn {
    lines(
        "What stays",
        &[
            "what the roster says of you, and your time zone and absence as Slack says them, until an admin takes you off it",
            "that you do not want to be written to; you can begin anew yourself",
            "that you opened others’ entries, if you are a manager: they may read it",
            "what you yourself wrote in the DM: only you can delete it",
            "backups of the database, until they are deleted",
        ],
    )
}

fn no_way_back() -> Mrkdwn {
    Mrkdwn::new().bold("This cannot be undone.").text(" Only a backup still holds it, until that is deleted.")
}

fn lines(title: &str, lines: &[&str]) -> Mrkdwn {
    lines.iter().fold(Mrkdwn::new().bold(title), |text, line| text.line().text("• ").text(line))
}
