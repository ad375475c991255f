//! `bearings people …`: imports, shows and exports the roster, and exports or erases a person's data.

mod describe;
mod import;
mod list;
mod one;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;

use crate::cli::database::DatabaseOptions;
use crate::cli::{CommandError, CommandResult, block_on, print};
use crate::config::{self, Problem, Problems, Secrets, Setting, SlackEndpoint, SlackOptions};
use crate::domain::ids::WorkspaceId;
use crate::domain::installation::Installation;
use crate::domain::roster::{Directory, Roster};
use crate::import::roster::write;
use crate::secret::Secret;
use crate::services::installation::Installations;
use crate::services::roster;
use crate::slack::{SlackError, WebApi};
use crate::store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum PeopleCommand {
    /// Replace the roster with a file, after showing what will change
    Import(import::Import),
    /// Show the roster, by team
    List {
        #[command(flatten)]
        roster: RosterOptions,
        #[command(flatten)]
        slack: BotAccessOptions,
        /// Print JSON instead of text
        #[arg(long)]
        json: bool,
    },
    /// Print the roster as a CSV file, or send a person a copy of their data
    Export {
        /// Slack id of a person: send them all their data in their DM, instead of printing the roster
        member: Option<String>,
        /// Write the person's data into this file instead; as JSON if its name ends with .json
        #[arg(long, value_name = "FILE", requires = "member")]
        out: Option<PathBuf>,
        #[command(flatten)]
        roster: RosterOptions,
        #[command(flatten)]
        slack: BotAccessOptions,
    },
    /// Erase everything about a person except their place on the roster
    Erase(one::Erase),
}

impl PeopleCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::Import(import) => import.run(),
            Self::List { roster, slack, json } => {
                let (roster, names) = (roster.read()?, block_on(slack.names())?);
                print::json_or_text(json, || list::json(&roster, &names), || list::table(&roster, &names));
                Ok(())
            }
            Self::Export { member: Some(member), out, roster, slack } => {
                one::export(&roster, &member, out.as_deref(), &slack)
            }
            Self::Export { roster, slack, .. } => {
                let csv = write(&roster.read()?, &block_on(slack.names())?)?;
                print::result(csv.trim_end());
                Ok(())
            }
            Self::Erase(erase) => erase.run(),
        }
    }
}

/// The key of this installation's rows in the database. Refuses the token of a workspace other than the database's.
async fn workspace_of(store: &Arc<Store>, installation: Installation) -> Result<WorkspaceId, CommandError> {
    Ok(Installations::new(store.clone()).confirm(installation).await?.workspace.clone())
}

#[derive(Debug, clap::Args)]
pub(super) struct BotAccessOptions {
    /// Read the bot token from this file, instead of `SLACK_BOT_TOKEN` [env: `SLACK_BOT_TOKEN_FILE`]
    #[arg(long, env = "SLACK_BOT_TOKEN_FILE", hide_env = true, default_value = "", value_name = "FILE")]
    slack_bot_token_file: Setting,
    #[command(flatten)]
    endpoint: SlackOptions,
}

impl BotAccessOptions {
    fn read(&self) -> Result<(SlackEndpoint, Secret), Problems> {
        let endpoint = self.endpoint.clone().with_environment();
        config::slack_access(&Secrets::from_env(), &self.slack_bot_token_file, &endpoint)
    }

    /// Checks the options and makes a client. It does not connect yet.
    fn connect(&self) -> Result<WebApi, CommandError> {
        let (endpoint, token) = self.read()?;
        Ok(WebApi::new(&endpoint, &token)?)
    }

    /// The names of all members. Without a token, or if Slack can't be reached, there are none; the latter prints why.
    async fn names(&self) -> Result<Directory, CommandError> {
        if let Err(Problems(problems)) = self.read()
            && problems.iter().all(Problem::is_not_set)
        {
            return Ok(Directory::default());
        }
        let slack = self.connect()?;
        let directory = async { slack.directory(&slack.installation().await?).await };
        Ok(directory.await.unwrap_or_else(|error: SlackError| {
            print::problem(format!("Showing no names: {error}"));
            Directory::default()
        }))
    }
}

/// Why Slack's directory cannot be read, and what to do.
fn unreachable(error: &SlackError) -> CommandError {
    let remedy = match error {
        SlackError::Refused { code, .. } if code == "missing_scope" => {
            "add the scope users:read on your Slack app’s page OAuth & Permissions, reinstall the app, and use its \
             token"
        }
        SlackError::Refused { .. } => "run bearings doctor to see what's wrong with the token and how to fix it",
        SlackError::RateLimited { .. } | SlackError::NotRead { .. } => "wait a minute, then run this again",
        SlackError::Unclear { .. } | SlackError::Unreachable { .. } | SlackError::NotSlack { .. } => {
            "run bearings doctor to check the connection to Slack"
        }
    };
    CommandError::setup(format!("{error}. Nothing was changed: {remedy}"))
}

#[derive(Debug, clap::Args)]
pub(super) struct RosterOptions {
    #[command(flatten)]
    database: DatabaseOptions,
    /// Id of the Slack workspace, if the database holds several
    #[arg(long, value_name = "ID")]
    workspace: Option<String>,
}

impl RosterOptions {
    fn read(&self) -> Result<Roster, CommandError> {
        block_on(self.database.with(async |store| match self.workspace(store).await? {
            Some(workspace) => Ok(roster::load(store, &workspace).await?),
            None => Ok(Roster::default()),
        }))
    }

    /// The workspace to use; `None` if the database has none.
    async fn workspace(&self, store: &Store) -> Result<Option<WorkspaceId>, CommandError> {
        if let Some(id) = &self.workspace {
            return Ok(Some(WorkspaceId::new(id.as_str())));
        }
        match roster::workspaces(store).await?.as_slice() {
            [] => Ok(None),
            [workspace] => Ok(Some(workspace.clone())),
            several => {
                let ids = several.iter().map(WorkspaceId::as_str).collect::<Vec<_>>().join(", ");
                let message = format!("the database holds several workspaces: choose one with --workspace: {ids}");
                Err(CommandError::setup(message))
            }
        }
    }

    /// Like `workspace`, but fails if there is none.
    async fn one_workspace(&self, store: &Store) -> Result<WorkspaceId, CommandError> {
        let none = "the database has no roster, so the workspace is unknown: choose it with --workspace";
        self.workspace(store).await?.ok_or_else(|| CommandError::setup(none))
    }
}
