//! Describes the roster and an import's changes, briefly enough to read before agreeing to them.

use std::collections::{BTreeMap, BTreeSet};

use strum::Display;

use crate::domain::ids::MemberId;
use crate::domain::roster::{Directory, EngineerChange, Loss, Plan, Removal, RosterEngineer, TeamChange};

/// The maximum number of lines per group. For thousands of changes, comparing files is better.
const MAX_LINES_PER_GROUP: usize = 40;

/// Groups of changes, in the order in which they are printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display)]
enum ChangeGroup {
    #[strum(to_string = "New teams")]
    NewTeam,
    #[strum(to_string = "Teams with changed managers")]
    TeamManagers,
    #[strum(to_string = "Teams that end, because no one is in them any more")]
    TeamEnds,
    Added,
    Moved,
    #[strum(to_string = "Changed managers; a new manager sees nothing shared earlier")]
    Managers,
    #[strum(to_string = "Changed track or level")]
    Assignment,
    #[strum(to_string = "Leaves the roster; their entries stay their own")]
    Leaves,
}

pub(super) fn plan(plan: &Plan, directory: &Directory) -> String {
    if plan.is_empty() {
        return "Nothing changes.".to_owned();
    }
    let managers = |managers: &BTreeSet<MemberId>| names(managers, directory, " and ");
    let mut groups: BTreeMap<ChangeGroup, Vec<String>> = BTreeMap::new();
    let mut add = |group, line| groups.entry(group).or_default().push(line);
    for TeamChange { key: name, before, after } in &plan.teams {
        match (before, after) {
            (None, Some(after)) => add(ChangeGroup::NewTeam, format!("{name}, managed by {}", managers(after))),
            (Some(before), Some(after)) => {
                add(ChangeGroup::TeamManagers, format!("{name}: {} → {}", managers(before), managers(after)));
            }
            (_, None) => add(ChangeGroup::TeamEnds, name.to_string()),
        }
    }
    for EngineerChange { key: member, before, after } in &plan.engineers {
        let name = directory.name(member);
        match (before, after) {
            (None, Some(after)) => {
                let (assignment, managers) = (assignment(after, " level "), managers(&after.managers));
                add(ChangeGroup::Added, format!("{name}: {}, {assignment}, managed by {managers}", team(after)));
            }
            (Some(before), Some(after)) => {
                for (group, before, after) in [
                    (ChangeGroup::Moved, team(before), team(after)),
                    (ChangeGroup::Managers, managers(&before.managers), managers(&after.managers)),
                    (ChangeGroup::Assignment, assignment(before, " level "), assignment(after, " level ")),
                ] {
                    if before != after {
                        add(group, format!("{name}: {before} → {after}"));
                    }
                }
            }
            (_, None) => add(ChangeGroup::Leaves, name.to_owned()),
        }
    }
    let shown = groups.into_iter().map(|(group, lines)| {
        let title = format!("{group} ({})", lines.len());
        std::iter::once(title).chain(first_lines(lines)).collect::<Vec<_>>().join("\n  ")
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

/// Who loses what in an import that removes a lot, and how to agree to it.
pub(super) fn removals(removals: &[Removal], directory: &Directory) -> String {
    let mut said = vec!["Nothing was changed, because this import removes a lot:".to_owned()];
    for Removal { loss, members, of } in removals {
        let what = match loss {
            Loss::Place => "engineers leave the roster",
            Loss::Managers => "engineers lose every manager; a manager who returns later sees nothing shared before",
            Loss::Team => "engineers lose their team",
        };
        let names = first_lines(members.iter().map(|member| directory.name(member).to_owned()).collect());
        said.push(format!("  {} of {of} {what}: {}", members.len(), names.collect::<Vec<_>>().join(", ")));
    }
    said.push("Check that the file is complete. If this is what you want, add --remove-many.".to_owned());
    said.join("\n")
}

/// As many lines as are shown of a group, and how many more there are.
fn first_lines(lines: Vec<String>) -> impl Iterator<Item = String> {
    let more = lines.len().saturating_sub(MAX_LINES_PER_GROUP);
    lines.into_iter().take(MAX_LINES_PER_GROUP).chain((more > 0).then(|| format!("and {more} more")))
}

/// People's names, or their ids where names are unknown.
pub(super) fn names(members: &BTreeSet<MemberId>, directory: &Directory, between: &str) -> String {
    let names: Vec<&str> = members.iter().map(|member| directory.name(member)).collect();
    if names.is_empty() { "no one".to_owned() } else { names.join(between) }
}

fn team(engineer: &RosterEngineer) -> String {
    engineer.team.as_ref().map_or_else(|| "no team".to_owned(), |team| format!("team {team}"))
}

/// Track, level and sub-level, as far as they are set, with this text before the level.
pub(super) fn assignment(engineer: &RosterEngineer, before_level: &str) -> String {
    let track = engineer.track.as_ref().map_or("no track", |track| track.as_str());
    let level = engineer.level.map(|level| format!("{before_level}{level}")).unwrap_or_default();
    let sub_level = engineer.sub_level.map(|sub_level| sub_level.to_string()).unwrap_or_default();
    format!("{track}{level}{sub_level}")
}
