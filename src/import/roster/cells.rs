//! Interprets the cells of a row.

mod people;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use crate::domain::framework::{Framework, LevelNumber};
use crate::domain::lookup::Library;
use crate::domain::roster::{Directory, Engineer, Row, SubLevel, TeamName, TeamNameFault};
use crate::import::finding::Findings;
use crate::import::roster::columns::Field;
use crate::import::roster::header::Header;
use crate::import::roster::level::{is_nothing, is_spreadsheet_error, level};
use crate::import::roster::shown;
use crate::import::roster::table::{Line, Table};
use crate::text::{first_odd, name_of, one_line, plain};

const QUOTES: [char; 6] = ['"', '\'', '“', '”', '‘', '’'];

/// Reads rows one by one.
pub(super) struct Reader<'r> {
    file: &'r Path,
    table: &'r Table<'r>,
    header: &'r Header,
    directory: &'r Directory,
    library: &'r Library,
    /// The first spelling of each team's name, by how it looks.
    teams: HashMap<String, TeamName>,
    /// Whether any level cell holds a sub-level too.
    pub(super) has_sub_levels: bool,
    /// The place of the first email and the number of emails, if Slack discloses none to this app.
    emails: Option<((usize, usize), usize)>,
    /// Names of engineers who are guests.
    guests: BTreeSet<String>,
}

/// The result of reading a row.
pub(super) struct Read {
    /// `None` if the row's member can't be determined.
    pub(super) row: Option<Row>,
    /// Whether every cell could be read.
    pub(super) is_clear: bool,
    pub(super) team: Option<TeamName>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(
        file: &'r Path,
        table: &'r Table<'r>,
        header: &'r Header,
        directory: &'r Directory,
        library: &'r Library,
    ) -> Self {
        Self {
            file,
            table,
            header,
            directory,
            library,
            teams: HashMap::new(),
            has_sub_levels: false,
            emails: None,
            guests: BTreeSet::new(),
        }
    }

    /// Reports all the emails of a file as one fault, if Slack discloses none to this app.
    pub(super) fn tell_of_emails(&self, findings: &mut Findings) {
        let Some((at, count)) = self.emails else { return };
        let noun = if count == 1 { "the email" } else { "the emails" };
        let what = format!("Slack tells this app nobody’s email, so {noun} in this file ({count}) cannot be found");
        let fix = "add the scope users:read.email on your Slack app’s page OAuth & Permissions, install the app again and use its \
                   token; or write Slack ids";
        findings.add_at(self.file, at, what, fix);
    }

    /// The note about engineers who are guests.
    pub(super) fn note(&self) -> Option<String> {
        let names = self.guests.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then(|| format!("Guests of the workspace are on this roster as engineers: {names}."))
    }

    pub(super) fn row(&mut self, line: &Line, findings: &mut Findings) -> Read {
        let before = findings.count();
        let mut cells = Cells { reader: self, line, findings, odd: BTreeSet::new(), is_unclear: false };
        cells.width();
        cells.odd();
        let member = cells.member();
        let framework = cells.track();
        let (level, behind) = cells.level(framework).map_or((None, None), |(level, behind)| (Some(level), behind));
        let sub_level = cells.sub_level(behind);
        let managers = cells.managers();
        let team = cells.team();
        let is_clear = !cells.is_unclear && findings.count() == before;
        let track = framework.map(|framework| framework.track.clone());
        let engineer = Engineer { managers, track, level, sub_level, team: team.clone() };
        Read { row: member.map(|member| Row { member, engineer }), is_clear, team }
    }
}

struct Cells<'c, 'r> {
    reader: &'c mut Reader<'r>,
    line: &'c Line,
    findings: &'c mut Findings,
    /// Unreadable cells, because of a character or a spreadsheet error.
    odd: BTreeSet<Field>,
    /// Whether the row has a fault that is reported once for all rows, later.
    is_unclear: bool,
}

