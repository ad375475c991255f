//! Communication with Slack: what Slack sends becomes an [`inbound`] value, and calls to Slack go through [`WebApi`].

mod answer;
mod calls;
mod channels;
mod directory;
mod error;
mod files;
mod greeting;
mod history;
pub mod inbound;
mod messages;
pub mod outbound;
mod pager;
mod profile;
mod rate_limits;
mod scopes;
mod signature;
mod socket;
mod token;
mod transport;
mod web_api;

pub use error::SlackError;
pub use files::{File, OwnMessage};
pub use greeting::{Account, ApiRoute, Greeting};
pub use inbound::{Malformed, ResponseUrl, TriggerId, ViewHash, ViewId};
pub use pager::Pager;
pub use scopes::{EVENTS, SCOPES, reason};
pub use signature::{Forged, SIGNATURE, Signatures, TIMESTAMP};
pub use socket::{Connection, Heard, Live, SOCKET_SCOPE, SocketAddress, SocketFault, Up};
pub use token::TokenRefusal;
pub use transport::{
    Certificate, CertificateFault, CertificateProblem, ConnectError, ProxyFault, ProxyProblem, Unreachable,
};
pub use web_api::WebApi;
