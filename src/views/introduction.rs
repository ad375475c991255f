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
            "OK, not now. I won’t send you any questions.",
            vec![
                start(),
                Button::new(Control::Introduction(IntroductionDecision::Never), "Never", "Never: don’t ask again"),
            ],
            library,
        ),
        Introduction::Never => closed(
            "OK. I won’t send you any questions, and I won’t ask again. Only you see this choice.",
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
    let never = Button::new(Control::Introduction(IntroductionDecision::Never), "Never", "Never: don’t ask again");
    blocks.extend(kit::buttons(vec![start(), not_now, never]));
    blocks.push(kit::context("I won’t message you again unless you press Start. Only you see this."));
    blocks
}

fn started(shown: &Introduced) -> Vec<SlackBlock> {
    let text = match shown.first_question {
        Some(at) => format!("You’re in! Your first question arrives here on {}.", shown.language.around(at)),
        None => "You’re in! Your questions arrive here, in working hours.".to_owned(),
    };
    let mut blocks = vec![kit::section(&text), kit::section(who_sees(&shown.managers))];
    blocks.extend(preferences(shown));
    let stop = Button::new(
        Control::Introduction(IntroductionDecision::NotNow),
        "Stop weekly questions",
        "Stop weekly questions",
    );
    blocks.extend(kit::buttons(vec![stop]));
    blocks
}

fn closed(says: &str, buttons: Vec<Button>, library: &Library) -> Vec<SlackBlock> {
    let mut blocks = vec![kit::section(says)];
    let tip = Mrkdwn::new().text("You can still look things up: ").code(&lookup::example(library));
    blocks.push(kit::context(tip));
    blocks.extend(kit::buttons(buttons));
    blocks
}

fn purpose() -> Mrkdwn {
    Mrkdwn::new()
        .text("Once a week, I’ll ask which behaviours you’ve shown.")
        .line()
        .text("One tap is a complete answer. You can skip a week, and no one hears about it.")
        .line()
        .text("Your notes will be ready for career conversations with your manager.")
        .line()
        .italic("A compass, not a GPS; not a rating system for humans; not a checklist.")
}

fn who_sees(managers: &[MemberId]) -> Mrkdwn {
    let text = Mrkdwn::new().bold("Who can see it:").text(" only you, until you share an entry.");
    let text = match managers {
        [] => text.text(" You don’t have a manager set up yet, so there’s no one to share with."),
        managers => text
            .text(" What you share goes to ")
            .members(managers)
            .text(": in App Home, and in the team’s digest unless you hold it back."),
    };
    text.text(" Admins can’t read it.")
}

/// The audience of new entries and the time zone, each with a menu to change it.
fn preferences(shown: &Introduced) -> Vec<SlackBlock> {
    let mut blocks = Vec::new();
    if !shown.managers.is_empty() {
        let options = [("Only me", ONLY_ME), ("Me and my manager", MANAGERS)];
        let options = options.map(|(label, value)| (label.to_owned(), value.to_owned()));
        let chosen = if shown.shares { MANAGERS } else { ONLY_ME };
        let menu = kit::menu(&Control::Prefer.action_id(), "New entries are visible to", options, Some(chosen));
        let text = Mrkdwn::new().text("New entries are visible to:").line().text("You can change this for each entry.");
        blocks.push(kit::section_beside(text, menu));
    }
    let zone = match &shown.zone {
        Some(zone) => Mrkdwn::new().text("Your time zone is ").bold(&zone.replace('_', " ")).text("."),
        None => Mrkdwn::new().text("I don’t know your time zone yet."),
    };
    blocks.push(kit::section_beside(zone, fields::zone_menu("Type a city to change it")));
    blocks
}

fn start() -> Button {
    Button::new(Control::Introduction(IntroductionDecision::Start), "Start", "Start: ask me once a week").primary()
}
