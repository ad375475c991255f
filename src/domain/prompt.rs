//! The weekly prompt: when to ask an engineer about which behaviours, what its buttons do, and when to ask less often.

mod choose;
mod frequency;
mod plan;
mod shows;
mod state;

pub use choose::{OfferedBehaviour, choose};
pub use frequency::{Advice, Frequency, Past, PromptOutcome, advise};
pub use plan::{
    Away, CATCH_UP, Plan, PromptSchedule, Sending, SkipReason, Slot, next_question, plan, plan_all, sending,
};
pub use shows::{LessOften, PromptView};
pub use state::{
    OPEN_FOR, Press, PressRefusal, Prompt, PromptAnswer, PromptState, PromptStep, Snooze, Transition, act, advance,
    snoozed_until,
};

#[cfg(test)]
mod tests;
