//! A framework file is read, or every fault in it is named; it never ends the bot.

#![no_main]

use std::fs;
use std::sync::LazyLock;

use bearings::import::{INTRODUCTION, read_directory};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static DIRECTORY: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a directory"));

// The track's file and, after a line of three dashes and a space, the introduction.
fuzz_target!(|bytes: &[u8]| {
    let mark = b"\n--- \n";
    let at = bytes.windows(mark.len()).position(|window| window == mark);
    let (track, about) = at.map_or((bytes, &b"# About\n\nWords."[..]), |at| (&bytes[..at], &bytes[at + mark.len()..]));
    fs::write(DIRECTORY.path().join("backend.yaml"), track).expect("room");
    fs::write(DIRECTORY.path().join(INTRODUCTION), about).expect("room");
    match read_directory(DIRECTORY.path()) {
        Ok(frameworks) => assert_eq!(frameworks.len(), 1),
        Err(findings) => assert!(!findings.to_string().is_empty()),
    }
});
