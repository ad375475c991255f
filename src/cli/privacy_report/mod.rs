//! `bearings privacy-report`: what is kept about a person, why, who sees it, for how long, and where it goes.

mod copies;
mod say;

use serde_json::{Value, json};

use crate::cli::{Failure, Outcome, print};
use crate::config::{
    Backups, DATABASE_URL, Kept, Names, Network, Problems, Retention, SLACK_DOMAIN, SlackEndpoint, member_ids,
};
use crate::domain::commands::Commands;
use crate::domain::privacy::{About, Erasing, Stays, Until, catalogue};
use crate::slack;

#[derive(Debug, clap::Args)]
pub(super) struct PrivacyReport {
    /// The database file
    #[arg(long, env = "DATABASE_URL", default_value = DATABASE_URL, value_name = "URL")]
    database_url: String,
    /// The domain that Slack is on, such as slack-gov.com
    #[arg(long, env = "BEARINGS_SLACK_DOMAIN", default_value = SLACK_DOMAIN, value_name = "DOMAIN")]
    slack_domain: String,
    /// Where Slack's Web API is, if it is not on that domain
    #[arg(long, env = "SLACK_API_URL", default_value = "", hide_default_value = true, value_name = "URL")]
    slack_api_url: String,
    /// Address and port on which metrics are served, if they are
    #[arg(long, env = "BEARINGS_METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<String>,
    /// For how many days what is kept of people stays, by kind
    #[arg(long, env = "BEARINGS_KEEP_DAYS", default_value = "", hide_default_value = true, value_name = "KINDS")]
    keep_days: String,
    /// Copies of the database.
    #[command(flatten)]
    backups: Backups,
    /// What the slash commands are called.
    #[command(flatten)]
    names: Names,
    /// Slack ids of those who set up teams beside the workspace's admins, separated by commas
    #[arg(long, env = "BEARINGS_ADMINS", default_value = "", hide_default_value = true, value_name = "IDS")]
    admins: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What is true of this installation.
struct Installed {
    database: String,
    slack: String,
    metrics: Option<String>,
    retention: Retention,
    backups: Backups,
    commands: Commands,
    admins: Vec<String>,
}

impl PrivacyReport {
    pub(super) fn run(self) -> Outcome {
        self.names.check().map_err(Failure::setup)?;
        let retention = Retention::parse(&self.keep_days).map_err(|problem| Failure::setup(Problems(vec![problem])))?;
        let endpoint = SlackEndpoint::check(&self.slack_api_url, &self.slack_domain, &Network::default());
        let endpoint = endpoint.map_err(|problems| Failure::setup(Problems(problems)))?;
        let installed = Installed {
            database: self.database_url.trim_start_matches("sqlite:").trim_start_matches("//").to_owned(),
            slack: endpoint.api.into(),
            metrics: self.metrics_listen.filter(|address| !address.is_empty()),
            retention,
            backups: self.backups,
            commands: self.names.into(),
            admins: member_ids(&self.admins).map_err(|problem| Failure::setup(Problems(vec![problem])))?,
        };
        if self.json {
            print::data(&data(&installed));
        } else {
            print::result(say::report(&installed));
        }
        Ok(())
    }
}

/// What the bot may do in Slack, whichever way Slack reaches it.
fn scopes() -> impl Iterator<Item = &'static str> {
    slack::SCOPES.iter().copied().chain([slack::SOCKET_SCOPE])
}

/// How long something stays, in words.
fn how_long(until: Until, erasing: Erasing, retention: &Retention) -> String {
    let stays = match until {
        Until::Event(words) => words.to_owned(),
        Until::Kind(Kept::Evidence) if retention.days(Kept::Evidence).is_none() => "until its author deletes it".into(),
        Until::Kind(kind) => days(retention.days(kind)),
        Until::Longer(kind, words) => format!("{}; {words}", days(retention.days(kind))),
    };
    match retention.days(Kept::Leavers) {
        Some(left) if erasing == Erasing::Gone => format!("{stays}; at most {} after they left", plural(left)),
        _ => stays,
    }
}

fn days(days: Option<u32>) -> String {
    days.map_or_else(|| "for ever".to_owned(), plural)
}

fn plural(days: u32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn data(installed: &Installed) -> Value {
    let Installed { database, slack, metrics, retention, backups, commands, admins } = installed;
    let kept = catalogue().filter_map(|record| match record.about {
        About::Nobody(_) => None,
        About::Person(Stays { what, why, seen_by, until, erasing, export }) => Some(json!({
            "table": record.table, "columns": record.columns, "what": what, "why": why, "seen_by": seen_by,
            "how_long": how_long(until, erasing, retention), "in_export": export,
            "when_erased": match erasing { Erasing::Gone => "gone", Erasing::Stays(why) => why },
        })),
    });
    let not_about_people = catalogue().filter_map(|record| match record.about {
        About::Nobody(what) => Some(json!({"table": record.table, "what": what})),
        About::Person(_) => None,
    });
    let reasons = |names: &[&'static str]| -> Value {
        names.iter().map(|name| json!({"name": name, "why": slack::reason(name, commands)})).collect()
    };
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "kept": kept.collect::<Vec<_>>(),
        "not_about_people": not_about_people.collect::<Vec<_>>(),
        "not_kept": say::NOT_KEPT,
        "days": Kept::ALL.into_iter().map(|kind| (kind.name(), retention.days(kind))).collect::<std::collections::BTreeMap<_, _>>(),
        "scopes": reasons(&scopes().collect::<Vec<_>>()),
        "admins": admins,
        "events": reasons(slack::EVENTS),
        "where": {"database": database, "slack": slack, "metrics": metrics, "copies": copies::places(database, backups)},
    })
}
