//! All talk with Slack: what it sends us becomes an [`inbound`] value, what we tell it goes through [`WebApi`].

mod channels;
mod deadline;
mod directory;
mod error;
pub mod inbound;
mod messages;
pub mod outbound;
mod profile;
mod signature;
mod socket;
mod web_api;

pub use directory::Profiles;
pub use error::SlackError;
pub use inbound::{Malformed, ResponseUrl, TriggerId, ViewHash, ViewId};
pub use signature::{Forged, SIGNATURE, Signatures, TIMESTAMP};
pub use socket::{SOCKET_SCOPE, SocketAddress};
pub use web_api::{ConnectError, WebApi};

/// The bot scopes that the code needs; `manifest.yml` asks for these and no more.
pub const SCOPES: &[&str] =
    &["chat:write", "commands", "groups:read", "im:history", "im:write", "users:read", "users:read.email"];
/// The events that the code handles; `manifest.yml` subscribes to these and no more.
pub const EVENTS: &[&str] = &["app_home_opened", "message.im", "user_change"];
