//! A user opens or saves their settings.

use std::collections::BTreeMap;

use crate::bot::storage_failure::ReplyTarget;
use crate::bot::{Ack, Bot, report};
use crate::controls::Control;
use crate::controls::settings::{YES, field_name, frequency_of, time_of, weekday_of};
use crate::domain::cadence;
use crate::domain::dates::DateLanguage;
use crate::domain::ids::Actor;
use crate::domain::settings::{Field, Filled};
use crate::services::settings;
use crate::slack::TriggerId;
use crate::slack::inbound::{SlashCommand, State, Submitted};
use crate::slack::outbound::SubmitAnswer;
use crate::views::settings as views;

impl Bot {
    /// `/framework settings`.
    pub(super) async fn settings_typed(self, command: SlashCommand) -> anyhow::Result<()> {
        let opened = self.open_settings(&command.by, &command.trigger).await;
        if let Err(error) = &opened {
            self.tell_not_shown(&ReplyTarget::of_url(&command.by, &command.response_url), error).await;
        }
        opened
    }

    /// Opens the form, filled in with the current settings.
    pub(super) async fn open_settings(&self, by: &Actor, trigger: &TriggerId) -> anyhow::Result<()> {
        // Times mean nothing without the zone.
        self.zone_of(by).await;
        let shown = settings::find(&self.store, by, self.clock.now()).await?;
        Ok(self.open_modal(trigger, views::form(&shown)).await?)
    }

    /// Saves the form, or says below its fields what to change.
    pub(super) async fn save_settings(&self, submitted: Submitted) -> Ack {
        let Submitted { by, state, .. } = submitted;
        let now = self.clock.now();
        let filled = read(&state);
        // If the field is empty, the zone stays as it is.
        let zone = match &filled.zone {
            Some(zone) => zone.clone(),
            None => self.zone_of(&by).await,
        };
        let today = cadence::today(&zone, now);
        let wanted = match filled.check(today) {
            Ok(wanted) => wanted,
            Err(faults) => {
                let errors = faults.iter().map(|fault| (field_name(fault.field()).to_owned(), fault.to_string()));
                return Ack::Submit(SubmitAnswer::errors(errors.collect()));
            }
        };
        Ack::Submit(match settings::save(&self.store, &self.evidence, &by, &wanted, now).await {
            Ok(shown) => {
                self.deliveries.nudge();
                self.afterwards("home", Self::refresh_home, by);
                SubmitAnswer::show(views::saved(&shown))
            }
            Err(failed) => {
                report("settings", &anyhow::Error::new(failed).context("cannot save settings"));
                let field = field_name(Field::Asked).to_owned();
                SubmitAnswer::errors(BTreeMap::from([(field, views::not_saved().to_owned())]))
            }
        })
    }
}

fn read(state: &State) -> Filled {
    let one = |field| state.one(field_name(field));
    Filled {
        asked: one(Field::Asked) == Some(YES),
        weekday: one(Field::Weekday).and_then(weekday_of),
        time: one(Field::Time).and_then(time_of),
        frequency: one(Field::Frequency).and_then(frequency_of).unwrap_or_default(),
        paused_until: one(Field::PausedUntil).and_then(|day| day.parse().ok()),
        shares: one(Field::Shares) == Some(YES),
        zone: state.one(&Control::Zone.action_id()).map(str::to_owned),
        language: one(Field::DateLanguage).and_then(DateLanguage::of_code).unwrap_or_default(),
    }
}
