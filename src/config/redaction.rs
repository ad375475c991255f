//! Keeps misplaced secrets out of messages.

/// What Slack's tokens begin with.
const TOKENS: &[&str] = &["xoxa", "xoxb", "xoxc", "xoxd", "xoxe", "xoxo", "xoxp", "xoxr", "xoxs", "xapp-", "xwfp-"];

/// A value for a message: a long one is cut, and one that may be a secret isn't shown at all.
pub(super) fn shown(text: &str) -> String {
    const MAX_SHOWN: usize = 80;
    if looks_secret(text) {
        return "a token or secret, which is not shown here".to_owned();
    }
    match text.char_indices().nth(MAX_SHOWN) {
        Some((cut, _)) => format!("“{}…”", text.get(..cut).unwrap_or_default()),
        None => format!("“{text}”"),
    }
}

/// Whether the whole text could be one of Slack's tokens or secrets.
pub(super) fn is_secret(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    TOKENS.iter().any(|kind| lower.starts_with(kind)) || is_hex(&lower)
}

/// Whether it is made of as many hexadecimal digits as a signing secret has, or more.
pub(super) fn is_hex(word: &str) -> bool {
    word.len() >= 32 && word.chars().all(|c| c.is_ascii_hexdigit())
}

/// Whether a part of the text could be one of Slack's tokens or secrets, or a password in an address.
fn looks_secret(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    TOKENS.iter().any(|kind| lower.contains(kind))
        || lower.split(|c: char| !c.is_ascii_alphanumeric()).any(is_hex)
        || lower
            .split_once("://")
            .is_some_and(|(_, rest)| rest.split(['/', '?', '#']).next().is_some_and(|host| host.contains('@')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_secret_is_not_shown() {
        for (text, is_shown) in [
            ("U01ANA", true),
            ("https://slack.com/api", true),
            ("xoxb-1", false),
            ("a XAPP-1", false),
            ("postgres://u:secret@h/db", false),
            ("https://slack.com/a@b", true),
            ("0123456789abcdef0123456789abcdef", false),
            ("0123456789abcdef", true),
        ] {
            assert_eq!(shown(text).contains(text), is_shown, "{text}");
        }
        assert_eq!(shown(&"z".repeat(81)), format!("“{}…”", "z".repeat(80)));
    }
}
