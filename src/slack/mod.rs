//! All talk with Slack: what it sends us becomes an [`inbound`] value, what we tell it goes through [`web_api`].

mod deadline;
mod error;
pub mod inbound;
pub mod outbound;
mod signature;
mod web_api;

pub use error::SlackError;
pub use inbound::{Malformed, ResponseUrl, TriggerId, ViewId};
pub use signature::{Forged, SIGNATURE, Signatures, TIMESTAMP};
pub use web_api::{ConnectError, WebApi};
