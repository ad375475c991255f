//! Reads what a server's certificate says about itself.

use chrono::{DateTime, Utc};
use rustls::pki_types::CertificateDer;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;
use x509_parser::x509::X509Name;

use crate::text::{is_format, is_unprintable};

/// The length to which names are cut.
const LONGEST_NAME: usize = 80;
/// This many of a certificate's hosts are enough to tell whose it is.
const MOST_NAMES: usize = 3;

/// A server's certificate, as far as it could be read. Its content is unverified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub issuer: String,
    /// The first few of its hosts.
    pub names: Vec<String>,
    pub valid_from: Option<DateTime<Utc>>,
    pub valid_until: Option<DateTime<Utc>>,
}

impl Certificate {
    pub(super) fn read(der: &CertificateDer<'_>) -> Self {
        match X509Certificate::from_der(der) {
            Ok((_, certificate)) => Self {
                issuer: name(certificate.issuer()),
                names: hosts(&certificate),
                valid_from: time(certificate.validity().not_before),
                valid_until: time(certificate.validity().not_after),
            },
            Err(_) => Self { issuer: "unknown".to_owned(), names: Vec::new(), valid_from: None, valid_until: None },
        }
    }
}

fn time(at: ASN1Time) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(at.timestamp(), 0)
}

/// The common name, or else the organisation, or else the whole distinguished name.
fn name(of: &X509Name<'_>) -> String {
    let mut names = of.iter_common_name().chain(of.iter_organization());
    let name = names.find_map(|attribute| attribute.as_str().ok().filter(|text| !text.trim().is_empty()));
    shown(&name.map_or_else(|| of.to_string(), str::to_owned))
}

fn hosts(certificate: &X509Certificate<'_>) -> Vec<String> {
    let alternatives = certificate.subject_alternative_name().ok().flatten();
    let names = alternatives.iter().flat_map(|extension| &extension.value.general_names);
    let hosts = names.filter_map(|name| match name {
        GeneralName::DNSName(host) => Some(shown(host)),
        _ => None,
    });
    hosts.take(MOST_NAMES).collect()
}

/// Removes unprintable characters. A certificate can contain anything, and its names end up in logs and terminals.
fn shown(text: &str) -> String {
    let seen = text.chars().filter(|c| !is_format(*c) && !is_unprintable(*c));
    seen.take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DnType, KeyPair};

    use super::*;

    fn certificate(change: impl FnOnce(&mut CertificateParams)) -> Certificate {
        let hosts = ["a.test", "b.test", "c.test", "d.test"].map(String::from);
        let mut params = CertificateParams::new(hosts).unwrap();
        change(&mut params);
        Certificate::read(params.self_signed(&KeyPair::generate().unwrap()).unwrap().der())
    }

    #[test]
    fn a_certificate_says_who_issued_it_for_which_hosts_and_until_when() {
        let seen = certificate(|params| {
            params.distinguished_name.push(DnType::CommonName, "ACME\u{1b}[31m \u{202e}CA");
            params.not_after = rcgen::date_time_ymd(2031, 3, 2);
        });
        assert_eq!(seen.issuer, "ACME[31m CA");
        assert_eq!(seen.names, ["a.test", "b.test", "c.test"]);
        assert_eq!(seen.valid_until, Some("2031-03-02T00:00:00Z".parse().unwrap()));
        let nameless = certificate(|params| {
            params.distinguished_name = rcgen::DistinguishedName::new();
            params.distinguished_name.push(DnType::OrganizationName, "ACME");
        });
        assert_eq!(nameless.issuer, "ACME");
        let nonsense = Certificate::read(&CertificateDer::from(vec![1, 2, 3]));
        assert_eq!((nonsense.issuer.as_str(), nonsense.valid_until), ("unknown", None));
    }
}
