//! Opens connections, either directly or through the proxy that the environment names.
//!
//! hyper-util has a tunnel through a proxy. We don't use it because it does not say why a proxy refuses.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::http::header::{HOST, HeaderValue, PROXY_AUTHORIZATION};
use axum::http::uri::{Scheme, Uri};
use axum::http::{Request, StatusCode};
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower_service::Service;
use url::Url;

use super::unreachable::{ProxyFault, ProxyProblem, Unreachable};
use crate::config::{Proxy, is_loopback};
use crate::secret::ExposeSecret;

/// A reachable host accepts a connection well within this time.
const CONNECT: Duration = Duration::from_secs(5);

/// A working proxy answers well within this time. It is shorter than the deadline of a call.
const TUNNEL: Duration = Duration::from_secs(8);

/// A connection to Slack's host, before its TLS handshake. The connection to a proxy may use TLS of its own.
pub(super) type Outbound = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Opens connections, through the proxy where one is set.
#[derive(Clone)]
pub(super) struct Egress {
    /// Plain for `http`, TLS for `https`: a proxy may use either.
    connect: HttpsConnector<HttpConnector>,
    proxy: Option<Arc<Proxy>>,
}

struct Tunnel {
    proxy: Arc<Proxy>,
    intercept: Intercept,
    /// Host and port of the destination.
    to: String,
}

impl Egress {
    pub(super) fn new(proxy: Option<Proxy>, tls: ClientConfig) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT));
        let https = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        Self { connect: https.wrap_connector(tcp), proxy: proxy.map(Arc::new) }
    }

    /// The proxy for this address, and the environment variable that names it.
    pub(super) fn proxy(&self, to: &Url) -> Option<(String, &'static str)> {
        let tunnel = self.tunnel(&to.as_str().parse().ok()?)?;
        Some((tunnel.proxy.address.clone(), tunnel.proxy.variable))
    }

    /// The tunnel to this address; `None` if it is reached directly, as this machine always is.
    fn tunnel(&self, to: &Uri) -> Option<Tunnel> {
        let proxy = self.proxy.clone()?;
        let (host, port) = (to.host()?, port(to));
        if Url::parse(&to.to_string()).is_ok_and(|url| is_loopback(&url)) {
            return None;
        }
        let matcher = Matcher::builder().https(proxy.url.expose_secret()).no(proxy.exceptions_on(port)).build();
        let intercept = matcher.intercept(to)?;
        Some(Tunnel { proxy, intercept, to: format!("{host}:{port}") })
    }
}

fn port(of: &Uri) -> u16 {
    of.port_u16().unwrap_or(if of.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 })
}

/// The same host and port with the scheme `http`, for a connection without TLS.
fn plain(to: &Uri) -> Option<Uri> {
    format!("http://{}:{}/", to.host()?, port(to)).parse().ok()
}

impl Service<Uri> for Egress {
    type Response = Outbound;
    type Error = Unreachable;
    type Future = BoxFuture<'static, Result<Outbound, Unreachable>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Unreachable>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let mut connect = self.connect.clone();
        if let Some(tunnel) = self.tunnel(&to) {
            return async move {
                let opened = tokio::time::timeout(TUNNEL, tunnel.open(connect)).await;
                opened.unwrap_or_else(|_| Err(tunnel.fails(ProxyProblem::Silent)))
            }
            .boxed();
        }
        let host = to.host().unwrap_or_default().to_owned();
        match plain(&to) {
            Some(plain) => {
                async move { connect.call(plain).await.map_err(|error| Unreachable::of(error.as_ref(), &host)) }.boxed()
            }
            None => async { Err(Unreachable::Host { host }) }.boxed(),
        }
    }
}

