//! Decides which requests this workspace answers: only those of programs and pages on this machine that use its own
//! address, so that no site open in a browser can read or write here.

use axum::extract::{Request, State};
use axum::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use url::Url;

use super::Sandbox;
use crate::config::is_loopback;

/// This machine's names for itself. Any other name can be pointed here by its owner (DNS rebinding).
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Lets a request pass if it comes from this machine and is meant for this workspace.
pub async fn guard(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let Some(host) = text(headers, &HOST).filter(|host| is_own(host, &sandbox.base())) else {
        return (StatusCode::MISDIRECTED_REQUEST, "Ask for this workspace by the address that it printed.")
            .into_response();
    };
    if is_of_another_site(request.method(), headers, host) {
        return (StatusCode::FORBIDDEN, "Only this page may act here.").into_response();
    }
    next.run(request).await
}

/// Whether a `Host` is this machine by name, with the port that the workspace listens on once it is known, or a host of
/// the domain that the workspace is served behind.
fn is_own(host: &str, base: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host, "80"),
    };
    let base = Url::parse(base).ok();
    if let Some(domain) = base.as_ref().filter(|base| !is_loopback(base)).and_then(Url::domain) {
        return name == domain || name.strip_suffix(domain).is_some_and(|label| label.ends_with('.'));
    }
    let own_port = base.and_then(|base| base.port_or_known_default());
    NAMES.iter().any(|own| own.eq_ignore_ascii_case(name)) && own_port.is_none_or(|own| port.parse() == Ok(own))
}

/// Browsers say where a request comes from: in `Origin`, or without it in `Sec-Fetch-Site`
/// (<https://www.w3.org/TR/fetch-metadata/>). Another site may only lead people here, with a link.
fn is_of_another_site(method: &Method, headers: &HeaderMap, host: &str) -> bool {
    if let Some(origin) = text(headers, &ORIGIN) {
        return origin.split_once("://").is_none_or(|(_, origin)| origin != host);
    }
    let fetch = |name: &'static str| text(headers, &HeaderName::from_static(name));
    let is_link = method.is_safe() && fetch("sec-fetch-mode") == Some("navigate");
    matches!(fetch("sec-fetch-site"), Some("cross-site" | "same-site")) && !is_link
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::testing::connected;

    #[test]
    fn the_machine_is_known_by_its_own_names_and_port() {
        let base = "http://127.0.0.1:8300";
        for host in ["127.0.0.1:8300", "localhost:8300", "LOCALHOST:8300", "[::1]:8300"] {
            assert!(is_own(host, base), "{host}");
            assert!(is_own(host, ""), "{host}");
        }
        for host in [
            "evil.example:8300",
            "localhost.evil.example:8300",
            "127.0.0.1.evil.example:8300",
            "evil.example",
            "localhost",
            "localhost:8301",
            "[::1]",
            "127.0.0.2:8300",
            "user@localhost:8300",
            "localhost:",
            "",
        ] {
            assert!(!is_own(host, base), "{host}");
        }
    }

    #[test]
    fn behind_a_domain_its_hosts_are_known() {
        for (host, expected) in [
            ("slack.test", true),
            ("hooks.slack.test", true),
            ("slack.test:443", true),
            ("evilslack.test", false),
            ("slack.test.evil.example", false),
            ("127.0.0.1", false),
        ] {
            assert_eq!(is_own(host, "https://slack.test"), expected, "{host}");
        }
    }

    #[tokio::test]
    async fn another_site_can_neither_read_nor_write_anywhere() {
        let (sandbox, app, base) = connected().await;
        let port = url::Url::parse(&base).unwrap().port().unwrap();
        let own = format!("127.0.0.1:{port}");
        let rebound = format!("evil.example:{port}");
        let client = reqwest::Client::new();
        let send = async |method: &str, path: &str, headers: &[(&str, &str)]| {
            let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
            let request = client.request(method, format!("{base}{path}")).body("text=hello");
            let form = request.header("content-type", "application/x-www-form-urlencoded");
            let request = headers.iter().fold(form, |request, (name, value)| request.header(*name, *value));
            request.send().await.unwrap().status().as_u16()
        };
        let before = sandbox.person("ana").screen("#general");
        for path in [
            "/ana/dm",
            "/ana/general/say",
            "/api/auth.test",
            "/hooks/x",
            "/link/?ticket=x",
            "/changes?since=0",
            "/clock",
        ] {
            for method in ["GET", "POST"] {
                assert_eq!(send(method, path, &[("host", &rebound)]).await, 421, "{method} {path}");
                let foreign = format!("http://{rebound}");
                for from in [
                    [("origin", "https://evil.example"), ("host", own.as_str())],
                    [("origin", "null"), ("host", own.as_str())],
                    [("origin", foreign.as_str()), ("host", own.as_str())],
                    [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")],
                    [("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors")],
                ] {
                    assert_eq!(send(method, path, &from).await, 403, "{method} {path} {from:?}");
                }
            }
            let form = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
            assert_eq!(send("POST", path, &form).await, 403, "{path}");
        }
        assert_eq!(sandbox.person("ana").screen("#general"), before);
        assert!(app.asked.lock().unwrap().is_empty());
        let link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
        assert_eq!(send("GET", "/ana/general", &link).await, 200);
        assert_eq!(send("GET", "/ana/general", &[("host", &format!("localhost:{port}"))]).await, 200);
        let page = format!("http://{own}");
        assert_eq!(
            send("POST", "/ana/general/say", &[("origin", &page), ("sec-fetch-site", "same-origin")]).await,
            200
        );
    }
}
