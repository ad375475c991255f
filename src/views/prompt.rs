//! The weekly prompt: one message, in each of its states.

use chrono::{DateTime, NaiveDateTime, Utc};
use slack_morphism::prelude::SlackBlock;

use crate::controls::{Control, EntryAct, EntryButton, EntryLocation, PromptAct, PromptButton, PutOff};
use crate::domain::cadence::Zone;
use crate::domain::evidence::BehaviourRef;
use crate::domain::ids::EntryId;
use crate::domain::lookup::Library;
use crate::domain::prompt::{Frequency, LessOften, PromptState, PromptView, Snooze};
use crate::secret::PrivateText;
use crate::surface::Message;
use crate::views::evidence;
use crate::views::kit::{self, Button};
use crate::views::lookup;
use crate::views::text::{Mrkdwn, clip};

/// Characters of a button's value.
const VALUE: usize = 2_000;
const TITLE: &str = "Did you do any of these this week?";

/// The message as it should look now.
#[must_use]
pub fn message(shows: &PromptView, library: &Library) -> Message {
    let ending = match shows.prompt.state {
        PromptState::Asked | PromptState::Answered => None,
        PromptState::Nothing => Some(says("Nothing this week. That’s fine.")),
        PromptState::Snoozed { until } => Some(says("I’ll ask again on ").text(&around(shows, until)).text(".")),
        PromptState::Paused { until } => {
            let day = shows.language.weekday_and_day(local(shows, until).date());
            Some(says("Paused until ").text(&day).text("."))
        }
        PromptState::Expired | PromptState::Replaced | PromptState::Skipped => {
            Some(says("That week has passed, but you can still log something."))
        }
    };
    let mut blocks = vec![kit::header(TITLE)];
    blocks.extend(ending.map_or_else(|| open(shows, library), |text| closed(shows, library, text)));
    kit::message(TITLE, blocks)
}

/// The reply to words that a user wrote to the bot: one press makes them evidence.
#[must_use]
pub fn said(words: &PrivateText, library: &Library) -> Message {
    let mut blocks = vec![kit::section("Save this as evidence? You can review it first.")];
    let carried = (!words.is_blank()).then(|| PrivateText::new(clip(words.reveal(), VALUE)));
    let open = Button::new(Control::Log(carried), "Save as evidence", "Save as evidence: open the form").primary();
    blocks.extend(kit::buttons(vec![open]));
    blocks.push(kit::context(Mrkdwn::new().text("To look something up: ").code(&lookup::example(library))));
    kit::untitled(blocks)
}

/// A prompt that waits for answers, or for more of them.
fn open(shows: &PromptView, library: &Library) -> Vec<SlackBlock> {
    let mut blocks = Vec::new();
    for offered in &shows.offered {
        match answer(shows, offered) {
            Some(entry) => blocks.extend(saved(shows, offered, entry, library)),
            None => blocks.push(question(shows, offered, library)),
        }
    }
    let wrote = shows.prompt.state == PromptState::Answered && shows.prompt.answers.is_empty();
    if wrote {
        blocks.insert(0, kit::section("Saved. Add more if you like."));
    }
    let mut row = vec![Button::new(Control::Log(None), "Something else", "Something else: log it").into()];
    if shows.prompt.state == PromptState::Asked {
        let nothing = Button::new(control(shows, PromptAct::Nothing), "Nothing this week", "Nothing this week");
        row.extend([nothing.into(), menu(shows).into()]);
    }
    blocks.push(kit::row(row));
    blocks.extend(less_often(shows));
    blocks.push(kit::context(who_sees(shows)));
    blocks
}

/// Asks once, after several prompts without an answer; only the engineer knows.
fn less_often(shows: &PromptView) -> Vec<SlackBlock> {
    match shows.less_often {
        LessOften::No => Vec::new(),
        LessOften::Asked => {
            let button =
                |frequency, label: &str| Button::new(control(shows, PromptAct::Frequency(frequency)), label, label);
            let mut blocks = vec![kit::divider(), kit::section("Should I ask less often? Only you see this.")];
            blocks.extend(kit::buttons(vec![
                button(Frequency::EverySecondWeek, "Every second week"),
                button(Frequency::Monthly, "Once a month"),
                button(Frequency::EveryWeek, "Every week is fine"),
            ]));
            blocks
        }
        LessOften::Chosen(frequency) => {
            let text = match frequency {
                Frequency::EveryWeek => "I’ll keep asking every week.",
                Frequency::EverySecondWeek => "From now on, I’ll ask every second week.",
                Frequency::Monthly => "From now on, I’ll ask once a month.",
            };
            vec![kit::section(says(text))]
        }
    }
}

