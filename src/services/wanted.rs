//! Whether something that was promised is still wanted when its time has come.

use chrono::{DateTime, Utc};

/// What to do about it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted<T> {
    /// Send this.
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
