//! The first row of a roster file: which column is what.

use std::collections::BTreeMap;
use std::path::Path;

use crate::import::finding::Findings;
use crate::import::meant;
use crate::import::roster::shown;
use crate::import::roster::table::Table;

/// What a column can say of an engineer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Member,
    Track,
    Level,
    SubLevel,
    Manager,
    Team,
}

/// Every name that a column may have; the first of a field is the one that we write.
pub(super) const NAMES: [(&str, Field); 8] = [
    ("member", Field::Member),
    ("track", Field::Track),
    ("level", Field::Level),
    ("sub_level", Field::SubLevel),
    ("manager", Field::Manager),
    ("team", Field::Team),
    ("email", Field::Member),
    ("slack_id", Field::Member),
];

/// Which column says what.
#[derive(Debug)]
pub(super) struct Header(BTreeMap<Field, usize>);

impl Header {
    /// Reads the first row; `None` if what it says is not enough to read the others.
    pub(super) fn read(file: &Path, table: &Table<'_>, findings: &mut Findings) -> Option<Self> {
        let Some(line) = table.header() else {
            let fix = "write “member,track,level,sub_level,manager,team” on its first line";
            findings.add_at(file, (1, 1), "the file is empty", fix);
            return None;
        };
        let before = findings.count();
        let mut columns: BTreeMap<Field, usize> = BTreeMap::new();
        for column in 0..line.width() {
            let at = table.place(line, column);
            let typed = shown(line.cell(column));
            let plain = typed.to_lowercase().replace([' ', '-'], "_");
            match NAMES.iter().find(|(name, _)| *name == plain) {
                Some((_, field)) => {
                    if let Some(first) = columns.insert(*field, column) {
                        let what = format!("“{typed}” says the same as the column “{}”", shown(line.cell(first)));
                        findings.add_at(file, at, what, "keep one of the two columns");
                    }
                }
                None if typed.is_empty() => findings.add_at(file, at, "a column has no name", "name it, or remove it"),
                None => {
                    let known = NAMES.map(|(name, _)| name);
                    let fix = match meant(&plain, &known) {
                        Some(name) => format!("did you mean “{name}”?"),
                        None => format!("remove the column, or name it one of: {}", known.join(", ")),
                    };
                    findings.add_at(file, at, format!("there is no column “{typed}”"), fix);
                }
            }
        }
        for (name, field) in NAMES.iter().take(6).filter(|(_, field)| *field != Field::SubLevel) {
            if !columns.contains_key(field) {
                let fix = match field {
                    Field::Member => "add it, with everybody's email or Slack id",
                    _ => "add it; its cells may be empty",
                };
                findings.add_at(file, table.place(line, 0), format!("the column “{name}” is missing"), fix);
            }
        }
        (findings.count() == before).then_some(Self(columns))
    }

    /// Where a field stands.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.0.get(&field).copied()
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.0.values().max().map_or(0, |last| last + 1)
    }
}
