//! Keeps what is served in step with the framework files, and what is stored in step with what is served.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::domain::framework::Framework;
use crate::domain::lookup::Library;
use crate::import::{self, Findings};
use crate::store::{Store, StoreError, framework};

/// What is served from now on, and how it came about.
#[derive(Debug)]
pub struct Loaded {
    /// Every served track, in memory.
    pub library: Library,
    /// What is wrong with the files; the last good version is served then.
    pub findings: Option<Findings>,
    /// Tracks that became a new version.
    pub changed: Vec<Change>,
}

/// A track whose text changed since the last start.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// Track and version, e.g. `backend 1.1.0`.
    pub track: String,
    /// The text changed and the version in the file did not.
    pub same_version: bool,
}

/// Why there is nothing to serve.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The files are faulty and no earlier version is stored.
    #[error("the framework cannot be used, and no earlier version is stored:\n{0}")]
    NothingGood(Findings),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Compares the files with what is stored; every change becomes a new version, all in one transaction. Faulty files
/// change nothing: the last good version goes on.
///
/// # Errors
/// When nothing can be served, or the database fails.
pub async fn load(store: &Store, directory: &Path, now: DateTime<Utc>) -> Result<Loaded, LoadError> {
    let served = framework::list_served(&mut *store.read().await?).await?;
    match import::read_directory(directory) {
        Ok(tracks) => {
            let changed = if tracks == served { Vec::new() } else { update(store, &served, &tracks, now).await? };
            let library = Library::new(tracks).ok_or_else(|| LoadError::NothingGood(Findings::default()))?;
            Ok(Loaded { library, findings: None, changed })
        }
        Err(findings) => match Library::new(served) {
            Some(library) => Ok(Loaded { library, findings: Some(findings), changed: Vec::new() }),
            None => Err(LoadError::NothingGood(findings)),
        },
    }
}

async fn update(
    store: &Store,
    served: &[Framework],
    tracks: &[Framework],
    now: DateTime<Utc>,
) -> Result<Vec<Change>, StoreError> {
    let mut changed = Vec::new();
    let mut writing = store.write().await?;
    for track in tracks {
        let before = served.iter().find(|before| before.track == track.track);
        if before != Some(track) {
            framework::insert_version(&mut writing, track, now).await?;
            changed.push(Change {
                track: format!("{} {}", track.track, track.version),
                same_version: before.is_some_and(|before| before.version == track.version),
            });
        }
    }
    for gone in served.iter().filter(|before| tracks.iter().all(|track| track.track != before.track)) {
        framework::delete_served(&mut writing, &gone.track).await?;
    }
    writing.commit().await?;
    Ok(changed)
}
