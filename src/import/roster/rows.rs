//! Reads the rows of a roster file: what each says about an engineer, and whether they fit together.

mod cells;
mod members;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use crate::domain::ids::MemberId;
use crate::domain::lookup::Library;
use crate::domain::roster::{Directory, MOST_MANAGERS, Roster, RosterEngineer, RosterRow, RowFault, TeamName};
use crate::import::finding::Findings;
use crate::import::roster::RosterContent;
use crate::import::roster::columns::RosterField;
use crate::import::roster::header::Header;
use crate::import::roster::table::{Table, TableRow};
use cells::Cells;

pub(super) struct RowReader<'r> {
    pub(super) file: &'r Path,
    pub(super) table: &'r Table<'r>,
    pub(super) header: &'r Header,
    pub(super) directory: &'r Directory,
    pub(super) library: &'r Library,
    pub(super) state: ReaderState,
}

/// What the rows said so far.
#[derive(Default)]
pub(super) struct ReaderState {
    findings: Findings,
    /// The first spelling of each team's name, by how it looks.
    teams: HashMap<String, TeamName>,
    /// Teams with a faulty row: that they lack a manager may only be a consequence of that fault.
    unclear_teams: HashSet<TeamName>,
    /// Whether any level cell holds a sub-level too.
    has_sub_levels: bool,
    /// The place of the first email and the number of emails, if Slack discloses none to this app.
    emails: Option<((usize, usize), usize)>,
    guests: BTreeSet<String>,
}

impl RowReader<'_> {
    /// Reads all rows, or reports every fault.
    pub(super) fn read(mut self) -> Result<RosterContent, Findings> {
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        for line in self.table.rows() {
            if self.table.header().is_some_and(|header| line.repeats(header)) {
                let fix = "remove it; if you joined two files, keep only the column names at the top";
                self.find(line, 0, "this row repeats the column names", fix);
            } else if let Some(row) = self.row(line) {
                rows.push(row);
                lines.push(line);
            }
        }
        self.report_emails();
        let roster = Roster::of(&rows).unwrap_or_else(|faults| {
            for fault in faults {
                match &fault {
                    RowFault::NoManager { team, .. } if self.state.unclear_teams.contains(team) => {}
                    _ => self.report(&rows, &lines, &fault),
                }
            }
            Roster::default()
        });
        let sub_levels = self.header.column(RosterField::SubLevel).is_some() || self.state.has_sub_levels;
        let notes = self.header.note().into_iter().chain(self.note_guests()).collect();
        self.state.findings.into_result(RosterContent { roster, sub_levels, notes })
    }

    /// Reads a row; `None` if its member can't be determined.
    fn row(&mut self, line: &TableRow) -> Option<RosterRow> {
        let before = self.state.findings.count();
        let mut cells = Cells::new(self, line);
        cells.check_width();
        cells.check_characters();
        let member = cells.member();
        let framework = cells.track();
        let (level, behind) = cells.level(framework).map_or((None, None), |(level, behind)| (Some(level), behind));
        let sub_level = cells.sub_level(behind);
        let managers = cells.managers();
        let team = cells.team();
        if cells.is_unclear || self.state.findings.count() > before {
            self.state.unclear_teams.extend(team.clone());
        }
        let track = framework.map(|framework| framework.track.clone());
        let engineer = RosterEngineer { managers, track, level, sub_level, team };
        member.map(|member| RosterRow { member, engineer })
    }

    fn find(&mut self, line: &TableRow, column: usize, what: impl Into<String>, fix: impl Into<String>) {
        self.state.findings.add_at(self.file, self.table.place(line, column), what, fix);
    }

    /// Reports all the emails of a file as one fault, if Slack discloses none to this app.
    fn report_emails(&mut self) {
        let Some((at, count)) = self.state.emails else { return };
        let noun = if count == 1 { "the email" } else { "the emails" };
        let what = format!("Slack doesn’t show this app any emails, so {noun} in this file ({count}) can’t be found");
        let fix = "add the scope users:read.email on your Slack app’s page OAuth & Permissions, reinstall the app and \
            use its token, or write Slack ids instead";
        self.state.findings.add_at(self.file, at, what, fix);
    }

    /// Reports that rows don't fit together; `lines` holds the source line of each row.
    fn report(&mut self, rows: &[RosterRow], lines: &[&TableRow], fault: &RowFault) {
        let name = |row: &usize| rows.get(*row).map_or("", |row| self.directory.name(&row.member));
        let names = |members: Vec<&MemberId>, between: &str| {
            members.into_iter().map(|member| self.directory.name(member)).collect::<Vec<_>>().join(between)
        };
        let (row, field, what, fix) = match fault {
            RowFault::Twice { row, first } => {
                let column = self.header.column(RosterField::Member).unwrap_or_default();
                let (line, _) = lines.get(*first).map_or((1, 1), |line| self.table.place(line, column));
                let what = format!("{} is already on line {line}", name(row));
                (row, RosterField::Member, what, "keep one of the two rows".to_owned())
            }
            RowFault::OwnManager { row } => {
                let what = format!("{} would be their own manager", name(row));
                (row, RosterField::Manager, what, "name someone else, or leave the cell empty".to_owned())
            }
            RowFault::Circle { row, chain } => {
                let circle = names(chain.iter().chain(chain.first()).collect(), " → ");
                let what = format!("these people manage each other in a circle: {circle}");
                (row, RosterField::Manager, what, "change the manager of one of them".to_owned())
            }
            RowFault::Managers { row, team, managers } => {
                let all = names(managers.iter().collect(), ", ");
                let what = format!("the team “{team}” has {} managers: {all}", managers.len());
                (row, RosterField::Manager, what, format!("keep at most {MOST_MANAGERS}, or split the team in two"))
            }
            RowFault::NoManager { row, team } => {
                let what = format!("the team “{team}” has no manager");
                (row, RosterField::Team, what, "add one in the manager cell of any of its rows".to_owned())
            }
        };
        if let Some(line) = lines.get(*row) {
            self.find(line, self.header.column(field).unwrap_or_default(), what, fix);
        }
    }

    fn note_guests(&self) -> Option<String> {
        let names = self.state.guests.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then(|| format!("These engineers on the roster are guests in Slack: {names}."))
    }
}
