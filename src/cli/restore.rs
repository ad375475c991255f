//! `bearings restore`: replaces the database with a backup, and keeps the replaced file.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::cli::backup::describe;
use crate::cli::{CommandResult, block_on, print};
use crate::clock::Clock;
use crate::config::{self, DatabaseUrlOptions};
use crate::domain::backup::age;
use crate::secret::ExposeSecret;
use crate::store;
use crate::store::restore::{Reconciled, Restored, restore};

#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// The backup file
    file: PathBuf,
    #[command(flatten)]
    database_url: DatabaseUrlOptions,
}

impl Restore {
    pub(super) fn run(self) -> CommandResult {
        let now = Clock::system().now();
        let url = config::read(&self.database_url, config::database_url)?;
        store::file_of(url.expose_secret())?;
        block_on(async {
            let restored = restore(url.expose_secret(), &self.file, now).await?;
            print::result(describe_restored(&restored, &self.file, now));
            Ok(())
        })
    }
}

fn describe_restored(restored: &Restored, file: &Path, now: DateTime<Utc>) -> String {
    let Restored { database, contents, made_at, replaced, reconciled } = restored;
    let mut said = vec![format!(
        "Restored {} from {} of {} UTC ({}): {}.",
        database.display(),
        file.display(),
        made_at.format("%Y-%m-%d %H:%M"),
        age(*made_at, now),
        describe(*contents)
    )];
    if let Some(replaced) = replaced {
        said.push(format!(
            "The previous database is now {}. It holds what people wrote: delete it once you no longer need it.",
            replaced.display()
        ));
    }
    said.push(match reconciled {
        Some(Reconciled { deleted, edited, unshared }) => format!(
            "Changes that people made since the backup were made again (deleted: {deleted}, edited: {edited}, \
             unshared: {unshared}). People who erased everything or don't want messages stay that way. Posted digests \
             stay as they are in their channels."
        ),
        None => {
            "Bearings can't tell what people deleted, edited or unshared since the backup, so those entries are as \
            they were. Tell people, so that they can change them again. Digests in preparation won't be posted; for \
            those about to be posted, Bearings asks a manager."
                .to_owned()
        }
    });
    said.push(
        "Everything else is as it was at the time of the backup, including settings and the roster. People may get \
         questions and introductions since then once more. Before Bearings sends a message that was waiting, it \
         checks whether it already arrived."
            .to_owned(),
    );
    said.join("\n")
}
