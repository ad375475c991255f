//! Text for a terminal: whatever would move its cursor, change its colours or turn its text is shown as an escape.

use std::fmt::{self, Write as _};

use serde_json::Value;

use crate::text::characters::{is_format, is_unprintable};

/// What a command prints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terminal(String);

impl Terminal {
    pub fn lines(text: &str) -> Self {
        if text.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~')) {
            return Self(text.to_owned());
        }
        let mut escaped = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\n' => escaped.push(c),
                '\t' => escaped.push(' '),
                c if is_hidden(c) => escaped.extend(c.escape_default()),
                c => escaped.push(c),
            }
        }
        Self(escaped)
    }

    /// JSON with escapes of its own, so that it stays JSON.
    pub fn json(value: &Value) -> Self {
        let text = format!("{value:#}");
        let mut escaped = String::with_capacity(text.len());
        for c in text.chars() {
            if c != '\n' && is_hidden(c) { push_json_escape(&mut escaped, c) } else { escaped.push(c) }
        }
        Self(escaped)
    }
}

/// Writes a character as JSON escapes it within a string.
pub(super) fn push_json_escape(into: &mut String, c: char) {
    let mut units = [0; 2];
    for unit in c.encode_utf16(&mut units) {
        // Writing to a string can't fail.
        let _ = write!(into, "\\u{unit:04x}");
    }
}

/// Joiners don't count as hidden: they show in what they join.
fn is_hidden(c: char) -> bool {
    is_unprintable(c) || (is_format(c) && !matches!(c, '\u{200C}' | '\u{200D}'))
}

impl fmt::Display for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: AsRef<str>> From<T> for Terminal {
    fn from(text: T) -> Self {
        Self::lines(text.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        let text = "Pay\u{1b}[31m\u{7}\r\u{9b}2J\u{202E}\u{200B}\u{AD}\n👩\u{200D}💻 é\tok";
        let shown = "Pay\\u{1b}[31m\\u{7}\\r\\u{9b}2J\\u{202e}\\u{200b}\\u{ad}\n👩\u{200D}💻 é ok";
        assert_eq!(Terminal::lines(text).to_string(), shown);
    }

    proptest! {
        #[test]
        fn nothing_in_it_acts_on_a_terminal(text in any::<String>()) {
            let shown = Terminal::lines(&text).to_string();
            prop_assert!(shown.chars().all(|c| c == '\n' || !is_unprintable(c)), "{:?}", shown);
            let plain = text.chars().all(|c| !is_hidden(c));
            prop_assert!(!plain || shown == text, "what is harmless stays as it is");
        }

        #[test]
        fn json_stays_the_same_json(text in any::<String>(), key in any::<String>()) {
            let value = json!({ key: [text] });
            let shown = Terminal::json(&value).to_string();
            prop_assert!(shown.chars().all(|c| c == '\n' || !is_unprintable(c)), "{:?}", shown);
            prop_assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), value);
        }
    }
}
