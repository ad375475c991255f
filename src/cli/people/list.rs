//! Formats the roster as a table and as JSON.

use serde_json::{Value, json};

use crate::cli::people::describe;
use crate::domain::ids::MemberId;
use crate::domain::roster::{Directory, Roster, RosterEngineer, TeamName};

pub(super) fn table(roster: &Roster, names: &Directory) -> String {
    if roster.engineers.is_empty() && roster.teams.is_empty() {
        return "The roster is empty. To add people, run: bearings people import roster.csv".to_owned();
    }
    let mut parts: Vec<String> = roster
        .teams
        .iter()
        .map(|(name, managers)| {
            let managed_by = describe::names(managers, names, ", ");
            format!("{name}\n  managed by {managed_by}{}", members(roster, Some(name), names))
        })
        .collect();
    let others = members(roster, None, names);
    if !others.is_empty() {
        parts.push(format!("In no team{others}"));
    }
    parts.join("\n\n")
}

fn members(roster: &Roster, team: Option<&TeamName>, names: &Directory) -> String {
    let line = |(member, engineer): (&MemberId, &RosterEngineer)| {
        let assignment = describe::assignment(engineer, " ");
        let name = names.known_name(member).map(|name| format!("{name:<24} ")).unwrap_or_default();
        let managers = describe::names(&engineer.managers, names, ", ");
        format!("\n  {name}{:<12} {assignment:<20} {managers}", member.as_str())
    };
    roster.engineers.iter().filter(|(_, engineer)| engineer.team.as_ref() == team).map(line).collect()
}

pub(super) fn json(roster: &Roster, names: &Directory) -> Value {
    let teams = roster.teams.iter().map(|(name, managers)| json!({"name": name.as_str(), "managers": managers}));
    let engineers = roster.engineers.iter().map(|(member, engineer)| {
        json!({
            "member": member, "name": names.known_name(member), "track": engineer.track, "level": engineer.level,
            "sub_level": engineer.sub_level.map(|sub_level| sub_level.to_string()),
            "managers": engineer.managers, "team": engineer.team.as_ref().map(TeamName::as_str),
        })
    });
    json!({"teams": teams.collect::<Vec<_>>(), "engineers": engineers.collect::<Vec<_>>()})
}
