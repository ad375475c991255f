//! Files and directories that no other user of the machine can read.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Creates a file for its user only, because it will hold what people wrote. Fails if it exists.
pub fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Creates a directory for its user only, unless it exists. Its parent must exist.
pub fn private_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Creates a file without a name in a directory, for its user only. It is gone once it is closed, even if the
/// process is killed.
pub(super) fn unnamed_file_in(directory: &Path) -> io::Result<File> {
    let file = tempfile::tempfile_in(directory)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Seek, Write};

    #[test]
    fn an_unnamed_file_is_seen_by_nobody() {
        let directory = tempfile::tempdir().unwrap();
        let mut file = unnamed_file_in(directory.path()).unwrap();
        file.write_all(b"words").unwrap();
        file.rewind().unwrap();
        let mut read = String::new();
        file.read_to_string(&mut read).unwrap();
        assert_eq!(read, "words");
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&file.metadata().unwrap()) & 0o777, 0o600);
    }
}
