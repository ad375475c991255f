//! Moves everything that a stopped bot has stored into another database, table by table, each compared after it.

use std::path::PathBuf;
use std::time::Duration;

use crate::store::transfer::{self, Side, TransferError};
use crate::store::{self, Store};

/// A large table takes as long as it takes; only a server that has gone away ends the copy.
const LIMIT: Duration = Duration::from_hours(24);

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transferred {
    pub tables: usize,
    pub rows: u64,
}

/// How far a table is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'p> {
    pub table: &'p str,
    pub rows: u64,
    /// All its rows are there, and were compared.
    pub is_done: bool,
}

/// Where to: a database on a server, or a file that has another name until it is whole.
enum TransferTarget {
    Server { url: String },
    File { url: String, unfinished: PathBuf, path: PathBuf },
}

/// Copies one database into another, which is empty or doesn't exist yet. After an interruption, the target is no
/// database that a bot would start on; the next run clears it and starts over.
pub async fn transfer(from: &str, to: &str, progress: impl FnMut(Progress<'_>)) -> Result<Transferred, TransferError> {
    if !store::is_on_server(from) {
        let path = store::file_of(from).map_err(TransferError::Source)?;
        if !path.exists() {
            return Err(TransferError::NoSource(path));
        }
    }
    let target = TransferTarget::of(to)?;
    let source = store::open(from).await.map_err(TransferError::Source)?;
    let done = target.fill(&source, progress).await;
    source.close().await;
    done
}

impl TransferTarget {
    fn of(url: &str) -> Result<Self, TransferError> {
        if store::is_on_server(url) {
            return Ok(Self::Server { url: url.to_owned() });
        }
        let path = store::file_of(url).map_err(TransferError::Target)?;
        if path.exists() {
            return Err(TransferError::TargetExists(path));
        }
        let url = match url.split_once('?') {
            Some((file, options)) => format!("{file}.unfinished?{options}"),
            None => format!("{url}.unfinished"),
        };
        let unfinished = store::file_of(&url).map_err(TransferError::Target)?;
        Ok(Self::File { url, unfinished, path })
    }

    async fn fill(&self, source: &Store, progress: impl FnMut(Progress<'_>)) -> Result<Transferred, TransferError> {
        let target = match self {
            Self::Server { url } => store::open_unfinished(url).await,
            Self::File { url, unfinished, .. } => match store::remove(unfinished) {
                Ok(()) => store::open(url).await,
                Err(error) => Err(error),
            },
        };
        let target = target.map_err(TransferError::Target)?;
        let done = store::within(LIMIT, copy_all(source, &target, progress)).await;
        target.close().await;
        drop(target);
        if let Self::File { unfinished, path, .. } = self {
            match &done {
                Ok(_) => transfer::put_in_place(unfinished, path)?,
                // The next run removes what is left.
                Err(_) => drop(store::remove(unfinished)),
            }
        }
        done
    }
}

async fn copy_all(
    source: &Store,
    target: &Store,
    mut progress: impl FnMut(Progress<'_>),
) -> Result<Transferred, TransferError> {
    // Held to the end: a bot that starts meanwhile can't write.
    let mut held = source.write().await?;
    if transfer::is_in_use(&mut held).await? {
        return Err(TransferError::InUse(Side::Source));
    }
    transfer::allow_long(&mut held).await?;
    let mut writing = target.write().await?;
    if transfer::is_in_use(&mut writing).await? {
        return Err(TransferError::InUse(Side::Target));
    }
    let mut reading = source.snapshot().await?;
    transfer::allow_long(&mut reading).await?;
    let tables = transfer::tables(&mut reading).await?;
    transfer::prepare(&mut writing, &tables).await?;
    writing.commit().await?;
    let mut done = Transferred { tables: tables.len(), rows: 0 };
    for table in &tables {
        let mut writing = target.write().await?;
        transfer::allow_long(&mut writing).await?;
        let table_progress = |rows| progress(Progress { table: &table.name, rows, is_done: false });
        let rows = transfer::copy(&mut reading, &mut writing, table, table_progress).await?;
        writing.commit().await?;
        progress(Progress { table: &table.name, rows, is_done: true });
        done.rows += rows;
    }
    let mut writing = target.write().await?;
    transfer::copy_sequences(&mut reading, &mut writing).await?;
    transfer::finish(&mut writing).await?;
    writing.commit().await?;
    Ok(done)
}
