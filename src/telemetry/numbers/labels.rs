//! Labels whose values the bot defines: few, and known in advance, so that what never happened shows as 0.

use strum::{IntoStaticStr, VariantNames};

/// Why the bot didn't answer a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Unhandled {
    /// Not signed by Slack, or signed too long ago.
    Forged,
    /// The same bytes arrived before.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
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
    SwitchedOff,
}

/// What a failed call to Slack means for the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum CallFailure {
    /// Slack asks to wait (429).
    Wait,
    Retry,
    Refused,
    /// Slack no longer accepts the app: its token, its scopes or its account.
    #[strum(serialize = "silenced")]
    AuthRejected,
    /// Slack may or may not have done it.
    Unclear,
}

/// Why the database failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum StoreFault {
    Full,
    ReadOnly,
    Disk,
    /// The file isn't as it was written.
    Damaged,
    /// The server can't be reached.
    Away,
    /// Something else locked it for too long.
    Busy,
    Other,
}
