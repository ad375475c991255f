//! An engineer's settings: the form, and what it says once it is saved.

use chrono::{NaiveDate, NaiveTime, Weekday};
use slack_morphism::prelude::SlackBlock;

use crate::controls::Control;
use crate::controls::settings::{
    FREQUENCIES, NO, SETTINGS, WEEKDAYS, YES, field_name, frequency_value, time_value, times, weekday_value,
};
use crate::domain::cadence::Zone;
use crate::domain::dates::DateLanguage;
use crate::domain::prompt::Frequency;
use crate::domain::settings::{Field, SettingsView};
use crate::surface::{Form, Modal};
use crate::views::kit::{self, fields};
use crate::views::text::Mrkdwn;

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
        choice("Ask me which behaviours I showed", YES, settings.asked),
        choice("Do not ask me", NO, !settings.asked),
    ];
    blocks.push(field(Field::Asked, "The weekly question", fields::radio(field_name(Field::Asked), asked)).into());
    let days = WEEKDAYS.map(|weekday| (day_name(weekday).to_owned(), weekday_value(weekday)));
    let day =
        fields::menu(field_name(Field::Weekday), "Day", days, Some(&weekday_value(settings.prompt_time.weekday())));
    blocks.push(field(Field::Weekday, "Day", day).into());
    let mut hours = times();
    if !hours.contains(&settings.prompt_time.time()) {
        hours.push(settings.prompt_time.time());
        hours.sort_unstable();
    }
    let hours = hours.into_iter().map(|time: NaiveTime| (time_value(time), time_value(time)));
    let time = fields::menu(field_name(Field::Time), "Time", hours, Some(&time_value(settings.prompt_time.time())));
    blocks.push(
        field(Field::Time, "Time", time).hint("In your own time zone, or up to a quarter of an hour later.").into(),
    );
    let paces = FREQUENCIES.map(|frequency| (pace_name(frequency).to_owned(), frequency_value(frequency)));
    let frequency =
        fields::menu(field_name(Field::Frequency), "How often", paces, Some(&frequency_value(settings.frequency)));
    blocks.push(field(Field::Frequency, "How often", frequency).into());
    let pause = fields::optional_day(field_name(Field::PausedUntil), settings.paused_until);
    let pause = field(Field::PausedUntil, "Pause until", pause).optional();
    blocks.push(pause.hint("You are asked again from this day on.").into());
    blocks.extend(shares(shown));
    let zone = fields::menu_to_search(&Control::Zone, "Type a city", 2);
    let now = settings.zone.as_deref().map_or_else(
        || "It is not known yet.".to_owned(),
        |zone| format!("Now {}. Leave this empty to keep it.", zone.replace('_', " ")),
    );
    blocks.push(fields::Field::new(field_name(Field::Zone).into(), "Time zone", zone).hint(&now).optional().into());
    blocks.push(dates(settings.language));
    blocks.push(kit::context(Mrkdwn::new().text("Only you see these settings, and nobody sees whether you answer.")));
    Modal {
        title: "My settings".into(),
        blocks,
        close: "Cancel",
        form: Some(Form { callback_id: SETTINGS, metadata: String::new(), submit: "Save" }),
    }
}

/// Shown once the settings are saved.
#[must_use]
pub fn saved(shown: &SettingsView) -> Modal {
    let text = Mrkdwn::new().text("Saved. ").then(&next(shown));
    Modal { close: "Done", ..Modal::to_read("My settings", vec![kit::section(text)]) }
}

/// Shown if the database doesn't answer.
#[must_use]
pub fn not_saved() -> &'static str {
    "Nothing was saved: Bearings cannot write to its database just now. Press Save again in a moment."
}

fn next(shown: &SettingsView) -> Mrkdwn {
    match shown.next {
        Some(at) => {
            let at = shown.settings.language.moment(Zone::of(&shown.clock, "UTC").local(at));
            Mrkdwn::new().text("The next question comes on ").text(&at).text(".")
        }
        None if shown.settings.asked => Mrkdwn::new().text("The next question comes soon."),
        None => Mrkdwn::new().text("You are not asked anything."),
    }
}

/// The audience of new entries; a choice only if the engineer has a manager.
fn shares(shown: &SettingsView) -> Option<SlackBlock> {
    if shown.managers.is_empty() {
        return None;
    }
    let choices =
        vec![choice("Only me", NO, !shown.settings.shares), choice("Me and my manager", YES, shown.settings.shares)];
    let radio = fields::radio(field_name(Field::Shares), choices);
    let hint = "You can change each entry. A new manager is never meant before you say so.";
    Some(field(Field::Shares, "A new entry begins as visible to", radio).hint(hint).into())
}

/// Each language by its own name, with an example.
fn dates(chosen: DateLanguage) -> SlackBlock {
    let label = |language: DateLanguage| {
        let day = language.day(EXAMPLE);
        language.own_name().map_or_else(|| day.clone(), |name| format!("{name} ({day})"))
    };
    let options = DateLanguage::ALL.map(|language| (label(language), language.code().to_owned()));
    let menu = fields::menu(field_name(Field::DateLanguage), "Language of dates", options, Some(chosen.code()));
    field(Field::DateLanguage, "Language of dates", menu).into()
}

fn field(
    field: Field,
    label: &str,
    element: impl Into<slack_morphism::prelude::SlackInputBlockElement>,
) -> fields::Field {
    fields::Field::new(field_name(field).into(), label, element)
}

fn choice(label: &str, value: &str, chosen: bool) -> fields::Choice {
    fields::Choice { label: Mrkdwn::new().text(label).into(), below: None, value: value.into(), chosen }
}

fn day_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

fn pace_name(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::EveryWeek => "Every week",
        Frequency::EverySecondWeek => "Every second week",
        Frequency::Monthly => "Once a month",
    }
}
