//! `bearings framework check`: checks the framework files.

use crate::cli::{Failure, Outcome, print};
use crate::config::{self, FRAMEWORK_DIR, Setting};
use crate::import;

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// Directory of the framework files
    #[arg(env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR)]
    directory: Setting,
}

impl Check {
    pub(super) fn run(self) -> Outcome {
        let directory = config::read(&self.directory, config::framework_dir).map_err(Failure::setup)?;
        let files = import::read_files(&directory).map_err(Failure::findings)?;
        for note in &files.notes {
            print::result(format!("note: {note}"));
        }
        for track in &files.tracks {
            print::result(format!("{} {}: {}", track.track, track.version, track.size()));
        }
        Ok(())
    }
}
