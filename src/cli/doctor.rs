//! `bearings doctor`: checks everything that the bot needs, and says why each problem matters and what to do. It works
//! while the bot runs and when it cannot start, changes nothing, and prints no secret.

mod backups;
mod channels;
mod connection;
mod database;
mod describe;
mod finding;
mod framework;
mod hosts;
mod installation;
mod scopes;
mod settings;
mod slack;
mod time;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cli::log::LogOptions;
use crate::cli::{CommandError, CommandResult, block_on, print};
use crate::clock::Clock;
use crate::config::{Options, Problem, Usable};
use crate::import;
use crate::secret::ExposeSecret;
use crate::services::digests::Digests;
use crate::services::events::Events;
use crate::services::installation::Installations;
use crate::slack::WebApi;
use crate::store::{self, OpenError, ServerError, Store};
use database::DatabaseInspection;
use finding::{CheckOutcome, Finding, count};
use slack::SlackAnswer;

const LOOKUP_SCOPES: [&str; 2] = ["groups:read", "users:read"];

/// Prints what was checked, what was found, why it matters and what to do.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code: 0 without faults, even with warnings; 2 with a fault.

With --json: {\"version\": 1, \"ok\": true, \"findings\": [{\"area\": …, \"outcome\": …, \"checked\": …, \"seen\": …, \"why\": …,
\"do\": …}]}. The outcome is ok, warning, fault or not_checked; for not_checked, \"seen\" says why. The area is settings,
database, framework, slack, scopes, connection, time or digests. \"do\" is null if there is nothing to do.")]
pub(super) struct Doctor {
    #[command(flatten)]
    options: Options,
    #[command(flatten)]
    log: LogOptions,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) fn run(mut self) -> CommandResult {
        self.options = self.options.with_environment();
        let (usable, mut problems) = Usable::read(&self.options);
        problems.extend(self.log.faults());
        let mut findings = settings::findings(&problems, &self.log.warnings());
        findings.extend(block_on(async { Ok(examine(&usable, &problems).await) })?);
        print::json_or_text(self.json, || describe::json(&findings), || describe::page(&findings));
        match count(&findings, CheckOutcome::Fault) {
            0 => Ok(()),
            _ => Err(CommandError::setup(format!("bearings doctor: {}", describe::summary(&findings)))),
        }
    }
}

/// Runs all checks. A check that depends on something missing says so.
async fn examine(settings: &Usable, problems: &[Problem]) -> Vec<Finding> {
    let inspected = match &settings.database_url {
        Some(url) => Some(database::inspect(url.expose_secret(), settings.optional.backups.directory.as_deref()).await),
        None => None,
    };
    let store = open_store(settings).await;
    let slack = slack::client(settings, settings.slack_bot_token.as_ref(), "SLACK_BOT_TOKEN");
    let answer = slack::call(slack.as_ref()).await;
    let now = Clock::system().now();
    let mut findings = database::findings(inspected.as_ref());
    if let Ok(store) = &store {
        let stored = Installations::new(store.clone()).stored().await.ok().flatten();
        findings.extend(installation::finding(stored, &answer));
    }
    findings.push(backups::finding(&backups::find_newest(settings, problems).await, now));
    let read = settings.framework_dir.as_ref().map(|directory| import::read_directory(directory));
    findings.extend(framework::findings(read.as_ref()));
    findings.extend(slack::findings(&answer));
    if let (Ok(slack), SlackAnswer::Answered(..)) = (&slack, &answer) {
        findings.extend(hosts::findings(slack).await);
    }
    let missing_events = match &store {
        Ok(store) => Events::new(store.clone()).stored_missing().await.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    findings.extend(scopes::findings(&answer, &settings.optional.commands, &missing_events));
    findings.extend(connection::findings(settings, problems).await);
    findings.extend(time::findings(&answer, now));
    findings.extend(match slack {
        Ok(_) if inspected.as_ref().is_some_and(DatabaseInspection::is_missing) => {
            vec![channels::check().not_checked("there is no database yet")]
        }
        Ok(slack) => {
            let checked = digests(store.as_ref().map_err(|why| *why), &slack, &answer).await;
            checked.unwrap_or_else(|why| vec![channels::check().not_checked(why)])
        }
        Err(why) => vec![channels::check().not_checked(why)],
    });
    if let Ok(store) = store {
        store.close().await;
    }
    findings
}

/// Opens the database to read it, or says why that can't be done.
async fn open_store(settings: &Usable) -> Result<Arc<Store>, &'static str> {
    let url = settings.database_url.as_ref().ok_or("DATABASE_URL can’t be used")?;
    store::open_to_read(url.expose_secret()).await.map(Arc::new).map_err(|error| match error {
        OpenError::OtherVersion(_) | OpenError::Server(ServerError::NotMigrated | ServerError::Newer) => {
            "the database belongs to another version of Bearings"
        }
        _ => "the database can’t be read",
    })
}

/// Checks every digest channel the way the bot does before each post, or says why that can't be done.
async fn digests(
    store: Result<&Arc<Store>, &str>,
    slack: &WebApi,
    answer: &SlackAnswer,
) -> Result<Vec<Finding>, String> {
    let workspace = &answer.account()?.installation.workspace;
    if let Ok(granted) = scopes::granted(answer)
        && let Some(missing) = LOOKUP_SCOPES.iter().find(|scope| !granted.contains(**scope))
    {
        return Err(format!("the scope {missing} is missing"));
    }
    let channels = Digests::new(store?.clone()).list_channels(workspace).await;
    let channels = channels.map_err(|_| "the database can’t be read")?;
    let mut findings = Vec::new();
    for channel in &channels {
        let looked = slack.look_up_channel(&channel.channel, &channel.allowed, &BTreeSet::new()).await;
        findings.extend(channels::findings(channel, &looked));
    }
    Ok(if channels.is_empty() { vec![channels::check().fine("no team has a digest channel yet")] } else { findings })
}
