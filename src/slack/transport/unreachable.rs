//! Why a connection to Slack fails: one sentence for each cause, with what to do.

use std::error::Error;
use std::io;

use rustls::{CertificateError, OtherError};

use super::certificate::Certificate;

/// Why a connection failed. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    /// The host name does not resolve, or nothing answers there.
    #[error(
        "{host} can't be reached: check this machine's DNS and firewall, and set HTTPS_PROXY if it reaches the \
         internet through a proxy"
    )]
    Host { host: String },
    /// The host answers, but not with TLS.
    #[error("{host} doesn't answer with TLS: check that no firewall, proxy or captive portal answers in its place")]
    NoTls { host: String },
    #[error(transparent)]
    Proxy(#[from] ProxyFault),
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
}

/// A proxy that does not connect us to a host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problem.sentence(self))]
pub struct ProxyFault {
    /// Host and port of the proxy.
    pub proxy: String,
    pub variable: &'static str,
    /// Host and port of the destination.
    pub host: String,
    pub problem: ProxyProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyProblem {
    Down,
    /// It accepts the connection but does not answer.
    Silent,
    /// It does not speak HTTP as a proxy does.
    NotAProxy,
    /// It requires a user name and a password.
    NoPassword,
    /// It rejects the given user name and password.
    WrongPassword,
    Status(u16),
}

impl ProxyProblem {
    fn sentence(self, fault: &ProxyFault) -> String {
        let ProxyFault { proxy, variable, host, .. } = fault;
        match self {
            Self::Down => format!(
                "the proxy {proxy} can't be reached: check the address in {variable}, and that this machine can \
                 connect to it"
            ),
            Self::Silent => format!(
                "the proxy {proxy} doesn't answer: check the address in {variable}, and whether it starts with http:// \
                 or https://"
            ),
            Self::NotAProxy => format!(
                "the program at {proxy} isn't an HTTP proxy: check the address in {variable}, and whether it starts \
                 with http:// or https://"
            ),
            Self::NoPassword => format!(
                "the proxy {proxy} needs a user name and password (407): write them into {variable} as \
                 http://user:password@{proxy}"
            ),
            Self::WrongPassword => format!(
                "the proxy {proxy} doesn't accept the user name and password in {variable} (407): check them, and \
                 percent-encode special characters"
            ),
            Self::Status(status @ 500..) => format!(
                "the proxy {proxy} can't reach {host} ({status}): check the proxy's internet connection, or add the \
                 host to NO_PROXY if this machine reaches it directly"
            ),
            Self::Status(status) => format!(
                "the proxy {proxy} doesn't allow connections to {host} ({status}): ask its operators to allow CONNECT \
                 to that host, or add the host to NO_PROXY if this machine reaches it directly"
            ),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problem.sentence(self))]
pub struct CertificateFault {
    /// The host that we connected to.
    pub host: String,
    pub certificate: Certificate,
    pub problem: CertificateProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateProblem {
    /// Its issuer is not trusted on this machine.
    UntrustedIssuer,
    Expired,
    NotYetValid,
    OtherHost,
    Unusable,
}

impl CertificateProblem {
    fn sentence(self, fault: &CertificateFault) -> String {
        let CertificateFault { host, certificate, .. } = fault;
        let Certificate { issuer, valid_from, valid_until, names } = certificate;
        let day = |at: &Option<chrono::DateTime<chrono::Utc>>| {
            at.map_or_else(|| "an unknown day".to_owned(), |at| at.format("%-d %B %Y").to_string())
        };
        match self {
            Self::UntrustedIssuer => format!(
                "the certificate of {host} was issued by “{issuer}”, which this machine doesn't trust: if that's your \
                 company's own authority, add its root certificate to the system's, or set SSL_CERT_FILE to a PEM \
                 file that holds it"
            ),
            Self::Expired => format!(
                "the certificate of {host}, issued by “{issuer}”, expired on {}: check this machine's clock, and renew \
                 the certificate if it's your company's own",
                day(valid_until)
            ),
            Self::NotYetValid => format!(
                "the certificate of {host}, issued by “{issuer}”, is not valid before {}: check this machine's clock",
                day(valid_from)
            ),
            Self::OtherHost => format!(
                "the server that answers for {host} has the certificate of {}, issued by “{issuer}”: check which proxy \
                 or DNS server sends this machine there",
                if names.is_empty() { "another host".to_owned() } else { names.join(", ") }
            ),
            Self::Unusable => format!(
                "the certificate of {host}, issued by “{issuer}”, can't be used: check what answers in its place, such \
                 as a proxy that inspects TLS"
            ),
        }
    }
}

impl Unreachable {
    /// Finds the cause in the error chain of an HTTP or TLS library.
    pub(super) fn of(error: &(dyn Error + 'static), host: &str) -> Self {
        let mut next = Some(error);
        let mut has_tls = false;
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref::<Self>() {
                return found.clone();
            }
            if let Some(found) = error.downcast_ref::<rustls::Error>() {
                if let Some(fault) = fault_in(found) {
                    return fault.clone().into();
                }
                has_tls = true;
            }
            // `source()` of an I/O error skips the error that it wraps.
            let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            next = wrapped.map(|inner| inner as &(dyn Error + 'static)).or_else(|| error.source());
        }
        let host = host.to_owned();
        if has_tls { Self::NoTls { host } } else { Self::Host { host } }
    }
}

/// The fault that our certificate verifier reports, if the error is from it.
fn fault_in(error: &rustls::Error) -> Option<&CertificateFault> {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(fault))) => fault.downcast_ref(),
        _ => None,
    }
}
