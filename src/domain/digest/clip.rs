//! Measures a text as Slack shows it in a message, and cuts one that is too long.

use crate::secret::PrivateText;

/// The text, cut if it exceeds these limits.
pub(super) fn clip(text: &PrivateText, most: usize, most_escaped: usize) -> PrivateText {
    PrivateText::new(clipped(text.reveal(), most, most_escaped))
}

/// The text, cut if its length or its escaped length exceeds the limit.
pub(super) fn clipped(text: &str, most: usize, most_escaped: usize) -> String {
    if text.len() <= most && escaped(text) <= most_escaped {
        return text.to_owned();
    }
    let mut taken = 0;
    let end = text.char_indices().enumerate().find_map(|(count, (at, letter))| {
        taken += escaped(letter.encode_utf8(&mut [0; 4]));
        (count >= most || taken > most_escaped).then_some(at)
    });
    end.map_or_else(|| text.to_owned(), |end| format!("{}…", text.get(..end).unwrap_or_default().trim_end()))
}

/// A text's length after escaping and quoting its lines, in UTF-16 units as Slack counts.
pub(super) fn escaped(text: &str) -> usize {
    text.bytes().map(cost).sum()
}

/// Counts a character by its first byte.
fn cost(byte: u8) -> usize {
    match byte {
        b'&' => "&amp;".len(),
        b'<' | b'>' => "&lt;".len(),
        b'\n' => "\n> ".len(),
        0x80..=0xBF => 0,
        // A four-byte character takes two UTF-16 units.
        0xF0.. => 2,
        _ => 1,
    }
}
