//! `bearings people import`: shows what a file changes, asks, and makes it so.

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;

use crate::cli::people::say;
use crate::cli::{Failure, Outcome, print, runtime};
use crate::config::{DATABASE_URL, FRAMEWORK_DIR, Secrets, SlackAccess};
use crate::domain::lookup::Library;
use crate::domain::roster::Plan;
use crate::import;
use crate::import::roster::RosterFile;
use crate::services::roster;
use crate::slack::WebApi;
use crate::store;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Import {
    /// The roster as CSV; README.md shows how to write it
    file: PathBuf,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// The database file; it is made if it is not there
    #[arg(long, env = "DATABASE_URL", default_value = DATABASE_URL, value_name = "URL")]
    database_url: String,
    /// File that holds the bot token, instead of `SLACK_BOT_TOKEN` [env: `SLACK_BOT_TOKEN_FILE`]
    #[arg(long, env = "SLACK_BOT_TOKEN_FILE", hide_env = true, value_name = "FILE")]
    slack_bot_token_file: Option<PathBuf>,
    /// Where Slack's Web API is
    #[arg(long, env = "SLACK_API_URL", default_value = "https://slack.com/api", value_name = "URL")]
    slack_api_url: String,
    /// Directory of the framework files
    #[arg(long, env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR, value_name = "DIR")]
    framework_dir: PathBuf,
}

impl Import {
    pub(super) fn run(self) -> Outcome {
        let token = Secrets::from_env().slack_bot_token;
        let access = SlackAccess::check(token, self.slack_bot_token_file.clone(), &self.slack_api_url);
        let access = access.map_err(Failure::setup)?;
        let file = RosterFile::open(&self.file).map_err(Failure::findings)?;
        let tracks = import::read_directory(&self.framework_dir).map_err(Failure::setup)?;
        let library = Library::new(tracks).ok_or_else(|| Failure::setup("there is no framework"))?;
        runtime()?.block_on(self.import(&access, &file, &library))
    }

    async fn import(&self, access: &SlackAccess, file: &RosterFile, library: &Library) -> Outcome {
        let slack = WebApi::new(&access.slack_api_url, &access.slack_bot_token).map_err(Failure::setup)?;
        let workspace = slack.workspace().await.map_err(Failure::setup)?;
        let directory = slack.directory().await.map_err(Failure::setup)?;
        let stated = file.check(&directory, library).map_err(Failure::findings)?;
        let store = store::open_beside(&self.database_url).await.map_err(Failure::setup)?;
        let current = roster::people(&store, &workspace).await.map_err(Failure::setup)?;
        let wanted = stated.instead_of(&current);
        let plan = Plan::between(&current, &wanted);
        print::result(&say::plan(&plan, &directory));
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
