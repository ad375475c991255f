//! Reads roster files into [`Roster`], or reports every fault with its file, line, column and fix; also writes them.

mod columns;
mod header;
mod level;
mod references;
mod rows;
mod table;
mod write;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

pub use write::write;

use crate::domain::lookup::Library;
use crate::domain::roster::{Directory, Roster};
use crate::import::decode::{EncodingFault, NotText, decode};
use crate::import::finding::Findings;
use crate::import::roster::header::Header;
use crate::import::roster::rows::{ReaderState, RowReader};
use crate::import::roster::table::Table;
use crate::text::{one_line, printable};

/// A 100,000-row roster is about half this size.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;
/// The fix for a file that a spreadsheet saved in another encoding.
const ENCODING_FIX: &str = "save it as “CSV UTF-8 (comma delimited)”, or choose UTF-8 when asked for an encoding";

/// A roster file that is text, with its content not checked yet.
#[derive(Debug)]
pub struct RosterFile {
    path: PathBuf,
    text: String,
}

/// The checked content of a roster file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RosterContent {
    pub roster: Roster,
    /// Whether the file mentions sub-levels; if not, the current ones stay.
    pub sub_levels: bool,
    /// What the person who imports it should know, a sentence each.
    pub notes: Vec<String>,
}

impl RosterContent {
    /// The roster that results from importing this one over the current one.
    pub fn instead_of(&self, current: &Roster) -> Roster {
        let mut wanted = self.roster.clone();
        wanted.keep_idle_teams(current);
        if !self.sub_levels {
            wanted.keep_sub_levels(current);
        }
        wanted
    }
}

impl RosterFile {
    pub fn open(path: &Path) -> Result<Self, Findings> {
        Self::read(path, File::open(path))
    }

    /// Reads standard input; findings refer to it by this name.
    pub fn of_input(name: &Path) -> Result<Self, Findings> {
        Self::read(name, Ok(io::stdin().lock()))
    }

    fn read(path: &Path, from: io::Result<impl io::Read>) -> Result<Self, Findings> {
        let mut findings = Findings::default();
        let mut bytes = Vec::new();
        match from.and_then(|from| from.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)) {
            Ok(_) if bytes.len() as u64 <= MAX_FILE_BYTES => return Self::of(path, bytes),
            Ok(_) => findings.add(path, None, "the file is larger than 16 MiB", "check that it's the roster"),
            Err(error) => {
                findings.add(path, None, format!("the file can't be read ({error})"), "name the roster file");
            }
        }
        Err(findings)
    }

    fn of(path: &Path, bytes: Vec<u8>) -> Result<Self, Findings> {
        decode(bytes).map(|text| Self { path: path.to_owned(), text }).map_err(|NotText { fault, before }| {
            let fix = if fault == EncodingFault::HalfCharacter { "export the file again" } else { ENCODING_FIX };
            let mut findings = Findings::default();
            findings.add_at(path, table::after(&before), fault.to_string(), fix);
            findings
        })
    }

    /// Checks every row against the members of the workspace and the levels of the tracks.
    pub fn check(&self, directory: &Directory, library: &Library) -> Result<RosterContent, Findings> {
        let mut findings = Findings::default();
        let table = Table::read(&self.text);
        match Header::read(&self.path, &table, &mut findings) {
            Some(header) => {
                let (file, table, header, state) = (&self.path, &table, &header, ReaderState::default());
                RowReader { file, table, header, directory, library, state }.read()
            }
            None => findings.into_result(RosterContent::default()),
        }
    }
}

/// The typed text, short enough for a line of a terminal.
fn shown(typed: &str) -> String {
    let begins: String = typed.chars().take(800).collect();
    one_line(&printable(&begins)).chars().take(80).collect()
}

#[cfg(test)]
mod tests;
