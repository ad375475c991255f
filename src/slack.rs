//! Communication with Slack: what Slack sends becomes an [`inbound`] value, and calls to Slack go through [`WebApi`].

mod answer;
mod auth_test;
mod channels;
mod directory;
mod error;
mod files;
mod history;
pub mod inbound;
mod json;
mod messages;
pub mod outbound;
mod pagination;
mod profile;
mod rate_limits;
mod scopes;
mod signature;
mod socket;
mod token;
mod transport;
mod users;
mod views;
mod web_api;

pub use auth_test::{Account, ApiRoute, AuthTestAnswer};
pub use error::SlackError;
pub use files::{File, OwnMessage};
pub use inbound::{Malformed, ResponseUrl, TriggerId, ViewHash, ViewId};
pub use pagination::Pager;
pub use scopes::{EVENTS, SCOPES, reason};
pub use signature::{SIGNATURE, SignatureRejection, Signatures, TIMESTAMP};
pub use socket::{Connection, OpenConnection, OpenConnections, SOCKET_SCOPE, SocketAddress, SocketFault, SocketFrame};
pub use token::TokenRefusal;
pub use transport::{
    Certificate, CertificateFault, CertificateProblem, ConnectError, ProxyFault, ProxyProblem, Unreachable,
};
pub use web_api::WebApi;
