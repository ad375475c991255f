//! Reads the first row of a roster file: what each column is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use strum::VariantArray;

use crate::import::finding::Findings;
use crate::import::meant;
use crate::import::roster::columns::{RosterField, exact_field_of, field_of, key};
use crate::import::roster::references::is_person;
use crate::import::roster::shown;
use crate::import::roster::table::{Table, TableRow};

/// Which column holds which field.
#[derive(Debug)]
pub(super) struct Header {
    columns: BTreeMap<RosterField, usize>,
    width: usize,
    pub(super) ignored: Vec<String>,
}

impl Header {
    /// Reads the first row; `None` if it doesn't say enough to read the others.
    pub(super) fn read(file: &Path, table: &Table<'_>, findings: &mut Findings) -> Option<Self> {
        let Some(line) = table.header() else {
            let fix = "start it with the line “member,track,level,sub_level,manager,team”";
            findings.add_at(file, (1, 1), "the file is empty", fix);
            return None;
        };
        let before = findings.count();
        if let Some((what, fix)) = no_header(table, line) {
            findings.add_at(file, table.place(line, 0), what, fix);
            return None;
        }
        let mut header = Self { columns: BTreeMap::new(), width: line.width(), ignored: Vec::new() };
        let exact: BTreeSet<RosterField> =
            (0..line.width()).filter_map(|column| exact_field_of(line.cell(column))).collect();
        // Beside "Email", "Google email" is a different column.
        let is_other = |name: &str, field: RosterField| exact.contains(&field) && exact_field_of(name).is_none();
        for column in 0..line.width() {
            let typed = shown(line.cell(column));
            match field_of(line.cell(column)).filter(|field| !is_other(line.cell(column), *field)) {
                // First and last names may be two columns.
                Some(RosterField::Name) => drop(header.columns.entry(RosterField::Name).or_insert(column)),
                Some(field) => {
                    if let Some(first) = header.columns.insert(field, column) {
                        let what = format!("“{typed}” means the same as the column “{}”", shown(line.cell(first)));
                        let fix = match field {
                            RosterField::Manager => "write both managers into one column, separated by a space",
                            _ => "keep one of the two columns",
                        };
                        findings.add_at(file, table.place(line, column), what, fix);
                    }
                }
                None if typed.is_empty() => header.ignored.push(format!("column {} without a name", column + 1)),
                None => header.ignored.push(format!("“{typed}”")),
            }
        }
        let missing = RosterField::VARIANTS.iter().filter(|field| !header.columns.contains_key(field));
        for field in missing.filter(|field| !field.is_optional()) {
            let name = field.column_name();
            let typo = (0..line.width()).map(|column| shown(line.cell(column)));
            let typo =
                typo.filter(|typed| field_of(typed).is_none()).find(|typed| meant(&key(typed), &[name]).is_some());
            let fix = match (typo, field) {
                (Some(typed), _) => format!("did you mean “{typed}”? If so, rename that column to “{name}”"),
                (None, RosterField::Member) => "add it, with each engineer's email or Slack id".to_owned(),
                (None, _) => "add it; its cells may be empty".to_owned(),
            };
            findings.add_at(file, table.place(line, 0), format!("the column “{name}” is missing"), fix);
        }
        (findings.count() == before).then_some(header)
    }

    pub(super) fn column(&self, field: RosterField) -> Option<usize> {
        self.columns.get(&field).copied()
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn note(&self) -> Option<String> {
        let more = if self.ignored.len() > MAX_NAMED_COLUMNS { ", …" } else { "" };
        let names =
            self.ignored.iter().take(MAX_NAMED_COLUMNS).map(String::as_str).collect::<Vec<_>>().join(", ") + more;
        match self.ignored.len() {
            0 => None,
            1 => Some(format!("One column of the file is ignored: {names}.")),
            count => Some(format!("{count} columns of the file are ignored: {names}.")),
        }
    }
}

const MAX_NAMED_COLUMNS: usize = 10;
const MAX_ROWS_ABOVE_HEADER: usize = 10;

/// Why the first row certainly doesn't name the columns, and the fix.
fn no_header(table: &Table<'_>, line: &TableRow) -> Option<(String, &'static str)> {
    let is_header = |line: &TableRow| {
        let fields: Vec<RosterField> = (0..line.width()).filter_map(|column| field_of(line.cell(column))).collect();
        fields.contains(&RosterField::Member) && fields.len() > 1
    };
    let says_nothing = |line: &TableRow| (0..line.width()).all(|column| field_of(line.cell(column)).is_none());
    if !says_nothing(line) {
        return None;
    }
    if let Some(below) = table.rows().take(MAX_ROWS_ABOVE_HEADER).find(|line| is_header(line)) {
        let (number, _) = table.place(below, 0);
        let what = format!("the column names are on line {number}");
        return Some((what, "remove the lines above them"));
    }
    if (0..line.width()).any(|column| is_person(line.cell(column))) {
        let fix = "add a line with the column names above it, such as “member,track,level,sub_level,manager,team”";
        return Some(("the first line has no column names".to_owned(), fix));
    }
    (line.width() == 1).then(|| {
        let fix = "save it as CSV, with commas between the cells and no quotes around whole lines";
        ("the first line is a single cell".to_owned(), fix)
    })
}
