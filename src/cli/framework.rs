//! `bearings framework check`: checks the framework files.

use clap::Subcommand;

use crate::cli::{CommandError, CommandResult, print};
use crate::config::{self, FRAMEWORK_DIR, Setting};
use crate::import;

#[derive(Debug, Subcommand)]
pub(super) enum FrameworkCommand {
    /// Check the framework files, and say how to fix what's wrong
    Check {
        /// Directory of the framework files
        #[arg(env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR)]
        directory: Setting,
    },
}

impl FrameworkCommand {
    pub(super) fn run(self) -> CommandResult {
        let Self::Check { directory } = self;
        let directory = config::read(&directory, config::framework_dir)?;
        let files = import::read_files(&directory).map_err(CommandError::findings)?;
        for note in &files.notes {
            print::result(format!("note: {note}"));
        }
        for track in &files.tracks {
            print::result(format!("{} {}: {}", track.track, track.version, track.size()));
        }
        Ok(())
    }
}
