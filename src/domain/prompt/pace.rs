//! How often an engineer is asked, and when to ask less often.

/// How often an engineer is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Frequency {
    #[default]
    EveryWeek,
    /// Every second week.
    EverySecondWeek,
    /// Every fourth week.
    Monthly,
}

impl Frequency {
    /// From one prompt to the next, in weeks.
    #[must_use]
    pub fn weeks(self) -> u32 {
        match self {
            Self::EveryWeek => 1,
            Self::EverySecondWeek => 2,
            Self::Monthly => 4,
        }
    }
}

/// What became of a prompt. Nobody but the engineer is shown it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They answered: a behaviour, *Nothing this week*, or *Keep weekly* where it was offered.
    Answered,
    /// It was over without an answer.
    Ignored,
    /// It says nothing about them: still open, skipped, or paused.
    Neither,
}

/// An earlier prompt, as far as the pace depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    /// What became of it.
    pub outcome: Outcome,
    /// The pace at which it was asked.
    pub pace: Frequency,
    /// Whether it asked "Less often?".
    pub offered: bool,
}

/// What the next prompt does about the pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    Keep,
    /// It asks "Less often?", once.
    Offer,
    /// It waits longer: from now on they are asked at this pace.
    Slow(Frequency),
}

/// How many prompts have to be ignored in a row.
const IGNORED_BEFORE_OFFER: usize = 3;

/// What to do about the pace before the next prompt, from the earlier ones, oldest first.
///
/// Three ignored in a row: the next one asks "Less often?". If that is ignored too, every second week; ignored three
/// more times, monthly. Any answer begins the count anew, and so does a change of pace.
#[must_use]
pub fn advise(past: &[Past], pace: Frequency) -> Advice {
    let ignored = past
        .iter()
        .rev()
        .filter(|prompt| prompt.outcome != Outcome::Neither)
        .take_while(|prompt| prompt.outcome == Outcome::Ignored && prompt.pace == pace);
    let (ignored, offered) =
        ignored.fold((0, false), |(count, offered), prompt| (count + 1, offered || prompt.offered));
    match pace {
        Frequency::EveryWeek if offered => Advice::Slow(Frequency::EverySecondWeek),
        Frequency::EveryWeek if ignored >= IGNORED_BEFORE_OFFER => Advice::Offer,
        Frequency::EverySecondWeek if ignored >= IGNORED_BEFORE_OFFER => Advice::Slow(Frequency::Monthly),
        _ => Advice::Keep,
    }
}

#[cfg(test)]
mod tests;
