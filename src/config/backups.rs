//! Where backups go, and how many are kept.

use std::path::{Path, PathBuf};

use crate::config::redaction::shown;
use crate::config::{Setting, SettingReader};

/// How many backups are kept by default: two weeks of them.
const BACKUPS_KEPT: u16 = 14;
const DIRECTORY: &str = "BEARINGS_BACKUP_DIR";

/// Where backups go, and how many are kept, unparsed.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct BackupOptions {
    /// Directory for daily backups, created if missing; without it, Bearings makes no backups on its own
    #[arg(long = "backup-dir", env = "BEARINGS_BACKUP_DIR", default_value = "", value_name = "DIR")]
    pub directory: Setting,

    /// How many backups to keep; older ones are deleted
    #[arg(long = "backups-kept", env = "BEARINGS_BACKUPS_KEPT", default_value = "14", value_name = "NUMBER")]
    pub kept: Setting,
}

/// Where backups go, and how many are kept.
#[derive(Clone, Debug)]
pub struct Backups {
    /// Without it, no backups are made.
    pub directory: Option<PathBuf>,
    /// At least 1.
    pub kept: u16,
}

impl Backups {
    pub fn read(options: &BackupOptions, reader: &mut SettingReader) -> Self {
        Self {
            directory: directory(&options.directory, reader),
            kept: reader.number("BEARINGS_BACKUPS_KEPT", &options.kept, 1..=1000).unwrap_or(BACKUPS_KEPT),
        }
    }

    /// Reports a directory that doesn't exist and can't be made at the start, not a day later.
    pub(super) fn check(&self, reader: &mut SettingReader) {
        if let Some(directory) = self.directory.as_ref().filter(|directory| !may_be(directory)) {
            let what = format!("is {}, which isn't a directory", shown(&directory.display().to_string()));
            reader.refuse(
                DIRECTORY,
                what,
                "create a directory that only Bearings can read, or leave it out to make no backups",
            );
        }
    }
}

pub fn directory(written: &Setting, reader: &mut SettingReader) -> Option<PathBuf> {
    reader.path(DIRECTORY, written)
}

/// Whether it is a directory, or could be made in its parent.
fn may_be(directory: &Path) -> bool {
    let above = directory.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    directory.is_dir() || (!directory.exists() && above.is_dir())
}
