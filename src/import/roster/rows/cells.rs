//! Interprets the cells of a row.

use std::collections::BTreeSet;

use strum::VariantArray;

use super::RowReader;
use crate::domain::framework::{Framework, LevelNumber};
use crate::domain::roster::{SubLevel, TeamName, TeamNameFault};
use crate::import::roster::columns::RosterField;
use crate::import::roster::level::{is_empty, is_spreadsheet_error, level};
use crate::import::roster::shown;
use crate::import::roster::table::TableRow;
use crate::text::{first_odd, name_of, one_line, plain};

const QUOTES: [char; 6] = ['"', '\'', '“', '”', '‘', '’'];

/// The cells of one row, as the reader of all rows interprets them.
pub(super) struct Cells<'c, 'r> {
    pub(super) reader: &'c mut RowReader<'r>,
    pub(super) line: &'c TableRow,
    /// Unreadable cells, because of a character or a spreadsheet error.
    pub(super) odd: BTreeSet<RosterField>,
    /// Whether the row has a fault that is reported once for all rows, later.
    pub(super) is_unclear: bool,
}

impl<'c, 'r> Cells<'c, 'r> {
    pub(super) fn new(reader: &'c mut RowReader<'r>, line: &'c TableRow) -> Self {
        Self { reader, line, odd: BTreeSet::new(), is_unclear: false }
    }

    fn cell(&self, field: RosterField) -> &str {
        self.reader.header.column(field).map_or("", |column| self.line.cell(column))
    }

    /// A cell's text on one line of plain characters; empty if it says nothing or can't be read.
    pub(super) fn text(&self, field: RosterField) -> String {
        let text = one_line(&plain(self.cell(field)));
        // Spreadsheets put a quote before text that they must not convert.
        let is_one_word = matches!(field, RosterField::Track | RosterField::Level | RosterField::SubLevel);
        let text = if is_one_word { text.trim_matches(QUOTES) } else { &text };
        if self.odd.contains(&field) || is_empty(text) { String::new() } else { text.to_owned() }
    }

    /// Reports characters that no cell may have, with their positions, and spreadsheet errors.
    pub(super) fn check_characters(&mut self) {
        for field in RosterField::VARIANTS.iter().copied().filter(|field| *field != RosterField::Name) {
            if let Some((at, c)) = first_odd(self.cell(field)) {
                self.odd.insert(field);
                let what = format!("character {at} of this cell is unreadable ({})", name_of(c));
                self.find(field, what, "retype the cell without it");
            } else if is_spreadsheet_error(self.cell(field)) {
                self.odd.insert(field);
                let what = format!("“{}” is a spreadsheet error, not a value", shown(self.cell(field)));
                self.find(field, what, "fix the formula, or write the value");
            }
        }
    }

    pub(super) fn find(&mut self, field: RosterField, what: impl Into<String>, fix: impl Into<String>) {
        let column = self.reader.header.column(field).unwrap_or_default();
        self.reader.find(self.line, column, what, fix);
    }

    pub(super) fn check_width(&mut self) {
        let (columns, cells, all) = (self.reader.header.width(), self.line.width(), self.line.cell_count());
        if cells > columns {
            let what = format!("the row has {cells} cells, but the header has {columns}");
            let fix = "remove the extra cells, or put quotes around a cell that contains a separator";
            self.reader.find(self.line, columns, what, fix);
        } else if all < columns {
            let what = format!("the row has {all} cells, but the header has {columns}");
            self.reader.find(self.line, all, what, "add the missing cells; they may be empty");
        }
        if let Some(column) = (0..cells).find(|column| self.line.cell(*column).contains(['\n', '\r'])) {
            let fix = "write it on one line, and close its quotation mark";
            self.reader.find(self.line, column, "this cell spans several lines", fix);
        }
    }

