//! Makes a copy: whole as of one moment, checked, and safe on the disk before it has its name.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sqlx::Connection;

use crate::domain::backup::directory;
use crate::store::private_file;
use crate::store::sqlite::backup::check::{check, connect, recognize};
use crate::store::sqlite::backup::{BackupError, Contents};

/// Copies the database into this file, beside other users of it. A file of that name is replaced once the copy is good.
/// On an error, no copy is left behind.
pub async fn make(database: &Path, target: &Path) -> Result<Contents, BackupError> {
    if !database.is_file() {
        return Err(BackupError::Missing(database.to_owned()));
    }
    let mut db = connect(database).await?;
    recognize(&mut db, database).await?;
    // Only read: a failed close loses nothing.
    let _ = db.close().await;
    let partial = Partial::begin(target)?;
    copy(database, &partial.path).await?;
    let contents = check(&partial.path).await?;
    partial.finish(target).await?;
    Ok(contents)
}

/// `VACUUM INTO` reads one moment of the database while others go on writing. It copies no free pages, so nothing that
/// was erased comes along.
pub(in crate::store) async fn copy(database: &Path, target: &Path) -> Result<(), BackupError> {
    let named = target.to_str().ok_or_else(|| {
        BackupError::file(target.to_owned(), std::io::Error::new(ErrorKind::InvalidInput, "its name is not UTF-8"))
    })?;
    let mut db = connect(database).await?;
    let copied = sqlx::query("VACUUM INTO $1").bind(named).execute(&mut db).await;
    // Only read: a failed close loses nothing.
    let _ = db.close().await;
    copied.map(drop).map_err(|why| match BackupError::of(database.to_owned(), why) {
        BackupError::Full(_) => BackupError::Full(target.to_owned()),
        other => other,
    })
}

/// A file that doesn't have its name yet; removed if it never gets it.
#[derive(Debug)]
pub(in crate::store) struct Partial {
    pub(in crate::store) path: PathBuf,
}

impl Partial {
    /// Creates an empty file beside the target that no other user can read: it will hold what people wrote. What an
    /// interrupted copy left behind is replaced.
    pub(in crate::store) fn begin(target: &Path) -> Result<Self, BackupError> {
        let mut name = target.as_os_str().to_owned();
        name.push(".partial");
        let path = PathBuf::from(name);
        let failed = |why| BackupError::file(path.clone(), why);
        match fs::remove_file(&path) {
            Err(why) if why.kind() != ErrorKind::NotFound => return Err(failed(why)),
            _ => {}
        }
        private_file(&path).map_err(failed)?;
        Ok(Self { path })
    }

    /// Gives it its name. First its content, then the name are made safe from a loss of power.
    pub(in crate::store) async fn finish(self, target: &Path) -> Result<(), BackupError> {
        let (from, to) = (self.path.clone(), target.to_owned());
        let named = tokio::task::spawn_blocking(move || {
            File::open(&from)?.sync_all()?;
            fs::rename(&from, &to)?;
            sync_directory(&to)
        });
        let failed = |why| BackupError::file(target.to_owned(), why);
        named.await.map_err(|stopped| failed(std::io::Error::other(stopped)))?.map_err(failed)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // It has its name by now, or isn't wanted.
        let _ = fs::remove_file(&self.path);
        let mut journal = self.path.as_os_str().to_owned();
        journal.push("-journal");
        let _ = fs::remove_file(journal);
    }
}

/// Makes a name safe from a loss of power.
pub(in crate::store) fn sync_directory(of: &Path) -> std::io::Result<()> {
    File::open(directory(of))?.sync_all()
}
