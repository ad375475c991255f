//! Interprets Slack's answers from their status, headers and JSON.

use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::slack::error::SlackError;
use crate::slack::transport::HttpAnswer;

/// The fields of every answer. A page from something in between, such as a proxy, can have status 200 too but has no
/// `ok`.
#[derive(Deserialize)]
struct Envelope {
    ok: bool,
    error: Option<String>,
}

/// Reads the answer to a Web API call.
pub(super) fn read<A: DeserializeOwned>(call: &'static str, answer: &HttpAnswer) -> Result<A, SlackError> {
    let unreadable = || SlackError::Unclear { call, what: "an answer that cannot be read" };
    check_status(call, answer)?;
    let Envelope { ok, error } = serde_json::from_slice(&answer.body).map_err(|_| unreadable())?;
    match error {
        Some(error) => Err(SlackError::of_code(call, &error)),
        None if ok => serde_json::from_slice(&answer.body).map_err(|_| unreadable()),
        None => Err(unreadable()),
    }
}

/// Reads the answer of a URL that confirms in free text. Only its errors are always JSON.
pub(super) fn check_accepted(call: &'static str, answer: &HttpAnswer) -> Result<(), SlackError> {
    check_status(call, answer)?;
    match serde_json::from_slice(&answer.body) {
        Ok(Envelope { error: Some(error), .. }) => Err(SlackError::of_code(call, &error)),
        _ => Ok(()),
    }
}

fn check_status(call: &'static str, answer: &HttpAnswer) -> Result<(), SlackError> {
    match answer.status {
        StatusCode::OK | StatusCode::NO_CONTENT => Ok(()),
        StatusCode::TOO_MANY_REQUESTS => {
            let seconds = answer.headers.get(RETRY_AFTER).and_then(|text| text.to_str().ok()?.trim().parse().ok());
            Err(SlackError::RateLimited { call, retry_after: seconds.map(Duration::from_secs) })
        }
        status => Err(SlackError::of_status(call, status)),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use serde_json::Value;

    use super::*;

    const CALL: &str = "chat.postMessage";

    fn answer(status: u16, body: &'static str) -> HttpAnswer {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, "7".parse().unwrap())]);
        HttpAnswer { status: StatusCode::from_u16(status).unwrap(), headers, body: body.as_bytes().into() }
    }

    #[test]
    fn an_answer_is_what_was_asked_for_or_says_why_not() {
        let unclear = |what| Err(SlackError::Unclear { call: CALL, what });
        let refused = |code: &str| Err(SlackError::Refused { call: CALL, code: code.to_owned() });
        for (status, body, expected, is_taken) in [
            (200, r#"{"ok":true,"ts":"1.2"}"#, Ok("1.2".to_owned()), true),
            (200, r#"{"ok":false,"error":"is_archived"}"#, refused("is_archived"), false),
            (200, r#"{"ok":false,"error":"a person's words"}"#, refused("an unknown error"), false),
            (200, r#"{"ok":false,"error":"internal_error"}"#, unclear("Slack failed inside"), false),
            (200, r#"{"ok":false}"#, unclear("an answer that cannot be read"), true),
            (200, r#"{"ok":true}"#, unclear("an answer that cannot be read"), true),
            (200, "<p>We are back soon.</p>", unclear("an answer that cannot be read"), true),
            (200, r#"{"ok":true,"ts":"#, unclear("an answer that cannot be read"), true),
            (200, "", unclear("an answer that cannot be read"), true),
            (302, "", unclear("an HTTP error"), false),
            (403, r#"{"ok":true,"ts":"1.2"}"#, refused("HTTP 403"), false),
            (500, "", unclear("an HTTP error"), false),
        ] {
            let answer = answer(status, body);
            let ts = read::<Value>(CALL, &answer).and_then(|value| {
                let ts = value.get("ts").and_then(Value::as_str).map(str::to_owned);
                ts.ok_or(SlackError::Unclear { call: CALL, what: "an answer that cannot be read" })
            });
            assert_eq!((ts, check_accepted(CALL, &answer).is_ok()), (expected, is_taken), "{status} {body}");
        }
        let wait = Some(Duration::from_secs(7));
        let limited = read::<Value>(CALL, &answer(429, "not JSON"));
        assert_eq!(limited, Err(SlackError::RateLimited { call: CALL, retry_after: wait }));
    }
}
