//! `bearings lookup`: answers `/framework …` in a terminal.

mod json;
mod text;

use crate::cli::{CommandError, CommandResult, print};
use crate::config::{self, FRAMEWORK_DIR, Setting};
use crate::domain::lookup::{Library, answer, read};
use crate::import;

#[derive(Debug, clap::Args)]
pub(super) struct Lookup {
    /// What you would type after /framework, such as: level 3 mastery
    words: Vec<String>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    /// Directory of the framework files
    #[arg(long, env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR, value_name = "DIR")]
    framework_dir: Setting,
}

impl Lookup {
    pub(super) fn run(self) -> CommandResult {
        let library = read_library(&self.framework_dir)?;
        let reading = read(&self.words.join(" "), &library);
        let (answer, notes) = (answer(&reading.ask, &library), &reading.notes);
        print::json_or_text(self.json, || json::format(&answer, notes), || text::format(&answer, notes));
        Ok(())
    }
}

pub(super) fn read_library(framework_dir: &Setting) -> Result<Library, CommandError> {
    let directory = config::read(framework_dir, config::framework_dir)?;
    let tracks = import::read_directory(&directory).map_err(CommandError::findings)?;
    Library::new(tracks).ok_or_else(|| CommandError::setup("there is no track to look up"))
}
