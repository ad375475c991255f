//! Reads a text file as editors write it: UTF-8 or UTF-16, with or without a byte order mark, with any line ends.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use crate::import::decode::{EncodingFault, NotText, decode};
use crate::import::finding::Findings;
use crate::text::{first_odd, name_of};

/// More than all the texts of the largest framework together.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;
/// What the lines begin with that Git writes around conflicting versions.
const CONFLICT_MARKS: [&str; 3] = ["<<<<<<< ", "||||||| ", ">>>>>>> "];

/// The file's text with `\n` at the end of each line; `None` if it can't be read, which is reported.
pub(super) fn read(path: &Path, findings: &mut Findings) -> Option<String> {
    match text_of(path) {
        Ok(text) => readable(path, text.replace("\r\n", "\n").replace('\r', "\n"), findings),
        Err((line, what, fix)) => {
            findings.add(path, line, what, fix);
            None
        }
    }
}

/// The file's text, or why there is none: the line, what the fault is, and the fix.
fn text_of(path: &Path) -> Result<String, (Option<usize>, String, &'static str)> {
    let bytes = bytes_of(path).map_err(|error| (None, format!("the file can't be read ({error})"), remedy(&error)))?;
    let not_a_file = "this isn't a regular file";
    let bytes = bytes.ok_or((None, not_a_file.to_owned(), "replace it with the file itself, or remove it"))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err((None, "the file is larger than 16 MiB".to_owned(), "check that it's a framework file"));
    }
    decode(bytes).map_err(|NotText { fault, before }| {
        let fix = match fault {
            EncodingFault::HalfCharacter => "save or copy the file again",
            _ => "save it as text with the encoding UTF-8",
        };
        (Some(line_after(&before)), fault.to_string(), fix)
    })
}

/// The file's bytes up to just past the limit; `None` for a pipe or a device, which may never end.
fn bytes_of(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let kind = fs::metadata(path)?;
    if !kind.is_file() && !kind.is_dir() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied => "let the user who runs Bearings read it",
        ErrorKind::NotFound => "it's a link to a missing file: restore the file, or remove the link",
        ErrorKind::IsADirectory => "replace the directory with a file of this name",
        _ => "replace it with the file itself, or remove it",
    }
}

/// The text, unless it holds conflict marks or characters that no person types.
fn readable(path: &Path, text: String, findings: &mut Findings) -> Option<String> {
    let before = findings.count();
    for (line, number) in text.lines().zip(1..) {
        if CONFLICT_MARKS.iter().any(|mark| line.starts_with(mark)) {
            let fix = "keep one of the two versions between the markers, and delete the markers";
            findings.add(path, Some(number), "this line is a merge conflict marker", fix);
        } else if let Some((_, c)) = first_odd(line) {
            let what = match c {
                char::REPLACEMENT_CHARACTER => "a character in this line was lost when the file was converted",
                _ => "this line has an invisible character",
            };
            let fix = "delete it, or retype the line to be sure";
            findings.add(path, Some(number), format!("{what} ({})", name_of(c)), fix);
        }
    }
    (findings.count() == before).then_some(text)
}

fn line_after(text: &str) -> usize {
    text.replace("\r\n", "\n").matches(['\n', '\r']).count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bytes: impl AsRef<[u8]>) -> Result<String, String> {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("backend.yaml");
        fs::write(&file, bytes).unwrap();
        let mut findings = Findings::default();
        read(&file, &mut findings).ok_or_else(|| findings.to_string().split_once("backend.yaml:").unwrap().1.to_owned())
    }

    #[test]
    fn a_text_is_the_same_however_its_editor_saved_it() {
        let text = "name: Größe 🧭\n- zweite Zeile\n";
        let le = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let be = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let marked = format!("\u{FEFF}{text}");
        for bytes in [
            text.as_bytes().to_vec(),
            marked.as_bytes().to_vec(),
            le(&marked),
            be(&marked),
            text.replace('\n', "\r\n").into_bytes(),
            text.replace('\n', "\r").into_bytes(),
            le(&marked.replace('\n', "\r\n")),
        ] {
            assert_eq!(written(bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_text_is_found_with_its_line() {
        for (bytes, found) in [
            (b"a\nb\xFF".to_vec(), "2: this is not UTF-8; it may be Windows-1252"),
            (b"a\r\nb\rc\xFF".to_vec(), "3: this is not UTF-8"),
            (vec![0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0, 0xD8], "2: this is not UTF-16"),
            (vec![0xFF, 0xFE, 0x61, 0, 0x62], "1: the file ends in the middle of a character"),
            (vec![0; 64], "1: the file looks like UTF-16 without a byte order mark"),
            (b"PK\x03\x04".to_vec(), "1: this is a workbook or an archive"),
            (b"a\nb\0".to_vec(), "2: this line has an invisible character (U+0000)"),
            (b"a\nb\x1b[31m".to_vec(), "2: this line has an invisible character (U+001B)"),
            ("Caf\u{FFFD}".into(), "1: a character in this line was lost"),
            (b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n".to_vec(), "2: this line is a merge conflict marker"),
            (vec![b'x'; usize::try_from(MAX_FILE_BYTES).unwrap() + 1], " the file is larger than 16 MiB"),
        ] {
            let refused = written(bytes).unwrap_err();
            assert!(refused.starts_with(found), "{refused}");
        }
        assert!(written("A heading\n=======\n").is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn what_has_no_end_is_not_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let link = directory.path().join("zero.yaml");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        let mut findings = Findings::default();
        assert_eq!(read(&link, &mut findings), None);
        assert!(findings.to_string().contains("this isn't a regular file"), "{findings}");
    }
}
