//! `bearings people import`: shows what a roster file would change, asks, and applies it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::database::DatabaseOptions;
use crate::cli::people::{BotAccessOptions, describe, unreachable, workspace_of};
use crate::cli::{CommandError, CommandResult, block_on, print};
use crate::config::{self, FRAMEWORK_DIR, Problems, Setting};
use crate::domain::lookup::Library;
use crate::domain::roster::Plan;
use crate::import;
use crate::import::roster::RosterFile;
use crate::services::roster;
use crate::slack::WebApi;
use crate::store::Store;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Import {
    /// The roster as CSV, or - for standard input; README.md describes the format
    file: PathBuf,
    /// Show what would change, without changing it
    #[arg(long)]
    dry_run: bool,
    /// Don't ask for confirmation
    #[arg(long)]
    yes: bool,
    /// Agree that more than a third of the engineers leave the roster or lose their managers or team
    #[arg(long)]
    remove_many: bool,
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    slack: BotAccessOptions,
    /// Directory of the framework files
    #[arg(long, env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR, value_name = "DIR")]
    framework_dir: Setting,
}

impl Import {
    pub(super) fn run(self) -> CommandResult {
        let directory = config::read(&self.framework_dir, config::framework_dir);
        let others = Problems::both(self.database.read(), self.slack.read());
        let (directory, _) = Problems::both(directory, others)?;
        let slack = self.slack.connect()?;
        let file = if self.file == Path::new("-") {
            RosterFile::of_input(Path::new("standard input"))
        } else {
            RosterFile::open(&self.file)
        };
        let file = file.map_err(CommandError::findings)?;
        let tracks = import::read_directory(&directory)?;
        let library = Library::new(tracks).ok_or_else(|| CommandError::setup("the directory has no framework"))?;
        block_on(self.import(&slack, &file, &library))
    }

    async fn import(&self, slack: &WebApi, file: &RosterFile, library: &Library) -> CommandResult {
        let installation = slack.installation().await.map_err(|error| unreachable(&error))?;
        let directory = slack.directory(&installation).await.map_err(|error| unreachable(&error))?;
        let stated = file.check(&directory, library).map_err(CommandError::findings)?;
        let apply = async |store: &Arc<Store>| {
            let workspace = workspace_of(store, installation).await?;
            let current = roster::load(store, &workspace).await?;
            let wanted = stated.instead_of(&current);
            let plan = Plan::between(&current, &wanted);
            stated.notes.iter().for_each(print::result);
            print::result(describe::plan(&plan, &directory));
            let removals = plan.removals(&current);
            if !self.remove_many && !removals.is_empty() {
                return Err(CommandError::findings(describe::removals(&removals, &directory)));
            }
            if !plan.is_empty() && self.is_agreed()? {
                let zone_of = |member: &_| directory.zone(member);
                roster::apply(store, &workspace, &zone_of, &plan, &wanted).await?;
                print::result("Done.");
            }
            Ok(())
        };
        self.database.with(apply).await
    }

    fn is_agreed(&self) -> Result<bool, CommandError> {
        if self.dry_run || self.yes {
            return Ok(!self.dry_run);
        }
        let without_terminal = "Nothing was changed, because there's no terminal to ask you on: add --yes to agree";
        let answer = print::ask("Make these changes? [y/N] ", without_terminal)?;
        let agreed = matches!(answer.to_lowercase().as_str(), "y" | "yes");
        if !agreed {
            print::result("Nothing was changed.");
        }
        Ok(agreed)
    }
}
