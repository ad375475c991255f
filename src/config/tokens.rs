//! What each secret looks like, and what operators paste in its place.

use crate::config::Problem;
use crate::config::characters::Alphabet;
use crate::config::redaction::is_hex;
use crate::config::setting::written;

/// A shorter one is incomplete: Slack's tokens have 50 characters and more, its signing secrets 32.
const SHORTEST: usize = 16;

const BOT_TOKEN_HOW: &str =
    "copy the Bot User OAuth Token, which begins with xoxb-, from your Slack app's page OAuth & Permissions";
const APP_TOKEN_HOW: &str = "create an App-Level Token with the scope connections:write on your Slack app's page Basic \
    Information (it begins with xapp-)";
const SIGNING_SECRET_HOW: &str = "copy the Signing Secret from your Slack app's page Basic Information";
const ROTATION_HOW: &str = "turn off token rotation (bearings manifest prints the app that way), reinstall the app, \
    and copy the Bot User OAuth Token, which begins with xoxb-";

/// A secret that the bot needs: its name, what it looks like, and where to get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretKind {
    pub(super) name: &'static str,
    pub(super) file: &'static str,
    pub(super) how: &'static str,
    /// What all secrets of its kind begin with, if they do.
    begins: Option<&'static str>,
}

pub(super) const BOT_TOKEN: SecretKind =
    SecretKind { name: "SLACK_BOT_TOKEN", file: "SLACK_BOT_TOKEN_FILE", how: BOT_TOKEN_HOW, begins: Some("xoxb-") };
pub(super) const APP_TOKEN: SecretKind =
    SecretKind { name: "SLACK_APP_TOKEN", file: "SLACK_APP_TOKEN_FILE", how: APP_TOKEN_HOW, begins: Some("xapp-") };
pub(super) const SIGNING_SECRET: SecretKind = SecretKind {
    name: "SLACK_SIGNING_SECRET",
    file: "SLACK_SIGNING_SECRET_FILE",
    how: SIGNING_SECRET_HOW,
    begins: None,
};

/// Slack's names for other things that begin like this (its page on token types), longest first.
const OTHERS: &[(&str, &str)] = &[
    ("xoxe.xoxb-", "is a bot token that expires, because token rotation is on for the app"),
    ("xoxe.xoxp-", "is a user token that expires, not a bot token"),
    ("xoxe-", "is a refresh token of an app whose tokens rotate"),
    ("xoxb-", "is a bot token"),
    ("xoxp-", "is a user token, not a bot token"),
    ("xapp-", "is an app-level token"),
    ("xoxa-", "is a token of an old workspace app"),
    ("xoxr-", "is a refresh token of an old workspace app"),
    ("xoxc-", "is a person's browser token"),
    ("xoxd-", "is a person's browser cookie"),
    ("xoxs-", "is the token of a person's Slack client"),
    ("xwfp-", "is a workflow token"),
    ("https://hooks.slack.com", "is the address of an incoming webhook"),
    ("http", "is an address"),
];

impl SecretKind {
    /// The secret in this text, wherever it was written; `None` if the text is empty.
    pub(super) fn read<'t>(&self, text: Option<&'t str>) -> Result<Option<&'t str>, Problem> {
        let Some(text) =
            written(self.name, text, Alphabet::Word).map_err(|problem| Problem { how: self.how, ..problem })?
        else {
            return Ok(None);
        };
        match self.fault(text) {
            None => Ok(Some(text)),
            Some(what) => {
                let how =
                    if what.contains("rotat") && self.begins == BOT_TOKEN.begins { ROTATION_HOW } else { self.how };
                Err(Problem { name: self.name, what, how })
            }
        }
    }

    /// Why the text can't be the secret, without quoting it.
    fn fault(&self, text: &str) -> Option<String> {
        let lower = text.to_ascii_lowercase();
        if let Some(quote) = text.find(['"', '\'', '`']) {
            return Some(format!("has a quotation mark at character {}", quote + 1));
        }
        if lower.contains("copy-yours") || lower.contains("make-yours") {
            return Some("is still the example from .env.example".into());
        }
        if let Some((before, _)) = text.split_once('=')
            && before.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        {
            return Some("has a name and = before the secret".into());
        }
        if lower.starts_with("bearer") {
            return Some("has the word Bearer before the token".into());
        }
        if self.begins.is_none_or(|begins| !text.starts_with(begins))
            && let Some((_, what)) = OTHERS.iter().find(|(begins, _)| lower.starts_with(begins))
        {
            return Some(match self.begins {
                Some(begins) if lower.starts_with(begins) => format!("doesn't begin with {begins} in lower case"),
                _ => (*what).to_owned(),
            });
        }
        match self.begins {
            Some(begins) => token_fault(begins, text),
            None => signing_secret_fault(text),
        }
    }
}

fn token_fault(begins: &str, text: &str) -> Option<String> {
    let Some(rest) = text.strip_prefix(begins) else {
        return Some(match text {
            _ if is_hex(text) => {
                format!("looks like a signing secret or client secret: it doesn't begin with {begins}")
            }
            _ if is_client_id(text) => format!("looks like a client ID: it doesn't begin with {begins}"),
            _ => format!("doesn't begin with {begins}"),
        });
    };
    let strange = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    if let Some((place, character)) = text.chars().enumerate().find(|(_, c)| strange(*c)) {
        return Some(format!("has {character} at character {}, which tokens never contain", place + 1));
    }
    if rest.contains(begins) {
        return Some("holds more than one token".into());
    }
    (text.len() < SHORTEST).then(|| format!("is too short for a token ({} characters)", text.len()))
}

