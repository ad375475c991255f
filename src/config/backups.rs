//! Where backups go, and how many are kept.

use std::path::{Path, PathBuf};

use crate::config::Problem;

/// How many backups are kept when nobody says otherwise: two weeks of them.
pub const BACKUPS_KEPT: u16 = 14;

/// Where backups go, and how many are kept.
#[derive(Clone, Debug, clap::Args)]
pub struct Backups {
    /// Directory of backups, made if it is not there: the bot makes one there each day; without it there are none but those you make
    #[arg(long = "backup-dir", env = "BEARINGS_BACKUP_DIR", value_name = "DIR")]
    pub directory: Option<PathBuf>,

    /// How many backups are kept; older ones are removed
    #[arg(long = "backups-kept", env = "BEARINGS_BACKUPS_KEPT", default_value_t = BACKUPS_KEPT, value_name = "NUMBER",
          value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub kept: u16,
}

impl Default for Backups {
    fn default() -> Self {
        Self { directory: None, kept: BACKUPS_KEPT }
    }
}

impl Backups {
    /// A directory that is not there and cannot be made is seen at the start, and not a day later.
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if let Some(directory) = self.directory.as_ref().filter(|directory| !may_be(directory)) {
            problems.push(Problem {
                name: "BEARINGS_BACKUP_DIR",
                what: format!("is “{}”, which is no directory", directory.display()),
                how: "create it where only the bot can read it, or leave it out to make no backups",
            });
        }
    }
}

/// Whether it is a directory, or there is one that it can be made in.
fn may_be(directory: &Path) -> bool {
    let above = directory.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    directory.is_dir() || (!directory.exists() && above.is_dir())
}
