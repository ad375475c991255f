//! `bearings backup`: copies the database, also while the bot runs.

use std::path::PathBuf;

use crate::cli::{CommandError, CommandResult, block_on, print};
use crate::clock::Clock;
use crate::config::{self, BackupOptions, Backups, DatabaseUrlOptions, SettingReader};
use crate::domain::backup;
use crate::secret::ExposeSecret;
use crate::services::backups;
use crate::store;
use crate::store::backup::{BackupError, Contents};

#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    /// A new file or a directory [default: the backup directory if set, or else the database's directory]
    to: Option<PathBuf>,
    #[command(flatten)]
    database_url: DatabaseUrlOptions,
    #[command(flatten)]
    backups: BackupOptions,
}

impl Backup {
    pub(super) fn run(self) -> CommandResult {
        let mut reader = SettingReader::default();
        let url = config::database_url(&self.database_url, &mut reader);
        let Backups { directory, kept } = Backups::read(&self.backups, &mut reader);
        reader.finish()?;
        let database = store::file_of(url.expose_secret())?;
        if let (None, Some(directory)) = (&self.to, &directory) {
            store::private_directory(directory).map_err(|why| {
                let path = directory.display();
                CommandError::setup(format!("{path} can't be created ({why}): name an existing directory"))
            })?;
        }
        let to = self.to.or(directory).unwrap_or_else(|| backup::directory(&database));
        block_on(async {
            let (path, contents, removed) = if to.is_dir() {
                let made = backups::back_up(&database, &to, kept, Clock::system().now()).await?;
                (made.path, made.contents, made.removed)
            } else if to.exists() {
                return Err(BackupError::Taken(to).into());
            } else {
                let contents = store::backup::make(&database, &to).await?;
                (to, contents, Vec::new())
            };
            let (from, contents) = (database.display(), describe(contents));
            print::result(format!("Backed up {from} to {}: {contents}.", path.display()));
            for copy in removed {
                print::result(format!("Deleted {}.", copy.path.display()));
            }
            Ok(())
        })
    }
}

pub(super) fn describe(Contents { schema, engineers, entries }: Contents) -> String {
    format!("intact, schema {schema}, engineers on the roster: {engineers}, entries: {entries}")
}
