//! Inspects the database without changing anything in it: beside a running bot, and where none can start.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::domain::backup::directory;
use crate::store::health::Trouble;
use crate::store::sqlite::OpenError;
use crate::store::sqlite::address::{file_of, options};
use crate::store::sqlite::connect::{BUSY, pool, reading};
use crate::store::sqlite::file::SqliteFile;
use crate::store::sqlite::file_system::{self, FileSystem};
use crate::store::sqlite::migrations::{applied, migrator};
use crate::store::sqlite::recovery::{altered, damaged, foreign, gone, is_gone, is_short};
use crate::store::sqlite::schema::difference;
use crate::store::{Engine, Store, StoreError, backup};

/// How many bytes to write to see whether writes succeed.
const PROBE: usize = 256 * 1024;
/// Far fewer pages than those bytes take.
const PAGES_IN_MEMORY: &str = "8";

/// What was found about the file and its directory.
#[derive(Debug)]
pub struct Inspection {
    pub path: PathBuf,
    /// In bytes; `None` if the file doesn't exist yet.
    pub size: Option<u64>,
    pub file_system: FileSystem,
    /// Free bytes on its disk.
    pub free: io::Result<u64>,
    /// Whether files beside it can be written, as the write-ahead log has to be.
    pub directory: io::Result<()>,
    /// `None` if the file doesn't exist yet.
    pub content: Option<Result<Schema, OpenError>>,
    /// Whether it accepts a transaction; tested only if everything else is well.
    pub takes_writes: Option<Result<(), StoreError>>,
}

/// Which version wrote a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// This one, as far as the schema goes.
    Ours,
    /// An older one; the next start upgrades it.
    Older,
    /// A newer one, or another build of Bearings.
    Foreign,
}

/// Inspects the database at this address; copies of a damaged one are looked for beside it and in `backups`. Fails only
/// if the address names no file: problems of the file itself are in the result.
pub async fn inspect(url: &str, backups: Option<&Path>) -> Result<Inspection, OpenError> {
    let path = file_of(url)?;
    let size = fs::metadata(&path).ok().map(|data| data.len());
    let mut seen = Inspection {
        file_system: file_system::of(&directory(&path)),
        free: fs4::available_space(directory(&path)),
        directory: probe(&path),
        content: None,
        takes_writes: None,
        size,
        path,
    };
    if is_gone(&seen.path, backups) {
        seen.content = Some(Err(gone(&seen.path, backups).await));
    }
    if size.is_some() {
        let content = content(&seen.path, backups).await;
        if seen.directory.is_ok() && matches!(content, Ok(Schema::Ours)) {
            seen.takes_writes = Some(write_nothing(url).await);
        }
        seen.content = Some(content);
    }
    Ok(seen)
}

/// Opens a database of this version for reading only.
pub async fn open_to_read(url: &str) -> Result<Store, OpenError> {
    let path = file_of(url)?;
    if content(&path, None).await? != Schema::Ours {
        return Err(OpenError::OtherVersion(path));
    }
    let options = reading(&path);
    Ok(Store::new(Engine::Sqlite(Box::new(SqliteFile::new(pool(options.clone(), 1, BUSY), options, None, false)))))
}

/// Writes a file beside the database and removes it.
fn probe(path: &Path) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".probe-{}", std::process::id()));
    let written = OpenOptions::new().create_new(true).write(true).open(&name).and_then(|mut file| {
        file.write_all(&vec![0; PROBE])?;
        file.sync_all()
    });
    match fs::remove_file(&name) {
        Err(error) if written.is_ok() && error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if path.exists() {
        OpenOptions::new().append(true).open(path)?;
    }
    written
}

async fn content(path: &Path, backups: Option<&Path>) -> Result<Schema, OpenError> {
    if let Some(refusal) = foreign(path, backups).await {
        return Err(refusal);
    }
    if is_short(path, backups) {
        return Err(damaged(path, backups, "its end is missing".to_owned()).await);
    }
    match read(path, backups).await {
        Ok(read) => read,
        Err(why) if Trouble::of(&why) == Some(Trouble::Damaged) => Err(damaged(path, backups, why.to_string()).await),
        Err(why) => Err(OpenError::unusable(path, why)),
    }
}

/// Reads every page.
async fn read(path: &Path, backups: Option<&Path>) -> Result<Result<Schema, OpenError>, sqlx::Error> {
    let mut db = reading(path).connect().await?;
    if let Some(finding) = backup::quick_check(&mut db).await? {
        return Ok(Err(damaged(path, backups, finding).await));
    }
    let schema = schema(&mut db).await?;
    if schema != Schema::Foreign
        && let Some(difference) = difference(&mut db).await?
    {
        return Ok(Err(altered(path, backups, difference).await));
    }
    // Only read: a failed close loses nothing.
    let _ = db.close().await;
    Ok(Ok(schema))
}

async fn schema(db: &mut SqliteConnection) -> Result<Schema, sqlx::Error> {
    let applied = applied(&mut *db).await?.unwrap_or_default();
    let known = migrator();
    let ours: Vec<(i64, Vec<u8>)> =
        known.iter().map(|migration| (migration.version, migration.checksum.to_vec())).collect();
    Ok(match applied {
        applied if applied == ours => Schema::Ours,
        applied if ours.starts_with(&applied) => Schema::Older,
        _ => Schema::Foreign,
    })
}

