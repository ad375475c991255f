//! `bearings doctor`: checks everything that the bot needs, and says why each problem matters and what to do. It works
//! while the bot runs and when it cannot start, changes nothing, and prints no secret.

mod backups;
mod channels;
mod connection;
mod database;
mod finding;
mod framework;
mod hosts;
mod installation;
mod say;
mod scopes;
mod settings;
mod slack;
mod time;

use std::sync::Arc;

use crate::cli::log::LogOptions;
use crate::cli::{Failure, Outcome, print, runtime};
use crate::clock::Clock;
use crate::config::{Options, Problem, Usable};
use crate::domain::ids::WorkspaceId;
use crate::domain::installation::Installation;
use crate::domain::needs::Need;
use crate::import;
use crate::services::digests::{DigestChannel, Digests};
use crate::services::events::Events;
use crate::services::installation::Installations;
use crate::slack::WebApi;
use crate::store;
use channels::{none, unknown};
use finding::{Finding, count};
use slack::SlackAnswer;

/// The scopes needed to look up a channel's members.
const TO_LOOK: [&str; 2] = ["groups:read", "users:read"];

/// Prints what was checked, what was seen, why it matters and what to do.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code: 0 without faults (warnings are none), 2 with one.

With --json: {\"version\": 1, \"ok\": true, \"findings\": [{\"area\": …, \"outcome\": …, \"checked\": …, \"seen\": …, \"why\": …,
\"do\": …}]}. The outcome is ok, warning, fault or not_checked (then \"seen\" says why not), the area settings, database,
framework, slack, scopes, connection, time or digests; \"do\" is null where nothing is to be done.")]
pub(super) struct Doctor {
    #[command(flatten)]
    options: Options,
    #[command(flatten)]
    log: LogOptions,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) fn run(mut self) -> Outcome {
        self.options = self.options.with_environment();
        let (usable, mut problems) = Usable::read(&self.options);
        problems.extend(self.log.faults());
        let mut findings = settings::findings(&problems, &self.log.warnings());
        findings.extend(runtime()?.block_on(examine(&usable, &problems)));
        if self.json {
            print::data(&say::data(&findings));
        } else {
            print::result(say::page(&findings));
        }
        match count(&findings, finding::Outcome::Fault) {
            0 => Ok(()),
            _ => Err(Failure::setup(format!("bearings doctor: {}", say::summary(&findings)))),
        }
    }
}

/// Runs all checks. A check that depends on something missing says so.
async fn examine(settings: &Usable, problems: &[Problem]) -> Vec<Finding> {
    let inspected = match &settings.database_url {
        Some(url) => Some(store::inspect(url, settings.backups.directory.as_deref()).await),
        None => None,
    };
    let slack = slack_of(settings);
    let asked = ask(slack.as_ref()).await;
    let now = Clock::system().now();
    let mut findings = database::findings(inspected.as_ref());
    findings.extend(installation::finding(stored_installation(settings).await, &asked));
    findings.push(backups::finding(&backups::find_newest(settings, problems).await, now));
    let read = settings.framework_dir.as_ref().map(|directory| import::read_directory(directory));
    findings.extend(framework::findings(read.as_ref()));
    findings.extend(slack::findings(&asked));
    if let (Ok(slack), SlackAnswer::Answered(..)) = (&slack, &asked) {
        findings.extend(hosts::findings(slack).await);
    }
    let missing_events = stored_missing_events(settings).await.unwrap_or_default();
    findings.extend(scopes::findings(&asked, &settings.names.clone().into(), &missing_events));
    findings.extend(connection::findings(settings, problems).await);
    findings.extend(time::findings(&asked, now));
    findings.extend(match slack {
        Ok(_) if matches!(&inspected, Some(Ok(seen)) if seen.size.is_none()) => unknown("there is no database yet"),
        Ok(slack) => digests(settings, &slack, &asked).await,
        Err(why) => unknown(&why),
    });
    findings
}

/// A client for Slack, or which setting it lacks.
fn slack_of(settings: &Usable) -> Result<WebApi, String> {
    let Some(endpoint) = &settings.slack else { return Err("the way to Slack cannot be used".to_owned()) };
    let Some(token) = &settings.slack_bot_token else { return Err("SLACK_BOT_TOKEN cannot be used".to_owned()) };
    WebApi::new(endpoint, token).map_err(|error| error.to_string())
}

async fn ask(slack: Result<&WebApi, &String>) -> SlackAnswer {
    let slack = match slack {
        Ok(slack) => slack,
        Err(why) => return SlackAnswer::Not(why.clone()),
    };
    match slack.greeting().await {
        Ok(greeting) => SlackAnswer::Answered(slack.way(), greeting),
        Err(error) => SlackAnswer::Silence(slack.way(), error),
    }
}

/// Checks every digest channel the way the bot does before each post.
async fn digests(settings: &Usable, slack: &WebApi, asked: &SlackAnswer) -> Vec<Finding> {
    let workspace = match asked.account() {
        Ok(account) => &account.installation.workspace,
        Err(why) => return unknown(why),
    };
    if let Ok(granted) = scopes::granted(asked)
        && let Some(missing) = TO_LOOK.iter().find(|scope| !granted.contains(**scope))
    {
        return unknown(&format!("the scope {missing} is missing"));
    }
    let watched = match watched(settings, workspace).await {
        Ok(watched) => watched,
        Err(why) => return unknown(why),
    };
    if watched.is_empty() {
        return none();
    }
    let mut findings = Vec::new();
    for watched in watched {
        let looked = slack.look_up_channel(&watched.channel, &watched.allowed).await;
        findings.extend(channels::findings(&watched, &looked));
    }
    findings
}

/// The database's installation; `None` if the database is unreadable or does not know it.
async fn stored_installation(settings: &Usable) -> Option<Installation> {
    let store = Arc::new(store::open_to_read(settings.database_url.as_ref()?).await.ok()?);
    let stored = Installations::new(store.clone()).stored().await;
    store.close().await;
    stored.ok().flatten()
}

/// The events that the app lacks; `None` if the database is unreadable.
async fn stored_missing_events(settings: &Usable) -> Option<Vec<Need>> {
    let store = Arc::new(store::open_to_read(settings.database_url.as_ref()?).await.ok()?);
    let missing = Events::new(store.clone()).stored_missing().await;
    store.close().await;
    missing.ok()
}

/// The digest channels in the database.
async fn watched(settings: &Usable, workspace: &WorkspaceId) -> Result<Vec<DigestChannel>, &'static str> {
    let url = settings.database_url.as_ref().ok_or("DATABASE_URL cannot be used")?;
    let store = match store::open_to_read(url).await {
        Ok(store) => Arc::new(store),
        Err(store::OpenError::OtherVersion(_)) => return Err("the database is not of this version yet"),
        Err(_) => return Err("the database cannot be read"),
    };
    let watched = Digests::new(store.clone()).watched(workspace).await;
    store.close().await;
    watched.map_err(|_| "the database cannot be read")
}

/// Capitalises the first letter.
fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
