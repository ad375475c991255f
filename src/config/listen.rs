//! Addresses to listen on, as operators write them: `127.0.0.1:3000`, `localhost:3000`, `:3000`, `3000`, `[::1]:3000`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::config::Problem;
use crate::config::redaction::shown;

const LISTEN_HELP: &str =
    "write an address and a port, such as 127.0.0.1:3000, localhost:3000, or :3000 for every address of this machine";

/// Where to listen. A name is looked up only when the bot listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenAddress {
    Socket(SocketAddr),
    Name(String, u16),
    /// A port on every address of this machine.
    All(u16),
}

impl ListenAddress {
    /// Parses what an operator wrote; a port alone goes with `otherwise`, which only this machine can reach.
    pub(super) fn parse(name: &'static str, text: &str, otherwise: IpAddr) -> Result<Self, Problem> {
        let problem = |what: &str| Problem { name, what: format!("is {}, {what}", shown(text)), how: LISTEN_HELP };
        if text.contains('/') {
            return Err(problem("but can't contain http:// or a path"));
        }
        if is_number(text) {
            let port = text.parse().map_err(|_| problem("but ports end at 65535"))?;
            return Ok(Self::Socket(SocketAddr::new(otherwise, port)));
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::Socket(address));
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if is_number(port) && text.parse::<IpAddr>().is_err() => (host, port),
            _ => return Err(problem("which has no port")),
        };
        let port = port.parse().map_err(|_| problem("but ports end at 65535"))?;
        match host {
            "" | "*" => Ok(Self::All(port)),
            host if is_name(host) => Ok(Self::Name(host.to_owned(), port)),
            host if host.contains(':') && !host.starts_with('[') => {
                Err(problem("but an IPv6 address needs brackets: [::1]:3000"))
            }
            _ => Err(problem("which is not an address")),
        }
    }

    /// Every address that this may be, best first.
    pub async fn resolve(&self) -> std::io::Result<Vec<SocketAddr>> {
        Ok(match self {
            Self::Socket(address) => vec![*address],
            Self::Name(name, port) => tokio::net::lookup_host((name.as_str(), *port)).await?.collect(),
            // The first takes IPv4 as well, if the system has IPv6 at all.
            Self::All(port) => [IpAddr::V6(Ipv6Addr::UNSPECIFIED), IpAddr::V4(Ipv4Addr::UNSPECIFIED)]
                .map(|ip| SocketAddr::new(ip, *port))
                .into(),
        })
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    // With a last label of digits only, it is a mistyped IPv4 address.
    let ends_well =
        |host: &str| host.rsplit('.').next().is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()));
    host.len() <= 253 && host.split('.').all(is_label) && ends_well(host)
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket(address) => address.fmt(f),
            Self::Name(name, port) => write!(f, "{name}:{port}"),
            Self::All(port) => write!(f, ":{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let read = ListenAddress::parse("A", text, IpAddr::V4(Ipv4Addr::LOCALHOST));
        read.map(|address| address.to_string()).map_err(|problem| problem.what)
    }

    #[test]
    fn what_operators_write_is_understood() {
        for (text, expected) in [
            ("127.0.0.1:3000", "127.0.0.1:3000"),
            ("0.0.0.0:3000", "0.0.0.0:3000"),
            ("localhost:3000", "localhost:3000"),
            ("LOCALHOST:0", "LOCALHOST:0"),
            ("bot.internal.example:80", "bot.internal.example:80"),
            ("bearings_bot:80", "bearings_bot:80"),
            (":3000", ":3000"),
            ("*:3000", ":3000"),
            ("3000", "127.0.0.1:3000"),
            ("[::1]:3000", "[::1]:3000"),
            ("[::]:3000", "[::]:3000"),
            ("[fe80::1%2]:3000", "[fe80::1%2]:3000"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_said() {
        for (text, expected) in [
            ("somewhere", "is “somewhere”, which has no port"),
            ("127.0.0.1", "is “127.0.0.1”, which has no port"),
            ("::1", "is “::1”, which has no port"),
            ("localhost:", "is “localhost:”, which has no port"),
            ("localhost:http", "is “localhost:http”, which has no port"),
            (":", "is “:”, which has no port"),
            ("::1:3000", "is “::1:3000”, which has no port"),
            ("fe80::1%eth0:3000", "is “fe80::1%eth0:3000”, but an IPv6 address needs brackets: [::1]:3000"),
            ("[::g]:3000", "is “[::g]:3000”, which is not an address"),
            ("127.0.0.256:3000", "is “127.0.0.256:3000”, which is not an address"),
            ("a..b:3000", "is “a..b:3000”, which is not an address"),
            ("localhost:65536", "is “localhost:65536”, but ports end at 65535"),
            ("65536", "is “65536”, but ports end at 65535"),
            ("http://127.0.0.1:3000", "is “http://127.0.0.1:3000”, but can't contain http:// or a path"),
            ("127.0.0.1:3000/", "is “127.0.0.1:3000/”, but can't contain http:// or a path"),
        ] {
            assert_eq!(read(text).unwrap_err(), expected, "{text}");
        }
    }

    #[tokio::test]
    async fn a_name_may_be_several_addresses_and_no_host_is_all() {
        let resolved = async |text: &str| {
            let read = ListenAddress::parse("A", text, IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();
            read.resolve().await.unwrap()
        };
        assert!(resolved("localhost:3000").await.iter().all(|address| address.ip().is_loopback()));
        assert_eq!(resolved(":3000").await, ["[::]:3000".parse().unwrap(), "0.0.0.0:3000".parse().unwrap()]);
    }
}
