//! `bearings privacy-report`: says what is kept about a person, why, who sees it, for how long, and where it goes.

mod copies;
mod describe;

use serde_json::{Value, json};

use crate::cli::{CommandResult, print};
use crate::config::{
    self, BackupOptions, Backups, CommandNameOptions, DatabaseUrlOptions, Retention, Setting, SettingReader,
    SlackEndpoint, SlackOptions,
};
use crate::domain::commands::Commands;
use crate::domain::ids::MemberId;
use crate::domain::privacy::{About, Erasing, Kept, RetainedData, Until, catalogue};
use crate::secret::ExposeSecret;
use crate::slack;
use crate::store;

#[derive(Debug, clap::Args)]
pub(super) struct PrivacyReport {
    #[command(flatten)]
    database_url: DatabaseUrlOptions,
    #[command(flatten)]
    slack: SlackOptions,
    /// Address and port of the Prometheus metrics, if any
    #[arg(long, env = "BEARINGS_METRICS_LISTEN", default_value = "", value_name = "ADDRESS")]
    metrics_listen: Setting,
    /// How many days to keep each kind of data about people
    #[arg(long, env = "BEARINGS_KEEP_DAYS", default_value = "", value_name = "KINDS")]
    keep_days: Setting,
    #[command(flatten)]
    backups: BackupOptions,
    #[command(flatten)]
    names: CommandNameOptions,
    /// Slack ids of people who can set up teams, besides the workspace's admins, separated by commas
    #[arg(long, env = "BEARINGS_ADMINS", default_value = "", value_name = "IDS")]
    admins: Setting,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Where the database is, without the address of a server.
enum DatabasePlace {
    File(String),
    Server,
}

struct InstallationFacts {
    database: DatabasePlace,
    slack: String,
    metrics: Option<String>,
    retention: Retention,
    backups: Backups,
    commands: Commands,
    admins: Vec<MemberId>,
}

impl PrivacyReport {
    pub(super) fn run(self) -> CommandResult {
        let mut reader = SettingReader::default();
        let url = config::database_url(&self.database_url, &mut reader);
        let endpoint = SlackEndpoint::read(&self.slack, &mut reader);
        let metrics = config::metrics_listen(&self.metrics_listen, &mut reader);
        let retention = Retention::read(&self.keep_days, &mut reader);
        let backups = Backups::read(&self.backups, &mut reader);
        let commands = self.names.read(&mut reader);
        let admins = config::member_ids(&self.admins, &mut reader);
        reader.finish()?;
        let database = if store::is_server_address(url.expose_secret()) {
            DatabasePlace::Server
        } else {
            DatabasePlace::File(store::file_of(url.expose_secret())?.display().to_string())
        };
        let installed = InstallationFacts {
            database,
            slack: endpoint.map(|endpoint| endpoint.api.into()).unwrap_or_default(),
            metrics: metrics.map(|address| address.to_string()),
            retention,
            backups,
            commands,
            admins,
        };
        print::json_or_text(self.json, || json(&installed), || describe::report(&installed));
        Ok(())
    }
}

/// The bot's scopes, including the one for Socket Mode.
fn scopes() -> impl Iterator<Item = &'static str> {
    slack::SCOPES.iter().copied().chain([slack::SOCKET_SCOPE])
}

fn how_long(until: Until, erasing: Erasing, retention: &Retention) -> String {
    let stays = match until {
        Until::Event(words) => words.to_owned(),
        Until::Kind(Kept::Evidence) if retention.days(Kept::Evidence).is_none() => "until its author deletes it".into(),
        Until::Kind(kind) => describe_days(retention.days(kind)),
        Until::Longer(kind, words) => format!("{}; {words}", describe_days(retention.days(kind))),
    };
    match retention.days(Kept::Leavers) {
        Some(left) if erasing == Erasing::Gone => format!("{stays}; at most {} after they leave", plural(left)),
        _ => stays,
    }
}

fn describe_days(days: Option<u32>) -> String {
    days.map_or_else(|| "forever".to_owned(), plural)
}

fn plural(days: u32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

fn json(installed: &InstallationFacts) -> Value {
    let InstallationFacts { database, slack, metrics, retention, backups, commands, admins } = installed;
    let kept = catalogue().filter_map(|record| match record.about {
        About::NotPersonal(_) => None,
        About::Person(RetainedData { what, why, seen_by, until, erasing, export }) => Some(json!({
            "table": record.table, "columns": record.columns, "what": what, "why": why, "seen_by": seen_by,
            "how_long": how_long(until, erasing, retention), "in_export": export,
            "when_erased": match erasing { Erasing::Gone => "deleted", Erasing::Stays(why) => why },
        })),
    });
    let not_about_people = catalogue().filter_map(|record| match record.about {
        About::NotPersonal(what) => Some(json!({"table": record.table, "what": what})),
        About::Person(_) => None,
    });
    let reasons = |names: &[&'static str]| -> Value {
        names.iter().map(|name| json!({"name": name, "why": slack::reason(name, commands)})).collect()
    };
    let place = match database {
        DatabasePlace::File(path) => path,
        DatabasePlace::Server => "a PostgreSQL server",
    };
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "kept": kept.collect::<Vec<_>>(),
        "not_about_people": not_about_people.collect::<Vec<_>>(),
        "not_kept": describe::NOT_KEPT,
        "days": Kept::ALL.into_iter().map(|kind| (kind.name(), retention.days(kind))).collect::<std::collections::BTreeMap<_, _>>(),
        "scopes": reasons(&scopes().collect::<Vec<_>>()),
        "admins": admins,
        "events": reasons(slack::EVENTS),
        "where": {"database": place, "slack": slack, "metrics": metrics, "copies": copies::places(database, backups)},
    })
}
