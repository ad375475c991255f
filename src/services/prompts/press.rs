//! What a press on a prompt saves: the entry, the prompt's state and its message, in one transaction.

use chrono::{DateTime, Utc};

use crate::domain::delivery::Kind;
use crate::domain::evidence::QuotaExceeded;
use crate::domain::ids::{Actor, BehaviourId, EntryId, PromptId};
use crate::domain::prompt::{
    Frequency, LessOften, Press, PressRefusal, PromptState, PromptStep, Snooze, act, snoozed_until,
};
use crate::services::evidence;
use crate::services::prompts::Prompts;
use crate::store::prompt::{self, StoredPrompt};
use crate::store::{StoreError, Writing, delivery, person};

/// Why a press does nothing.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    #[error("there is no such prompt for this person")]
    NotThere,
    #[error(transparent)]
    Refused(#[from] PressRefusal),
    #[error("the author's quota is exceeded")]
    Quota(QuotaExceeded),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a user presses on a prompt, before it's known when "tomorrow" is for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptPress {
    Button(Press),
    /// Chosen in the menu.
    PutOff(Snooze),
}

impl Prompts {
    /// A user answers "Less often?": sets their frequency from now on, and stores the answer with the prompt.
    pub async fn choose_frequency(
        &self,
        by: &Actor,
        id: PromptId,
        frequency: Frequency,
        now: DateTime<Utc>,
    ) -> Result<(), PressError> {
        let mut writing = self.store.write().await?;
        let stored = prompt::find_prompt(&mut writing, &by.workspace, id).await?;
        stored
            .filter(|stored| stored.engineer == *by && stored.less_often != LessOften::No)
            .ok_or(PressError::NotThere)?;
        let mut person = person::find_person(&mut writing, by).await?;
        if let Some(preferences) = &mut person.preferences {
            preferences.choose_frequency(frequency, now);
        }
        person::update_preferences(&mut writing, &person).await?;
        prompt::update_chosen_frequency(&mut writing, id, frequency).await?;
        delivery::update_stale(&mut writing, by, Kind::Prompt, id.0, now).await?;
        Ok(writing.commit().await?)
    }

    /// The user wrote an entry: if their newest prompt waits for an answer, this is one. Returns whether it did.
    pub async fn wrote(&self, by: &Actor, now: DateTime<Utc>) -> Result<bool, PressError> {
        let newest = prompt::find_newest(&mut self.store.read().await?, by).await?;
        let Some((id, state)) = newest else { return Ok(false) };
        let waits = matches!(state, PromptState::Asked | PromptState::Snoozed { .. });
        if waits {
            self.press(by, id, PromptPress::Button(Press::Wrote), now).await?;
        }
        Ok(waits)
    }

    /// An entry has changed: marks the message of the prompt that it answers for an update, if there is one.
    pub async fn entry_changed(&self, by: &Actor, entry: EntryId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        let Some(id) = prompt::find_answered_by(&mut writing, by, entry).await? else { return Ok(()) };
        delivery::update_stale(&mut writing, by, Kind::Prompt, id.0, now).await?;
        writing.commit().await
    }

    /// Does what a press on the prompt means, and marks its message for an update.
    pub async fn press(
        &self,
        by: &Actor,
        id: PromptId,
        pressed: PromptPress,
        now: DateTime<Utc>,
    ) -> Result<(), PressError> {
        let mut writing = self.store.write().await?;
        let stored = prompt::find_prompt(&mut writing, &by.workspace, id).await?;
        let stored = stored.filter(|stored| stored.engineer == *by).ok_or(PressError::NotThere)?;
        let press = match pressed {
            PromptPress::Button(press) => press,
            PromptPress::PutOff(choice) => {
                let person = person::find_person(&mut writing, by).await?;
                let schedule = person.schedule().filter(|schedule| !schedule.stopped).ok_or(PressError::NotThere)?;
                Press::Snooze { until: snoozed_until(&schedule, choice, now) }
            }
        };
        match act(&stored.prompt, &press, now)? {
            PromptStep::Same => {}
            PromptStep::Become(state) => prompt::update_state(&mut writing, id, state).await?,
            PromptStep::Save { behaviour, then } => {
                let entry = self.save(&mut writing, by, &stored, &behaviour, now).await?;
                prompt::insert_answer(&mut writing, id, &behaviour, entry, now).await?;
                prompt::update_state(&mut writing, id, then).await?;
            }
            PromptStep::Delete { entry, then } => {
                evidence::delete(&mut writing, by, entry, now).await?;
                prompt::delete_answer(&mut writing, id, entry).await?;
                prompt::update_state(&mut writing, id, then).await?;
            }
        }
        if let Press::Pause { until } = press {
            let mut person = person::find_person(&mut writing, by).await?;
            if let Some(preferences) = &mut person.preferences {
                preferences.paused_until = Some(until);
            }
            person::update_preferences(&mut writing, &person).await?;
        }
        delivery::update_stale(&mut writing, by, Kind::Prompt, id.0, now).await?;
        writing.commit().await?;
        self.evidence.changed(by);
        Ok(())
    }

    /// One tap is a complete answer: a dated entry without words, shared by the author's preference for new entries.
    async fn save(
        &self,
        writing: &mut Writing,
        by: &Actor,
        stored: &StoredPrompt,
        behaviour: &BehaviourId,
        now: DateTime<Utc>,
    ) -> Result<EntryId, PressError> {
        let offered = stored.offered.iter().find(|shown| shown.behaviour == *behaviour);
        let track = offered.map(|shown| shown.track.clone()).ok_or(PressError::NotThere)?;
        let form = format!("prompt {} {behaviour} {}", stored.id, now.timestamp_millis());
        let (quota, shown) = (&self.evidence.quota, (track, behaviour.clone()));
        evidence::insert_tapped(writing, by, quota, &form, shown, now).await?.map_err(PressError::Quota)
    }
}
