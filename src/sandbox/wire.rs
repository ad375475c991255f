//! Carries what people do to the app, signed over HTTP or through Socket Mode, and waits three seconds for the answer.

pub mod answers;
mod envelope;
pub mod link;
pub mod payloads;

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use self::link::Link;
use crate::clock::Clock;

/// Slack waits this long for any answer.
const SLACK_TIMEOUT: Duration = Duration::from_secs(3);

/// The way to the app.
pub struct Wire {
    http: reqwest::Client,
    secret: RwLock<String>,
    bot: RwLock<String>,
    /// Used instead of HTTP while Socket Mode is on.
    pub link: Link,
}

/// One request to the app.
pub struct AppRequest {
    /// Below the app's base, as in `RequestKind::path`.
    pub path: &'static str,
    pub content_type: &'static str,
    pub body: String,
    /// Slack's retry headers for an event that is sent again: the number of the retry, and the reason.
    pub retry: Option<(u8, &'static str)>,
}

/// The body of an answer with status 200.
pub type AppAnswer = String;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// No answer within three seconds.
    TimedOut,
    /// The app isn't listening, or the connection broke.
    Unreachable,
    /// A status other than 200.
    Status(u16),
    /// Two answers to an envelope that was sent twice.
    Differs,
}

impl Silence {
    /// Slack's word for it in retry headers.
    pub fn reason(self) -> &'static str {
        match self {
            Self::TimedOut => "http_timeout",
            Self::Unreachable => "connection_failed",
            Self::Status(_) | Self::Differs => "http_error",
        }
    }
}

impl std::fmt::Display for Silence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TimedOut => f.write_str("the app did not answer within 3 seconds"),
            Self::Unreachable => f.write_str("the app could not be reached"),
            Self::Status(status) => write!(f, "the app answered with status {status}"),
            Self::Differs => f.write_str("the app answered the same envelope in two ways"),
        }
    }
}

impl Wire {
    /// Not connected yet: until `connect`, every request fails.
    pub fn new(secret: &str) -> Self {
        Self {
            http: reqwest::Client::new(),
            secret: RwLock::new(secret.to_owned()),
            bot: RwLock::new(String::new()),
            link: Link::default(),
        }
    }

    /// Says where the app is.
    pub fn connect(&self, base: &str) {
        base.trim_end_matches('/').clone_into(&mut self.bot.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Signs with another secret from now on.
    pub fn change_secret(&self, secret: &str) {
        secret.clone_into(&mut self.secret.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Sends a request and waits for its answer as long as Slack does.
    pub async fn send(&self, request: AppRequest) -> Result<AppAnswer, Silence> {
        if self.link.is_on() {
            return self.link.send(&request, SLACK_TIMEOUT).await;
        }
        let base = self.bot.read().unwrap_or_else(PoisonError::into_inner).clone();
        let secret = self.secret.read().unwrap_or_else(PoisonError::into_inner).clone();
        // Apps compare the timestamp with their machine's clock, whatever the workspace's time is.
        let timestamp = Clock::system().now().timestamp().to_string();
        let mut post = self
            .http
            .post(format!("{base}{}", request.path))
            .header("content-type", request.content_type)
            .header("user-agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
            .header("x-slack-signature", sign(&secret, &timestamp, &request.body))
            .header("x-slack-request-timestamp", timestamp);
        if let Some((number, reason)) = request.retry {
            post = post.header("x-slack-retry-num", u16::from(number)).header("x-slack-retry-reason", reason);
        }
        let exchange = async {
            let response = post.body(request.body).send().await.map_err(|_| Silence::Unreachable)?;
            match response.status().as_u16() {
                200 => response.text().await.map_err(|_| Silence::Unreachable),
                status => Err(Silence::Status(status)),
            }
        };
        tokio::time::timeout(SLACK_TIMEOUT, exchange).await.unwrap_or(Err(Silence::TimedOut))
    }
}

/// Slack's signature, version 0.
pub fn sign(secret: &str, timestamp: &str, body: &str) -> String {
    // HMAC takes keys of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("v0:{timestamp}:{body}").as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().fold("v0=".to_owned(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slack::inbound::RequestKind;

    #[test]
    fn signs_the_example_of_slacks_documentation() {
        let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V\
                    &channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=\
                    &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
                    &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        assert_eq!(
            sign("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body),
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        );
    }

    #[tokio::test]
    async fn an_app_that_is_not_there_cannot_be_reached() {
        let request = AppRequest {
            path: RequestKind::Event.path(),
            content_type: "application/json",
            body: String::new(),
            retry: None,
        };
        assert_eq!(Wire::new("secret").send(request).await, Err(Silence::Unreachable));
    }
}
