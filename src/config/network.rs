//! The environment's network settings for all programs: a proxy, and which certificates to trust.

use std::fs;
use std::path::{Path, PathBuf};

use url::Url;

use crate::config::Problem;
use crate::secret::{ExposeSecret, Secret};

/// The variables that may name a proxy; the first that is set counts. `HTTP_PROXY` is for unencrypted requests, and the
/// bot sends none of those to another machine.
const PROXY: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];
const CERT_FILE: &str = "SSL_CERT_FILE";
const CERT_DIR: &str = "SSL_CERT_DIR";
/// The line before each certificate of a PEM file.
const PEM: &str = "-----BEGIN CERTIFICATE-----";

/// The variables as set, unchecked; an empty one counts as not set.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The variable that names a proxy, and its value, which may hold a password.
    pub proxy: Option<(&'static str, Secret)>,
    pub no_proxy: String,
    pub roots: Roots,
}

impl Network {
    /// Reads the variables from the environment.
    #[expect(clippy::disallowed_methods, reason = "this is the home of the environment")]
    pub fn from_env() -> Self {
        let set =
            |name: &str| std::env::var(name).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self {
            proxy: PROXY.into_iter().find_map(|name| Some((name, Secret::from(set(name)?)))),
            no_proxy: NO_PROXY.into_iter().find_map(set).unwrap_or_default(),
            roots: Roots { file: set(CERT_FILE).map(PathBuf::from), directory: set(CERT_DIR).map(PathBuf::from) },
        }
    }
}

/// Where the trusted root certificates are, if not where the system keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roots {
    pub file: Option<PathBuf>,
    /// Directories of such files, separated as in `PATH`.
    pub directory: Option<PathBuf>,
}

/// An HTTP proxy on the way to Slack.
#[derive(Clone, Debug)]
pub struct Proxy {
    pub variable: &'static str,
    /// Its whole address, including a password if there is one.
    pub url: Secret,
    /// Host and port.
    pub address: String,
    pub has_user: bool,
    exceptions: Vec<Exception>,
}

/// An entry of `NO_PROXY`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Exception {
    host: String,
    port: Option<u16>,
}

impl Proxy {
    /// The proxy that the environment names, if any. The problem contains nothing that may be a password.
    pub fn check(network: &Network) -> Result<Option<Self>, Problem> {
        let Some((variable, text)) = &network.proxy else { return Ok(None) };
        let problem = |what: &str, how| Problem { name: variable, what: what.to_owned(), how };
        let malformed = || {
            problem(
                "isn't the address of a proxy",
                "write it as http://host:port or http://user:password@host:port, with special characters of the password \
                 percent-encoded, or leave it out",
            )
        };
        let text = text.expose_secret();
        let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let url = Url::parse(&text).map_err(|_| malformed())?;
        match url.scheme() {
            "http" | "https" => {}
            scheme if scheme.starts_with("socks") => {
                return Err(problem(
                    "names a SOCKS proxy, which Bearings can't use",
                    "set HTTPS_PROXY to an HTTP proxy that allows CONNECT, written as http://host:port",
                ));
            }
            _ => return Err(malformed()),
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return Err(malformed()) };
        Ok(Some(Self {
            variable,
            address: format!("{host}:{port}"),
            has_user: !url.username().is_empty(),
            url: Secret::from(url.as_str()),
            exceptions: exceptions(&network.no_proxy),
        }))
    }

    /// The hosts that are reached without the proxy on this port, separated by commas: names, which include the names
    /// below them, addresses, networks, or `*`.
    pub fn exceptions_on(&self, port: u16) -> String {
        let these = self.exceptions.iter().filter(|exception| exception.port.is_none_or(|only| only == port));
        these.map(|exception| exception.host.as_str()).collect::<Vec<_>>().join(",")
    }
}

fn exceptions(text: &str) -> Vec<Exception> {
    let entries = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
    entries.map(exception).collect()
}

/// Reads an entry with everything that other programs are known to allow in it.
fn exception(entry: &str) -> Exception {
    let entry = entry.split_once("://").map_or(entry, |(_, rest)| rest.trim_end_matches('/'));
    let (host, port) = match entry.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => (address, rest.strip_prefix(':')),
        // With more than one colon, it is an IPv6 address.
        None => match entry.split_once(':') {
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            _ => (entry, None),
        },
    };
    let host = host.trim_end_matches('.');
    let host = host.strip_prefix("*.").map_or_else(|| host.to_owned(), |below| format!(".{below}"));
    Exception { host, port: port.and_then(|port| port.parse().ok()) }
}

impl Roots {
    /// Checks that there are certificates where the environment says.
    pub(super) fn check(&self) -> Result<(), Problem> {
        self.file.as_deref().map_or(Ok(()), check_file)?;
        self.directory.iter().flat_map(std::env::split_paths).try_for_each(|part| check_directory(&part))
    }
}