impl<'r> Cells<'_, 'r> {
    /// The cell as written.
    fn cell(&self, field: Field) -> &str {
        self.reader.header.column(field).map_or("", |column| self.line.cell(column))
    }

    /// A cell's text on one line of plain characters; empty if it says nothing or can't be read.
    fn text(&self, field: Field) -> String {
        let text = one_line(&plain(self.cell(field)));
        // Spreadsheets put a quote before text that they must not convert.
        let is_one_word = matches!(field, Field::Track | Field::Level | Field::SubLevel);
        let text = if is_one_word { text.trim_matches(QUOTES) } else { &text };
        if self.odd.contains(&field) || is_nothing(text) { String::new() } else { text.to_owned() }
    }

    /// Reports characters that no cell may have, with their positions, and spreadsheet errors.
    fn odd(&mut self) {
        for field in [Field::Member, Field::Track, Field::Level, Field::SubLevel, Field::Manager, Field::Team] {
            if let Some((at, c)) = first_odd(self.cell(field)) {
                self.odd.insert(field);
                let what = format!("character {at} of this cell cannot be read ({})", name_of(c));
                self.find(field, what, "write the cell again without it");
            } else if is_spreadsheet_error(self.cell(field)) {
                self.odd.insert(field);
                let what = format!("“{}” is an error of the spreadsheet, and no value", shown(self.cell(field)));
                self.find(field, what, "mend its formula, or write the value");
            }
        }
    }

    fn find(&mut self, field: Field, what: impl Into<String>, fix: impl Into<String>) {
        self.find_in(self.reader.header.column(field).unwrap_or_default(), what, fix);
    }

    fn find_in(&mut self, column: usize, what: impl Into<String>, fix: impl Into<String>) {
        let at = self.reader.table.place(self.line, column);
        self.findings.add_at(self.reader.file, at, what, fix);
    }

    fn width(&mut self) {
        let (columns, cells) = (self.reader.header.width(), self.line.width());
        if cells > columns {
            let what = format!("the row has {cells} cells and the header {columns}");
            self.find_in(columns, what, "remove what is too much, or put quotes around a cell that holds a separator");
        } else if self.line.written() < columns {
            let what = format!("the row has {} cells and the header {columns}", self.line.written());
            self.find_in(self.line.written(), what, "add the cells that are missing; they may be empty");
        }
        if let Some(column) = (0..cells).find(|column| self.line.cell(*column).contains(['\n', '\r'])) {
            self.find_in(column, "this cell goes over several lines", "write it on one line, and close its quote");
        }
    }

    fn track(&mut self) -> Option<&'r Framework> {
        let typed = self.text(Field::Track);
        if typed.is_empty() {
            return None;
        }
        let library = self.reader.library;
        let framework = library.track_called(&typed).map(|track_index| &track_index.framework);
        if framework.is_none() {
            self.find(
                Field::Track,
                format!("there is no track “{}”", shown(&typed)),
                format!("use one of: {}", self.tracks()),
            );
        }
        framework
    }

    fn tracks(&self) -> String {
        let tracks = self.reader.library.track_indexes().map(|track_index| track_index.framework.track.as_str());
        tracks.collect::<Vec<_>>().join(", ")
    }

    fn level(&mut self, framework: Option<&Framework>) -> Option<(LevelNumber, Option<SubLevel>)> {
        let typed = self.text(Field::Level);
        if typed.is_empty() {
            return None;
        }
        let Some(framework) = framework else {
            // An unknown track is already reported, and its levels can't be checked.
            if self.text(Field::Track).is_empty() {
                let fix = format!("write its track too, one of: {}", self.tracks());
                self.find(Field::Level, format!("level “{}” belongs to no track", shown(&typed)), fix);
            }
            return None;
        };
        let level = level(&typed).filter(|(number, _)| framework.level(*number).is_some());
        self.reader.has_sub_levels |= level.is_some_and(|(_, behind)| behind.is_some());
        if level.is_none() {
            let levels: Vec<String> = framework.levels.iter().map(|level| level.number.to_string()).collect();
            let what = format!("{} has no level “{}”", framework.track, shown(&typed));
            self.find(Field::Level, what, format!("use one of: {}", levels.join(", ")));
        }
        level
    }

    /// The sub-level, which may also follow the level in its cell.
    fn sub_level(&mut self, behind: Option<SubLevel>) -> Option<SubLevel> {
        let typed = self.text(Field::SubLevel);
        if typed.is_empty() {
            return behind;
        }
        if self.text(Field::Level).is_empty() {
            let fix = "write the level too, or leave the sub-level empty";
            self.find(Field::SubLevel, format!("sub-level “{}” belongs to no level", shown(&typed)), fix);
            return None;
        }
        let sub_level = SubLevel::parse(typed.trim_matches(['(', ')', '.']));
        if sub_level.is_none() {
            self.find(
                Field::SubLevel,
                format!("there is no sub-level “{}”", shown(&typed)),
                "use one of: A, B, C, D, E",
            );
        }
        if let (Some(behind), Some(beside)) = (behind, sub_level)
            && behind != beside
        {
            let what = format!("the row has two sub-levels: {behind} behind its level, and {beside} here");
            self.find(Field::SubLevel, what, "leave one of them out");
        }
        sub_level
    }

    fn team(&mut self) -> Option<TeamName> {
        if self.text(Field::Team).is_empty() {
            return None;
        }
        let name = match TeamName::parse(self.cell(Field::Team)) {
            Ok(name) => name,
            // `odd` has already reported the character.
            Err(TeamNameFault::Empty | TeamNameFault::Control { .. }) => return None,
            Err(TeamNameFault::Long(length)) => {
                let what = format!("the name of the team has {length} characters");
                self.find(Field::Team, what, format!("use {} at most", TeamName::LONGEST));
                return None;
            }
            Err(TeamNameFault::Formula(sign)) => {
                let what = format!("spreadsheets would take the team’s name for a formula, because of its “{sign}”");
                self.find(Field::Team, what, "begin with a letter or a digit");
                return None;
            }
        };
        let known = self.reader.teams.entry(name.look()).or_insert_with(|| name.clone()).clone();
        if known != name {
            let what = format!("the team “{name}” is written “{known}” further up");
            self.find(Field::Team, what, "write it the same way on every row");
        }
        Some(known)
    }
}