impl Tunnel {
    async fn open(&self, mut connect: HttpsConnector<HttpConnector>) -> Result<Outbound, Unreachable> {
        let to_proxy = connect.call(self.intercept.uri().clone()).await.map_err(|error| {
            match Unreachable::of(error.as_ref(), self.intercept.uri().host().unwrap_or_default()) {
                Unreachable::Certificate(fault) => fault.into(),
                Unreachable::NoTls { .. } => self.fails(ProxyProblem::NotAProxy),
                _ => self.fails(ProxyProblem::Down),
            }
        })?;
        let (mut requests, connection) =
            http1::handshake(to_proxy).await.map_err(|_| self.fails(ProxyProblem::NotAProxy))?;
        // The task ends when the connection is handed over below, or breaks.
        tokio::spawn(connection.with_upgrades());
        let request = self.request().ok_or_else(|| self.fails(ProxyProblem::NotAProxy))?;
        let answer = requests.send_request(request).await.map_err(|_| self.fails(ProxyProblem::NotAProxy))?;
        match answer.status() {
            status if status.is_success() => {}
            StatusCode::PROXY_AUTHENTICATION_REQUIRED if self.proxy.has_user => {
                return Err(self.fails(ProxyProblem::WrongPassword));
            }
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => return Err(self.fails(ProxyProblem::NoPassword)),
            status => return Err(self.fails(ProxyProblem::Status(status.as_u16()))),
        }
        let upgraded = hyper::upgrade::on(answer).await.map_err(|_| self.fails(ProxyProblem::NotAProxy))?;
        let parts = upgraded.downcast::<Outbound>().map_err(|_| self.fails(ProxyProblem::NotAProxy))?;
        // We start the TLS handshake, so the server cannot have sent anything yet.
        if parts.read_buf.is_empty() { Ok(parts.io) } else { Err(self.fails(ProxyProblem::NotAProxy)) }
    }

    fn request(&self) -> Option<Request<Empty<Bytes>>> {
        let mut request = Request::connect(&self.to).header(HOST, &self.to);
        if let Some(auth) = self.intercept.basic_auth() {
            let mut auth: HeaderValue = auth.clone();
            auth.set_sensitive(true);
            request = request.header(PROXY_AUTHORIZATION, auth);
        }
        request.body(Empty::new()).ok()
    }

    fn fails(&self, problem: ProxyProblem) -> Unreachable {
        let Proxy { address, variable, .. } = self.proxy.as_ref();
        ProxyFault { proxy: address.clone(), variable, host: self.to.clone(), problem }.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Network, Roots};
    use crate::secret::Secret;
    use crate::slack::transport::tls::{self, SeenCertificates};

    fn egress(no_proxy: &str) -> Egress {
        let proxy = Some(("HTTPS_PROXY", Secret::from("http://ana:s%40cret@proxy.example:3128")));
        let network = Network { proxy, no_proxy: no_proxy.to_owned(), ..Network::default() };
        let tls = tls::config(&Roots::default(), &SeenCertificates::default()).unwrap();
        Egress::new(Proxy::check(&network).unwrap(), tls)
    }

    #[test]
    fn no_proxy_says_what_is_reached_directly_and_this_machine_always_is() {
        for (no_proxy, to, is_direct) in [
            ("", "https://slack.com/api", false),
            ("", "https://127.0.0.1:8443/api", true),
            ("", "https://[::1]:8443/api", true),
            ("", "https://localhost/api", true),
            ("", "http://127.0.0.1:4000/api", true),
            ("slack.com", "https://slack.com/api", true),
            ("SLACK.com", "https://hooks.slack.com/x", true),
            ("slack.com", "https://notslack.com/x", false),
            (".slack.com", "https://files.slack.com/x", true),
            ("*.slack.com", "https://files.slack.com/x", true),
            ("example.com, slack.com", "https://slack.com/api", true),
            ("example.com slack.com", "https://slack.com/api", true),
            ("slack.com:443", "https://slack.com/api", true),
            ("slack.com:8443", "https://slack.com/api", false),
            ("slack.com:8443", "https://slack.com:8443/api", true),
            ("*", "https://slack.com/api", true),
            ("10.0.0.0/8", "https://10.1.2.3/api", true),
            ("10.0.0.0/8", "https://11.1.2.3/api", false),
            ("10.1.2.3", "https://10.1.2.3/api", true),
            ("fe80::/10", "https://[fe80::1]/api", true),
        ] {
            let way = egress(no_proxy).proxy(&Url::parse(to).unwrap());
            let expected = (!is_direct).then(|| ("proxy.example:3128".to_owned(), "HTTPS_PROXY"));
            assert_eq!(way, expected, "{to} with NO_PROXY={no_proxy}");
        }
    }

    #[test]
    fn a_proxy_is_told_user_and_password_as_they_are_meant() {
        let to = Uri::from_static("https://slack.com/api");
        let request = egress("").tunnel(&to).unwrap().request().unwrap();
        assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("CONNECT", "slack.com:443"));
        let auth = request.headers().get(PROXY_AUTHORIZATION).unwrap();
        // “ana:s@cret”
        assert!(auth.is_sensitive() && auth == "Basic YW5hOnNAY3JldA==", "{}", auth.to_str().unwrap());
    }
}
