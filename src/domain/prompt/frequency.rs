//! How often an engineer is asked, and when to ask less often.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Frequency {
    #[default]
    EveryWeek,
    EverySecondWeek,
    /// Every fourth week.
    Monthly,
}

impl Frequency {
    /// The number of weeks from one prompt to the next.
    #[must_use]
    pub fn weeks(self) -> u32 {
        match self {
            Self::EveryWeek => 1,
            Self::EverySecondWeek => 2,
            Self::Monthly => 4,
        }
    }
}

/// How a prompt ended. Only the engineer ever sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptOutcome {
    /// The engineer chose a behaviour, *Nothing this week*, or *Keep weekly* if that was offered.
    Answered,
    /// It ended without an answer.
    Ignored,
    /// It isn't counted: still open, skipped, or paused.
    Neither,
}

/// The facts about an earlier prompt that affect the frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    pub outcome: PromptOutcome,
    /// The frequency at which it was asked.
    pub frequency: Frequency,
    /// Whether it asked "Less often?".
    pub offered: bool,
}

/// What the next prompt does about the frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    Keep,
    /// Ask "Less often?", once.
    Offer,
    /// Switch to this lower frequency, and wait accordingly.
    Slow(Frequency),
}

/// How many prompts in a row have to be ignored.
const IGNORED_BEFORE_OFFER: usize = 3;

/// What to do about the frequency before the next prompt, given the earlier ones, oldest first.
///
/// After three ignored prompts in a row, the next one asks "Less often?". If that is ignored too, the bot asks every
/// second week; after three more, monthly. Any answer and any change of frequency restarts the count.
#[must_use]
pub fn advise(past: &[Past], frequency: Frequency) -> Advice {
    let ignored = past
        .iter()
        .rev()
        .filter(|prompt| prompt.outcome != PromptOutcome::Neither)
        .take_while(|prompt| prompt.outcome == PromptOutcome::Ignored && prompt.frequency == frequency);
    let (ignored, offered) =
        ignored.fold((0, false), |(count, offered), prompt| (count + 1, offered || prompt.offered));
    match frequency {
        Frequency::EveryWeek if offered => Advice::Slow(Frequency::EverySecondWeek),
        Frequency::EveryWeek if ignored >= IGNORED_BEFORE_OFFER => Advice::Offer,
        Frequency::EverySecondWeek if ignored >= IGNORED_BEFORE_OFFER => Advice::Slow(Frequency::Monthly),
        _ => Advice::Keep,
    }
}

#[cfg(test)]
mod tests;
