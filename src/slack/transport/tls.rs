//! Standard TLS, with errors that describe the rejected certificate.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme};
use rustls_native_certs::{CertificateResult, load_certs_from_paths, load_native_certs};

use super::certificate::Certificate;
use super::unreachable::{CertificateFault, CertificateProblem};
use crate::config::Roots;

/// Remember the certificates of at most this many hosts; Slack has fewer.
const MOST_SEEN: usize = 32;

#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The system has no root certificates.
    #[error("this machine has no root certificates: install the package ca-certificates")]
    NoRoots,
    /// The file or directory in the settings has none.
    #[error("SSL_CERT_FILE or SSL_CERT_DIR names no usable certificate: name a PEM file that holds one")]
    NoneNamed,
    #[error("TLS can't be used on this machine: {0}")]
    Tls(#[from] rustls::Error),
}

#[derive(Clone, Debug, Default)]
pub(super) struct SeenCertificates(Arc<Mutex<HashMap<String, Certificate>>>);

impl SeenCertificates {
    fn note(&self, host: String, certificate: Certificate) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() < MOST_SEEN || seen.contains_key(&host) {
            seen.insert(host, certificate);
        }
    }

    pub(super) fn of(&self, host: &str) -> Option<Certificate> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(host).cloned()
    }
}

/// A TLS configuration that trusts these roots and remembers the certificates it sees.
pub(super) fn config(roots: &Roots, seen: &SeenCertificates) -> Result<ClientConfig, ConnectError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = verifier(roots, seen, &provider)?;
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    // The danger is a verifier that checks too little. Ours leaves every check to the library's.
    Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

fn verifier(
    roots: &Roots,
    seen: &SeenCertificates,
    provider: &Arc<CryptoProvider>,
) -> Result<NamingVerifier, ConnectError> {
    let is_named = roots.file.is_some() || roots.directory.is_some();
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(load(roots, is_named).certs);
    let checked = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone()).build();
    let inner = checked.map_err(|_| if is_named { ConnectError::NoneNamed } else { ConnectError::NoRoots })?;
    Ok(NamingVerifier { inner, seen: seen.clone() })
}

fn load(roots: &Roots, is_named: bool) -> CertificateResult {
    if !is_named {
        let native = load_native_certs();
        if !native.certs.is_empty() {
            return native;
        }
    }
    // `load_native_certs` takes an empty environment variable for a file name, so look in the usual places as well.
    let found = openssl_probe::probe();
    let (file, directories) = if is_named {
        let parts = roots.directory.iter().flat_map(std::env::split_paths);
        (roots.file.clone(), parts.collect::<Vec<PathBuf>>())
    } else {
        (found.cert_file, found.cert_dir)
    };
    let mut all = load_certs_from_paths(file.as_deref(), None);
    for directory in directories {
        all.certs.extend(load_certs_from_paths(None, Some(&directory)).certs);
    }
    all
}

/// Checks certificates with the library's verifier, and names the certificate in the error.
#[derive(Debug)]
struct NamingVerifier {
    inner: Arc<WebPkiServerVerifier>,
    seen: SeenCertificates,
}

impl ServerCertVerifier for NamingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let (host, certificate) = (server_name.to_str().into_owned(), Certificate::read(end_entity));
        self.seen.note(host.clone(), certificate.clone());
        let checked = self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        checked.map_err(|error| {
            let problem = problem(&error);
            let fault = CertificateFault { host, certificate, problem };
            rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(fault))))
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

fn problem(error: &rustls::Error) -> CertificateProblem {
    let rustls::Error::InvalidCertificate(error) = error else { return CertificateProblem::Unusable };
    match error {
        // `BadSignature` means another authority with the same name, such as one that was created again.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => CertificateProblem::UntrustedIssuer,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => CertificateProblem::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => CertificateProblem::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateProblem::OtherHost
        }
        _ => CertificateProblem::Unusable,
    }
}
