//! Requests that stretch or break HTTP: probes, methods, heads, bodies and framing.

use super::{ASKED, COMMANDS, EVENTS, Gets, Hostile, INTERACTIONS, Sent, command, one};
use crate::wire::{Framing, Signed, WireRequest};

/// Slack's certificate probe gets an answer unsigned, and opens nothing else.
pub fn probes() -> Vec<Hostile> {
    let unsigned = |path, body: &str| WireRequest { signed: Signed::Not, ..WireRequest::new(path, body) };
    vec![
        one("a probe", unsigned(COMMANDS, "ssl_check=1&token=x"), Gets::Ack),
        one("a probe with a command behind it", unsigned(COMMANDS, &format!("ssl_check=1&{ASKED}")), Gets::Ack),
        one("a probe at the door of interactions", unsigned(INTERACTIONS, "ssl_check=1&payload={}"), Gets::Ack),
        one("no probe", unsigned(COMMANDS, &format!("ssl_check=0&{ASKED}")), Gets::Only(401)),
        one("a probe in a person’s words", unsigned(COMMANDS, &format!("{ASKED}+ssl_check%3D1")), Gets::Only(401)),
        one("a probe in JSON", unsigned(EVENTS, r#"{"ssl_check":1}"#), Gets::Only(401)),
    ]
}

pub fn other_methods() -> Vec<Hostile> {
    let methods = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "BREW"];
    let methods = methods
        .map(|method| one(format!("{method} in place of POST"), WireRequest { method, ..command() }, Gets::Only(405)));
    let paths = [
        "/",
        "/slack",
        "/slack/commands/",
        "//slack/commands",
        "/slack/../slack/commands",
        "/slack/%2e%2e/commands",
        "/slack/commands%00",
        "/SLACK/COMMANDS",
        "/.env",
        "/bearings.db",
        "/metrics",
    ];
    // With a good signature they would be answered: the address in the app's settings may be wrong.
    let paths = paths.map(|path| {
        let status = if path.ends_with("/slack/commands") { 401 } else { 404 };
        let request = WireRequest { path: path.into(), signed: Signed::Wrongly, ..command() };
        one(format!("to {path}"), request, Gets::Status(status))
    });
    methods.into_iter().chain(paths).collect()
}

pub fn heads() -> Vec<Hostile> {
    let many = |count: usize, line: &str| line.repeat(count).into_bytes();
    let with = |lines: Vec<u8>| WireRequest { lines, signed: Signed::Not, ..command() };
    vec![
        one("a thousand headers", with(many(1_000, "X-Flood: 1\r\n")), Gets::Status(431)),
        one(
            "a header of a megabyte",
            with(format!("X-Long: {}\r\n", "a".repeat(1024 * 1024)).into_bytes()),
            Gets::Status(431),
        ),
        one(
            "an address of seventy kilobytes",
            WireRequest { path: format!("{COMMANDS}?{}", "a".repeat(70_000)), signed: Signed::Not, ..command() },
            Gets::ClosedOr(414),
        ),
        one("a header without a name", with(b": nameless\r\n".to_vec()), Gets::Status(400)),
        one("a header without a colon", with(b"nothing\r\n".to_vec()), Gets::Status(400)),
        one("a null in a header", with(b"X-Null: a\0b\r\n".to_vec()), Gets::Status(400)),
        one("a header on two lines", with(b"X-Folded: a\r\n b\r\n".to_vec()), Gets::Status(400)),
        one("an upgrade", with(b"Upgrade: websocket\r\n".to_vec()), Gets::Only(401)),
        one("from an unknown proxy", with(b"X-Forwarded-For: 127.0.0.1\r\n".to_vec()), Gets::Only(401)),
        one("another host", with(b"X-Forwarded-Host: evil.example\r\n".to_vec()), Gets::Only(401)),
    ]
}

pub fn bodies() -> Vec<Hostile> {
    let large = vec![b'a'; 1024 * 1024 + 1];
    let chunked = |body: &[u8]| WireRequest {
        framing: Framing::Chunked,
        signed: Signed::Not,
        ..WireRequest::new(COMMANDS, body)
    };
    let long = |said| WireRequest { framing: Framing::LengthOf(said), signed: Signed::Not, ..command() };
    let mut endless = b"100000\r\n".to_vec();
    endless.extend(vec![b'a'; 0x10_0000]);
    endless.extend(b"\r\n1\r\na\r\n");
    vec![
        one("a byte more than a mebibyte", WireRequest::new(COMMANDS, large.clone()), Gets::Status(413)),
        one(
            "a byte more than a mebibyte, forged",
            WireRequest { signed: Signed::Wrongly, ..WireRequest::new(INTERACTIONS, large.clone()) },
            Gets::Status(413),
        ),
        one(
            "a byte more than a mebibyte, at the door of events",
            WireRequest { signed: Signed::Not, ..WireRequest::new(EVENTS, large) },
            Gets::Status(413),
        ),
        one("more than a mebibyte in chunks", chunked(&endless), Gets::Status(413)),
        one("chunks without an end", chunked(b"5\r\nteam_\r\n"), Gets::Only(408)),
        one("a chunk that never comes", chunked(b"ffff\r\na"), Gets::Only(408)),
        one("a chunk of no size", chunked(b"many\r\nteam_\r\n0\r\n\r\n"), Gets::Status(400)),
        one("a chunk larger than numbers are", chunked(b"fffffffffffffffff\r\na\r\n0\r\n\r\n"), Gets::Status(400)),
        one("a chunk of negative size", chunked(b"-5\r\nteam_\r\n0\r\n\r\n"), Gets::Status(400)),
        one("a body that never comes", long("999"), Gets::Only(408)),
        one("a body of ten gigabytes that never comes", long("10000000000"), Gets::Only(408)),
        one("a length that is no number", long("many"), Gets::Status(400)),
        one("a negative length", long("-1"), Gets::Status(400)),
        one("a length larger than numbers are", long("99999999999999999999"), Gets::Status(400)),
        one("two lengths", long("5\r\nContent-Length: 6"), Gets::Status(400)),
        one(
            "a body of a byte in a while",
            WireRequest { framing: Framing::Slowly(200), signed: Signed::Not, ..command() },
            Gets::Only(408),
        ),
        one(
            "too much, and asked before",
            WireRequest { lines: b"Expect: 100-continue\r\n".to_vec(), ..long("10000000000") },
            Gets::Only(408),
        ),
    ]
}

/// Not quite HTTP.
pub fn wire() -> Vec<Hostile> {
    let mut hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec();
    hello.extend([0x42; 300]);
    let raw = |name: &str, bytes: &[u8], gets| Hostile { name: name.into(), sent: Sent::Raw(bytes.to_vec()), gets };
    vec![
        raw("a TLS handshake", &hello, Gets::ClosedOr(400)),
        raw("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0", Gets::ClosedOr(400)),
        raw("another version", b"GET / HTTP/9.9\r\n\r\n", Gets::ClosedOr(400)),
        raw("no version", b"GET /healthz\r\n\r\n", Gets::ClosedOr(400)),
        raw("random bytes", &(0_u8..=255).cycle().take(4_000).collect::<Vec<_>>(), Gets::ClosedOr(400)),
        raw("nulls", &[0; 4_000], Gets::ClosedOr(400)),
        raw("a tunnel", b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", Gets::ClosedOr(404)),
        raw(
            "a request to another server",
            b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
            Gets::Status(404),
        ),
        raw(
            "a length and chunks",
            b"POST /slack/commands HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n",
            Gets::Only(401),
        ),
        raw(
            "an unknown encoding",
            b"POST /slack/commands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: cow\r\nConnection: close\r\n\r\n0\r\n\r\n",
            Gets::Status(400),
        ),
        raw("a question with garbage behind it", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n\0\xff\x16garbage\r\n\r\n", Gets::AnsweredThen(400)),
    ]
}
