//! `bearings people …`: the roster as a file, in and out.

mod import;
mod list;
mod say;

use clap::Subcommand;

use crate::cli::{Failure, Outcome, runtime};
use crate::config::DATABASE_URL;
use crate::domain::ids::WorkspaceId;
use crate::domain::roster::People;
use crate::services::roster;
use crate::store;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes the roster what a file says, after showing what will change
    Import(import::Import),
    /// Shows who is on the roster, by team
    List(list::List),
    /// Writes the roster as the file that `import` reads
    Export(list::Export),
}

impl Command {
    pub(super) fn run(self) -> Outcome {
        match self {
            Self::Import(import) => import.run(),
            Self::List(list) => list.run(),
            Self::Export(export) => export.run(),
        }
    }
}

/// Where a roster is read from.
#[derive(Debug, clap::Args)]
struct Source {
    /// The database file
    #[arg(long, env = "DATABASE_URL", default_value = DATABASE_URL, value_name = "URL")]
    database_url: String,
    /// Which Slack workspace, if the database holds several
    #[arg(long, value_name = "ID")]
    workspace: Option<String>,
}

impl Source {
    fn read(&self) -> Result<People, Failure> {
        runtime()?.block_on(async {
            let store = store::open_beside(&self.database_url).await.map_err(Failure::setup)?;
            let known = roster::workspaces(&store).await.map_err(Failure::setup)?;
            let people = match (&self.workspace, known.as_slice()) {
                (Some(id), _) => roster::people(&store, &WorkspaceId::new(id.as_str())).await,
                (None, []) => Ok(People::default()),
                (None, [workspace]) => roster::people(&store, workspace).await,
                (None, several) => {
                    let ids = several.iter().map(WorkspaceId::as_str).collect::<Vec<_>>().join(", ");
                    let says = format!("the database holds several workspaces: name one with --workspace: {ids}");
                    return Err(Failure::setup(says));
                }
            };
            store.close().await;
            people.map_err(Failure::setup)
        })
    }
}
