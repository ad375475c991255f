//! A line of the log, which stays one line whatever is in it.

use std::borrow::Cow;

use crate::text::characters::is_unprintable;
use crate::text::terminal::push_json_escape;

/// A line as written, with its end. Only the escapes that the log itself writes colour it: `tracing-subscriber` has
/// already made those in logged values harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine<'t>(Cow<'t, str>);

impl<'t> LogLine<'t> {
    pub fn human(line: &'t str) -> Self {
        Self::escaped(line, |into, c| into.extend(c.escape_default()))
    }

    /// A JSON object, which stays the same object.
    pub fn json(line: &'t str) -> Self {
        Self::escaped(line, push_json_escape)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn escaped(line: &'t str, escape: impl Fn(&mut String, char)) -> Self {
        let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
        let is_bad = |c: char| c != '\u{1b}' && is_unprintable(c);
        if !text.contains(is_bad) {
            return Self(Cow::Borrowed(line));
        }
        let mut escaped = String::with_capacity(line.len());
        for c in text.chars() {
            if is_bad(c) { escape(&mut escaped, c) } else { escaped.push(c) }
        }
        escaped.push_str(end);
        Self(Cow::Owned(escaped))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn a_forged_line_stays_within_its_own() {
        let line = "\u{1b}[32m INFO\u{1b}[0m said=a\n ERROR everything is lost\r\u{202E}\u{9b}2J\n";
        let written = "\u{1b}[32m INFO\u{1b}[0m said=a\\n ERROR everything is lost\\r\\u{202e}\\u{9b}2J\n";
        assert_eq!(LogLine::human(line).as_str(), written);
    }

    proptest! {
        #[test]
        fn it_is_one_line_without_anything_that_acts(text in any::<String>()) {
            let line = format!("{text}\n");
            let written = LogLine::human(&line).as_str().to_owned();
            let inside = written.strip_suffix('\n').unwrap();
            prop_assert!(!inside.chars().any(|c| c != '\u{1b}' && is_unprintable(c)), "{:?}", inside);
        }

        #[test]
        fn json_stays_the_same_json(text in any::<String>()) {
            let value = json!({ "said": text });
            let line = format!("{value}\n");
            let written = LogLine::json(&line).as_str().to_owned();
            prop_assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
            prop_assert!(!written.trim_end_matches('\n').chars().any(is_unprintable), "{:?}", written);
        }
    }
}