fn check_file(file: &Path) -> Result<(), Problem> {
    let problem = |what: String| Problem {
        name: CERT_FILE,
        what: format!("names {}, {what}", file.display()),
        how: "name a PEM file that holds your company's root certificate and the public ones, or leave it out to trust \
            the system's certificates",
    };
    let content = fs::read(file).map_err(|error| problem(format!("which can't be read ({error})")))?;
    let has_certificate = content.windows(PEM.len()).any(|window| window == PEM.as_bytes());
    if has_certificate { Ok(()) } else { Err(problem("which holds no PEM certificate".to_owned())) }
}

fn check_directory(directory: &Path) -> Result<(), Problem> {
    let problem = |error: std::io::Error| Problem {
        name: CERT_DIR,
        what: format!("names {}, which can't be read ({error})", directory.display()),
        how: "name a directory of PEM certificates, or leave it out to trust the system's certificates",
    };
    fs::read_dir(directory).map(|_| ()).map_err(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(proxy: &str, no_proxy: &str) -> Network {
        let proxy = Some(("https_proxy", Secret::from(proxy)));
        Network { proxy, no_proxy: no_proxy.to_owned(), ..Network::default() }
    }

    #[test]
    fn a_proxy_is_an_address_of_http_and_its_password_is_never_said() {
        for (text, address, has_user) in [
            ("http://proxy.example:3128", "proxy.example:3128", false),
            ("proxy.example:3128", "proxy.example:3128", false),
            ("http://proxy.example", "proxy.example:80", false),
            ("https://proxy.example/", "proxy.example:443", false),
            ("http://ana:s%40cret@proxy.example:3128", "proxy.example:3128", true),
            ("ana:s@cret@proxy.example:3128", "proxy.example:3128", true),
            ("http://[::1]:3128", "[::1]:3128", false),
        ] {
            let proxy = Proxy::check(&network(text, "")).unwrap().unwrap();
            assert_eq!((proxy.address.as_str(), proxy.has_user), (address, has_user), "{text}");
            let shown = format!("{proxy:?}");
            assert!(!["s@cret", "s%40cret"].iter().any(|secret| shown.contains(secret)), "{shown}");
        }
        for text in
            ["http://", "http://ana:s#cret@proxy:3128", "ftp://ana:secret@proxy", "http://proxy:port", "a b:secret"]
        {
            let problem = Proxy::check(&network(text, "")).unwrap_err();
            let said = format!("{} {}", problem.name, problem.what);
            assert_eq!(said, "https_proxy isn't the address of a proxy", "{text}");
        }
        for text in ["socks5://ana:secret@proxy:1080", "socks5h://proxy:1080", "SOCKS4://proxy"] {
            let problem = Proxy::check(&network(text, "")).unwrap_err();
            assert_eq!(problem.what, "names a SOCKS proxy, which Bearings can't use", "{text}");
        }
        assert!(Proxy::check(&Network::default()).unwrap().is_none());
    }

    #[test]
    fn exceptions_are_read_as_other_programs_read_them() {
        let proxy = |no_proxy: &str| Proxy::check(&network("proxy:3128", no_proxy)).unwrap().unwrap();
        for (text, on_443) in [
            ("", ""),
            ("slack.com,.example.com , *.example.org", "slack.com,.example.com,.example.org"),
            ("slack.com example.com", "slack.com,example.com"),
            ("slack.com:443,example.com:80", "slack.com"),
            ("10.0.0.0/8,::1,[fe80::1]:443,[fe80::2]:80", "10.0.0.0/8,::1,fe80::1"),
            ("https://slack.com/,slack.com.", "slack.com,slack.com"),
            ("*", "*"),
        ] {
            assert_eq!(proxy(text).exceptions_on(443), on_443, "{text}");
        }
    }

    #[test]
    fn certificates_are_where_the_settings_say() {
        let directory = tempfile::tempdir().unwrap();
        let file = |name: &str, content: &str| {
            let path = directory.path().join(name);
            fs::write(&path, content).unwrap();
            path
        };
        let of_file = |file: PathBuf| Roots { file: Some(file), directory: None }.check();
        assert!(of_file(file("ca.pem", &format!("# ours\n{PEM}\n"))).is_ok());
        for (path, what) in [
            (directory.path().join("nope.pem"), "which can't be read"),
            (directory.path().to_owned(), "which can't be read"),
            (file("empty.pem", ""), "which holds no PEM certificate"),
            (file("key.pem", "-----BEGIN PRIVATE KEY-----\n"), "which holds no PEM certificate"),
        ] {
            let problem = of_file(path).unwrap_err();
            assert!(problem.name == "SSL_CERT_FILE" && problem.what.contains(what), "{problem:?}");
        }
        let of_dir = |dir: PathBuf| Roots { file: None, directory: Some(dir) }.check();
        assert!(of_dir(directory.path().to_owned()).is_ok());
        assert_eq!(of_dir(directory.path().join("nope")).unwrap_err().name, "SSL_CERT_DIR");
    }
}
