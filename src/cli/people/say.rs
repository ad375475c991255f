//! Describes an import's changes, briefly enough to read before agreeing to them.

use std::collections::BTreeSet;

use crate::domain::ids::MemberId;
use crate::domain::roster::{Directory, Engineer, EngineerChange, Loss, Plan, Removal, TeamChange};

/// The maximum number of lines per group. For thousands of changes, comparing files is better.
const MOST_LINES: usize = 40;

/// The changes, grouped by kind.
pub(super) fn plan(plan: &Plan, directory: &Directory) -> String {
    if plan.is_empty() {
        return "Nothing changes.".to_owned();
    }
    let say = Say(directory);
    let teams = |line| lines(&say, &plan.teams, line);
    let people = |line| lines(&say, &plan.engineers, line);
    let groups = [
        ("New teams", teams(Say::team_begins)),
        ("Teams with other managers", teams(Say::team_changes)),
        (
            "Teams that end, because nobody is in them any more",
            teams(|_, change| change.after.is_none().then(|| change.name.to_string())),
        ),
        ("Added", people(Say::added)),
        ("Moved", people(Say::moved)),
        ("Other managers; a new one sees nothing that was shared before", people(Say::managed)),
        ("Other track or level", people(Say::levelled)),
        ("Leaves the roster; what they wrote stays theirs", people(Say::left)),
    ];
    let shown = groups.into_iter().filter(|(_, lines)| !lines.is_empty()).map(|(title, lines)| {
        let all = lines.len();
        let more = (all > MOST_LINES).then(|| format!("and {} more", all.saturating_sub(MOST_LINES)));
        let title = format!("{title} ({all})");
        std::iter::once(title).chain(lines.into_iter().take(MOST_LINES)).chain(more).collect::<Vec<_>>().join("\n  ")
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

/// Who loses what in an import that removes a lot, and how to agree to it.
pub(super) fn removals(removals: &[Removal], directory: &Directory) -> String {
    let mut said = vec!["Nothing was changed, because this import takes much away:".to_owned()];
    for Removal { loss, members, of } in removals {
        let what = match loss {
            Loss::Place => "engineers leave the roster",
            Loss::Managers => {
                "engineers lose every manager; a manager who is given back later sees nothing shared before"
            }
            Loss::Team => "engineers lose their team",
        };
        let more = members.len().saturating_sub(MOST_LINES);
        let names = members.iter().take(MOST_LINES).map(|member| directory.name(member).to_owned());
        let names: Vec<String> = names.chain((more > 0).then(|| format!("and {more} more"))).collect();
        said.push(format!("  {} of {of} {what}: {}", members.len(), names.join(", ")));
    }
    said.push("Check that the file is whole. If this is what you want, add --remove-many.".to_owned());
    said.join("\n")
}

fn lines<'d, C>(say: &Say<'d>, changes: &[C], line: fn(&Say<'d>, &C) -> Option<String>) -> Vec<String> {
    changes.iter().filter_map(|change| line(say, change)).collect()
}

struct Say<'d>(&'d Directory);

impl Say<'_> {
    fn names(&self, members: &BTreeSet<MemberId>) -> String {
        let names: Vec<&str> = members.iter().map(|member| self.0.name(member)).collect();
        if names.is_empty() { "nobody".to_owned() } else { names.join(" and ") }
    }

    fn team_begins(&self, change: &TeamChange) -> Option<String> {
        let (None, Some(managers)) = (&change.before, &change.after) else { return None };
        Some(format!("{}, managed by {}", change.name, self.names(managers)))
    }

    fn team_changes(&self, change: &TeamChange) -> Option<String> {
        let (Some(before), Some(after)) = (&change.before, &change.after) else { return None };
        Some(format!("{}: {} → {}", change.name, self.names(before), self.names(after)))
    }

    fn added(&self, change: &EngineerChange) -> Option<String> {
        let (None, Some(after)) = (&change.before, &change.after) else { return None };
        let (name, managers) = (self.0.name(&change.member), self.names(&after.managers));
        Some(format!("{name}: {}, {}, managed by {managers}", team(after), describe_assignment(after)))
    }

    fn moved(&self, change: &EngineerChange) -> Option<String> {
        self.both(change, |engineer, _| team(engineer))
    }

    fn managed(&self, change: &EngineerChange) -> Option<String> {
        self.both(change, |engineer, say| say.names(&engineer.managers))
    }

    fn levelled(&self, change: &EngineerChange) -> Option<String> {
        self.both(change, |engineer, _| describe_assignment(engineer))
    }

    /// Before and after, if their descriptions differ.
    fn both(&self, change: &EngineerChange, what: impl Fn(&Engineer, &Self) -> String) -> Option<String> {
        let (Some(before), Some(after)) = (&change.before, &change.after) else { return None };
        let (before, after) = (what(before, self), what(after, self));
        (before != after).then(|| format!("{}: {before} → {after}", self.0.name(&change.member)))
    }

    fn left(&self, change: &EngineerChange) -> Option<String> {
        change.after.is_none().then(|| self.0.name(&change.member).to_owned())
    }
}

fn team(engineer: &Engineer) -> String {
    engineer.team.as_ref().map_or_else(|| "no team".to_owned(), |team| format!("team {team}"))
}

fn describe_assignment(engineer: &Engineer) -> String {
    let track = engineer.track.as_ref().map_or("no track", |track| track.as_str());
    let level = engineer.level.map(|level| format!(" level {level}")).unwrap_or_default();
    let sub_level = engineer.sub_level.map(|sub_level| sub_level.to_string()).unwrap_or_default();
    format!("{track}{level}{sub_level}")
}
