//! `bearings migrate-to`: copies everything into another database, from a file to a server or back.

use std::time::{Duration, Instant};

use crate::cli::{CommandResult, block_on, print};
use crate::config::{self, DatabaseUrlOptions};
use crate::secret::ExposeSecret as _;
use crate::services::transfer::{Progress, transfer};

/// How often the line of a table is written again at a terminal.
const REDRAW: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Args)]
pub(super) struct MigrateTo {
    /// New database: postgres://… of an empty database, or sqlite://… of a file that does not exist yet
    #[arg(value_name = "URL")]
    to: String,
    /// Database to copy, with Bearings stopped [default: the one in the settings]
    #[arg(long, value_name = "URL")]
    from: Option<String>,
    #[command(flatten)]
    database_url: DatabaseUrlOptions,
}

impl MigrateTo {
    pub(super) fn run(self) -> CommandResult {
        let from = self.from.map_or(self.database_url, DatabaseUrlOptions::from);
        let from = config::read(&from, config::database_url)?;
        block_on(async {
            let mut drawn = Instant::now();
            let done = transfer(from.expose_secret(), &self.to, |Progress { table, rows, is_done }| {
                if is_done {
                    print::line_again(&format!("{table}: {rows} rows, verified"), true);
                } else if drawn.elapsed() >= REDRAW {
                    drawn = Instant::now();
                    print::line_again(&format!("{table}: {rows} rows so far"), false);
                }
            })
            .await?;
            print::result(format!(
                "Copied {} tables with {} rows; each copy is identical to its original.\nNow set DATABASE_URL to the \
                 new address, and start Bearings. The old database is unchanged. Don't start Bearings on it again, \
                 and delete it once you no longer need it: it holds what people wrote.",
                done.tables, done.rows
            ));
            Ok(())
        })
    }
}
