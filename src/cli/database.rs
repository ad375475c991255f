//! Options for the database, shared by commands that work beside the bot.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::CommandError;
use crate::config::{self, DatabaseUrlOptions, Problems, Setting, SettingReader};
use crate::secret::{ExposeSecret, Secret};
use crate::store::{self, Store};

#[derive(Debug, clap::Args)]
pub(super) struct DatabaseOptions {
    #[command(flatten)]
    database_url: DatabaseUrlOptions,
    /// Directory of backups; with backups in it, a missing database is an error
    #[arg(long = "backup-dir", env = "BEARINGS_BACKUP_DIR", default_value = "", value_name = "DIR")]
    backups: Setting,
}

impl DatabaseOptions {
    /// Opens the database, even while a bot uses it, works on it and closes it.
    pub(super) async fn with<T>(
        &self,
        work: impl AsyncFnOnce(&Arc<Store>) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        let (url, backups) = self.read()?;
        let store = Arc::new(store::open_beside(url.expose_secret(), backups.as_deref()).await?);
        let done = work(&store).await;
        store.close().await;
        done
    }

    pub(super) fn read(&self) -> Result<(Secret, Option<PathBuf>), Problems> {
        let mut reader = SettingReader::default();
        let url = config::database_url(&self.database_url, &mut reader);
        let backups = config::backup_directory(&self.backups, &mut reader);
        reader.finish().map(|()| (url, backups))
    }
}
