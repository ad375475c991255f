//! The way to a Slack that has a name: an HTTP proxy, which alone knows its address, and TLS in front of it, with
//! certificates of our own authority.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::process::ProcessFixture;

/// The domain under which the bot reaches Slack.
pub const DOMAIN: &str = "slack.test";
/// The issuer of Slack's certificate.
pub const AUTHORITY: &str = "ACME Proxy CA";

/// What Slack's certificate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerCertificate {
    /// Slack's name and valid dates.
    Itself,
    AnotherHost,
    Expired,
    NotYetValid,
}

/// A certificate authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn called(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its own certificate, in a file beside the database.
    pub fn file(&self, fixture: &ProcessFixture, name: &str) -> String {
        fixture.file(name, &self.0.pem())
    }

    pub fn server(&self, shows: ServerCertificate) -> TlsAcceptor {
        let hosts = match shows {
            ServerCertificate::AnotherHost => vec!["proxy.test".to_owned()],
            _ => vec![DOMAIN.to_owned(), format!("*.{DOMAIN}")],
        };
        let mut params = CertificateParams::new(hosts).unwrap();
        (params.not_before, params.not_after) = match shows {
            ServerCertificate::Expired => (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 3, 2)),
            ServerCertificate::NotYetValid => (date_time_ymd(2090, 3, 2), date_time_ymd(2091, 1, 1)),
            ServerCertificate::Itself | ServerCertificate::AnotherHost => {
                (date_time_ymd(2020, 1, 1), date_time_ymd(2090, 3, 2))
            }
        };
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// Puts TLS in front of a plain listener; returns its address.
pub async fn with_tls(behind: SocketAddr, authority: &Authority, shows: ServerCertificate) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, acceptor) = (listener.local_addr().unwrap(), authority.server(shows));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that doesn't trust the certificate hangs up.
                let Ok(mut spoken) = acceptor.accept(stream).await else { return };
                let mut there = TcpStream::connect(behind).await.unwrap();
                // Either end may just go away.
                let _ = copy_bidirectional(&mut spoken, &mut there).await;
            });
        }
    });
    address
}

/// An HTTP proxy for CONNECT. It connects every request to the same address.
pub struct Proxy {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

struct Shared {
    to: SocketAddr,
    /// The host and port of every request, in order, and its `Proxy-Authorization`.
    asked: Mutex<Vec<(String, Option<String>)>>,
    answers: Mutex<Option<&'static str>>,
    /// The only host and port that it connects to, if not to all.
    allows: Mutex<Option<&'static str>>,
}

impl Proxy {
    pub async fn to(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared =
            Arc::new(Shared { to, asked: Mutex::default(), answers: Mutex::default(), allows: Mutex::default() });
        let inner = shared.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(inner.clone().serve(stream));
            }
        });
        Self { address, shared, serving }
    }

    /// From now on, it answers with this line and connects nothing.
    pub fn answers(&self, line: &'static str) {
        *self.shared.answers.lock().unwrap() = Some(line);
    }

    /// From now on, it connects to this host and port only, and answers 403 for any other.
    pub fn allows_only(&self, host: &'static str) {
        *self.shared.allows.lock().unwrap() = Some(host);
    }

    /// The hosts and ports that it was asked for.
    pub fn asked(&self) -> Vec<String> {
        self.shared.asked.lock().unwrap().iter().map(|(host, _)| host.clone()).collect()
    }

    /// The `Proxy-Authorization` of the last request.
    pub fn last_proof(&self) -> Option<String> {
        self.shared.asked.lock().unwrap().last().and_then(|(_, proof)| proof.clone())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Shared {
    async fn serve(self: Arc<Self>, mut stream: TcpStream) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(_) => return,
            }
        }
        let head = String::from_utf8(head).unwrap();
        let host = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next()).unwrap().to_owned();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("proxy-authorization").then(|| value.to_owned())
        };
        let is_forbidden = self.allows.lock().unwrap().is_some_and(|allowed| allowed != host);
        self.asked.lock().unwrap().push((host, head.lines().find_map(header)));
        let answer = if is_forbidden { Some("HTTP/1.1 403 Forbidden") } else { *self.answers.lock().unwrap() };
        if let Some(line) = answer {
            // The client may be gone.
            let _ = stream.write_all(format!("{line}\r\nContent-Length: 0\r\n\r\n").as_bytes()).await;
            return;
        }
        let mut there = TcpStream::connect(self.to).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
        // Either end may just go away.
        let _ = copy_bidirectional(&mut stream, &mut there).await;
    }
}

/// A Slack that only the proxy can reach, and everything on the way to it.
pub struct Company {
    pub fixture: ProcessFixture,
    pub proxy: Proxy,
    /// The path of the authority's certificate.
    pub authority: String,
}

impl Company {
    pub async fn begin(fixture: ProcessFixture, shows: ServerCertificate) -> Self {
        let authority = Authority::called(AUTHORITY);
        let behind = fixture.slack_address.trim_start_matches("http://").parse().unwrap();
        let proxy = Proxy::to(with_tls(behind, &authority, shows).await).await;
        fixture.slack.listening_at(&format!("https://{DOMAIN}"));
        let authority = authority.file(&fixture, "authority.pem");
        Self { fixture, proxy, authority }
    }

    /// The settings that lead there; an empty one is unset.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("SLACK_API_URL", String::new()),
            ("BEARINGS_SLACK_DOMAIN", DOMAIN.to_owned()),
            ("HTTPS_PROXY", format!("http://{}", self.proxy.address)),
            ("SSL_CERT_FILE", PathBuf::from(&self.authority).display().to_string()),
        ]
    }
}
