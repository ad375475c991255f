//! `bearings framework check`: are the framework files good?

use std::path::PathBuf;

use crate::cli::{Failure, Outcome, print};
use crate::config::FRAMEWORK_DIR;
use crate::import;

#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// Directory of the framework files
    #[arg(env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR)]
    directory: PathBuf,
}

impl Check {
    pub(super) fn run(self) -> Outcome {
        let files = import::read_files(&self.directory).map_err(Failure::findings)?;
        for note in &files.notes {
            print::result(format!("note: {note}"));
        }
        for track in &files.tracks {
            print::result(format!("{} {}: {}", track.track, track.version, track.size()));
        }
        Ok(())
    }
}
