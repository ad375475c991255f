//! The introduction: what Bearings is, who sees what, and the user's decision to start or not.

use slack_morphism::prelude::SlackBlock;

use crate::controls::Control;
use crate::domain::ids::MemberId;
use crate::domain::introduction::{Introduced, Introduction, IntroductionDecision};
use crate::domain::lookup::Library;
use crate::surface::{Message, Options};
use crate::views::kit::{self, Button, fields};
use crate::views::lookup;
use crate::views::text::Mrkdwn;

/// The value of the menu for new entries' audience: only the author.
pub const ONLY_ME: &str = "only_me";
/// As [`ONLY_ME`]: the managers too.
pub const MANAGERS: &str = "managers";

/// The message, in the state that the user's decision puts it in.
#[must_use]
pub fn message(shown: &Introduced, library: &Library) -> Message {
    let mut blocks = vec![kit::header("Hello from Bearings")];
    blocks.extend(match shown.introduction {
        Introduction::Asked => asked(shown),
        Introduction::Started => started(shown),
        Introduction::Later => closed(
            "All right, not now. Nothing is sent to you.",
            vec![
                start(),
                Button::new(Control::Introduction(IntroductionDecision::Never), "Never", "Never: nobody asks again"),
            ],
            library,
        ),
        Introduction::Never => closed(
            "All right. Nothing is sent to you, and nobody asks again. Only you see this choice.",
            vec![Button::new(Control::Introduction(IntroductionDecision::Start), "Start after all", "Start after all")],
            library,
        ),
    });
    kit::message("Hello from Bearings", blocks)
}

/// The time zones that match what the user typed.
#[must_use]
pub fn zones(names: &[String]) -> Options {
    let option = |name: &String| fields::option(&name.replace('_', " "), "", name.clone());
    Options { option_groups: vec![fields::group("Time zones", names.iter().map(option).collect())] }
}

fn asked(shown: &Introduced) -> Vec<SlackBlock> {
    let mut blocks = vec![kit::section(purpose())];
    blocks.push(kit::section(who_sees(&shown.managers)));
    blocks.extend(preferences(shown));
    let not_now = Button::new(Control::Introduction(IntroductionDecision::NotNow), "Not now", "Not now");
    let never = Button::new(Control::Introduction(IntroductionDecision::Never), "Never", "Never: nobody asks again");
    blocks.extend(kit::buttons(vec![start(), not_now, never]));
    blocks.push(kit::context("Nothing is sent to you before you press Start. Only you see this."));
    blocks
}

fn started(shown: &Introduced) -> Vec<SlackBlock> {
    let text = "You are in. The first question comes this week or next, here, in working hours.";
    let mut blocks = vec![kit::section(text), kit::section(who_sees(&shown.managers))];
    blocks.extend(preferences(shown));
    let stop = Button::new(Control::Introduction(IntroductionDecision::NotNow), "Stop", "Stop: no more questions");
    blocks.extend(kit::buttons(vec![stop]));
    blocks
}

fn closed(says: &str, buttons: Vec<Button>, library: &Library) -> Vec<SlackBlock> {
    let mut blocks = vec![kit::section(says)];
    let tip = Mrkdwn::new().text("Looking things up works as ever: ").code(&lookup::example(library));
    blocks.push(kit::context(tip));
    blocks.extend(kit::buttons(buttons));
    blocks
}

fn purpose() -> Mrkdwn {
    Mrkdwn::new()
        .text("Once a week I ask here which behaviours of the framework you showed.")
        .line()
        .text("One tap is a complete answer. No answer is fine too, and nobody hears of it.")
        .line()
        .text("What you note down is there when you talk with your manager about where you are heading.")
        .line()
        .italic("A compass, not a GPS; not a rating system for humans; not a checklist.")
}

fn who_sees(managers: &[MemberId]) -> Mrkdwn {
    let text = Mrkdwn::new().bold("Who can see it:").text(" only you, until you share an entry.");
    let text = match managers {
        [] => text.text(" No manager is set for you, so there is nobody to share with yet."),
        managers => text.text(" What you share, ").members(managers).text(" can see, and nobody else."),
    };
    text.text(" Admins cannot read it.")
}

/// The audience of new entries and the time zone, each with a menu to change it.
fn preferences(shown: &Introduced) -> Vec<SlackBlock> {
    let mut blocks = Vec::new();
    if !shown.managers.is_empty() {
        let options = [("Only me", ONLY_ME), ("Me and my manager", MANAGERS)];
        let options = options.map(|(label, value)| (label.to_owned(), value.to_owned()));
        let chosen = if shown.shares { MANAGERS } else { ONLY_ME };
        let menu = kit::menu(&Control::Prefer.action_id(), "New entries begin as", options, Some(chosen));
        let text = Mrkdwn::new().text("A new entry begins as visible to:").line().text("You can change each entry.");
        blocks.push(kit::section_beside(text, menu));
    }
    let zone = match &shown.zone {
        Some(zone) => Mrkdwn::new().text("Your time zone is ").bold(&zone.replace('_', " ")).text("."),
        None => Mrkdwn::new().text("Your time zone is not known yet."),
    };
    blocks.push(kit::section_beside(zone, fields::zone_menu("Change: type a city")));
    blocks
}

fn start() -> Button {
    Button::new(Control::Introduction(IntroductionDecision::Start), "Start", "Start: ask me once a week").primary()
}
