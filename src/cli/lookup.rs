//! `bearings lookup`: answers `/framework …` in a terminal.

mod data;
mod text;

use crate::cli::{Failure, Outcome, print};
use crate::config::{self, FRAMEWORK_DIR, Setting};
use crate::domain::lookup::{Library, answer, read};
use crate::import;

#[derive(Debug, clap::Args)]
pub(super) struct Lookup {
    /// What you would type behind /framework, such as: level 3 mastery
    words: Vec<String>,
    /// Print data instead of text
    #[arg(long)]
    json: bool,
    /// Directory of the framework files
    #[arg(long, env = "BEARINGS_FRAMEWORK_DIR", default_value = FRAMEWORK_DIR, value_name = "DIR")]
    framework_dir: Setting,
}

impl Lookup {
    pub(super) fn run(self) -> Outcome {
        let directory = config::read(&self.framework_dir, config::framework_dir).map_err(Failure::setup)?;
        let tracks = import::read_directory(&directory).map_err(Failure::findings)?;
        let library = Library::new(tracks).ok_or_else(|| Failure::setup("there is no track to look up"))?;
        let reading = read(&self.words.join(" "), &library);
        let answer = answer(&reading.ask, &library);
        if self.json {
            print::data(&data::of(&answer, &reading.notes));
        } else {
            print::result(text::of(&answer, &reading.notes));
        }
        Ok(())
    }
}
