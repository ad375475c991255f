//! All talk with Slack: what it sends us becomes an [`inbound`] value, what we tell it goes through [`WebApi`].

mod channels;
mod deadline;
mod directory;
mod error;
mod files;
mod greeting;
mod history;
pub mod inbound;
mod messages;
pub mod outbound;
mod profile;
mod rate_limits;
mod scopes;
mod signature;
mod socket;
mod web_api;

pub use directory::Profiles;
pub use error::SlackError;
pub use files::{File, OwnMessage};
pub use greeting::{Account, Greeting};
pub use inbound::{Malformed, ResponseUrl, TriggerId, ViewHash, ViewId};
pub use scopes::{EVENTS, SCOPES, reason};
pub use signature::{Forged, SIGNATURE, Signatures, TIMESTAMP};
pub use socket::{Broken, Connection, Heard, Live, SOCKET_SCOPE, SocketAddress, Up};
pub use web_api::{ConnectError, WebApi};
