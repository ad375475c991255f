//! Labels whose values the bot defines: few, and known in advance, so that what never happened shows as 0.

/// Why the bot didn't answer a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unhandled {
    /// Not signed by Slack, or signed too long ago.
    Forged,
    /// Already seen.
    Replayed,
    /// Larger than anything that Slack sends.
    TooLarge,
    /// Not answered within the time that Slack waits.
    TooSlow,
    /// Signed, but not as Slack documents it.
    Malformed,
    /// The bot asked Slack to send it again.
    Later,
}

/// Why a Socket Mode connection has to be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reconnect {
    /// Slack asked for another one.
    Refreshed,
    /// It broke, or couldn't be made.
    Broken,
    /// Nothing arrived over it any more.
    Silent,
    /// It wasn't up in time.
    Stalled,
    /// Slack didn't say where to connect.
    Unopened,
    /// Someone switched Socket Mode off.
    SwitchedOff,
}

/// What a failed call to Slack means for the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Slack asks to wait (429).
    Wait,
    /// Another try may succeed.
    Retry,
    /// No other try will succeed.
    Refused,
    /// Slack no longer accepts the app: its token, its scopes or its account.
    AuthRejected,
    /// Slack may or may not have done it.
    Unclear,
}

/// Why the database failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// The disk is full.
    Full,
    /// The file can't be written.
    ReadOnly,
    /// The disk fails.
    Disk,
    /// The file isn't as it was written.
    Damaged,
    /// Something else locked it for too long.
    Busy,
    Other,
}

impl Unhandled {
    pub(super) const ALL: [Self; 6] =
        [Self::Forged, Self::Replayed, Self::TooLarge, Self::TooSlow, Self::Malformed, Self::Later];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Forged => "forged",
            Self::Replayed => "replayed",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::Malformed => "malformed",
            Self::Later => "later",
        }
    }
}

impl Reconnect {
    pub(super) const ALL: [Self; 6] =
        [Self::Refreshed, Self::Broken, Self::Silent, Self::Stalled, Self::Unopened, Self::SwitchedOff];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Refreshed => "refreshed",
            Self::Broken => "broken",
            Self::Silent => "silent",
            Self::Stalled => "stalled",
            Self::Unopened => "unopened",
            Self::SwitchedOff => "switched_off",
        }
    }
}

impl Failure {
    pub(super) const ALL: [Self; 5] = [Self::Wait, Self::Retry, Self::Refused, Self::AuthRejected, Self::Unclear];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Retry => "retry",
            Self::Refused => "refused",
            Self::AuthRejected => "silenced",
            Self::Unclear => "unclear",
        }
    }
}

impl StoreFault {
    pub(super) const ALL: [Self; 6] = [Self::Full, Self::ReadOnly, Self::Disk, Self::Damaged, Self::Busy, Self::Other];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::ReadOnly => "read_only",
            Self::Disk => "disk",
            Self::Damaged => "damaged",
            Self::Busy => "busy",
            Self::Other => "other",
        }
    }
}
