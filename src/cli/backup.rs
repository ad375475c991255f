//! `bearings backup`: copies the database, also while the bot runs.

use std::path::{Path, PathBuf};

use crate::cli::{Failure, Outcome, print, runtime};
use crate::clock::Clock;
use crate::config::{self, BackupOptions, Backups, DATABASE_URL, Reader, Setting};
use crate::domain::backup;
use crate::services::backups;
use crate::store;
use crate::store::backup::{BackupError, Contents};

#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    /// A file that is not there yet, or a directory; without it the directory of backups, or else the database's
    to: Option<PathBuf>,
    /// The database file
    #[arg(long, env = "DATABASE_URL", default_value = DATABASE_URL, value_name = "URL")]
    database_url: Setting,
    #[command(flatten)]
    backups: BackupOptions,
}

impl Backup {
    pub(super) fn run(self) -> Outcome {
        let mut reader = Reader::default();
        let url = config::database_url(&self.database_url, &mut reader);
        let Backups { directory, kept } = Backups::read(&self.backups, &mut reader);
        reader.finish().map_err(Failure::setup)?;
        let database = store::file_of(&url).map_err(Failure::setup)?;
        if let (None, Some(directory)) = (&self.to, &directory) {
            let unmade =
                |why| format!("{} cannot be made ({why}): name a directory that is there", directory.display());
            store::private_directory(directory).map_err(|why| Failure::setup(unmade(why)))?;
        }
        let to = self.to.or(directory).unwrap_or_else(|| backup::directory(&database));
        runtime()?.block_on(async {
            let said = if to.is_dir() {
                let made = backups::back_up(&database, &to, kept, Clock::system().now()).await;
                let made = made.map_err(Failure::setup)?;
                let removed = made.removed.iter().map(|copy| format!("Removed {}.", copy.path.display()));
                let said = std::iter::once(line(&database, &made.path, made.contents)).chain(removed);
                said.collect::<Vec<_>>().join("\n")
            } else if to.exists() {
                return Err(Failure::setup(BackupError::Taken(to)));
            } else {
                let contents = store::backup::make(&database, &to).await.map_err(Failure::setup)?;
                line(&database, &to, contents)
            };
            print::result(&said);
            Ok(())
        })
    }
}

fn line(database: &Path, to: &Path, contents: Contents) -> String {
    format!("Backed up {} to {}: {}.", database.display(), to.display(), holds(contents))
}

/// Describes the contents of a good file.
pub(super) fn holds(Contents { schema, engineers, entries }: Contents) -> String {
    format!("whole, schema {schema}, engineers on the roster: {engineers}, entries: {entries}")
}
