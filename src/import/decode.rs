//! Decodes a file's bytes in any encoding that editors and spreadsheets write, or names its likely encoding.

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum EncodingFault {
    #[error("the file is UTF-32")]
    Utf32,
    #[error("the file looks like UTF-16 without a byte order mark")]
    UnmarkedUtf16,
    #[error("this is a workbook or an archive, not text")]
    Packed,
    #[error("this is not UTF-8; it may be Windows-1252")]
    NotUtf8,
    /// UTF-16 with an unpaired surrogate.
    #[error("this is not UTF-16")]
    NotUtf16,
    #[error("the file ends in the middle of a character")]
    HalfCharacter,
}

/// Bytes that aren't text, with the text before them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotText {
    pub(super) fault: EncodingFault,
    pub(super) before: String,
}

/// Reads UTF-8, or UTF-16 with a byte order mark, which Excel's “Unicode Text” writes.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, NotText> {
    let refused = |fault| Err(NotText { fault, before: String::new() });
    match bytes.as_slice() {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => refused(EncodingFault::Utf32),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'P', b'K', 3 | 5, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] | [0x1F, 0x8B, ..] => refused(EncodingFault::Packed),
        some if is_unmarked_utf16(some) => refused(EncodingFault::UnmarkedUtf16),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, NotText> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            Err(NotText { fault: EncodingFault::NotUtf8, before: String::from_utf8_lossy(good).into_owned() })
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, NotText> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok(c) => text.push(c),
            Err(_) => return Err(NotText { fault: EncodingFault::NotUtf16, before: text }),
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(NotText { fault: EncodingFault::HalfCharacter, before: text }) }
}

/// In UTF-16, Latin text has a zero in every other byte.
fn is_unmarked_utf16(bytes: &[u8]) -> bool {
    let some = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    some.len() >= 8 && memchr::memchr_iter(0, some).count() * 3 > some.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_and_spreadsheets_write_is_read_or_named() {
        let text = "member,team\r\nana@x.example,Café 🧭\r\n";
        let utf16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [b"\xFF\xFE".as_slice(), &little].concat(),
            [b"\xFE\xFF".as_slice(), &big].concat(),
        ] {
            assert_eq!(decode(bytes).as_deref(), Ok(text));
        }
        let odd = [b"\xFF\xFE".as_slice(), &little, b"x"].concat();
        let lone = [b"\xFF\xFE".as_slice(), b"a\0\x00\xD8a\0"].concat();
        for (bytes, fault, before) in [
            (little, EncodingFault::UnmarkedUtf16, ""),
            (b"PK\x03\x04rest".to_vec(), EncodingFault::Packed, ""),
            (b"\xD0\xCF\x11\xE0rest".to_vec(), EncodingFault::Packed, ""),
            (b"\x1F\x8B\x08rest".to_vec(), EncodingFault::Packed, ""),
            (b"\xFF\xFE\0\0rest".to_vec(), EncodingFault::Utf32, ""),
            (b"a,Caf\xE9".to_vec(), EncodingFault::NotUtf8, "a,Caf"),
            (odd, EncodingFault::HalfCharacter, text),
            (lone, EncodingFault::NotUtf16, "a"),
        ] {
            assert_eq!(decode(bytes), Err(NotText { fault, before: before.to_owned() }));
        }
        assert_eq!(decode(Vec::new()).as_deref(), Ok(""));
    }
}
