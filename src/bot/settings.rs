//! A user opens or saves their settings.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::bot::Ack;
use crate::bot::background::report;
use crate::bot::error_reply::tell_not_shown;
use crate::bot::home::Homes;
use crate::bot::members::Members;
use crate::bot::replies::Replies;
use crate::bot::reply_target::ReplyTarget;
use crate::controls::Control;
use crate::controls::settings::{YES, frequency_of, time_of, weekday_of};
use crate::domain::cadence;
use crate::domain::ids::Actor;
use crate::domain::settings::{FilledSettings, Settings, SettingsField};
use crate::services::deliveries::Deliveries;
use crate::services::evidence::Evidence;
use crate::services::settings;
use crate::slack::TriggerId;
use crate::slack::inbound::{FormState, SlashCommand, ViewSubmission};
use crate::slack::outbound::SubmitAnswer;
use crate::views::settings as views;

/// `/framework settings`.
pub(super) async fn open_from_command(
    members: &Members,
    replies: &Replies,
    command: &SlashCommand,
) -> anyhow::Result<()> {
    let SlashCommand { by, trigger, response_url, .. } = command;
    let opened = open(members, replies, by, trigger).await;
    if let Err(error) = &opened {
        tell_not_shown(replies, by, &ReplyTarget::Message(response_url.clone()), error).await;
    }
    opened
}

/// Opens the form, filled in with the current settings.
pub(super) async fn open(members: &Members, replies: &Replies, by: &Actor, trigger: &TriggerId) -> anyhow::Result<()> {
    // Times mean nothing without the zone.
    members.zone_of(by).await;
    let current = settings::find(&members.store, by, members.clock.now()).await?;
    Ok(replies.open_modal(trigger, views::form(&current)).await?)
}

/// Saves the form, or says below its fields what to change.
pub(super) async fn save(
    members: &Members,
    evidence: &Evidence,
    deliveries: &Deliveries,
    homes: &Homes,
    submitted: ViewSubmission,
    now: DateTime<Utc>,
) -> Ack {
    let ViewSubmission { by, state, .. } = submitted;
    let filled = read(&state);
    // If the field is empty, the zone stays as it is.
    let zone = match &filled.settings.zone {
        Some(zone) => zone.clone(),
        None => members.zone_of(&by).await,
    };
    let wanted = match filled.check(cadence::today(&zone, now)) {
        Ok(wanted) => wanted,
        Err(faults) => {
            let errors = faults.iter().map(|fault| (fault.field().as_ref().to_owned(), fault.to_string()));
            return Ack::Submit(SubmitAnswer::errors(errors.collect()));
        }
    };
    Ack::Submit(match settings::save(&members.store, evidence, &by, &wanted, now).await {
        Ok(saved) => {
            deliveries.nudge();
            homes.refresh_later(by);
            SubmitAnswer::show(views::saved(&saved))
        }
        Err(failed) => {
            report("settings", &anyhow::Error::new(failed).context("cannot save settings"));
            let field = SettingsField::Asked.as_ref().to_owned();
            SubmitAnswer::errors(BTreeMap::from([(field, views::not_saved().to_owned())]))
        }
    })
}

fn read(state: &FormState) -> FilledSettings {
    let one = |field: SettingsField| state.one(field.as_ref());
    FilledSettings {
        weekday: one(SettingsField::Weekday).and_then(weekday_of),
        time: one(SettingsField::Time).and_then(time_of),
        settings: Settings {
            asked: one(SettingsField::Asked) == Some(YES),
            frequency: one(SettingsField::Frequency).and_then(frequency_of).unwrap_or_default(),
            paused_until: one(SettingsField::PausedUntil).and_then(|day| day.parse().ok()),
            shares: one(SettingsField::Shares) == Some(YES),
            zone: state.one(&Control::Zone.action_id()).map(str::to_owned),
            language: one(SettingsField::DateLanguage).and_then(|code| code.parse().ok()).unwrap_or_default(),
            ..Settings::default()
        },
    }
}
