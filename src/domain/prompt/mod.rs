//! The weekly prompt: who is asked when, about which behaviours, what pressing its buttons does, and when to ask less.

mod choose;
mod pace;
mod plan;
mod shows;
mod state;

pub use choose::{OfferedBehaviour, choose};
pub use pace::{Advice, Frequency, Outcome, Past, advise};
pub use plan::{Away, CATCH_UP, Plan, PromptSchedule, Reason, Sending, Slot, plan, sending, upcoming};
pub use shows::{LessOften, PromptView};
pub use state::{Answer, OPEN_FOR, Passing, Press, Prompt, Refusal, Snooze, State, Step, act, pass, snoozed_until};

#[cfg(test)]
mod tests;
