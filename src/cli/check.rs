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
        for track in import::read_directory(&self.directory).map_err(Failure::findings)? {
            print::result(&format!("{} {}: {}", track.track, track.version, track.size()));
        }
        Ok(())
    }
}
