//! Verifies that a request is from Slack. This works on the raw bytes, before anything parses them.

use std::sync::Arc;

use arc_swap::ArcSwap;
use slack_morphism::SlackSigningSecret;
use slack_morphism::signature_verifier::{SlackEventSignatureVerifier, SlackEventSignatureVerifierError};

use crate::secret::{ExposeSecret, Secret};

pub const SIGNATURE: &str = SlackEventSignatureVerifier::SLACK_SIGNED_HASH_HEADER;
/// The header with the signing time, in seconds since 1970.
pub const TIMESTAMP: &str = SlackEventSignatureVerifier::SLACK_SIGNED_TIMESTAMP;

/// Verifies signatures. It uses the machine's time, not the bot's `Clock`, because Slack signs with real time.
pub struct Signatures(ArcSwap<SlackEventSignatureVerifier>);

/// Why a request is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureRejection {
    #[error("wrong signature")]
    Signature,
    /// Signed more than five minutes in the past or future.
    #[error("signed too long ago or in the future")]
    Time,
}

impl Signatures {
    pub fn new(secret: &Secret) -> Self {
        Self(ArcSwap::from_pointee(verifier(secret)))
    }

    pub fn change_secret(&self, secret: &Secret) {
        self.0.store(Arc::new(verifier(secret)));
    }

    /// Verifies that `body` was signed at `timestamp` with our secret, no more than five minutes ago.
    pub fn verify(&self, body: &[u8], timestamp: &str, signature: &str) -> Result<(), SignatureRejection> {
        // Slack signs seconds since 1970. The library does arithmetic with any number, which overflows for some.
        if !(1..=12).contains(&timestamp.len()) || !timestamp.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(SignatureRejection::Signature);
        }
        // Slack signs text, so a body that is not UTF-8 is not from Slack.
        let body = std::str::from_utf8(body).map_err(|_| SignatureRejection::Signature)?;
        self.0.load().verify(signature, body, timestamp).map_err(|error| match error {
            SlackEventSignatureVerifierError::IncorrectOrExpiredTimestampError(_) => SignatureRejection::Time,
            _ => SignatureRejection::Signature,
        })
    }
}

fn verifier(secret: &Secret) -> SlackEventSignatureVerifier {
    SlackEventSignatureVerifier::new(&SlackSigningSecret(secret.expose_secret().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The worked example from https://docs.slack.dev/authentication/verifying-requests-from-slack
    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const SIGNED_AT: &str = "1531420618";
    const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const SIGNED: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    #[test]
    fn slacks_own_example_has_the_right_signature_and_is_years_too_late() {
        let signatures = Signatures::new(&Secret::from(SECRET));
        assert_eq!(signatures.verify(BODY.as_bytes(), SIGNED_AT, SIGNED), Err(SignatureRejection::Time));
    }

    #[test]
    fn a_time_that_nobody_can_calculate_with_is_forged_though_it_is_signed() {
        let signatures = Signatures::new(&Secret::from(SECRET));
        for (at, signed) in [
            ("-9223372036854775808", "v0=13fc6d86f966a23ee92d4fb6202b85265aaeda382eb8adaf79a6f7e6c33187a6"),
            ("9223372036854775807", "v0=0ddc0819d92022ca5895e48449ad234d073cdd493434ab85231931001bb83b35"),
        ] {
            assert_eq!(signatures.verify(b"", at, signed), Err(SignatureRejection::Signature));
        }
    }

    #[test]
    fn any_other_body_time_secret_or_signature_is_forged() {
        let signatures = Signatures::new(&Secret::from(SECRET));
        let others = Signatures::new(&Secret::from("00000000000000000000000000000000"));
        assert_eq!(others.verify(BODY.as_bytes(), SIGNED_AT, SIGNED), Err(SignatureRejection::Signature));
        for (body, at, signed) in [
            (&BODY.as_bytes()[1..], SIGNED_AT, SIGNED),
            (BODY.as_bytes(), "1531420619", SIGNED),
            (BODY.as_bytes(), SIGNED_AT, &SIGNED[1..]),
            (BODY.as_bytes(), SIGNED_AT, ""),
            (b"\xFF", SIGNED_AT, SIGNED),
            (BODY.as_bytes(), "", SIGNED),
            (BODY.as_bytes(), "-1531420618", SIGNED),
            (BODY.as_bytes(), "+1531420618", SIGNED),
            (BODY.as_bytes(), "9223372036854775807", SIGNED),
        ] {
            assert_eq!(signatures.verify(body, at, signed), Err(SignatureRejection::Signature));
        }
    }
}
