//! Only one process at a time uses a database file, whatever name it is opened by.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::store::sqlite::OpenError;

/// Symbolic links can lead to each other in a circle; no sane chain is longer than this.
const MOST_LINKS: usize = 40;

/// Held as long as a process uses the file.
#[derive(Debug)]
pub struct Lock(Mutex<Option<Locked>>);

/// Dropping it releases both locks.
#[derive(Debug)]
struct Locked {
    _beside: File,
    _database: Option<File>,
}

impl Lock {
    /// Locks the file beside the database, which only one process can hold, and the database itself if it exists.
    ///
    /// # Errors
    /// [`OpenError::Taken`] if another process holds one of them.
    pub(super) fn take(database: &Path) -> Result<Self, OpenError> {
        let beside =
            try_lock_file(&lock_file(database).map_err(|why| OpenError::unwritable(database, why))?, database)?;
        if database.is_dir() {
            return Err(OpenError::unwritable(database, std::io::ErrorKind::IsADirectory.into()));
        }
        // The database is locked too: under another name in another directory, it has another file beside it. SQLite's
        // own locks are of another kind.
        let there = match OpenOptions::new().append(true).open(database) {
            Ok(file) => Some(try_lock_file(&file, database)?),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => None,
            Err(why) => return Err(OpenError::unwritable(database, why)),
        };
        Ok(Self(Mutex::new(Some(Locked { _beside: beside, _database: there }))))
    }

    /// Lets the next process use the file. Call it when no connection is open any more: a process that closes a file
    /// loses all its locks on it.
    pub(super) fn release(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn try_lock_file(file: &File, database: &Path) -> Result<File, OpenError> {
    match file.try_lock() {
        Ok(()) => file.try_clone().map_err(|why| OpenError::unwritable(database, why)),
        Err(TryLockError::WouldBlock) => Err(OpenError::Taken(database.to_owned())),
        Err(TryLockError::Error(why)) => Err(OpenError::unwritable(database, why)),
    }
}

/// The lock file is empty, and no other user can open it.
fn lock_file(database: &Path) -> std::io::Result<File> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(name)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata()?.permissions().mode() & 0o777 != 0o600 {
            // It may belong to another user, who let us write it.
            let _ = file.set_permissions(fs::Permissions::from_mode(0o600));
        }
    }
    Ok(file)
}

/// Follows symbolic links to the file, even if it doesn't exist yet: SQLite keeps its log beside that file, and so does
/// the lock. Directories need no such care: under every name they hold the same files.
pub(super) fn resolved(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(target) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;
    use crate::store::open;

    fn url(path: &Path) -> String {
        format!("sqlite://{}", path.display())
    }

    #[tokio::test]
    async fn by_no_name_does_a_second_process_use_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        for inside in ["data", "elsewhere"] {
            fs::create_dir(at(inside)).unwrap();
        }
        // A link can exist before its file.
        symlink("data/bearings.db", at("link.db")).unwrap();
        symlink("link.db", at("link-to-link.db")).unwrap();
        symlink(at("data"), at("linked")).unwrap();
        let first = open(&url(&at("link.db"))).await.unwrap();
        fs::hard_link(at("data/bearings.db"), at("elsewhere/other.db")).unwrap();
        for name in [
            "data/bearings.db",
            "link.db",
            "link-to-link.db",
            "linked/bearings.db",
            "data/../data/bearings.db",
            "elsewhere/../linked/./bearings.db",
            "elsewhere/other.db",
        ] {
            let refusal = open(&url(&at(name))).await.unwrap_err().to_string();
            assert!(refusal.starts_with("another Bearings already uses "), "{name}: {refusal}");
        }
        let lock = fs::metadata(at("data/bearings.db.lock")).unwrap();
        assert_eq!(lock.permissions().mode() & 0o777, 0o600);
        assert!(!at("link.db.lock").exists() && !at("link-to-link.db.lock").exists());
        assert_eq!(fs::metadata(at("data/bearings.db")).unwrap().permissions().mode() & 0o777, 0o600);
        first.close().await;
        open(&url(&at("linked/bearings.db"))).await.unwrap().close().await;
    }

    #[tokio::test]
    async fn an_old_lock_file_is_closed_to_others_and_links_in_a_circle_are_told() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        fs::write(at("bearings.db.lock"), "").unwrap();
        fs::set_permissions(at("bearings.db.lock"), fs::Permissions::from_mode(0o644)).unwrap();
        open(&url(&at("bearings.db"))).await.unwrap().close().await;
        assert_eq!(fs::metadata(at("bearings.db.lock")).unwrap().permissions().mode() & 0o777, 0o600);
        symlink("b.db", at("a.db")).unwrap();
        symlink("a.db", at("b.db")).unwrap();
        let refusal = open(&url(&at("a.db"))).await.unwrap_err().to_string();
        assert!(refusal.contains("can't be written (Too many levels of symbolic links"), "{refusal}");
    }
}
