//! Reads roster files into [`People`], or reports every fault with its file, line, column and fix; also writes them.

mod cells;
mod columns;
mod header;
mod level;
mod references;
mod table;
mod write;

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

pub use write::write;

use crate::domain::ids::MemberId;
use crate::domain::lookup::Library;
use crate::domain::roster::{Directory, MOST_MANAGERS, People, Row, RowFault};
use crate::import::decode::{Fault, NoText, decode};
use crate::import::finding::Findings;
use crate::import::roster::cells::{Read, Reader};
use crate::import::roster::columns::Field;
use crate::import::roster::header::Header;
use crate::import::roster::table::Table;
use crate::text::{one_line, printable};

/// A roster of 100,000 rows has half of that.
const LARGEST: u64 = 16 * 1024 * 1024;
/// The fix for a file that a spreadsheet saved in another encoding.
const SAVE: &str = "save it as “CSV UTF-8 (comma delimited)”, or with the encoding UTF-8 where you are asked for one";

/// A roster file that is text, with its content not checked yet.
#[derive(Debug)]
pub struct RosterFile {
    path: PathBuf,
    text: String,
}

/// The checked content of a roster file.
#[derive(Debug, PartialEq, Eq)]
pub struct Stated {
    pub people: People,
    /// Whether the file mentions sub-levels; if not, the current ones stay.
    pub sub_levels: bool,
    /// What the person who imports it should know, a sentence each.
    pub notes: Vec<String>,
}

impl Stated {
    /// The roster that results from importing this one over the current one.
    #[must_use]
    pub fn instead_of(&self, current: &People) -> People {
        let mut wanted = self.people.clone();
        wanted.keep_idle_teams(current);
        if !self.sub_levels {
            wanted.keep_sub_levels(current);
        }
        wanted
    }
}

impl RosterFile {
    /// Reads the file.
    ///
    /// # Errors
    /// If it can't be read, is too large, or isn't text.
    pub fn open(path: &Path) -> Result<Self, Findings> {
        Self::read(path, File::open(path))
    }

    /// Reads standard input; findings refer to it by this name.
    ///
    /// # Errors
    /// As for a file.
    pub fn of_input(name: &Path) -> Result<Self, Findings> {
        Self::read(name, Ok(io::stdin().lock()))
    }

    fn read(path: &Path, from: io::Result<impl io::Read>) -> Result<Self, Findings> {
        let mut findings = Findings::default();
        let mut bytes = Vec::new();
        match from.and_then(|from| from.take(LARGEST + 1).read_to_end(&mut bytes)) {
            Ok(_) if bytes.len() as u64 <= LARGEST => return Self::of(path, bytes),
            Ok(_) => findings.add(path, None, "the file has more than 16 MiB", "check that it is the roster"),
            Err(error) => {
                findings.add(path, None, format!("the file cannot be read ({error})"), "name the roster file");
            }
        }
        Err(findings)
    }

    fn of(path: &Path, bytes: Vec<u8>) -> Result<Self, Findings> {
        decode(bytes).map(|text| Self { path: path.to_owned(), text }).map_err(|NoText { fault, before }| {
            let fix = if fault == Fault::HalfCharacter { "export the file once more" } else { SAVE };
            let mut findings = Findings::default();
            findings.add_at(path, table::after(&before), fault.what(), fix);
            findings
        })
    }

    /// Checks every row against the members of the workspace and the levels of the tracks.
    ///
    /// # Errors
    /// Every fault; nothing of the file may be used then.
    pub fn check(&self, directory: &Directory, library: &Library) -> Result<Stated, Findings> {
        let mut findings = Findings::default();
        let table = Table::read(&self.text);
        let Some(header) = Header::read(&self.path, &table, &mut findings) else {
            return findings.into_result(Stated { people: People::default(), sub_levels: false, notes: Vec::new() });
        };
        let mut reader = Reader::new(&self.path, &table, &header, directory, library);
        let mut check = Check { file: self, table: &table, header: &header, directory, findings: &mut findings };
        let people = check.rows(&mut reader);
        let sub_levels = header.column(Field::SubLevel).is_some() || reader.has_sub_levels;
        let notes = header.note().into_iter().chain(reader.note()).collect();
        findings.into_result(Stated { people, sub_levels, notes })
    }
}

