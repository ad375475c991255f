//! Socket Mode as set up on the app's page, and the faults that tests inject into its connections.

use std::time::Duration;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use url::form_urlencoded;

use super::Sandbox;
use super::wire::AppRequest;
pub use super::wire::link::{Connections, Stall};
use super::world::AppToken;

/// The longest wait for the app.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// `/link/`, where connections are made.
pub fn router(sandbox: &Sandbox) -> Router {
    Router::new().route("/link/", get(connect)).with_state(sandbox.clone())
}

async fn connect(State(sandbox): State<Sandbox>, RawQuery(query): RawQuery, upgrade: WebSocketUpgrade) -> Response {
    if sandbox.shared.wire.link.stall(Stall::Handshake) {
        return std::future::pending().await;
    }
    let query = query.unwrap_or_default();
    let ticket = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "ticket").map(|(_, ticket)| ticket);
    if !ticket.is_some_and(|ticket| sandbox.change(|world| world.spend_ticket(&ticket))) {
        sandbox.complain("a connection with a ticket that is not good");
        return StatusCode::NOT_FOUND.into_response();
    }
    upgrade.on_upgrade(async move |socket| sandbox.shared.wire.link.serve(socket).await)
}

impl Sandbox {
    /// Makes an app-level token with these scopes, such as `connections:write`; the previous one is revoked.
    pub fn makes_app_token(&self, token: &str, scopes: &[&str]) {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.change(|world| world.app_token = Some(AppToken { text: token.to_owned(), scopes }));
    }

    /// Revokes the app-level token.
    pub fn revokes_app_token(&self) {
        self.change(|world| world.app_token = None);
    }

    /// Switches Socket Mode on: from now on the app gets its requests over the connections that it makes with a token.
    pub fn switches_socket_mode_on(&self) {
        self.shared.wire.link.switch(true);
    }

    /// Switches Socket Mode off: every connection ends, and the app gets its requests over HTTP.
    pub fn switches_socket_mode_off(&self) {
        self.shared.wire.link.switch(false);
    }

    /// The state of the app's connections.
    #[must_use]
    pub fn connections(&self) -> Connections {
        self.shared.wire.link.connections()
    }

    /// Waits until the app's connections are as they should be; returns whether they are in the end.
    pub async fn waits_until_connections(&self, fit: impl Fn(Connections) -> bool) -> bool {
        self.shared.wire.link.wait_until(fit, MAX_WAIT).await
    }

    /// Makes the next connection of the app stall; further stalls queue up.
    pub fn stalls_next_connection(&self, stall: Stall) {
        self.shared.wire.link.stalls_next(stall);
    }

    /// Loses the app's next acknowledgement, because its connection breaks just then.
    pub fn loses_next_acknowledgement(&self) {
        self.shared.wire.link.loses_next();
    }

    /// Breaks every connection.
    pub fn cuts_connections(&self) {
        self.shared.wire.link.cut();
    }

    /// Lets nothing more through the connections that are up, in either direction.
    pub fn silences_connections(&self) {
        self.shared.wire.link.silence();
    }

    /// Asks for new connections as Slack does, for a reason such as `warning` or `refresh_requested`, and ends the old
    /// ones once the new ones are up; returns whether they came.
    pub async fn refreshes_connections(&self, reason: &str) -> bool {
        self.shared.wire.link.refresh(reason, MAX_WAIT).await
    }

    /// Sends every envelope twice from now on, or stops. Both copies must get the same answer.
    pub fn doubles_envelopes(&self, doubles: bool) {
        self.shared.wire.link.doubles(doubles);
    }

    /// Sends a body to one of the app's addresses over the current transport, whatever is in it.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn sends(&self, path: &'static str, body: &str) -> Result<String, String> {
        let content_type = "application/x-www-form-urlencoded";
        let request = AppRequest { path, content_type, body: body.to_owned(), retry: None };
        self.shared.wire.send(request).await.map_err(|silence| silence.to_string())
    }
}