    pub(super) fn track(&mut self) -> Option<&'r Framework> {
        let typed = self.text(RosterField::Track);
        if typed.is_empty() {
            return None;
        }
        let library = self.reader.library;
        let framework = library.track_called(&typed).map(|track_index| &track_index.framework);
        if framework.is_none() {
            let what = format!("there is no track “{}”", shown(&typed));
            self.find(RosterField::Track, what, format!("use one of: {}", self.tracks()));
        }
        framework
    }

    fn tracks(&self) -> String {
        let tracks = self.reader.library.track_indexes().map(|track_index| track_index.framework.track.as_str());
        tracks.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn level(&mut self, framework: Option<&Framework>) -> Option<(LevelNumber, Option<SubLevel>)> {
        let typed = self.text(RosterField::Level);
        if typed.is_empty() {
            return None;
        }
        let Some(framework) = framework else {
            // An unknown track is already reported, and its levels can't be checked.
            if self.text(RosterField::Track).is_empty() {
                let fix = format!("add its track, one of: {}", self.tracks());
                self.find(RosterField::Level, format!("level “{}” has no track", shown(&typed)), fix);
            }
            return None;
        };
        let level = level(&typed).filter(|(number, _)| framework.level(*number).is_some());
        self.reader.state.has_sub_levels |= level.is_some_and(|(_, behind)| behind.is_some());
        if level.is_none() {
            let levels: Vec<String> = framework.levels.iter().map(|level| level.number.to_string()).collect();
            let what = format!("{} has no level “{}”", framework.track, shown(&typed));
            self.find(RosterField::Level, what, format!("use one of: {}", levels.join(", ")));
        }
        level
    }

    /// The sub-level, which may also follow the level in its cell.
    pub(super) fn sub_level(&mut self, behind: Option<SubLevel>) -> Option<SubLevel> {
        let typed = self.text(RosterField::SubLevel);
        if typed.is_empty() {
            return behind;
        }
        if self.text(RosterField::Level).is_empty() {
            let fix = "add the level, or leave the sub-level empty";
            self.find(RosterField::SubLevel, format!("sub-level “{}” has no level", shown(&typed)), fix);
            return None;
        }
        let sub_level = SubLevel::parse(typed.trim_matches(['(', ')', '.']));
        if sub_level.is_none() {
            let what = format!("there is no sub-level “{}”", shown(&typed));
            self.find(RosterField::SubLevel, what, "use one of: A, B, C, D, E");
        }
        if let (Some(behind), Some(beside)) = (behind, sub_level)
            && behind != beside
        {
            let what = format!("the row has two sub-levels: {behind} after its level, and {beside} here");
            self.find(RosterField::SubLevel, what, "remove one of them");
        }
        sub_level
    }

    pub(super) fn team(&mut self) -> Option<TeamName> {
        if self.text(RosterField::Team).is_empty() {
            return None;
        }
        let (what, fix) = match TeamName::parse(self.cell(RosterField::Team)) {
            Ok(name) => return Some(self.known_team(&name)),
            // `check_characters` has already reported the character.
            Err(TeamNameFault::Empty | TeamNameFault::Control { .. }) => return None,
            Err(TeamNameFault::Long(length)) => {
                (format!("the name of the team has {length} characters"), format!("use at most {}", TeamName::LONGEST))
            }
            Err(TeamNameFault::Formula(sign)) => (
                format!("spreadsheets would read the team’s name as a formula, because it starts with “{sign}”"),
                "start with a letter or a digit".to_owned(),
            ),
        };
        self.find(RosterField::Team, what, fix);
        None
    }

    /// The team under the name by which an earlier row called it, if one did.
    fn known_team(&mut self, name: &TeamName) -> TeamName {
        let known = self.reader.state.teams.entry(name.lookalike_key()).or_insert_with(|| name.clone()).clone();
        if known != *name {
            let what = format!("the team “{name}” is written “{known}” in an earlier row");
            self.find(RosterField::Team, what, "write it the same way on every row");
        }
        known
    }
}
