//! HTTP to Slack, directly or through a proxy, with a deadline and a size limit for every answer.
//!
//! slack-morphism has a client for this. We don't use it because it has no timeouts and reads answers of any length. We
//! use hyper, which it builds on, directly.

mod certificate;
mod egress;
mod tls;
mod unreachable;

use std::time::Duration;

use axum::http::{HeaderMap, Request, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Body;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower_service::Service;
use url::Url;

use crate::config::SlackEndpoint;
pub use certificate::Certificate;
use egress::{Egress, Outbound};
pub use tls::ConnectError;
use tls::SeenCertificates;
pub use unreachable::{CertificateFault, CertificateProblem, ProxyFault, ProxyProblem, Unreachable};

/// Slack normally answers well within this time.
pub(super) const DEADLINE: Duration = Duration::from_secs(10);

/// A connection for another protocol than HTTP calls: WebSocket.
pub(super) type Stream = MaybeHttpsStream<Outbound>;

/// The HTTP client. Clones share its connections.
#[derive(Clone)]
pub(super) struct Transport {
    client: Client<HttpsConnector<Egress>, Full<Bytes>>,
    /// Offers HTTP/1.1 only, which the WebSocket handshake requires.
    upgrades: HttpsConnector<Egress>,
    egress: Egress,
    seen: SeenCertificates,
}

#[derive(Debug)]
pub(super) struct HttpAnswer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

#[derive(Debug)]
pub(super) enum TransportError {
    /// No connection could be made, so nothing was sent.
    Unreachable(Unreachable),
    /// The answer is longer than the call's limit.
    TooLarge,
    /// No answer in time, or the connection broke.
    NoAnswer,
}

impl Transport {
    /// Makes a client. It does not connect yet.
    pub(super) fn new(endpoint: &SlackEndpoint) -> Result<Self, ConnectError> {
        let seen = SeenCertificates::default();
        let tls = tls::config(&endpoint.roots, &seen)?;
        let egress = Egress::new(endpoint.proxy.clone(), tls.clone());
        let https = || HttpsConnectorBuilder::new().with_tls_config(tls.clone()).https_or_http();
        let client =
            Client::builder(TokioExecutor::new()).build(https().enable_all_versions().wrap_connector(egress.clone()));
        Ok(Self { client, upgrades: https().enable_http1().wrap_connector(egress.clone()), egress, seen })
    }

    /// Sends a request and reads its answer, within [`DEADLINE`] and up to `limit` bytes.
    pub(super) async fn send(&self, request: Request<Full<Bytes>>, limit: usize) -> Result<HttpAnswer, TransportError> {
        tokio::time::timeout(DEADLINE, self.exchange(request, limit)).await.unwrap_or(Err(TransportError::NoAnswer))
    }

    async fn exchange(&self, request: Request<Full<Bytes>>, limit: usize) -> Result<HttpAnswer, TransportError> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let answer = match self.client.request(request).await {
            Ok(answer) => answer,
            Err(error) if error.is_connect() => {
                return Err(TransportError::Unreachable(Unreachable::of(&error, &host)));
            }
            Err(_) => return Err(TransportError::NoAnswer),
        };
        let (head, body) = answer.into_parts();
        if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
            return Err(TransportError::TooLarge);
        }
        let body = match Limited::new(body, limit).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => return Err(TransportError::TooLarge),
            Err(_) => return Err(TransportError::NoAnswer),
        };
        Ok(HttpAnswer { status: head.status, headers: head.headers, body })
    }

    /// Opens a connection, with TLS for `https` and plain for `http`. It has no deadline of its own.
    pub(super) async fn open(&self, to: &Url) -> Result<Stream, Unreachable> {
        let host = to.host_str().unwrap_or_default();
        let uri = to.as_str().parse().map_err(|_| Unreachable::Host { host: host.to_owned() })?;
        self.upgrades.clone().call(uri).await.map_err(|error| Unreachable::of(error.as_ref(), host))
    }

    /// The latest certificate that this host showed, if any.
    pub(super) fn certificate(&self, host: &str) -> Option<Certificate> {
        self.seen.of(host)
    }

    /// The proxy for this address and the environment variable that names it; `None` if it is reached directly.
    pub(super) fn proxy(&self, to: &Url) -> Option<(String, &'static str)> {
        self.egress.proxy(to)
    }
}
