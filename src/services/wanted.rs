//! Whether something that was promised is still wanted when its time has come.

use chrono::{DateTime, TimeDelta, Utc};

/// Somebody who is away or asleep is looked for again after this long at the latest.
pub(in crate::services) const LOOK_AGAIN: TimeDelta = TimeDelta::hours(1);

/// What to do about it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted<T> {
    Now(T),
    /// Not before this instant: it is night there.
    Later(DateTime<Utc>),
    /// Nobody wants it any more, and why.
    No(&'static str),
}

impl<T> Wanted<T> {
    /// With something else to send.
    pub fn map<U>(self, draw: impl FnOnce(T) -> U) -> Wanted<U> {
        match self {
            Self::Now(shown) => Wanted::Now(draw(shown)),
            Self::Later(at) => Wanted::Later(at),
            Self::No(reason) => Wanted::No(reason),
        }
    }
}

/// What is there is shown at any hour.
impl<T> From<Option<T>> for Wanted<T> {
    fn from(there: Option<T>) -> Self {
        there.map_or(Self::No("gone"), Self::Now)
    }
}
