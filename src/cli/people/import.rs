//! `bearings people import`: shows what a roster file would change, asks, and applies it.

use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::database::Database;
use crate::cli::people::{BotAccessOptions, say, unreachable, workspace_of};
use crate::cli::{Failure, Outcome, print, runtime};
use crate::config::{self, FRAMEWORK_DIR, Problems, Setting};
use crate::domain::lookup::Library;
use crate::domain::roster::Plan;
use crate::import;
use crate::import::roster::RosterFile;
use crate::services::roster;
use crate::slack::WebApi;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Import {
    /// The roster as CSV, or - for standard input; README.md shows how to write it
    file: PathBuf,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Agree that more than a third of the engineers leave the roster, or lose their managers or their team
    #[arg(long)]
    remove_many: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    slack: BotAccessOptions,
    /// Directory of the framework files
    #[arg(long, env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR, value_name = "DIR")]
    framework_dir: Setting,
}

impl Import {
    pub(super) fn run(self) -> Outcome {
        let directory = config::read(&self.framework_dir, config::framework_dir);
        let others = Problems::both(self.database.read(), self.slack.read());
        let (directory, _) = Problems::both(directory, others).map_err(Failure::setup)?;
        let slack = self.slack.connect()?;
        let file = if self.file == Path::new("-") {
            RosterFile::of_input(Path::new("standard input"))
        } else {
            RosterFile::open(&self.file)
        };
        let file = file.map_err(Failure::findings)?;
        let tracks = import::read_directory(&directory).map_err(Failure::setup)?;
        let library = Library::new(tracks).ok_or_else(|| Failure::setup("there is no framework"))?;
        runtime()?.block_on(self.import(&slack, &file, &library))
    }

    async fn import(&self, slack: &WebApi, file: &RosterFile, library: &Library) -> Outcome {
        let installation = slack.installation().await.map_err(|error| unreachable(&error))?;
        let directory = slack.directory(&installation).await.map_err(|error| unreachable(&error))?;
        let stated = file.check(&directory, library).map_err(Failure::findings)?;
        let store = Arc::new(self.database.open().await?);
        let workspace = workspace_of(&store, installation).await?;
        let current = roster::people(&store, &workspace).await.map_err(Failure::setup)?;
        let wanted = stated.instead_of(&current);
        let plan = Plan::between(&current, &wanted);
        stated.notes.iter().for_each(print::result);
        print::result(say::plan(&plan, &directory));
        let removals = plan.removals(&current);
        if !self.remove_many && !removals.is_empty() {
            store.close().await;
            return Err(Failure::findings(say::removals(&removals, &directory)));
        }
        if !plan.is_empty() && self.is_agreed()? {
            let zone_of = |member: &_| directory.zone(member);
            roster::apply(&store, &workspace, &zone_of, &plan, &wanted).await.map_err(Failure::setup)?;
            print::result("Done.");
        }
        store.close().await;
        Ok(())
    }

    fn is_agreed(&self) -> Result<bool, Failure> {
        if self.dry_run || self.yes {
            return Ok(!self.dry_run);
        }
        let stdin = std::io::stdin();
        if !stdin.is_terminal() {
            return Err(Failure::setup("Nothing was changed: there is no terminal to ask you on; add --yes to agree"));
        }
        print::question("Make these changes? [y/N] ");
        let mut answer = String::new();
        stdin.lock().read_line(&mut answer).map_err(Failure::setup)?;
        let agreed = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes");
        if !agreed {
            print::result("Nothing was changed.");
        }
        Ok(agreed)
    }
}
