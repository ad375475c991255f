//! What the cells of a row mean.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use crate::domain::framework::{Framework, LevelNumber};
use crate::domain::ids::{MemberId, TrackId};
use crate::domain::lookup::Library;
use crate::domain::roster::{Directory, Engineer, MOST_MANAGERS, Row, Standing, SubLevel, TeamName, TeamNameFault};
use crate::import::finding::Findings;
use crate::import::roster::header::{Field, Header};
use crate::import::roster::shown;
use crate::import::roster::table::{Line, Table};
use crate::text::name_of;

/// Reads rows one after the other.
pub(super) struct Reader<'r> {
    file: &'r Path,
    table: &'r Table<'r>,
    header: &'r Header,
    directory: &'r Directory,
    library: &'r Library,
    /// How each team was first written, by its name in small letters.
    teams: HashMap<String, TeamName>,
}

/// What became of a row.
pub(super) struct Read {
    /// The row, unless nobody knows whose it is.
    pub(super) row: Option<Row>,
    /// Whether every cell could be read.
    pub(super) is_clear: bool,
    /// Its team.
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
        Self { file, table, header, directory, library, teams: HashMap::new() }
    }

    pub(super) fn row(&mut self, line: &Line, findings: &mut Findings) -> Read {
        let before = findings.count();
        let mut cells = Cells { reader: self, line, findings };
        cells.width();
        let member = cells.member();
        let framework = cells.track();
        let level = cells.level(framework);
        let sub_level = cells.sub_level();
        let managers = cells.managers();
        let team = cells.team();
        let is_clear = findings.count() == before;
        let track = framework.map(|framework| framework.track.clone());
        let engineer = Engineer { managers, track, level, sub_level, team: team.clone() };
        Read { row: member.map(|member| Row { member, engineer }), is_clear, team }
    }
}

struct Cells<'c, 'r> {
    reader: &'c mut Reader<'r>,
    line: &'c Line,
    findings: &'c mut Findings,
}

impl<'r> Cells<'_, 'r> {
    fn text(&self, field: Field) -> &str {
        self.reader.header.column(field).map_or("", |column| self.line.cell(column))
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

    fn member(&mut self) -> Option<MemberId> {
        let typed = self.text(Field::Member).to_owned();
        if typed.is_empty() {
            self.find(Field::Member, "the row names no member", "write an email or a Slack id, or remove the row");
            return None;
        }
        self.someone(Field::Member, &typed, "remove the row: whoever is not in the file leaves the roster")
    }

    /// Whom an email or an id means, if they can be on the roster.
    fn someone(&mut self, field: Field, typed: &str, otherwise: &str) -> Option<MemberId> {
        let short = shown(typed);
        match self.reader.directory.find(typed) {
            Some(listed) if listed.standing == Standing::Active => return Some(listed.member.clone()),
            Some(listed) if listed.standing == Standing::Bot => {
                self.find(field, format!("“{short}” is a bot"), "name a person");
            }
            Some(listed) if listed.standing == Standing::Stranger => {
                self.find(
                    field,
                    format!("“{short}” belongs to another organisation"),
                    "name a person of this workspace",
                );
            }
            Some(_) => self.find(field, format!("“{short}” is deactivated in Slack"), otherwise),
            None if typed.contains('@') => {
                let what = format!("nobody in this Slack workspace has the email “{short}”");
                self.find(field, what, "write the one of their Slack profile, or their Slack id");
            }
            None => {
                let what = format!("nobody in this Slack workspace has the id “{short}”");
                self.find(field, what, "write an email, or copy the member ID (U…) from their Slack profile");
            }
        }
        None
    }

    fn track(&mut self) -> Option<&'r Framework> {
        let typed = self.text(Field::Track).to_owned();
        if typed.is_empty() {
            return None;
        }
        let library = self.reader.library;
        let framework = library.shelf(&TrackId::new(typed.to_lowercase())).map(|shelf| &shelf.framework);
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
        let tracks = self.reader.library.shelves().map(|shelf| shelf.framework.track.as_str());
        tracks.collect::<Vec<_>>().join(", ")
    }

    fn level(&mut self, framework: Option<&Framework>) -> Option<LevelNumber> {
        let typed = self.text(Field::Level).to_owned();
        if typed.is_empty() {
            return None;
        }
        let Some(framework) = framework else {
            // Of an unknown track, no level can be known.
            if self.text(Field::Track).is_empty() {
                let fix = format!("write its track too, one of: {}", self.tracks());
                self.find(Field::Level, format!("level “{}” belongs to no track", shown(&typed)), fix);
            }
            return None;
        };
        let level = typed.parse().ok().map(LevelNumber).filter(|number| framework.level(*number).is_some());
        if level.is_none() {
            let levels: Vec<String> = framework.levels.iter().map(|level| level.number.to_string()).collect();
            let what = format!("{} has no level “{}”", framework.track, shown(&typed));
            self.find(Field::Level, what, format!("use one of: {}", levels.join(", ")));
        }
        level
    }

    fn sub_level(&mut self) -> Option<SubLevel> {
        let typed = self.text(Field::SubLevel).to_owned();
        if typed.is_empty() {
            return None;
        }
        if self.text(Field::Level).is_empty() {
            let fix = "write the level too, or leave the sub-level empty";
            self.find(Field::SubLevel, format!("sub-level “{}” belongs to no level", shown(&typed)), fix);
            return None;
        }
        let sub_level = SubLevel::parse(&typed);
        if sub_level.is_none() {
            self.find(
                Field::SubLevel,
                format!("there is no sub-level “{}”", shown(&typed)),
                "use one of: A, B, C, D, E",
            );
        }
        sub_level
    }

    fn managers(&mut self) -> BTreeSet<MemberId> {
        let cell = self.text(Field::Manager).to_owned();
        let typed = cell.split([' ', ',', ';', '&', '\t']).filter(|word| !word.is_empty());
        let managers: BTreeSet<MemberId> = typed
            .filter_map(|typed| {
                self.someone(Field::Manager, typed, "name their manager of today, or leave the cell empty")
            })
            .collect();
        if managers.len() > MOST_MANAGERS {
            let what = format!("the row names {} managers", managers.len());
            self.find(Field::Manager, what, format!("name {MOST_MANAGERS} at most, with a blank between"));
        }
        managers
    }

    fn team(&mut self) -> Option<TeamName> {
        let name = match TeamName::parse(self.text(Field::Team)) {
            Ok(name) => name,
            Err(TeamNameFault::Empty) => return None,
            Err(TeamNameFault::Long(length)) => {
                let what = format!("the name of the team has {length} characters");
                self.find(Field::Team, what, format!("use {} at most", TeamName::LONGEST));
                return None;
            }
            Err(TeamNameFault::Control { at, c }) => {
                let what = format!("character {at} of the team’s name cannot be shown ({})", name_of(c));
                self.find(Field::Team, what, "write the name again without it");
                return None;
            }
            Err(TeamNameFault::Formula(sign)) => {
                let what = format!("spreadsheets would take the team’s name for a formula, because of its “{sign}”");
                self.find(Field::Team, what, "begin with a letter or a digit");
                return None;
            }
        };
        let known = self.reader.teams.entry(name.key()).or_insert_with(|| name.clone()).clone();
        if known != name {
            let what = format!("the team “{name}” is written “{known}” further up");
            self.find(Field::Team, what, "write it the same way on every row");
        }
        Some(known)
    }
}
