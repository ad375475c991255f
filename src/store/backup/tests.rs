//! Copies are made, damaged and restored.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

mod restore_reconcile;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

use super::*;
use crate::domain::evidence::{Audience, Draft};
use crate::domain::ids::{Actor, EntryId, MemberId, WorkspaceId};
use crate::domain::roster::{Manager, Tenure};
use crate::secret::PrivateText;
use crate::store::evidence::{delete_erased, find_entry, insert_entry, update_deleted, update_shares};
use crate::store::{OpenError, Store, open};

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
        sqlx::query("INSERT INTO roster_manager (workspace, engineer, manager) VALUES ('T1', 'UANA', 'UPRIYA')")
            .execute(&mut *writing)
            .await
            .unwrap();
        for number in 1..=count {
            let draft = draft(&format!("entry {number} {}", "of some length ".repeat(20)));
            let ana = MemberId::new("UANA");
            let id = insert_entry(&mut writing, &here(), &ana, &format!("V{number}"), &draft, now()).await.unwrap();
            // Numbered, as by older versions: tests name entries by their numbers.
            let number = i64::try_from(number).unwrap();
            sqlx::query("UPDATE evidence SET id = $2 WHERE id = $1")
                .bind(id.0)
                .bind(number)
                .execute(&mut *writing)
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

fn draft(words: &str) -> Draft {
    Draft {
        words: PrivateText::new(words),
        behaviours: Vec::new(),
        happened_on: "2026-06-03".parse().unwrap(),
        link: None,
        audience: Audience::OnlyMe,
        quote: None,
    }
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

/// Checks that a damaged file is refused and left as it is; returns the backup that is named.
async fn refused(place: &DatabaseFixture, bytes: &[u8], what: &str) -> Option<PathBuf> {
    fs::write(place.database(), bytes).unwrap();
    let refusal = open(&place.url()).await.map(drop).unwrap_err();
    assert_eq!(fs::read(place.database()).unwrap(), bytes, "{what}");
    let said = refusal.to_string();
    let OpenError::Damaged { good, .. } = refusal else { panic!("{what}: {said}") };
    assert!(said.contains("is damaged (") && said.contains("run bearings restore "), "{what}: {said}");
    good
}

#[tokio::test]
async fn sixty_of_sixty_damaged_pages_are_found_and_the_newest_good_backup_is_named() {
    const PAGE: usize = 4096;
    let place = DatabaseFixture::with_entries(400).await;
    let good = place.backed_up().await;
    // A newer one is damaged too.
    let newer = place.file("bearings-20261125T192611Z.db");
    let bytes = place.packed().await;
    fs::write(&newer, &bytes[..bytes.len() / 2]).unwrap();
    let pages = u64::try_from(bytes.len() / PAGE).unwrap();
    for seed in 1..=60_u64 {
        let mut damaged = bytes.clone();
        let page = usize::try_from(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) % pages).unwrap();
        let at = page * PAGE;
        let there = &mut damaged[at..at + PAGE];
        match seed % 3 {
            0 => there.fill(0),
            1 => there.iter_mut().zip(noise(seed)).for_each(|(byte, noise)| *byte = noise),
            _ => there[..PAGE / 2].iter_mut().zip(noise(seed)).for_each(|(byte, noise)| *byte = noise),
        }
        assert_eq!(refused(&place, &damaged, &format!("page {page} of seed {seed}")).await, Some(good.clone()));
    }
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_refused_wherever_it_ends() {
    let place = DatabaseFixture::with_entries(100).await;
    let good = place.backed_up().await;
    let bytes = place.packed().await;
    for end in [bytes.len() - 1, bytes.len() - 4096, bytes.len() / 2, 4096, 100, 1, 0] {
        assert_eq!(refused(&place, &bytes[..end], &format!("{end} bytes")).await, Some(good.clone()));
    }
    fs::remove_file(good).unwrap();
    fs::write(place.database(), &bytes[..bytes.len() / 2]).unwrap();
    let refusal = open(&place.url()).await.map(drop).unwrap_err().to_string();
    assert!(refusal.contains("No good backup of it is known here"), "{refusal}");
}

#[tokio::test]
async fn a_backup_that_is_not_ours_or_newer_than_we_is_refused_and_changes_nothing() {
    let place = DatabaseFixture::with_entries(3).await;
    let before = fs::read(place.database()).unwrap();
    let backup = place.backed_up().await;
    let strange = |name: &str, statement: &'static str| {
        let file = place.file(name);
        fs::copy(&backup, &file).unwrap();
        async move {
            let mut db = SqliteConnectOptions::new().filename(&file).foreign_keys(false).connect().await.unwrap();
            sqlx::query(statement).execute(&mut db).await.unwrap();
            db.close().await.unwrap();
            file
        }
    };
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (9999, 'later', 1, x'00', 0)";
    let astray = "INSERT INTO evidence_share (evidence_id, manager, tenure, shared_at) VALUES (77, 'UPRIYA', 1, 0)";
    let text = place.file("notes.txt");
    fs::write(
        &text,
        "no database at all, and longer than the beginning of one has to be, which are a hundred bytes: like so",
    )
    .unwrap();
    for (file, said) in [
        (text, "is no database of Bearings"),
        (strange("empty.db", "DROP TABLE _sqlx_migrations").await, "is no database of Bearings"),
        (strange("newer.db", newer).await, "was written by a newer Bearings (its schema is 9999"),
        (strange("other.db", "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 2").await, "another make"),
        (strange("astray.db", astray).await, "a row of evidence_share refers to one that is not there"),
        (place.file("nowhere.db"), "is not there"),
        (place.database(), "is the database itself"),
    ] {
        let refusal = restore(&place.url(), &file, now()).await.unwrap_err().to_string();
        assert!(refusal.contains(said), "{refusal}");
        assert_eq!(fs::read(place.database()).unwrap(), before);
    }
    let running = place.open().await;
    let refusal = restore(&place.url(), &backup, now()).await.unwrap_err().to_string();
    assert!(refusal.starts_with("another Bearings already uses "), "{refusal}");
    drop(running);
}

#[tokio::test]
async fn no_new_database_takes_the_place_of_one_that_is_gone() {
    let place = DatabaseFixture::with_entries(1).await;
    let backup = place.backed_up().await;
    fs::remove_file(place.database()).unwrap();
    let refusal = open(&place.url()).await.unwrap_err().to_string();
    let says = format!(
        "{} is not there, though there are backups of it. Its newest good backup is {}: run bearings restore",
        place.database().display(),
        backup.display()
    );
    assert!(refusal.starts_with(&says) && refusal.ends_with("; to begin anew, move them away"), "{refusal}");
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

/// A database as an older version left it.
async fn older(place: &DatabaseFixture, schema: i64) {
    let known: Migrator = sqlx::migrate!();
    let then = known.iter().filter(|migration| migration.version <= schema).cloned().collect();
    let options = SqliteConnectOptions::new().filename(place.database()).create_if_missing(true);
    let mut db = options.connect().await.unwrap();
    Migrator::with_migrations(then).run(&mut db).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn before_the_schema_changes_a_copy_is_set_aside() {
    let place = DatabaseFixture::new();
    older(&place, 9).await;
    place.open().await.close().await;
    let copies = list(place.0.path(), &place.database()).unwrap();
    let names: Vec<_> = copies.iter().map(|copy| copy.path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["bearings-before-0010.db"]);
    assert_eq!(check(Path::new(&copies[0].path)).await.unwrap().schema, 9);
    // It is the way back: once restored, it is upgraded again.
    fs::remove_file(place.database()).unwrap();
    restore(&place.url(), &copies[0].path, now()).await.unwrap();
    assert_eq!(check(&place.database()).await.unwrap().schema, 9);
    place.open().await.close().await;
    assert!(check(&place.database()).await.unwrap().schema > 9);
}

#[tokio::test]
async fn nothing_is_set_aside_for_a_new_database_or_for_no_change() {
    let place = DatabaseFixture::new();
    for _ in 0..2 {
        place.open().await.close().await;
        assert_eq!(list(place.0.path(), &place.database()).unwrap(), []);
    }
}

#[tokio::test]
async fn without_a_copy_set_aside_the_schema_stays() {
    let place = DatabaseFixture::new();
    older(&place, 9).await;
    // A directory has the name of the copy.
    fs::create_dir(place.file("bearings-before-0010.db")).unwrap();
    let refusal = open(&place.url()).await.map(drop).unwrap_err();
    assert!(matches!(refusal, OpenError::NoSnapshot { .. }), "{refusal}");
    assert_eq!(check(&place.database()).await.unwrap().schema, 9);
}

#[tokio::test]
async fn the_log_is_folded_however_readers_follow_each_other() {
    let place = DatabaseFixture::with_entries(1).await;
    let store = place.open().await;
    let mut reader = store.read().await.unwrap();
    sqlx::query("BEGIN").execute(&mut *reader).await.unwrap();
    sqlx::query("SELECT COUNT(*) FROM evidence").execute(&mut *reader).await.unwrap();
    let mut writing = store.write().await.unwrap();
    for number in 0..400 {
        let ana = MemberId::new("UANA");
        let long = draft(&"a long entry ".repeat(200));
        insert_entry(&mut writing, &here(), &ana, &format!("L{number}"), &long, now()).await.unwrap();
    }
    writing.commit().await.unwrap();
    assert!(store.log_size() > 500_000, "{}", store.log_size());
    assert!(!store.fold_log().await.unwrap(), "a reader still needs it");
    sqlx::query("COMMIT").execute(&mut *reader).await.unwrap();
    assert!(store.fold_log().await.unwrap());
    assert_eq!(store.log_size(), 0);
}
