//! The labels whose values are ours: few, and known before anything happens, so that what never happened shows as 0.

/// Why a request got no answer of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unhandled {
    /// Not signed by Slack, or too long ago.
    Forged,
    /// It was here before.
    Replayed,
    /// Larger than anything that Slack sends.
    TooLarge,
    /// Not answered within the time that Slack waits.
    TooSlow,
    /// Signed, and not what Slack documents.
    Malformed,
    /// Slack was asked to send it again.
    Later,
}

/// Why a connection of Socket Mode has to be made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reconnect {
    /// Slack asked for another one.
    Refreshed,
    /// It broke, or could not be made.
    Broken,
    /// Nothing was heard over it any more.
    Silent,
    /// It was not up in time.
    Stalled,
    /// Slack did not say where to connect.
    Unopened,
    /// Somebody switched Socket Mode off.
    SwitchedOff,
}

/// What a call to Slack that did not succeed means for the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Slack asks to wait (429).
    Wait,
    /// The next try may succeed.
    Retry,
    /// No try will.
    Refused,
    /// The app may not talk any more: its token, its scopes or its account.
    AuthRejected,
    /// Nobody knows whether Slack did it.
    Unclear,
}

/// What kind of trouble the database has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// No room on the disk.
    Full,
    /// It may not be written.
    ReadOnly,
    /// The disk does not do what it should.
    Disk,
    /// The file is not what was written.
    Damaged,
    /// Somebody else had it for too long.
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
