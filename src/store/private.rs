//! Files that nobody else on the machine can read.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// A file that was not there before, for its user alone: it will hold what people wrote.
///
/// # Errors
/// When it is there, or cannot be made.
pub fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
