//! `bearings verify`: checks that a database, or a backup of one, is intact and Bearings' own.

use std::path::PathBuf;

use crate::cli::backup::describe;
use crate::cli::{CommandError, CommandResult, block_on, print};
use crate::config::{self, DatabaseUrlOptions};
use crate::secret::ExposeSecret;
use crate::store;

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// File to check [default: the database, even while Bearings runs]
    file: Option<PathBuf>,
    #[command(flatten)]
    database_url: DatabaseUrlOptions,
}

impl Verify {
    pub(super) fn run(self) -> CommandResult {
        let url = config::read(&self.database_url, config::database_url)?;
        let file = self.file.map_or_else(|| store::file_of(url.expose_secret()), Ok)?;
        block_on(async {
            let contents = store::backup::check(&file).await.map_err(CommandError::findings)?;
            print::result(format!("{}: {}.", file.display(), describe(contents)));
            Ok(())
        })
    }
}
