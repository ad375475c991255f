//! Whether to send a promised message once it's due.

use chrono::{DateTime, TimeDelta, Utc};

/// The longest wait before another look at someone who is away or asleep.
pub(in crate::services) const MAX_DEFERRAL: TimeDelta = TimeDelta::hours(1);

/// What to do with a promised message now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendDecision<T> {
    Send(T),
    /// Not before this instant, for example because it's night there.
    Defer(DateTime<Utc>),
    /// It's no longer wanted, for this reason.
    Drop(&'static str),
}

impl<T> SendDecision<T> {
    pub fn map<U>(self, draw: impl FnOnce(T) -> U) -> SendDecision<U> {
        match self {
            Self::Send(shown) => SendDecision::Send(draw(shown)),
            Self::Defer(at) => SendDecision::Defer(at),
            Self::Drop(reason) => SendDecision::Drop(reason),
        }
    }
}

/// What exists is shown at any hour.
impl<T> From<Option<T>> for SendDecision<T> {
    fn from(there: Option<T>) -> Self {
        there.map_or(Self::Drop("gone"), Self::Send)
    }
}
