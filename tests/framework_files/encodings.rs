//! Byte order marks, line ends, encodings, and wide or invisible characters change nothing that is read.

use bearings::domain::lookup::{Library, Topic, read};
use bearings::import::read_directory;

use super::{backend, directory, path, read_text, track};

#[test]
fn a_byte_order_mark_is_no_fault() {
    let directory = tempfile::tempdir().unwrap();
    for file in ["backend.yaml", "about.md"] {
        let text = std::fs::read_to_string(path("framework").join(file)).unwrap();
        std::fs::write(directory.path().join(file), format!("\u{FEFF}{text}")).unwrap();
    }
    assert_eq!(read_directory(directory.path()).unwrap(), [backend()]);
}

#[test]
fn wide_and_invisible_characters_change_no_id_and_no_number() {
    let expected = read_text(&track("x", "[a]")).unwrap().tracks;
    for (from, to) in [
        ("version: 1.0.0", "version: １.０.０"),
        ("level: 1", "level: １"),
        ("theme: mastery", "theme: ｍａｓｔｅｒｙ"),
        ("id: one", "id: one\u{200B}"),
        ("track: backend", "track: back\u{AD}end"),
    ] {
        let text = track("x", "[a]");
        assert!(text.contains(from), "{from}");
        let read = read_text(&text.replace(from, to)).map(|files| files.tracks).map_err(|found| found.to_string());
        assert_eq!(read, Ok(expected.clone()), "{to}");
    }
    let aliased = track("x", "[a]").replace("name: Mastery", "name: Mastery\n    aliases: [team\u{200B}work]");
    let library = Library::new(read_text(&aliased).unwrap().tracks).unwrap();
    assert!(matches!(read("teamwork", &library).ask.topic, Topic::Theme(_)));
}

#[test]
fn line_ends_and_encodings_make_no_difference() {
    let text = track("Größe", "[a]");
    let expected = read_text(&text).unwrap().tracks;
    let marked = format!("\u{FEFF}{text}");
    for bytes in [
        text.replace('\n', "\r\n").into_bytes(),
        text.replace('\n', "\r").into_bytes(),
        marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ] {
        let directory = directory(&[]);
        std::fs::write(directory.path().join("backend.yaml"), bytes).unwrap();
        assert_eq!(read_directory(directory.path()).unwrap(), expected);
    }
}
