//! Requests with forged, missing or outdated signatures.

use super::{ASKED, COMMANDS, EVENTS, Gets, Hostile, INTERACTIONS, Sent, command, one};
use crate::wire::{Signed, WireRequest};

fn headers(time: &str, signature: &str) -> String {
    format!("X-Slack-Request-Timestamp: {time}\r\nX-Slack-Signature: {signature}\r\n")
}

/// Not from Slack, or not as Slack signs.
#[expect(clippy::too_many_lines, reason = "it is a list")]
pub fn forged() -> Vec<Hostile> {
    type Lines = fn(i64, &str) -> String;
    let lines: [(&str, Lines); 22] = [
        ("no signature, only a time", |at, _| format!("X-Slack-Request-Timestamp: {at}\r\n")),
        ("no time, only a signature", |_, signed| format!("X-Slack-Signature: {signed}\r\n")),
        ("an empty signature", |at, _| headers(&at.to_string(), "")),
        ("a signature of no digits", |at, _| headers(&at.to_string(), "v0=")),
        ("an empty time", |_, signed| headers("", signed)),
        ("both empty", |_, _| headers("", "")),
        ("another version", |at, signed| headers(&at.to_string(), &signed.replace("v0=", "v1="))),
        ("no version", |at, signed| headers(&at.to_string(), &signed.replace("v0=", ""))),
        ("capital digits", |at, signed| headers(&at.to_string(), &signed.to_uppercase().replace("V0", "v0"))),
        ("a digit less", |at, signed| headers(&at.to_string(), &signed[..signed.len() - 1])),
        ("a digit more", |at, signed| headers(&at.to_string(), &format!("{signed}0"))),
        ("two signatures in one line", |at, signed| headers(&at.to_string(), &format!("{signed}, {signed}"))),
        ("a wrong signature before the right one", |at, signed| {
            format!("X-Slack-Signature: v0=00\r\n{}", headers(&at.to_string(), signed))
        }),
        ("an old time before the right one", |at, signed| {
            format!("X-Slack-Request-Timestamp: 1\r\n{}", headers(&at.to_string(), signed))
        }),
        ("another time than the signed one", |at, signed| headers(&(at - 1).to_string(), signed)),
        ("the time in milliseconds", |at, signed| headers(&format!("{at}000"), signed)),
        ("the time with a fraction", |at, signed| headers(&format!("{at}.0"), signed)),
        ("the time in hexadecimal digits", |at, signed| headers(&format!("0x{at:x}"), signed)),
        ("the time in words", |_, signed| headers("now", signed)),
        ("the body’s beginning moved into the time", |at, signed| headers(&format!("{at}:team_id=T0LOCAL"), signed)),
        ("a signature with a null behind it", |at, signed| headers(&at.to_string(), &format!("{signed}%00"))),
        ("a signature of thirty kilobytes", |at, _| headers(&at.to_string(), &format!("v0={}", "0".repeat(30_000)))),
    ];
    let of_lines = lines
        .into_iter()
        .map(|(name, lines)| one(name, WireRequest { signed: Signed::Lines(lines), ..command() }, Gets::Only(401)));
    let others = [
        ("an unsigned command", WireRequest { signed: Signed::Not, ..command() }, Gets::Only(401)),
        ("a command with another secret", WireRequest { signed: Signed::Wrongly, ..command() }, Gets::Only(401)),
        (
            "an unsigned interaction",
            WireRequest { signed: Signed::Not, ..WireRequest::new(INTERACTIONS, "payload={}") },
            Gets::Only(401),
        ),
        (
            "an interaction with another secret",
            WireRequest { signed: Signed::Wrongly, ..WireRequest::new(INTERACTIONS, "payload={}") },
            Gets::Only(401),
        ),
        (
            "an unsigned address to be verified",
            WireRequest {
                signed: Signed::Not,
                ..WireRequest::new(EVENTS, r#"{"type":"url_verification","challenge":"3eZbrw1aBm2r"}"#)
            },
            Gets::Only(401),
        ),
        (
            "an address to be verified with another secret",
            WireRequest {
                signed: Signed::Wrongly,
                ..WireRequest::new(EVENTS, r#"{"type":"url_verification","challenge":"3eZbrw1aBm2r"}"#)
            },
            Gets::Only(401),
        ),
        ("signed, and not UTF-8", WireRequest::new(COMMANDS, b"team_id=\xff\xfe".to_vec()), Gets::Only(401)),
        (
            "a signature that is not ASCII",
            WireRequest { signed: Signed::Not, lines: b"X-Slack-Signature: v0=\xc3\xa9\r\n".to_vec(), ..command() },
            Gets::Only(401),
        ),
        (
            "said to be packed, and is not",
            WireRequest { lines: b"Content-Encoding: gzip\r\n".to_vec(), signed: Signed::Wrongly, ..command() },
            Gets::Only(401),
        ),
    ];
    let replayed = Hostile {
        name: "the same a second time".into(),
        sent: Sent::Twice(WireRequest::new(COMMANDS, format!("{ASKED}&again=1"))),
        gets: Gets::Only(401),
    };
    of_lines.chain(others.map(|(name, request, gets)| one(name, request, gets))).chain([replayed]).collect()
}

/// Correctly signed, but for another time.
pub fn late() -> Vec<Hostile> {
    let away = [
        ("ten seconds too late", -310),
        ("a day late", -86_400),
        ("a year late", -31_536_000),
        ("ten seconds too early", 310),
        ("a day early", 86_400),
    ];
    let over = ["0", "-1", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e9", "NaN", " "];
    let away = away
        .map(|(name, seconds)| one(name, WireRequest { signed: Signed::Away(seconds), ..command() }, Gets::Only(401)));
    let over = over.map(|time| {
        one(format!("signed at “{time}”"), WireRequest { signed: Signed::Over(time), ..command() }, Gets::Only(401))
    });
    away.into_iter().chain(over).collect()
}