/// Writes in a transaction that waits for the bot's, and rolls it back. So little may stay in memory that SQLite asks
/// the disk for room at once; a smaller transaction would notice a full disk only when committed.
async fn write_nothing(url: &str) -> Result<(), StoreError> {
    let options = options(url).map_err(|error| sqlx::Error::Configuration(Box::new(error)))?;
    let mut db = options.create_if_missing(false).pragma("cache_size", PAGES_IN_MEMORY).connect().await?;
    let mut writing = db.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("CREATE TABLE doctor_probe (bytes BLOB NOT NULL) STRICT").execute(&mut *writing).await?;
    sqlx::query("INSERT INTO doctor_probe (bytes) VALUES ($1)").bind(vec![0_u8; PROBE]).execute(&mut *writing).await?;
    writing.rollback().await?;
    Ok(db.close().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    fn url(directory: &tempfile::TempDir) -> String {
        format!("sqlite://{}", directory.path().join("bearings.db").display())
    }

    fn files(directory: &tempfile::TempDir) -> Vec<String> {
        let names = std::fs::read_dir(directory.path()).unwrap().map(|file| file.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn what_is_not_there_yet_is_looked_at_and_not_made() {
        let directory = tempfile::tempdir().unwrap();
        let seen = inspect(&url(&directory), None).await.unwrap();
        assert!(
            seen.size.is_none() && seen.content.is_none() && seen.directory.is_ok() && seen.free.is_ok(),
            "{seen:?}"
        );
        assert!(files(&directory).is_empty());
        assert!(inspect("postgres://here", None).await.is_err());
        let nowhere = inspect("sqlite://no/such/directory/bearings.db", None).await.unwrap();
        assert!(nowhere.directory.is_err() && nowhere.content.is_none(), "{nowhere:?}");
    }

    #[tokio::test]
    async fn a_database_is_looked_at_beside_its_bot_and_stays_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let bot = store::open(&url(&directory)).await.unwrap();
        let seen = inspect(&url(&directory), None).await.unwrap();
        assert!(
            matches!(seen.content, Some(Ok(Schema::Ours))) && matches!(seen.takes_writes, Some(Ok(()))),
            "{seen:?}"
        );
        let beside = open_to_read(&url(&directory)).await.unwrap();
        let count = "SELECT COUNT(*) FROM _sqlx_migrations";
        crate::store::query(count).run(&mut beside.read().await.unwrap()).await.unwrap();
        // SQLite begins any transaction, but refuses writes in it.
        let mut writing = beside.write().await.unwrap();
        assert!(crate::store::query("DELETE FROM _sqlx_migrations").run(&mut writing).await.is_err());
        drop(writing);
        beside.close().await;
        let newer = "INSERT INTO _sqlx_migrations VALUES (9999, 'later', 0, 1, x'00', 0)";
        sqlx::query(newer).execute(&bot.file().unwrap().writer).await.unwrap();
        let seen = inspect(&url(&directory), None).await.unwrap();
        assert!(matches!(seen.content, Some(Ok(Schema::Foreign))), "{seen:?}");
        assert!(matches!(open_to_read(&url(&directory)).await, Err(OpenError::OtherVersion(_))));
        // It looks like an older version's, but has too much in it.
        sqlx::query("DELETE FROM _sqlx_migrations WHERE version > 1")
            .execute(&bot.file().unwrap().writer)
            .await
            .unwrap();
        let seen = inspect(&url(&directory), None).await.unwrap();
        assert!(matches!(seen.content, Some(Err(OpenError::Altered { .. }))), "{seen:?}");
        assert!(matches!(open_to_read(&url(&directory)).await, Err(OpenError::Altered { .. })));
        assert!(!files(&directory).iter().any(|name| name.contains("probe")));
        let tables: Vec<String> =
            sqlx::query_scalar("SELECT name FROM sqlite_schema").fetch_all(&bot.file().unwrap().writer).await.unwrap();
        assert!(!tables.contains(&"doctor_probe".to_owned()));
    }

    #[tokio::test]
    async fn a_database_that_takes_no_write_is_noticed_and_one_that_is_short_is_damaged() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("bearings.db");
        store::open(&url(&directory)).await.unwrap().close().await;
        write_nothing(&url(&directory)).await.unwrap();
        let refusal = write_nothing(&format!("{}?mode=ro", url(&directory))).await.unwrap_err();
        assert_eq!(refusal.trouble(), Some(Trouble::ReadOnly), "{refusal:?}");
        store::backup::make(&path, &directory.path().join("bearings-20261124T192611Z.db")).await.unwrap();
        let whole = fs::read(&path).unwrap();
        for length in [0, whole.len() - 100] {
            fs::write(&path, &whole[..length]).unwrap();
            let seen = inspect(&url(&directory), None).await.unwrap();
            assert!(
                matches!(&seen.content, Some(Err(OpenError::Damaged { good: Some(_), why, .. })) if why == "its end is missing"),
                "{seen:?}"
            );
            assert_eq!(fs::read(&path).unwrap(), whole[..length]);
        }
    }
}
