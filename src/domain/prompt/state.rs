//! What a week's prompt is like, and what pressing its buttons and the passing of time make of it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Outcome, PromptSchedule};
use crate::domain::cadence::{self, AT_WORK_FROM, Zone};
use crate::domain::ids::{BehaviourId, EntryId};

/// So long after it was last asked, a prompt without an answer is over, if no newer one ended it before.
pub const OPEN_FOR: TimeDelta = TimeDelta::days(7);

/// One week's prompt to one engineer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What it is like.
    pub state: State,
    /// What was saved from it, in the order pressed. An ended prompt can have some, pressed late.
    pub answers: Vec<Answer>,
}

/// A behaviour for which *I did this* was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub behaviour: BehaviourId,
    /// The entry that it saved.
    pub entry: EntryId,
}

/// What a prompt is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It waits for an answer.
    Asked,
    /// Its [`Prompt::answers`] say what they did.
    Answered,
    /// They said that there was nothing this week.
    Nothing,
    /// It comes again.
    Snoozed {
        /// At this instant.
        until: DateTime<Utc>,
    },
    /// They paused from here; the next prompts stay away, and this one says until when.
    Paused {
        /// Until this instant.
        until: DateTime<Utc>,
    },
    /// Its time was over without an answer.
    Expired,
    /// A newer one was asked before it had an answer.
    Replaced,
    /// It was never asked.
    Skipped,
}

/// What somebody pressed on a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// *I did this*, or a behaviour behind *Something else*.
    Did(BehaviourId),
    /// *Undo*.
    Undo(BehaviourId),
    /// They wrote an entry, wherever: that is an answer too.
    Wrote,
    /// *Nothing this week*.
    Nothing,
    /// Tomorrow or next Monday, as [`snoozed_until`] has it.
    Snooze {
        /// When it comes again.
        until: DateTime<Utc>,
    },
    /// Pause. The seat is paused too, whatever comes of the prompt.
    Pause { until: DateTime<Utc> },
}

/// What to save after a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Same,
    /// The prompt becomes this.
    Become(State),
    /// Save an entry for the behaviour, and add it to the prompt's answers; the prompt becomes this.
    Save {
        /// What they did.
        behaviour: BehaviourId,
        /// The prompt with it.
        then: State,
    },
    /// Delete the entry, and take it out of the prompt's answers; the prompt becomes this.
    Delete {
        /// The entry of the behaviour.
        entry: EntryId,
        /// The prompt without it.
        then: State,
    },
}

/// Why a press does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The prompt was never asked, so that nobody can have pressed anything on it.
    #[error("this prompt was never asked")]
    NeverAsked,
    /// Only what waits for an answer can come again.
    #[error("this prompt is over; the next one comes by itself")]
    Over,
    /// The instant has passed.
    #[error("that time has passed already")]
    Past,
}

/// What time does to a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// A snoozed one is asked again.
    Woken,
    /// A newer week's prompt is asked.
    Newer,
    /// [`OPEN_FOR`] has passed since it was last asked.
    Over,
}

/// For how long somebody can put off a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snooze {
    /// To the next working day, at their usual time.
    Tomorrow,
    /// To the Monday after today, in the morning.
    NextMonday,
}

/// When a prompt that is put off now comes again.
#[must_use]
pub fn snoozed_until(schedule: &PromptSchedule, choice: Snooze, now: DateTime<Utc>) -> DateTime<Utc> {
    let zone = Zone::of(&schedule.zone, &schedule.team_zone);
    let at = match choice {
        Snooze::Tomorrow => cadence::next_working_day(&zone, now, schedule.rhythm.time()),
        Snooze::NextMonday => cadence::next_monday(&zone, now, AT_WORK_FROM),
    };
    at + cadence::jitter(&schedule.member)
}

/// What pressing a button makes of a prompt. Pressing twice changes nothing, and what is saved stays saved: an ended
/// prompt still takes answers, without coming back to life.
///
/// # Errors
/// Why nothing can come of it; what the person reads.
pub fn act(prompt: &Prompt, press: &Press, now: DateTime<Utc>) -> Result<Step, Refusal> {
    if prompt.state == State::Skipped {
        return Err(Refusal::NeverAsked);
    }
    match press {
        Press::Did(behaviour) => Ok(did(prompt, behaviour)),
        Press::Undo(behaviour) => Ok(undo(prompt, behaviour)),
        Press::Wrote if prompt.is_open() => Ok(Step::Become(State::Answered)),
        Press::Nothing if prompt.is_open() => Ok(become_if_new(prompt, State::Nothing)),
        Press::Pause { until } if *until <= now => Err(Refusal::Past),
        Press::Pause { until } if prompt.is_open() => Ok(become_if_new(prompt, State::Paused { until: *until })),
        Press::Wrote | Press::Nothing | Press::Pause { .. } => Ok(Step::Same),
        Press::Snooze { until } if *until <= now => Err(Refusal::Past),
        Press::Snooze { until } if prompt.is_open() => Ok(become_if_new(prompt, State::Snoozed { until: *until })),
        Press::Snooze { .. } => Err(Refusal::Over),
    }
}

/// What time makes of a prompt: only one that waits for an answer changes.
#[must_use]
pub fn pass(state: State, passing: Passing) -> State {
    match (state, passing) {
        (State::Snoozed { .. }, Passing::Woken) => State::Asked,
        (State::Asked | State::Snoozed { .. }, Passing::Newer) => State::Replaced,
        (State::Asked | State::Snoozed { .. }, Passing::Over) => State::Expired,
        (same, _) => same,
    }
}

impl Prompt {
    /// Whether it can still be put off or declined: it has no answers and is not over.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Asked | State::Nothing | State::Snoozed { .. } | State::Paused { .. })
    }

    /// What [`super::advise`] counts it as.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.state {
            State::Expired | State::Replaced if self.answers.is_empty() => Outcome::Ignored,
            State::Answered | State::Nothing | State::Expired | State::Replaced => Outcome::Answered,
            State::Asked | State::Snoozed { .. } | State::Paused { .. } | State::Skipped => Outcome::Neither,
        }
    }

    fn answer(&self, behaviour: &BehaviourId) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.behaviour == *behaviour)
    }

    fn has_ended(&self) -> bool {
        matches!(self.state, State::Expired | State::Replaced)
    }
}

fn become_if_new(prompt: &Prompt, state: State) -> Step {
    if prompt.state == state { Step::Same } else { Step::Become(state) }
}

fn did(prompt: &Prompt, behaviour: &BehaviourId) -> Step {
    if prompt.answer(behaviour).is_some() {
        return Step::Same;
    }
    let then = if prompt.has_ended() { prompt.state } else { State::Answered };
    Step::Save { behaviour: behaviour.clone(), then }
}

fn undo(prompt: &Prompt, behaviour: &BehaviourId) -> Step {
    let Some(answer) = prompt.answer(behaviour) else { return Step::Same };
    let last = prompt.answers.len() == 1;
    let then = if last && !prompt.has_ended() { State::Asked } else { prompt.state };
    Step::Delete { entry: answer.entry, then }
}

#[cfg(test)]
mod tests;
