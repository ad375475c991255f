//! `bearings verify`: checks that a database, or a backup of one, is intact and Bearings' own.

use std::path::PathBuf;

use crate::cli::backup::holds;
use crate::cli::{Failure, Outcome, print, runtime};
use crate::config::{self, DATABASE_URL, Setting};
use crate::store;

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// The file; without it the database, also while the bot runs
    file: Option<PathBuf>,
    /// The database file
    #[arg(long, env = "DATABASE_URL", default_value = DATABASE_URL, value_name = "URL")]
    database_url: Setting,
}

impl Verify {
    pub(super) fn run(self) -> Outcome {
        let url = config::read(&self.database_url, config::database_url).map_err(Failure::setup)?;
        let file = self.file.map_or_else(|| store::file_of(&url).map_err(Failure::setup), Ok)?;
        let contents = runtime()?.block_on(store::backup::check(&file)).map_err(Failure::findings)?;
        print::result(format!("{}: {}.", file.display(), holds(contents)));
        Ok(())
    }
}
