//! Copies are made and restored.

mod damage;
mod earlier_schema;
mod restore_reconcile;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

use super::*;
use crate::domain::evidence::{Audience, EvidenceDraft};
use crate::domain::ids::{Actor, EntryId, MemberId, WorkspaceId};
use crate::domain::roster::{Manager, Tenure};
use crate::secret::PrivateText;
use crate::store::evidence::{delete_erased, find_entry, insert_entry, update_deleted, update_shares};
use crate::store::sqlite::OpenError;
use crate::store::sqlite::restore::restore;
use crate::store::{Store, open};

fn now() -> DateTime<Utc> {
    "2026-11-24T19:26:11Z".parse().unwrap()
}

fn here() -> WorkspaceId {
    WorkspaceId::new("T1")
}

fn priya() -> Manager {
    Manager { member: MemberId::new("UPRIYA"), tenure: Tenure(1) }
}

/// A directory with a database in it.
struct DatabaseFixture(TempDir);

impl DatabaseFixture {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn database(&self) -> PathBuf {
        self.file("bearings.db")
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.database().display())
    }

    async fn open(&self) -> Store {
        open(&self.url()).await.unwrap()
    }

    /// A database with this many entries, all shared with Priya.
    async fn with_entries(count: usize) -> Self {
        let place = Self::new();
        let store = place.open().await;
        let mut writing = store.write().await.unwrap();
        crate::store::query(
            "INSERT INTO roster_manager (workspace, engineer, manager) VALUES ('T1', 'UANA', 'UPRIYA')",
        )
        .run(&mut writing)
        .await
        .unwrap();
        for number in 1..=count {
            let draft = draft(&format!("entry {number} {}", "of some length ".repeat(20)));
            let ana = MemberId::new("UANA");
            let id = insert_entry(&mut writing, &here(), &ana, &format!("V{number}"), &draft, now()).await.unwrap();
            // Numbered, as by older versions: tests name entries by their numbers.
            let number = i64::try_from(number).unwrap();
            crate::store::query("UPDATE evidence SET id = $2 WHERE id = $1")
                .bind(id.0)
                .bind(number)
                .run(&mut writing)
                .await
                .unwrap();
            update_shares(&mut writing, EntryId(number), &[priya()], now()).await.unwrap();
        }
        writing.commit().await.unwrap();
        store.close().await;
        place
    }

    async fn backed_up(&self) -> PathBuf {
        let backup = self.file("bearings-20261124T192611Z.db");
        make(&self.database(), &backup).await.unwrap();
        backup
    }

    /// The database file without free pages, whose content means nothing.
    async fn packed(&self) -> Vec<u8> {
        let mut db = SqliteConnectOptions::new().filename(self.database()).connect().await.unwrap();
        sqlx::query("VACUUM").execute(&mut db).await.unwrap();
        db.close().await.unwrap();
        fs::read(self.database()).unwrap()
    }

    /// Whether any of the database's files holds this.
    fn database_holds(&self, words: &str) -> bool {
        ["bearings.db", "bearings.db-wal"].iter().any(|name| {
            let bytes = fs::read(self.file(name)).unwrap_or_default();
            bytes.windows(words.len()).any(|window| window == words.as_bytes())
        })
    }
}

fn draft(words: &str) -> EvidenceDraft {
    EvidenceDraft {
        words: PrivateText::new(words),
        behaviours: Vec::new(),
        happened_on: "2026-06-03".parse().unwrap(),
        link: None,
        audience: Audience::OnlyMe,
        quote: None,
    }
}

/// Bytes that look random and are the same in every run.
fn noise(seed: u64) -> impl Iterator<Item = u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
}

async fn words(store: &Store, id: i64) -> Option<String> {
    let found = find_entry(&mut store.read().await.unwrap(), &here(), EntryId(id)).await.unwrap();
    found.map(|entry| entry.words.reveal().to_owned())
}

#[tokio::test]
async fn a_backup_beside_a_writer_is_whole_and_nobody_elses_to_read() {
    let place = DatabaseFixture::with_entries(50).await;
    let store = place.open().await;
    let writing = store.write().await.unwrap();
    let backup = place.backed_up().await;
    writing.commit().await.unwrap();
    let contents = check(&backup).await.unwrap();
    assert_eq!((contents.entries, contents.schema), (50, check(&place.database()).await.unwrap().schema));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let names: Vec<_> = fs::read_dir(place.0.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("partial")), "{names:?}");
}

#[tokio::test]
async fn what_was_erased_is_in_no_later_backup() {
    let place = DatabaseFixture::with_entries(3).await;
    let store = place.open().await;
    let mut writing = store.write().await.unwrap();
    update_deleted(&mut writing, EntryId(2), Some(now())).await.unwrap();
    delete_erased(&mut writing, now()).await.unwrap();
    writing.commit().await.unwrap();
    let bytes = fs::read(place.backed_up().await).unwrap();
    let holds = |words: &str| bytes.windows(words.len()).any(|window| window == words.as_bytes());
    assert!(holds("entry 1 of") && !holds("entry 2 of") && holds("entry 3 of"));
}

#[tokio::test]
async fn no_new_database_takes_the_place_of_one_that_is_gone() {
    let place = DatabaseFixture::with_entries(1).await;
    let backup = place.backed_up().await;
    fs::remove_file(place.database()).unwrap();
    let refusal = open(&place.url()).await.unwrap_err().to_string();
    let says = format!(
        "{} is missing, though there are backups of it. Its newest good backup is {}: run bearings restore",
        place.database().display(),
        backup.display()
    );
    assert!(
        refusal.starts_with(&says) && refusal.ends_with("; to start with an empty database, move the backups away"),
        "{refusal}"
    );
    assert!(!place.database().exists());
    restore(&place.url(), &backup, now()).await.unwrap();
    place.open().await.close().await;
    // A copy that an upgrade set aside is no reason: a demo starts over beside it.
    fs::remove_file(place.database()).unwrap();
    fs::rename(&backup, place.file("bearings-before-0002.db")).unwrap();
    place.open().await.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_reads_the_database() {
    use std::os::unix::fs::PermissionsExt;
    let place = DatabaseFixture::with_entries(1).await;
    let store = place.open().await;
    for suffix in ["", "-wal"] {
        let file = place.file(&format!("bearings.db{suffix}"));
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{suffix}");
    }
    store.close().await;
}

#[tokio::test]
async fn the_log_is_folded_however_readers_follow_each_other() {
    let place = DatabaseFixture::with_entries(1).await;
    let store = place.open().await;
    let mut reader = store.read().await.unwrap();
    crate::store::query("BEGIN").run(&mut reader).await.unwrap();
    crate::store::query("SELECT COUNT(*) FROM evidence").run(&mut reader).await.unwrap();
    let mut writing = store.write().await.unwrap();
    for number in 0..400 {
        let ana = MemberId::new("UANA");
        let long = draft(&"a long entry ".repeat(200));
        insert_entry(&mut writing, &here(), &ana, &format!("L{number}"), &long, now()).await.unwrap();
    }
    writing.commit().await.unwrap();
    assert!(store.file().unwrap().log_size() > 500_000, "{}", store.file().unwrap().log_size());
    assert!(!store.file().unwrap().fold_log().await.unwrap(), "a reader still needs it");
    crate::store::query("COMMIT").run(&mut reader).await.unwrap();
    assert!(store.file().unwrap().fold_log().await.unwrap());
    assert_eq!(store.file().unwrap().log_size(), 0);
}
