//! The weekly prompt: when to ask an engineer about which behaviours, what its buttons do, and when to ask less often.

mod choose;
mod frequency;
mod plan;
mod shows;
mod state;

pub use choose::{OfferedBehaviour, choose};
pub use frequency::{Advice, Frequency, Outcome, Past, advise};
pub use plan::{Away, CATCH_UP, Plan, PromptSchedule, Reason, Sending, Slot, plan, sending, upcoming};
pub use shows::{LessOften, PromptView};
pub use state::{Answer, OPEN_FOR, Passing, Press, Prompt, Refusal, Snooze, State, Step, act, pass, snoozed_until};

#[cfg(test)]
mod tests;
