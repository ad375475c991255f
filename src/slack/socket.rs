//! Socket Mode: where Slack wants to be connected to.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::secret::{ExposeSecret, Secret};
use crate::slack::error::SlackError;
use crate::slack::web_api::WebApi;

/// What an app-level token needs to open connections.
pub const SOCKET_SCOPE: &str = "connections:write";

const OPEN: &str = "apps.connections.open";

/// Where one connection can be made, once and soon. It has a ticket in it, so it is not printed.
pub struct SocketAddress(Secret);

#[derive(Deserialize)]
struct Opened {
    url: String,
}

#[derive(Serialize)]
struct Nothing {}

impl WebApi {
    /// Asks for a Socket Mode connection. Only an app-level token may, so this is a [`WebApi`] that was made with one.
    ///
    /// # Errors
    /// See [`SlackError`]; an address without encryption is taken from a Slack on this machine only.
    pub async fn open_connection(&self) -> Result<SocketAddress, SlackError> {
        let Opened { url } = self.ask(OPEN, &Nothing {}).await?;
        let is_fit = Url::parse(&url).is_ok_and(|url| match url.scheme() {
            "wss" => true,
            "ws" => self.is_here(&url),
            _ => false,
        });
        if is_fit { Ok(SocketAddress(Secret::from(url))) } else { Err(SlackError::NotSlack { call: OPEN }) }
    }
}

impl SocketAddress {
    /// With its ticket: for whoever connects, and nobody else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for SocketAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SocketAddress")
    }
}
