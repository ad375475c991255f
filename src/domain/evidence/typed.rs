//! Reads `log <words> [link]`.

use crate::domain::link::Link;
use crate::secret::PrivateText;

/// What the user typed after `log`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogText {
    pub words: PrivateText,
    pub link: Option<Link>,
}

/// Splits off a web address at the end; one in the middle stays part of the words.
#[must_use]
pub fn parse_log(typed: &str) -> LogText {
    let typed = typed.trim();
    let (before, last) = typed.rsplit_once(char::is_whitespace).unwrap_or(("", typed));
    match Link::parse(last.trim_start_matches('<').trim_end_matches('>')) {
        Some(link) => LogText { words: PrivateText::new(before.trim_end()), link: Some(link) },
        None => LogText { words: PrivateText::new(typed), link: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_at_the_end_is_taken_off_the_words() {
        for (typed, words, link) in [
            ("", "", None),
            ("set up alerts", "set up alerts", None),
            ("  set up  alerts https://example.com/1 ", "set up  alerts", Some("https://example.com/1")),
            ("https://example.com/1", "", Some("https://example.com/1")),
            ("wrote it <https://example.com/1>", "wrote it", Some("https://example.com/1")),
            ("see https://example.com/1 for it", "see https://example.com/1 for it", None),
            ("fixed example.com", "fixed example.com", None),
            ("two\nlines", "two\nlines", None),
        ] {
            let read = parse_log(typed);
            assert_eq!((read.words.reveal(), read.link.as_ref().map(Link::as_str)), (words, link), "{typed:?}");
        }
    }
}
