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
    /// The backup
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
            "What was there is now {}. It holds what people wrote: remove it once you do not need it any more.",
            replaced.display()
        ));
    }
    said.push(match reconciled {
        Some(Reconciled { deleted, edited, unshared }) => format!(
            "What people took back since then was taken back again (deleted: {deleted}, edited: {edited}, unshared: {unshared}). \
             Whoever had all erased, or wants no messages, stays so; digests stay as they stand in their channels."
        ),
        None => "Nobody can tell from here what people deleted, edited or unshared since then: it is as it was. Tell them, so \
                 that they can do so again. Digests that were being prepared are not posted; of those that were about to be, a \
                 manager is asked."
            .to_owned(),
    });
    said.push(
        "All else is as it was then, settings and the roster too. Questions and introductions that were new since then may \
         come once more; what waited is looked for before it is sent."
            .to_owned(),
    );
    said.join("\n")
}
