//! `bearings backup`: a copy of the database, made beside the running bot.

use std::path::{Path, PathBuf};

use crate::cli::{Failure, Outcome, print, runtime};
use crate::clock::Clock;
use crate::config::{Backups, DATABASE_URL};
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
    database_url: String,
    #[command(flatten)]
    backups: Backups,
}

impl Backup {
    pub(super) fn run(self) -> Outcome {
        let database = store::file_of(&self.database_url).map_err(Failure::setup)?;
        if let (None, Some(directory)) = (&self.to, &self.backups.directory) {
            let unmade =
                |why| format!("{} cannot be made ({why}): name a directory that is there", directory.display());
            store::private_directory(directory).map_err(|why| Failure::setup(unmade(why)))?;
        }
        let to = self.to.or(self.backups.directory).unwrap_or_else(|| backup::directory(&database));
        let kept = self.backups.kept;
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

/// What a good file holds.
pub(super) fn holds(Contents { schema, engineers, entries }: Contents) -> String {
    format!("whole, schema {schema}, engineers on the roster: {engineers}, entries: {entries}")
}
