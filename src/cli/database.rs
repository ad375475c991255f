//! Options for the database, shared by commands that work beside the bot.

use std::path::PathBuf;

use crate::cli::Failure;
use crate::config::{self, DATABASE_URL, Problems, Reader, Setting};
use crate::store::{self, Store};

#[derive(Debug, clap::Args)]
pub(super) struct Database {
    /// The database file; it is made if it is not there
    #[arg(long, env = "DATABASE_URL", default_value = DATABASE_URL, value_name = "URL")]
    database_url: Setting,
    /// Directory of its backups: where there are some, a database that is gone is not begun anew
    #[arg(
        long = "backup-dir",
        env = "BEARINGS_BACKUP_DIR",
        default_value = "",
        hide_default_value = true,
        value_name = "DIR"
    )]
    backups: Setting,
}

impl Database {
    /// Opens the database, even while a bot uses it.
    pub(super) async fn open(&self) -> Result<Store, Failure> {
        let (url, backups) = self.read().map_err(Failure::setup)?;
        store::open_beside(&url, backups.as_deref()).await.map_err(Failure::setup)
    }

    /// The database's URL and its backup directory.
    pub(super) fn read(&self) -> Result<(String, Option<PathBuf>), Problems> {
        let mut reader = Reader::default();
        let url = config::database_url(&self.database_url, &mut reader);
        let backups = config::backup_directory(&self.backups, &mut reader);
        reader.finish().map(|()| (url, backups))
    }
}