/// Slack's signing secrets are 32 hexadecimal digits.
fn signing_secret_fault(text: &str) -> Option<String> {
    if let Some((place, character)) = text.chars().enumerate().find(|(_, c)| !c.is_ascii_alphanumeric()) {
        return Some(if is_client_id(text) {
            "looks like a client ID".into()
        } else {
            format!("has {character} at character {}, which signing secrets never contain", place + 1)
        });
    }
    match text.len() {
        0..SHORTEST => Some(format!("is too short for a signing secret ({} characters instead of 32)", text.len())),
        24 if !is_hex(text) => Some("looks like the old verification token".into()),
        65.. => Some(format!("is too long for a signing secret ({} characters instead of 32)", text.len())),
        _ => None,
    }
}

fn is_client_id(text: &str) -> bool {
    text.contains('.') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef";

    fn fault(kind: SecretKind, text: &str) -> String {
        kind.read(Some(text)).map_or_else(|problem| problem.what, |read| read.unwrap_or("unset").to_owned())
    }

    #[test]
    fn each_thing_that_is_no_bot_token_is_told_apart() {
        for (text, expected) in [
            ("xoxb-obviously-fake", "xoxb-obviously-fake"),
            (" xoxb-obviously-fake\r\n", "xoxb-obviously-fake"),
            ("  \n", "unset"),
            ("xoxb-bars", "is too short for a token (9 characters)"),
            ("xoxb-", "is too short for a token (5 characters)"),
            ("\"xoxb-obviously-fake\"", "has quotes around it"),
            ("“xoxb-obviously-fake”", "has \\u{201c} at character 1, but can only hold plain ASCII characters"),
            ("'xoxb-obviously-fake", "has a quotation mark at character 1"),
            ("xoxb-obviously-fake\"", "has a quotation mark at character 20"),
            ("xoxb-obviously fake", "has a space at character 15"),
            ("xoxb-obviously\u{2013}fake", "has \\u{2013} at character 15, but can only hold plain ASCII characters"),
            ("xoxb-obviously\u{200b}fake", "has an invisible character (\\u{200b}) at character 15"),
            ("xoxb-obviously\u{a0}fake", "has an unusual space (\\u{a0}) at character 15"),
            ("xoxb-obviously…", "has \\u{2026} at character 15, but can only hold plain ASCII characters"),
            ("xoxb-obviously-*****", "has * at character 16, which tokens never contain"),
            ("xoxb-obviously-fakexoxb-obviously-fake", "holds more than one token"),
            ("XOXB-obviously-fake", "doesn't begin with xoxb- in lower case"),
            ("SLACK_BOT_TOKEN=xoxb-obviously-fake", "has a name and = before the secret"),
            ("Bearer\u{2b}xoxb-obviously-fake", "has the word Bearer before the token"),
            ("xoxb-copy-yours-from-OAuth-and-Permissions", "is still the example from .env.example"),
            ("xoxp-obviously-fake", "is a user token, not a bot token"),
            ("xapp-obviously-fake", "is an app-level token"),
            ("xoxe.xoxb-obviously-fake", "is a bot token that expires, because token rotation is on for the app"),
            ("xoxe.xoxp-obviously-fake", "is a user token that expires, not a bot token"),
            ("xoxe-obviously-fake", "is a refresh token of an app whose tokens rotate"),
            ("xoxc-obviously-fake", "is a person's browser token"),
            ("https://hooks.slack.com/services/T1", "is the address of an incoming webhook"),
            (HEX, "looks like a signing secret or client secret: it doesn't begin with xoxb-"),
            ("12345.67890", "looks like a client ID: it doesn't begin with xoxb-"),
            ("obviously-fake-token", "doesn't begin with xoxb-"),
        ] {
            assert_eq!(fault(BOT_TOKEN, text), expected, "{text:?}");
        }
        let how = |text| BOT_TOKEN.read(Some(text)).unwrap_err().how;
        assert_eq!(how("xoxe.xoxb-obviously-fake"), ROTATION_HOW);
        assert_eq!(how("xoxp-obviously-fake"), BOT_TOKEN_HOW);
    }

    #[test]
    fn each_thing_that_is_no_app_token_or_signing_secret_is_told_apart() {
        for (kind, text, expected) in [
            (APP_TOKEN, "xapp-obviously-fake", "xapp-obviously-fake"),
            (APP_TOKEN, "xoxb-obviously-fake", "is a bot token"),
            (APP_TOKEN, "xapp-1", "is too short for a token (6 characters)"),
            (APP_TOKEN, "xapp-make-yours-at-Basic-Information", "is still the example from .env.example"),
            (APP_TOKEN, HEX, "looks like a signing secret or client secret: it doesn't begin with xapp-"),
            (SIGNING_SECRET, HEX, HEX),
            (SIGNING_SECRET, "0bv10us1yfake0bv10us1yfake", "0bv10us1yfake0bv10us1yfake"),
            (SIGNING_SECRET, "copy-yours-from-Basic-Information", "is still the example from .env.example"),
            (SIGNING_SECRET, "xoxb-obviously-fake", "is a bot token"),
            (SIGNING_SECRET, "xapp-obviously-fake", "is an app-level token"),
            (SIGNING_SECRET, "0bv10us1y", "is too short for a signing secret (9 characters instead of 32)"),
            (SIGNING_SECRET, "0bv10us1y-fake-secret", "has - at character 10, which signing secrets never contain"),
            (SIGNING_SECRET, "1234567890.1234567890", "looks like a client ID"),
            (SIGNING_SECRET, "Obv10uslyFakeObv10uslyFa", "looks like the old verification token"),
        ] {
            assert_eq!(fault(kind, text), expected, "{text:?}");
        }
    }
}
