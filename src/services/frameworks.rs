//! Keeps the current library in step with the framework files, and stores each change as a new version.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};

use crate::domain::framework::Framework;
use crate::domain::lookup::Library;
use crate::import::{self, Findings};
use crate::store::{Store, StoreError, framework};

/// The library that is served now. A reload swaps it; each answer takes it once and uses only that.
#[derive(Debug)]
pub struct CurrentLibrary(ArcSwap<Library>);

impl CurrentLibrary {
    #[must_use]
    pub fn new(library: Library) -> Self {
        Self(ArcSwap::from_pointee(library))
    }

    /// The library that is served now.
    #[must_use]
    pub fn load(&self) -> Arc<Library> {
        self.0.load_full()
    }

    /// Serves this library from now on, with the same commands; returns whether it differs.
    pub fn replace(&self, library: Library) -> bool {
        let before = self.load();
        let frameworks = |library: &Library| {
            library.track_indexes().map(|track_index| track_index.framework.clone()).collect::<Vec<_>>()
        };
        let changes = frameworks(&before) != frameworks(&library);
        if changes {
            self.0.store(Arc::new(library.asked_by(before.commands().clone())));
        }
        changes
    }
}

#[derive(Debug)]
pub struct LoadedFramework {
    /// Every served track.
    pub library: Library,
    /// The faults in the files; the last good version is served then.
    pub findings: Option<Findings>,
    /// Tracks that became a new version.
    pub changed: Vec<Change>,
}

/// A track whose text changed since the last start.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// Track and version, e.g. `backend 1.1.0`.
    pub track: String,
    /// The text changed but the version in the file didn't.
    pub same_version: bool,
}

/// Why there is nothing to serve.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("the framework can't be used, and no earlier version is stored:\n{0}")]
    NothingGood(Findings),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Compares the files with what is stored; every change becomes a new version, all in one transaction. Faulty files
/// change nothing: the last good version stays.
pub async fn load(store: &Store, directory: &Path, now: DateTime<Utc>) -> Result<LoadedFramework, LoadError> {
    let served = framework::list_served(&mut store.read().await?).await?;
    match import::read_directory(directory) {
        Ok(tracks) => {
            let changed = if tracks == served { Vec::new() } else { update(store, &served, &tracks, now).await? };
            let library = Library::new(tracks).ok_or_else(|| LoadError::NothingGood(Findings::default()))?;
            Ok(LoadedFramework { library, findings: None, changed })
        }
        Err(findings) => match Library::new(served) {
            Some(library) => Ok(LoadedFramework { library, findings: Some(findings), changed: Vec::new() }),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;
    use std::fs;
    use std::path::PathBuf;

    fn repository(below: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    struct Fixture {
        directory: tempfile::TempDir,
        store: Store,
    }

    impl Fixture {
        async fn new() -> Self {
            let directory = tempfile::tempdir().unwrap();
            let store = store::open(&format!("sqlite://{}/bearings.db", directory.path().display())).await.unwrap();
            let fixture = Self { directory, store };
            for file in ["about.md", "design.yaml", "data.yaml"] {
                fs::copy(repository("tests/data/framework-small").join(file), fixture.file(file)).unwrap();
            }
            fixture
        }

        fn file(&self, name: &str) -> PathBuf {
            self.directory.path().join(name)
        }

        fn edit(&self, name: &str, from: &str, to: &str) {
            let text = fs::read_to_string(self.file(name)).unwrap();
            assert!(text.contains(from), "{name} has no {from}");
            fs::write(self.file(name), text.replace(from, to)).unwrap();
        }

        async fn load(&self) -> LoadedFramework {
            load(&self.store, self.directory.path(), now()).await.unwrap()
        }

        async fn changed(&self) -> Vec<(String, bool)> {
            self.load().await.changed.into_iter().map(|change| (change.track, change.same_version)).collect()
        }
    }

    #[tokio::test]
    async fn only_what_changed_becomes_a_new_version() {
        let fixture = Fixture::new().await;
        assert_eq!(fixture.changed().await, [("data 2.1.4".into(), false), ("design 0.3.0".into(), false)]);
        assert_eq!(fixture.changed().await, []);
        fixture.edit("design.yaml", "version: 0.3.0", "version: 0.4.0");
        assert_eq!(fixture.changed().await, [("design 0.4.0".into(), false)]);
        fixture.edit("design.yaml", "name: Product Design", "name: Design");
        assert_eq!(fixture.changed().await, [("design 0.4.0".into(), true)]);
    }

    #[tokio::test]
    async fn one_faulty_file_changes_nothing_at_all() {
        let fixture = Fixture::new().await;
        fixture.load().await;
        fixture.edit("design.yaml", "version: 0.3.0", "version: soon");
        fixture.edit("data.yaml", "version: 2.1.4", "version: 2.2.0");
        let loaded = fixture.load().await;
        assert!(loaded.findings.is_some() && loaded.changed.is_empty());
        let versions: Vec<String> =
            loaded.library.track_indexes().map(|track_index| track_index.framework.version.clone()).collect();
        assert_eq!(versions, ["2.1.4", "0.3.0"]);
    }

    #[tokio::test]
    async fn a_track_whose_file_is_gone_is_not_served() {
        let fixture = Fixture::new().await;
        fixture.load().await;
        fs::remove_file(fixture.file("data.yaml")).unwrap();
        let loaded = fixture.load().await;
        assert_eq!(loaded.library.track_indexes().count(), 1);
        // Not even when the other file turns bad later.
        fixture.edit("design.yaml", "version: 0.3.0", "version: soon");
        assert_eq!(fixture.load().await.library.track_indexes().count(), 1);
    }
}
