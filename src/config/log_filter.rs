//! How much is logged: from the environment or a flag, or from a file that can change while the bot runs.

use std::path::{Path, PathBuf};

use crate::config::characters::Alphabet;
use crate::config::secrets::text_of;
use crate::config::setting::written;
use crate::config::{Problem, Setting, SettingReader};

const NAME: &str = "RUST_LOG";
const FILE: &str = "RUST_LOG_FILE";
/// How to put a filter right.
pub const FILTER_HELP: &str = "write a level, such as info, or levels of several parts, such as warn,bearings=debug";

#[derive(Clone, Debug, Default, clap::Args)]
pub struct LogFilterOptions {
    /// How much to log, such as info or bearings=debug
    #[arg(long = "log", env = "RUST_LOG", default_value = "", value_name = "FILTER")]
    pub filter: Setting,

    /// Read the filter from this file, instead of `RUST_LOG`; SIGHUP reloads it
    #[arg(long = "log-filter-file", env = "RUST_LOG_FILE", default_value = "", value_name = "FILE")]
    pub file: Setting,
}

/// Where the log filter is set.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    given: Option<String>,
    file: Option<PathBuf>,
}

impl LogFilter {
    /// Reads both settings, and notes problems; a setting with a problem counts as not set.
    pub fn read(options: &LogFilterOptions, reader: &mut SettingReader) -> Self {
        let (given, file) = (reader.line(NAME, &options.filter), reader.path(FILE, &options.file));
        if let (Some(_), Some(file)) = (&given, &file) {
            let what = format!("is set as well as {FILE}; {} is used", file.display());
            reader.problems.push(Problem::new(NAME, what, "leave one of the two out"));
        }
        Self { given, file }
    }

    /// Whether the filter can change while the bot runs.
    pub fn is_in_file(&self) -> bool {
        self.file.is_some()
    }

    /// The filter as it is now; `None` if it isn't set.
    pub fn current(&self) -> Result<Option<String>, Problem> {
        match &self.file {
            None => Ok(self.given.clone()),
            Some(file) => from_file(file),
        }
    }
}

fn from_file(file: &Path) -> Result<Option<String>, Problem> {
    if file.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let what = format!("names {}, which isn't a regular file", file.display());
        return Err(Problem::new(FILE, what, "name a file that can be read repeatedly"));
    }
    let text = text_of(file).map_err(|why| {
        Problem::new(FILE, format!("names {}, which can't be read ({why})", file.display()), FILTER_HELP)
    })?;
    let read = written(FILE, Some(&text), Alphabet::Line);
    Ok(read
        .map_err(|wrong| Problem::new(FILE, format!("names {}, which {}", file.display(), wrong.what), FILTER_HELP))?
        .map(str::to_owned))
}
