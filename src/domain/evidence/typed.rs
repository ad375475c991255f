//! Reads `log <words> [link]`.

use crate::domain::link::Link;
use crate::secret::PrivateText;

/// What may stand directly before an address without belonging to it.
const OPENING: &[char] = &['<', '(', '[', '{', '"', '\'', '“', '‘', '«'];
/// What ends a sentence or a quote, not an address.
const PUNCTUATION: &[char] = &['.', ',', ';', ':', '!', '?', '…', '"', '\'', '”', '’', '»'];
/// An address may contain these, as in `Rust_(language)`, but doesn't end with one that it doesn't open.
const BRACKETS: &[(char, char)] = &[('<', '>'), ('(', ')'), ('[', ']'), ('{', '}')];
const QUOTES: &[(char, char)] = &[('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('«', '»')];

/// What the user typed after `log`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogText {
    pub words: PrivateText,
    pub link: Option<Link>,
}

/// Splits off a web address at the end; one in the middle stays part of the words, and so does the punctuation around
/// the address.
#[must_use]
pub fn parse_log(typed: &str) -> LogText {
    let typed = typed.trim();
    let (before, last) = typed.rsplit_once(char::is_whitespace).unwrap_or(("", typed));
    let (opening, address, closing) = unwrapped(last);
    match Link::parse(address) {
        Some(link) => {
            let before = format!("{before} {opening}");
            let words =
                if before.trim().is_empty() { String::new() } else { format!("{}{closing}", before.trim_end()) };
            LogText { words: PrivateText::new(words), link: Some(link) }
        }
        None => LogText { words: PrivateText::new(typed), link: None },
    }
}

/// The address without the punctuation of the sentence around it: what stands before, the address, what stands after.
/// Brackets around the whole address belong to neither.
fn unwrapped(word: &str) -> (&str, &str, &str) {
    let start = word.find(|c| !OPENING.contains(&c)).unwrap_or(word.len());
    let (opening, rest) = word.split_at(start);
    let mut address = rest;
    while let Some(last) = address.chars().next_back() {
        let is_unmatched = BRACKETS
            .iter()
            .any(|(open, close)| last == *close && address.matches(*close).count() > address.matches(*open).count());
        if !is_unmatched && !PUNCTUATION.contains(&last) {
            break;
        }
        address = address.strip_suffix(last).unwrap_or_default();
    }
    let mut closing = rest.get(address.len()..).unwrap_or_default();
    let mut opening = opening;
    while let (Some(open), Some(close)) = (opening.chars().next_back(), closing.chars().next())
        && BRACKETS.iter().chain(QUOTES).any(|pair| *pair == (open, close))
    {
        (opening, closing) =
            (opening.strip_suffix(open).unwrap_or_default(), closing.strip_prefix(close).unwrap_or_default());
    }
    (opening, address, closing)
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
            ("wrote it (<https://example.com/1>).", "wrote it.", Some("https://example.com/1")),
            ("fixed it, see https://git.example/pr/1.", "fixed it, see.", Some("https://git.example/pr/1")),
            ("fixed it (see https://git.example/pr/1).", "fixed it (see).", Some("https://git.example/pr/1")),
            ("fixed it (https://git.example/pr/1)", "fixed it", Some("https://git.example/pr/1")),
            ("is it “https://git.example/pr/1”?!", "is it?!", Some("https://git.example/pr/1")),
            ("read https://a.example/Rust_(language)", "read", Some("https://a.example/Rust_(language)")),
            ("(read https://a.example/Rust_(language)),", "(read),", Some("https://a.example/Rust_(language)")),
            ("https://example.com/1.", "", Some("https://example.com/1")),
            ("https://example.com/?a=b&c", "", Some("https://example.com/?a=b&c")),
            ("see https://.", "see https://.", None),
            ("see ...", "see ...", None),
            ("see https://example.com/1 for it", "see https://example.com/1 for it", None),
            ("fixed example.com", "fixed example.com", None),
            ("two\nlines", "two\nlines", None),
        ] {
            let read = parse_log(typed);
            assert_eq!((read.words.reveal(), read.link.as_ref().map(Link::as_str)), (words, link), "{typed:?}");
        }
    }
}
