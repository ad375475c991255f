//! The bytes of a file as text, in whichever encoding a spreadsheet writes; or which it most likely is, and what to do.

/// What a spreadsheet is told.
const SAVE: &str = "save it as “CSV UTF-8 (comma delimited)”, or with the encoding UTF-8 where you are asked for one";

/// Why bytes are no text: what is wrong, how to mend it, and the text before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoText {
    pub(super) what: &'static str,
    pub(super) fix: &'static str,
    pub(super) before: String,
}

/// Reads UTF-8, or UTF-16 with its mark, as Excel's “Unicode Text” has it.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, NoText> {
    let refused = |what, fix| Err(NoText { what, fix, before: String::new() });
    let workbook = "this is a workbook, and not CSV";
    match bytes.as_slice() {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => refused("the file is UTF-32", SAVE),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'P', b'K', 3 | 5, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => refused(workbook, SAVE),
        some if is_unmarked_utf16(some) => refused("the file looks like UTF-16 without its mark", SAVE),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, NoText> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let what = "this is not UTF-8, but most likely Windows-1252, as Excel’s plain “CSV” has it";
            Err(NoText { what, fix: SAVE, before: String::from_utf8_lossy(good).into_owned() })
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, NoText> {
    let mut pairs = bytes.chunks_exact(2);
    let units = pairs.by_ref().filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(unit);
    let mut text = String::with_capacity(bytes.len() / 2);
    for decoded in char::decode_utf16(units) {
        match decoded {
            Ok(c) => text.push(c),
            Err(_) => return Err(NoText { what: "this is not UTF-16", fix: SAVE, before: text }),
        }
    }
    if pairs.remainder().is_empty() {
        Ok(text)
    } else {
        Err(NoText { what: "the file ends within a character", fix: "export the file once more", before: text })
    }
}

/// Every other byte of a text in Latin letters is nothing.
fn is_unmarked_utf16(bytes: &[u8]) -> bool {
    let some = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    some.len() >= 8 && memchr::memchr_iter(0, some).count() * 3 > some.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_write_is_read_or_named() {
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
        for (bytes, what, before) in [
            (little, "UTF-16 without its mark", ""),
            (b"PK\x03\x04rest".to_vec(), "a workbook", ""),
            (b"\xD0\xCF\x11\xE0rest".to_vec(), "a workbook", ""),
            (b"\xFF\xFE\0\0rest".to_vec(), "UTF-32", ""),
            (b"a,Caf\xE9".to_vec(), "Windows-1252", "a,Caf"),
            (odd, "within a character", text),
            (lone, "not UTF-16", "a"),
        ] {
            let refused = decode(bytes).unwrap_err();
            assert!(refused.what.contains(what), "{refused:?}");
            assert_eq!(refused.before, before);
        }
        assert_eq!(decode(Vec::new()).as_deref(), Ok(""));
    }
}
