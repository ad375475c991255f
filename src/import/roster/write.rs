//! Writes a roster as a file that can be imported.

use strum::VariantArray;

use crate::domain::ids::MemberId;
use crate::domain::roster::{Directory, Roster, RosterEngineer};
use crate::import::roster::columns::RosterField;
use crate::text::CsvFile;

/// The roster as CSV with Slack ids, one row per engineer; known names are for people who read the file.
pub fn write(roster: &Roster, names: &Directory) -> Result<String, csv::Error> {
    let mut file = CsvFile::new(RosterField::VARIANTS.iter().map(|field| field.column_name()))?;
    for (member, RosterEngineer { managers, track, level, sub_level, team }) in &roster.engineers {
        let managers = managers.iter().map(MemberId::as_str).collect::<Vec<_>>().join(" ");
        file.row([
            member.as_str(),
            names.known_name(member).unwrap_or_default(),
            track.as_ref().map_or("", |track| track.as_str()),
            &level.map(|level| level.to_string()).unwrap_or_default(),
            &sub_level.map(|sub_level| sub_level.to_string()).unwrap_or_default(),
            &managers,
            team.as_ref().map_or("", |team| team.as_str()),
        ])?;
    }
    file.text()
}
