//! A roster file is read whole, or every fault in it is named; what was read round-trips.

#![no_main]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use bearings::domain::ids::MemberId;
use bearings::domain::lookup::Library;
use bearings::domain::roster::{Directory, DirectoryMember, AccountStatus};
use bearings::import::read_directory;
use bearings::import::roster::{RosterFile, write};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static FILES: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a directory"));

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../framework");
    Library::new(read_directory(&directory).expect("good files")).expect("a framework")
});

static MEMBERS: LazyLock<Directory> = LazyLock::new(|| {
    Directory::new(["ana", "ben", "priya"].map(|name| DirectoryMember {
        member: MemberId::new(format!("U{}", name.to_uppercase())),
        name: name.to_owned(),
        email: Some(format!("{name}@x.example")),
        zone: None,
        status: AccountStatus::Active,
    }))
});

fuzz_target!(|bytes: &[u8]| {
    let path = FILES.path().join("roster.csv");
    fs::write(&path, bytes).expect("room");
    let read = || RosterFile::open(&path)?.check(&MEMBERS, &LIBRARY);
    match read() {
        Err(findings) => assert!(!findings.to_string().is_empty()),
        Ok(stated) => {
            fs::write(&path, write(&stated.roster, &MEMBERS).expect("text")).expect("room");
            assert_eq!(read().expect("what was written can be read").roster, stated.roster);
        }
    }
});
