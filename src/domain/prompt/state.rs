//! A weekly prompt's state, and how button presses and time change it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{PromptOutcome, PromptSchedule};
use crate::domain::cadence::{self, AT_WORK_FROM, Zone};
use crate::domain::ids::{BehaviourId, EntryId};

/// A prompt without an answer expires this long after it was last asked, unless a newer one replaces it first.
pub const OPEN_FOR: TimeDelta = TimeDelta::days(7);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    pub state: PromptState,
    /// The entries saved from it, in the order pressed. An ended prompt can still get some from late presses.
    pub answers: Vec<PromptAnswer>,
}

/// A behaviour for which the engineer pressed *I did this*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptAnswer {
    pub behaviour: BehaviourId,
    pub entry: EntryId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum PromptState {
    /// It waits for an answer.
    Asked,
    /// [`Prompt::answers`] has the answers.
    Answered,
    /// The engineer pressed *Nothing this week*.
    Nothing,
    /// It will be asked again.
    Snoozed {
        until: DateTime<Utc>,
    },
    /// The engineer paused from this prompt; further prompts wait, and this one shows until when.
    Paused {
        until: DateTime<Utc>,
    },
    Expired,
    /// A newer prompt was asked before it had an answer.
    Replaced,
    Skipped,
}

impl PromptState {
    /// How [`super::advise`] counts a prompt in this state.
    #[must_use]
    pub fn outcome(self, has_answers: bool) -> PromptOutcome {
        match self {
            Self::Expired | Self::Replaced if !has_answers => PromptOutcome::Ignored,
            Self::Answered | Self::Nothing | Self::Expired | Self::Replaced => PromptOutcome::Answered,
            Self::Asked | Self::Snoozed { .. } | Self::Paused { .. } | Self::Skipped => PromptOutcome::Neither,
        }
    }
}

/// What the engineer pressed on a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// *I did this*, or a behaviour under *Something else*.
    Did(BehaviourId),
    Undo(BehaviourId),
    /// They wrote an entry anywhere; that counts as an answer too.
    Wrote,
    /// *Nothing this week*.
    Nothing,
    /// Tomorrow or next Monday, calculated by [`snoozed_until`].
    Snooze {
        /// When it is asked again.
        until: DateTime<Utc>,
    },
    /// Pauses the [`PromptSchedule`] too, whatever happens to the prompt.
    Pause {
        until: DateTime<Utc>,
    },
}

/// What to save after a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptStep {
    Same,
    Become(PromptState),
    /// Save an entry for the behaviour, add it to the prompt's answers, and set the state.
    Save {
        behaviour: BehaviourId,
        then: PromptState,
    },
    /// Delete the entry, remove it from the prompt's answers, and set the state.
    Delete {
        entry: EntryId,
        then: PromptState,
    },
}

/// Why a press has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PressRefusal {
    /// The prompt was never asked, so the press can't be genuine.
    #[error("this prompt was never asked")]
    NeverAsked,
    /// Only an open prompt can be snoozed.
    #[error("this prompt is over; the next one comes by itself")]
    Over,
    /// The requested time has passed.
    #[error("that time has passed already")]
    Past,
}

/// A time-based event for a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// The snooze ended and the prompt is asked again.
    SnoozeEnded,
    /// A newer week's prompt is asked.
    NewerAsked,
    /// [`OPEN_FOR`] has passed since it was last asked.
    WaitedTooLong,
}

/// How long a prompt can be snoozed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snooze {
    /// Until the next working day, at the usual time.
    Tomorrow,
    /// Until the Monday after today, in the morning.
    NextMonday,
}

/// When a prompt that is snoozed now is asked again.
#[must_use]
pub fn snoozed_until(schedule: &PromptSchedule, choice: Snooze, now: DateTime<Utc>) -> DateTime<Utc> {
    let zone = Zone::of(&schedule.zone, &schedule.team_zone);
    let at = match choice {
        Snooze::Tomorrow => cadence::next_working_day(&zone, now, schedule.prompt_time.time()),
        Snooze::NextMonday => cadence::next_monday(&zone, now, AT_WORK_FROM),
    };
    at + cadence::jitter(&schedule.member)
}

/// How a press changes a prompt. A second press changes nothing, and what is saved stays saved: an ended prompt still
/// accepts answers without reopening.
///
/// # Errors
/// Why the press has no effect, in words for the engineer.
pub fn act(prompt: &Prompt, press: &Press, now: DateTime<Utc>) -> Result<PromptStep, PressRefusal> {
    if prompt.state == PromptState::Skipped {
        return Err(PressRefusal::NeverAsked);
    }
    match press {
        Press::Did(behaviour) => Ok(did(prompt, behaviour)),
        Press::Undo(behaviour) => Ok(undo(prompt, behaviour)),
        Press::Wrote if prompt.is_open() => Ok(PromptStep::Become(PromptState::Answered)),
        Press::Nothing if prompt.is_open() => Ok(become_if_new(prompt, PromptState::Nothing)),
        Press::Pause { until } if *until <= now => Err(PressRefusal::Past),
        Press::Pause { until } if prompt.is_open() => Ok(become_if_new(prompt, PromptState::Paused { until: *until })),
        Press::Wrote | Press::Nothing | Press::Pause { .. } => Ok(PromptStep::Same),
        Press::Snooze { until } if *until <= now => Err(PressRefusal::Past),
        Press::Snooze { until } if prompt.is_open() => {
            Ok(become_if_new(prompt, PromptState::Snoozed { until: *until }))
        }
        Press::Snooze { .. } => Err(PressRefusal::Over),
    }
}

/// How time changes a prompt; only an open one changes.
#[must_use]
pub fn advance(state: PromptState, transition: Transition) -> PromptState {
    match (state, transition) {
        (PromptState::Snoozed { .. }, Transition::SnoozeEnded) => PromptState::Asked,
        (PromptState::Asked | PromptState::Snoozed { .. }, Transition::NewerAsked) => PromptState::Replaced,
        (PromptState::Asked | PromptState::Snoozed { .. }, Transition::WaitedTooLong) => PromptState::Expired,
        (same, _) => same,
    }
}

impl Prompt {
    /// Whether it can still be snoozed or declined: it has no answers and hasn't ended.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(
            self.state,
            PromptState::Asked | PromptState::Nothing | PromptState::Snoozed { .. } | PromptState::Paused { .. }
        )
    }

    fn answer(&self, behaviour: &BehaviourId) -> Option<&PromptAnswer> {
        self.answers.iter().find(|answer| answer.behaviour == *behaviour)
    }

    fn has_ended(&self) -> bool {
        matches!(self.state, PromptState::Expired | PromptState::Replaced)
    }
}

fn become_if_new(prompt: &Prompt, state: PromptState) -> PromptStep {
    if prompt.state == state { PromptStep::Same } else { PromptStep::Become(state) }
}

fn did(prompt: &Prompt, behaviour: &BehaviourId) -> PromptStep {
    if prompt.answer(behaviour).is_some() {
        return PromptStep::Same;
    }
    let then = if prompt.has_ended() { prompt.state } else { PromptState::Answered };
    PromptStep::Save { behaviour: behaviour.clone(), then }
}

fn undo(prompt: &Prompt, behaviour: &BehaviourId) -> PromptStep {
    let Some(answer) = prompt.answer(behaviour) else { return PromptStep::Same };
    let last = prompt.answers.len() == 1;
    let then = if last && !prompt.has_ended() { PromptState::Asked } else { prompt.state };
    PromptStep::Delete { entry: answer.entry, then }
}

#[cfg(test)]
mod tests;
