//! An engineer's settings: the form, and what is shown once it's saved.

use chrono::NaiveDate;
use slack_morphism::prelude::SlackBlock;
use strum::VariantArray;

use crate::controls::settings::{FREQUENCIES, NO, SETTINGS, YES, frequency_value, time_value, times, weekday_value};
use crate::domain::cadence::Zone;
use crate::domain::dates::DateLanguage;
use crate::domain::prompt::Frequency;
use crate::domain::settings::{SettingsField, SettingsView};
use crate::surface::{Modal, ModalForm};
use crate::views::kit::{
    self,
    fields::{Choice, Field},
};
use crate::views::text::Mrkdwn;

const TITLE: &str = "My settings";
/// The day that shows how each language writes dates.
const EXAMPLE: NaiveDate = match NaiveDate::from_ymd_opt(2026, 6, 3) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The form, filled in with the current settings.
#[must_use]
pub fn form(shown: &SettingsView) -> Modal {
    let settings = &shown.settings;
    let mut blocks = vec![kit::section(next(shown))];
    let asked = vec![
        Choice::new("Ask me which behaviours I’ve shown", YES, settings.asked),
        Choice::new("Don’t ask me", NO, !settings.asked),
    ];
    blocks.push(field(SettingsField::Asked, "Weekly question").radio(asked));
    let (weekday, time) = (settings.prompt_time.weekday(), settings.prompt_time.time());
    blocks.push(field(SettingsField::Weekday, "Day").menu("Day", kit::working_days(), &weekday_value(weekday)));
    let mut hours = times();
    if !hours.contains(&time) {
        hours.push(time);
        hours.sort_unstable();
    }
    let hours = hours.into_iter().map(|time| (time_value(time), time_value(time)));
    let at =
        field(SettingsField::Time, "Time").hint("In your time zone. The question may arrive up to 15 minutes later.");
    blocks.push(at.menu("Time", hours, &time_value(time)));
    let frequencies = FREQUENCIES.map(|frequency| (frequency_name(frequency).to_owned(), frequency_value(frequency)));
    let frequency = frequency_value(settings.frequency);
    blocks.push(field(SettingsField::Frequency, "How often").menu("How often", frequencies, &frequency));
    let pause = field(SettingsField::PausedUntil, "Pause until").hint("Questions resume on this day.");
    blocks.push(pause.optional().day(settings.paused_until));
    blocks.extend(shares(shown));
    let now = settings.zone.as_deref().map_or_else(
        || "Bearings doesn’t know it yet.".to_owned(),
        |zone| format!("Now: {}. Leave empty to keep it.", zone.replace('_', " ")),
    );
    blocks.push(field(SettingsField::Zone, "Time zone").hint(&now).optional().zone("Type a city"));
    blocks.push(dates(settings.language));
    blocks.push(kit::context("Only you see these settings. No one sees whether you answer."));
    kit::form_modal(TITLE, blocks, ModalForm { callback_id: SETTINGS, metadata: String::new(), submit: "Save" })
}

#[must_use]
pub fn saved(shown: &SettingsView) -> Modal {
    let text = Mrkdwn::new().text("Saved. ").then(&next(shown));
    Modal { close: "Done", ..kit::notice_modal(TITLE, text) }
}

/// Shown if the database doesn't answer.
#[must_use]
pub fn not_saved() -> &'static str {
    "Not saved: Bearings can’t write to its database right now. Press Save again in a moment."
}

fn next(shown: &SettingsView) -> Mrkdwn {
    match shown.next {
        Some(at) => {
            let at = shown.settings.language.around(Zone::of(&shown.clock, "UTC").local(at));
            Mrkdwn::new().text("Your next question arrives on ").text(&at).text(".")
        }
        None if shown.settings.asked => Mrkdwn::new().text("Your next question arrives soon."),
        None => Mrkdwn::new().text("Weekly questions are off."),
    }
}

/// The audience of new entries; a choice only if the engineer has a manager.
fn shares(shown: &SettingsView) -> Option<SlackBlock> {
    if shown.managers.is_empty() {
        return None;
    }
    let shares = shown.settings.shares;
    let choices = vec![Choice::new("Only me", NO, !shares), Choice::new("Me and my manager", YES, shares)];
    let field = field(SettingsField::Shares, "New entries are visible to");
    Some(
        field
            .hint(
                "You can change this for each entry. If you get a new manager, they’re not included until you say so.",
            )
            .radio(choices),
    )
}

/// Each language by its own name, with an example.
fn dates(chosen: DateLanguage) -> SlackBlock {
    let label = |language: DateLanguage| {
        let day = language.day(EXAMPLE);
        language.own_name().map_or_else(|| day.clone(), |name| format!("{name} ({day})"))
    };
    let options = DateLanguage::VARIANTS.iter().map(|language| (label(*language), language.as_ref().to_owned()));
    field(SettingsField::DateLanguage, "Language of dates").menu("Language of dates", options, chosen.as_ref())
}

fn field(field: SettingsField, label: &str) -> Field {
    Field::new(field.as_ref(), field.as_ref(), label)
}

fn frequency_name(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::EveryWeek => "Every week",
        Frequency::EverySecondWeek => "Every second week",
        Frequency::Monthly => "Once a month",
    }
}