/// A prompt that waits for nothing; what was saved from it stays, and what wasn't can still be logged.
fn closed(shows: &PromptView, library: &Library, text: Mrkdwn) -> Vec<SlackBlock> {
    let mut blocks = vec![kit::section(text)];
    for offered in &shows.offered {
        if let Some(entry) = answer(shows, offered) {
            blocks.extend(saved(shows, offered, entry, library));
        }
    }
    let log = Button::new(Control::Log(None), "Log evidence", "Log evidence: what you did");
    blocks.extend(kit::buttons(vec![log]));
    blocks
}

fn question(shows: &PromptView, offered: &BehaviourRef, library: &Library) -> SlackBlock {
    let did = control(shows, PromptAct::Did(offered.behaviour.clone()));
    let button = Button::new(did, "I did this", format!("I did this: {}", offered.wording));
    kit::section_with(Mrkdwn::new().text(&offered.wording).line().italic(&place(offered, library)), button)
}

fn saved(shows: &PromptView, offered: &BehaviourRef, entry: EntryId, library: &Library) -> Vec<SlackBlock> {
    let text = Mrkdwn::new().bold("Saved:").text(" ").text(&offered.wording).line().italic(&place(offered, library));
    let edit = Control::Entry(EntryButton { id: entry, act: EntryAct::Edit, place: EntryLocation::Card });
    let undo = control(shows, PromptAct::Undo(offered.behaviour.clone()));
    let mut blocks = vec![kit::section(text)];
    blocks.extend(kit::buttons(vec![
        Button::new(edit, "Add a line", format!("Add a line: {}", offered.wording)),
        Button::new(undo, "Undo", format!("Undo: {}", offered.wording)),
    ]));
    blocks
}

fn menu(shows: &PromptView) -> slack_morphism::prelude::SlackBlockStaticSelectElement {
    let options = PutOff::ALL.map(|choice| {
        let label = match choice {
            PutOff::Snooze(Snooze::Tomorrow) => "Ask me tomorrow".to_owned(),
            PutOff::Snooze(Snooze::NextMonday) => "Ask me next Monday".to_owned(),
            PutOff::Pause(weeks) => format!("Pause for {weeks} weeks"),
        };
        (label, choice.value())
    });
    kit::menu(&control(shows, PromptAct::Menu).action_id(), "Later", options, None)
}

fn who_sees(shows: &PromptView) -> Mrkdwn {
    let text = Mrkdwn::new().text("One tap is enough. ");
    let text = match (shows.shares, shows.managers.as_slice()) {
        (true, [one]) => text.text("You and ").member(one).text(" can see what you save."),
        (true, [one, other, ..]) => {
            text.text("You, ").member(one).text(" and ").member(other).text(" can see what you save.")
        }
        _ => text.text("Only you can see what you save."),
    };
    text.text(" No one sees whether you answer.")
}

fn place(offered: &BehaviourRef, library: &Library) -> String {
    evidence::place(offered.theme_name(library), offered.level)
}

fn answer(shows: &PromptView, offered: &BehaviourRef) -> Option<EntryId> {
    let answers = &shows.prompt.answers;
    answers.iter().find(|answer| answer.behaviour == offered.behaviour).map(|answer| answer.entry)
}

fn control(shows: &PromptView, act: PromptAct) -> Control {
    Control::Prompt(PromptButton { id: shows.id, act })
}

fn says(text: &str) -> Mrkdwn {
    Mrkdwn::new().text(text)
}

/// A moment in the engineer's own zone, wherever they read it.
fn local(shows: &PromptView, at: DateTime<Utc>) -> NaiveDateTime {
    Zone::of(&shows.zone, "UTC").local(at)
}

fn around(shows: &PromptView, at: DateTime<Utc>) -> String {
    shows.language.around(local(shows, at))
}
