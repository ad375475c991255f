//! The database of a command that works beside the bot.

use std::path::PathBuf;

use crate::cli::Failure;
use crate::config::DATABASE_URL;
use crate::store::{self, Store};

#[derive(Debug, clap::Args)]
pub(super) struct Database {
    /// The database file; it is made if it is not there
    #[arg(long, env = "DATABASE_URL", default_value = DATABASE_URL, value_name = "URL")]
    database_url: String,
    /// Directory of its backups: where there are some, a database that is gone is not begun anew
    #[arg(long = "backup-dir", env = "BEARINGS_BACKUP_DIR", value_name = "DIR")]
    backups: Option<PathBuf>,
}

impl Database {
    /// Opens it, whether a bot uses it or not.
    pub(super) async fn open(&self) -> Result<Store, Failure> {
        store::open_beside(&self.database_url, self.backups.as_deref()).await.map_err(Failure::setup)
    }
}