/// The typed text, short enough for a line of a terminal.
fn shown(typed: &str) -> String {
    let begins: String = typed.chars().take(800).collect();
    one_line(&printable(&begins)).chars().take(80).collect()
}

struct Check<'c> {
    file: &'c RosterFile,
    table: &'c Table<'c>,
    header: &'c Header,
    directory: &'c Directory,
    findings: &'c mut Findings,
}

impl Check<'_> {
    fn rows(&mut self, reader: &mut Reader<'_>) -> People {
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        // Teams with a faulty row: that they lack a manager may only be a consequence of that fault.
        let mut unclear = HashSet::new();
        for (number, line) in self.table.rows().enumerate() {
            if self.table.header().is_some_and(|header| line.repeats(header)) {
                let at = self.table.place(line, 0);
                let fix = "remove it; of two files made one, the names of the columns stand at the top only";
                self.findings.add_at(&self.file.path, at, "this row is the first one again", fix);
                continue;
            }
            let Read { row, is_clear, team } = reader.row(line, self.findings);
            unclear.extend(team.filter(|_| !is_clear));
            if let Some(row) = row {
                rows.push(row);
                lines.push(number);
            }
        }
        reader.tell_of_emails(self.findings);
        let faults = match People::of(&rows) {
            Ok(people) => return people,
            Err(faults) => faults,
        };
        for fault in faults {
            match &fault {
                RowFault::NoManager { team, .. } if unclear.contains(team) => {}
                _ => self.tell(&rows, &lines, &fault),
            }
        }
        People::default()
    }

    fn tell(&mut self, rows: &[Row], lines: &[usize], fault: &RowFault) {
        let name = |row: &usize| rows.get(*row).map_or("", |row| self.directory.name(&row.member));
        let names = |members: &mut dyn Iterator<Item = &MemberId>, between: &str| {
            members.map(|member| self.directory.name(member)).collect::<Vec<_>>().join(between)
        };
        let (row, field, what, fix) = match fault {
            RowFault::Twice { row, first } => {
                let (line, _) = self.place(lines, *first, Field::Member);
                let what = format!("{} stands already on line {line}", name(row));
                (row, Field::Member, what, "keep one of the two rows".to_owned())
            }
            RowFault::OwnManager { row } => {
                let what = format!("{} would be their own manager", name(row));
                (row, Field::Manager, what, "name somebody else, or leave the cell empty".to_owned())
            }
            RowFault::Circle { row, chain } => {
                let what = format!(
                    "managers go round in a circle: {} → {}",
                    names(&mut chain.iter(), " → "),
                    names(&mut chain.iter().take(1), "")
                );
                (row, Field::Manager, what, "change the manager of one of them".to_owned())
            }
            RowFault::Managers { row, team, managers } => {
                let what =
                    format!("the team “{team}” has {} managers: {}", managers.len(), names(&mut managers.iter(), ", "));
                (row, Field::Manager, what, format!("leave {MOST_MANAGERS} at most, or make two teams of it"))
            }
            RowFault::NoManager { row, team } => {
                let what = format!("the team “{team}” has no manager");
                (row, Field::Team, what, "name one in the manager cell of any of its rows".to_owned())
            }
        };
        self.findings.add_at(&self.file.path, self.place(lines, *row, field), what, fix);
    }

    fn place(&self, lines: &[usize], row: usize, field: Field) -> (usize, usize) {
        let column = self.header.column(field).unwrap_or_default();
        let line = lines.get(row).and_then(|line| self.table.rows().nth(*line));
        line.map_or((1, 1), |line| self.table.place(line, column))
    }
}

#[cfg(test)]
mod tests;
