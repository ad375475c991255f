//! `bearings people list` and `export`: the roster as a table, as JSON, and as the file that `import` reads.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::people::{BotAccessOptions, Source, one};
use crate::cli::{Failure, Outcome, print, runtime};
use crate::domain::ids::MemberId;
use crate::domain::roster::{Directory, Engineer, People, TeamName};
use crate::import::roster::write;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    slack: BotAccessOptions,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Export {
    /// Slack id of a person: all that is kept about them is exported instead, into their DM
    member: Option<String>,
    /// Write the person's data into this file instead; one that ends with .json is for machines
    #[arg(long, value_name = "FILE", requires = "member")]
    out: Option<PathBuf>,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    slack: BotAccessOptions,
}

impl List {
    pub(super) fn run(self) -> Outcome {
        let people = self.source.read()?;
        let names = runtime()?.block_on(self.slack.names())?;
        if self.json {
            print::data(&data(&people, &names));
        } else {
            print::result(table(&people, &names));
        }
        Ok(())
    }
}

impl Export {
    pub(super) fn run(self) -> Outcome {
        if let Some(member) = &self.member {
            return one::export(&self.source, member, self.out.as_deref(), &self.slack);
        }
        let people = self.source.read()?;
        let csv = write(&people, &runtime()?.block_on(self.slack.names())?).map_err(Failure::setup)?;
        print::result(csv.trim_end());
        Ok(())
    }
}

fn table(people: &People, names: &Directory) -> String {
    if people.engineers.is_empty() && people.teams.is_empty() {
        return "Nobody is on the roster. Put people on it with: bearings people import roster.csv".to_owned();
    }
    let mut parts: Vec<String> = people
        .teams
        .iter()
        .map(|(name, managers)| {
            format!("{name}\n  managed by {}{}", called(managers, names), members(people, Some(name), names))
        })
        .collect();
    let others = members(people, None, names);
    if !others.is_empty() {
        parts.push(format!("In no team{others}"));
    }
    parts.join("\n\n")
}

fn members(people: &People, team: Option<&TeamName>, names: &Directory) -> String {
    let line = |(member, engineer): (&MemberId, &Engineer)| {
        let assignment = describe_assignment(engineer);
        let name = names.known_name(member).map(|name| format!("{name:<24} ")).unwrap_or_default();
        format!("\n  {name}{:<12} {assignment:<20} {}", member.as_str(), called(&engineer.managers, names))
    };
    people.engineers.iter().filter(|(_, engineer)| engineer.team.as_ref() == team).map(line).collect()
}

/// Track, level and sub-level, as far as they are set.
fn describe_assignment(engineer: &Engineer) -> String {
    let track = engineer.track.as_ref().map_or("no track", |track| track.as_str());
    let level = engineer.level.map(|level| format!(" {level}")).unwrap_or_default();
    let sub_level = engineer.sub_level.map(|sub_level| sub_level.to_string()).unwrap_or_default();
    format!("{track}{level}{sub_level}")
}

/// People's names, or their ids where names are unknown.
fn called<'m>(members: impl IntoIterator<Item = &'m MemberId>, names: &Directory) -> String {
    let called: Vec<&str> = members.into_iter().map(|member| names.name(member)).collect();
    if called.is_empty() { "nobody".to_owned() } else { called.join(", ") }
}

fn data(people: &People, names: &Directory) -> Value {
    let teams = people.teams.iter().map(|(name, managers)| json!({"name": name.as_str(), "managers": managers}));
    let engineers = people.engineers.iter().map(|(member, engineer)| {
        json!({
            "member": member, "name": names.known_name(member), "track": engineer.track, "level": engineer.level,
            "sub_level": engineer.sub_level.map(|sub_level| sub_level.to_string()),
            "managers": engineer.managers, "team": engineer.team.as_ref().map(TeamName::as_str),
        })
    });
    json!({"teams": teams.collect::<Vec<_>>(), "engineers": engineers.collect::<Vec<_>>()})
}
