//! `bearings people …`: imports, shows and exports the roster, and exports or erases a person's data.

mod import;
mod list;
mod one;
mod say;

use std::sync::Arc;

use clap::Subcommand;

use crate::cli::database::Database;
use crate::cli::{Failure, Outcome, print, runtime};
use crate::config::{self, Problem, Problems, Secrets, Setting, SlackAccess};
use crate::domain::ids::WorkspaceId;
use crate::domain::installation::Installation;
use crate::domain::roster::{Directory, People};
use crate::services::installation::Installations;
use crate::services::roster;
use crate::slack::{SlackError, WebApi};
use crate::store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes the roster what a file says, after showing what will change
    Import(import::Import),
    /// Shows who is on the roster, by team
    List(list::List),
    /// Writes the roster as the file that `import` reads; with a person, hands all that is kept about them to that person
    Export(list::Export),
    /// Erases all that is kept about a person, but what the roster says
    Erase(one::Erase),
}

impl Command {
    pub(super) fn run(self) -> Outcome {
        match self {
            Self::Import(import) => import.run(),
            Self::List(list) => list.run(),
            Self::Export(export) => export.run(),
            Self::Erase(erase) => erase.run(),
        }
    }
}

/// The key of this installation's rows in the database. Refuses the token of a workspace other than the database's.
async fn workspace_of(store: &Arc<Store>, installation: Installation) -> Result<WorkspaceId, Failure> {
    let confirmed = Installations::new(store.clone()).confirm(installation).await.map_err(Failure::setup)?;
    Ok(confirmed.workspace.clone())
}

/// How Slack is reached.
// Clap would add a group named after this struct, which nothing uses.
#[derive(Debug, clap::Args)]
#[group(skip)]
struct BotAccessOptions {
    /// File that holds the bot token, instead of `SLACK_BOT_TOKEN` [env: `SLACK_BOT_TOKEN_FILE`]
    #[arg(
        long,
        env = "SLACK_BOT_TOKEN_FILE",
        hide_env = true,
        default_value = "",
        hide_default_value = true,
        value_name = "FILE"
    )]
    slack_bot_token_file: Setting,
    /// Where Slack is.
    #[command(flatten)]
    endpoint: config::SlackOptions,
}

impl BotAccessOptions {
    fn read(&self) -> Result<SlackAccess, Problems> {
        let endpoint = self.endpoint.clone().with_environment();
        SlackAccess::read(&Secrets::from_env(), &self.slack_bot_token_file, &endpoint)
    }

    /// Checks the options and makes a client. It does not connect yet.
    fn connect(&self) -> Result<WebApi, Failure> {
        let access = self.read().map_err(Failure::setup)?;
        WebApi::new(&access.slack, &access.slack_bot_token).map_err(Failure::setup)
    }
}

/// Why Slack's directory cannot be read, and what to do.
fn unreachable(error: &SlackError) -> Failure {
    let remedy = match error {
        SlackError::Refused { code, .. } if code == "missing_scope" => {
            "add the scope users:read on your Slack app’s page OAuth & Permissions, install the app again, and use its token"
        }
        SlackError::Refused { .. } => "bearings doctor says what is wrong with the token, and what to do",
        SlackError::RateLimited { .. } | SlackError::NotRead { .. } => "wait a minute, and run this again",
        SlackError::Unclear { .. } | SlackError::Unreachable { .. } | SlackError::NotSlack { .. } => {
            "bearings doctor says whether Slack can be reached"
        }
    };
    Failure::setup(format!("{error}. Nothing was changed: {remedy}"))
}

/// Where a roster is read from.
#[derive(Debug, clap::Args)]
struct Source {
    #[command(flatten)]
    database: Database,
    /// Which Slack workspace, if the database holds several
    #[arg(long, value_name = "ID")]
    workspace: Option<String>,
}

impl BotAccessOptions {
    /// The names of all members. Without a token, or if Slack can't be reached, there are none; the latter prints why.
    async fn names(&self) -> Result<Directory, Failure> {
        let access = match self.read() {
            Ok(access) => access,
            Err(Problems(problems)) if problems.iter().all(Problem::is_not_set) => return Ok(Directory::default()),
            Err(problems) => return Err(Failure::setup(problems)),
        };
        let slack = WebApi::new(&access.slack, &access.slack_bot_token).map_err(Failure::setup)?;
        let asked = match slack.installation().await {
            Ok(installation) => slack.directory(&installation).await,
            Err(error) => Err(error),
        };
        Ok(asked.unwrap_or_else(|error| {
            print::problem(format!("Names are left out: {error}"));
            Directory::default()
        }))
    }
}

impl Source {
    fn read(&self) -> Result<People, Failure> {
        runtime()?.block_on(async {
            let store = self.database.open().await?;
            let people = match self.workspace(&store).await? {
                Some(workspace) => roster::people(&store, &workspace).await,
                None => Ok(People::default()),
            };
            store.close().await;
            people.map_err(Failure::setup)
        })
    }

    /// The workspace to use; `None` if the database has none.
    async fn workspace(&self, store: &Store) -> Result<Option<WorkspaceId>, Failure> {
        if let Some(id) = &self.workspace {
            return Ok(Some(WorkspaceId::new(id.as_str())));
        }
        match roster::workspaces(store).await.map_err(Failure::setup)?.as_slice() {
            [] => Ok(None),
            [workspace] => Ok(Some(workspace.clone())),
            several => {
                let ids = several.iter().map(WorkspaceId::as_str).collect::<Vec<_>>().join(", ");
                Err(Failure::setup(format!("the database holds several workspaces: name one with --workspace: {ids}")))
            }
        }
    }

    /// Like `workspace`, but fails if there is none.
    async fn one_workspace(&self, store: &Store) -> Result<WorkspaceId, Failure> {
        let says = "the database has no roster, so it does not say which workspace is meant: name it with --workspace";
        self.workspace(store).await?.ok_or_else(|| Failure::setup(says))
    }
}
