//! Reads a text file as editors write it: UTF-8 or UTF-16, with or without a byte order mark, with any line ends.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::import::finding::Findings;

/// Far longer than any framework.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The file's text with `\n` at the end of each line; `None` where it cannot be read, which is found.
pub(super) fn read(path: &Path, findings: &mut Findings) -> Option<String> {
    let bytes = match bytes(path) {
        Ok(bytes) if bytes.len() as u64 <= LARGEST => bytes,
        Ok(_) => {
            findings.add(path, None, "the file has more than 16 MiB", "check that it is a framework file");
            return None;
        }
        Err(error) => {
            findings.add(path, None, format!("the file cannot be read ({error})"), "let Bearings read it");
            return None;
        }
    };
    match decode(bytes) {
        Ok(text) => Some(text.replace("\r\n", "\n").replace('\r', "\n")),
        Err(line) => {
            findings.add(path, Some(line), "this line is not UTF-8", "save the file with the encoding UTF-8");
            None
        }
    }
}

/// What is in the file, up to one byte more than it may have.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text without its byte order mark, or the first line that is none.
fn decode(bytes: Vec<u8>) -> Result<String, usize> {
    match bytes.get(..2) {
        Some([0xFF, 0xFE]) => utf16(&bytes, u16::from_le_bytes),
        Some([0xFE, 0xFF]) => utf16(&bytes, u16::from_be_bytes),
        _ => match String::from_utf8(bytes) {
            Ok(text) => Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)),
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let before = String::from_utf8_lossy(error.as_bytes().get(..good).unwrap_or_default());
                Err(before.matches('\n').count() + 1)
            }
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, usize> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for c in char::decode_utf16(pairs.iter().skip(1).map(|pair| unit(*pair))) {
        text.push(c.map_err(|_| text.matches('\n').count() + 1)?);
    }
    if rest.is_empty() { Ok(text) } else { Err(text.matches('\n').count() + 1) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_text_is_the_same_however_its_editor_saved_it() {
        let text = "name: Größe 🧭\n- zweite Zeile\n";
        let le = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let be = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let marked = format!("\u{FEFF}{text}");
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("backend.yaml");
        for bytes in [
            text.as_bytes().to_vec(),
            marked.as_bytes().to_vec(),
            le(&marked),
            be(&marked),
            text.replace('\n', "\r\n").into_bytes(),
            text.replace('\n', "\r").into_bytes(),
            le(&marked.replace('\n', "\r\n")),
        ] {
            fs::write(&file, bytes).unwrap();
            assert_eq!(read(&file, &mut Findings::default()).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_text_is_found_with_its_line() {
        for (bytes, line) in [
            (b"a\nb\xFF".to_vec(), 2),
            (vec![0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0, 0xD8], 2),
            (vec![0xFF, 0xFE, 0x61, 0, 0x62], 1),
        ] {
            assert_eq!(decode(bytes), Err(line));
        }
    }
}
