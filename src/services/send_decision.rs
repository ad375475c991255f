//! Whether something that was promised is still wanted when its time has come.

use chrono::{DateTime, TimeDelta, Utc};

/// Somebody who is away or asleep is looked for again after this long at the latest.
pub(in crate::services) const MAX_DEFERRAL: TimeDelta = TimeDelta::hours(1);

/// What to do about it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendDecision<T> {
    Send(T),
    /// Not before this instant: it is night there.
    Defer(DateTime<Utc>),
    /// Nobody wants it any more, and why.
    Drop(&'static str),
}

impl<T> SendDecision<T> {
    /// With something else to send.
    pub fn map<U>(self, draw: impl FnOnce(T) -> U) -> SendDecision<U> {
        match self {
            Self::Send(shown) => SendDecision::Send(draw(shown)),
            Self::Defer(at) => SendDecision::Defer(at),
            Self::Drop(reason) => SendDecision::Drop(reason),
        }
    }
}

/// What is there is shown at any hour.
impl<T> From<Option<T>> for SendDecision<T> {
    fn from(there: Option<T>) -> Self {
        there.map_or(Self::Drop("gone"), Self::Send)
    }
}
