//! `bearings doctor`: looks at everything that the bot needs, beside the running bot or where it cannot start, and says of
//! each thing that is not right why it matters and what to do. Nothing is changed by it, and no secret is printed.

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

use crate::cli::{Failure, Outcome, print, runtime};
use crate::clock::Clock;
use crate::config::{Config, Options, Problem, Problems, SlackAccess};
use crate::domain::ids::WorkspaceId;
use crate::domain::installation::Installation;
use crate::import;
use crate::services::digests::{Digests, Watched};
use crate::services::installation::Installations;
use crate::slack::WebApi;
use crate::store;
use channels::{none, unknown};
use finding::{Finding, count};
use slack::Asked;

/// The scopes without which nobody can be looked at in a channel.
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
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) fn run(mut self) -> Outcome {
        self.options = self.options.with_environment();
        let findings = runtime()?.block_on(examine(&self.options));
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

/// Looks at everything; what depends on something that is not there says so.
async fn examine(options: &Options) -> Vec<Finding> {
    let problems = Config::check(options.clone()).err();
    let inspected = store::inspect(&options.database_url, options.backups.directory.as_deref()).await;
    let slack = slack_of(options);
    let asked = ask(slack.as_ref()).await;
    let now = Clock::system().now();
    let mut findings = settings::findings(problems.as_ref());
    findings.extend(database::findings(&inspected));
    findings.extend(installation::finding(stored_installation(options).await, &asked));
    findings.push(backups::finding(&backups::look(options, problems.as_ref()).await, now));
    findings.extend(framework::findings(&import::read_directory(&options.framework_dir)));
    findings.extend(slack::findings(&asked));
    if let (Ok(slack), Asked::Answered(..)) = (&slack, &asked) {
        findings.extend(hosts::findings(slack).await);
    }
    findings.extend(scopes::findings(&asked, &options.names.clone().into()));
    findings.extend(connection::findings(options, problems.as_ref()).await);
    findings.extend(time::findings(&asked, now));
    findings.extend(match slack {
        Ok(_) if inspected.as_ref().is_ok_and(|seen| seen.size.is_none()) => unknown("there is no database yet"),
        Ok(slack) => digests(options, &slack, &asked).await,
        Err(why) => unknown(&why),
    });
    findings
}

/// Slack, as far as the settings say how to reach it.
fn slack_of(options: &Options) -> Result<WebApi, String> {
    let (token, file) = (options.secrets.bot_token.clone(), options.slack_bot_token_file.clone());
    let access = SlackAccess::check(token, file, options.endpoint());
    let access = access.map_err(|Problems(problems)| format!("{} cannot be used", names(&problems)))?;
    WebApi::new(&access.slack, &access.slack_bot_token).map_err(|error| error.to_string())
}

fn names(problems: &[Problem]) -> String {
    problems.iter().map(Problem::name).collect::<Vec<_>>().join(" and ")
}

async fn ask(slack: Result<&WebApi, &String>) -> Asked {
    let slack = match slack {
        Ok(slack) => slack,
        Err(why) => return Asked::Not(why.clone()),
    };
    match slack.greeting().await {
        Ok(greeting) => Asked::Answered(slack.way(), greeting),
        Err(error) => Asked::Silence(slack.way(), error),
    }
}

/// Every digest's channel, looked at as before each post.
async fn digests(options: &Options, slack: &WebApi, asked: &Asked) -> Vec<Finding> {
    let workspace = match asked.account() {
        Ok(account) => &account.installation.workspace,
        Err(why) => return unknown(why),
    };
    if let Ok(granted) = scopes::granted(asked)
        && let Some(missing) = TO_LOOK.iter().find(|scope| !granted.contains(**scope))
    {
        return unknown(&format!("the scope {missing} is missing"));
    }
    let watched = match watched(options, workspace).await {
        Ok(watched) => watched,
        Err(why) => return unknown(why),
    };
    if watched.is_empty() {
        return none();
    }
    let mut findings = Vec::new();
    for watched in watched {
        let looked = slack.look(&watched.channel, &watched.allowed).await;
        findings.extend(channels::findings(&watched, &looked));
    }
    findings
}

/// Which installation the database is of, as far as it can be read and says so.
async fn stored_installation(options: &Options) -> Option<Installation> {
    let store = Arc::new(store::open_to_read(&options.database_url).await.ok()?);
    let stored = Installations::new(store.clone()).stored().await;
    store.close().await;
    stored.ok().flatten()
}

/// What the database knows of digest channels.
async fn watched(options: &Options, workspace: &WorkspaceId) -> Result<Vec<Watched>, &'static str> {
    let store = match store::open_to_read(&options.database_url).await {
        Ok(store) => Arc::new(store),
        Err(store::OpenError::OtherVersion(_)) => return Err("the database is not of this version yet"),
        Err(_) => return Err("the database cannot be read"),
    };
    let watched = Digests::new(store.clone()).watched(workspace).await;
    store.close().await;
    watched.map_err(|_| "the database cannot be read")
}

/// A sentence's beginning.
fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
