//! Databases and backups of earlier schemas.

use sqlx::migrate::Migrator;

use super::restore_reconcile::{lines, run};
use super::*;
use crate::store::sqlite::migrations::migrator;
use crate::store::sqlite::restore::Reconciled;

/// A database as an older version left it.
async fn older(place: &DatabaseFixture, schema: i64) {
    let known: Migrator = migrator();
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

/// Rows as a version wrote them whose columns had other names.
const OF_AN_EARLIER_SCHEMA: &str =
    "INSERT INTO roster_manager (workspace, engineer, manager) VALUES ('T1', 'UANA', 'UPRIYA');
     INSERT INTO evidence_text (id, words) VALUES (1, 'first'), (2, 'second');
     INSERT INTO evidence (id, workspace, author, form, text_id, happened_on, created_at, shared_at) VALUES
        (1, 'T1', 'UANA', 'V1', 1, '2026-06-01', 1, 1), (2, 'T1', 'UANA', 'V2', 2, '2026-06-01', 2, NULL);
     INSERT INTO evidence_share (evidence_id, manager, tenure, shared_at) VALUES (1, 'UPRIYA', 1, 1);
     INSERT INTO digest (id, workspace, team_id, team, week, channel, due_at, state) VALUES
        (1, 'T1', 1, 'Payments', '2026-W46', 'C1', 1, 'posting'), (2, 'T1', 1, 'Payments', '2026-W47', 'C1', 2, 'open');
     INSERT INTO digest_post (id, digest_id, position, is_begun, attempts) VALUES (7, 1, 1, 0, 0);
     INSERT INTO delivery (workspace, kind, subject, recipient, key, state, next_at, created_at) VALUES
        ('T1', 'digest', 7, 'UPRIYA', 'k7', 'ready', 1, 1), ('T1', 'preview', 2, 'UANA', 'k2', 'sent', 1, 1);
     INSERT INTO engineer (workspace, engineer, introduction, times) VALUES ('T1', 'UANA', 'started', 1)";

/// A database of the schema before columns were renamed, and its backup.
async fn earlier_schema() -> (DatabaseFixture, PathBuf) {
    let place = DatabaseFixture::new();
    older(&place, 17).await;
    let mut db = SqliteConnectOptions::new().filename(place.database()).connect().await.unwrap();
    sqlx::raw_sql(OF_AN_EARLIER_SCHEMA).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    let backup = place.backed_up().await;
    (place, backup)
}

#[tokio::test]
async fn a_backup_of_an_earlier_schema_is_reconciled_with_a_database_of_this_one() {
    let (place, backup) = earlier_schema().await;
    let store = place.open().await;
    run(
        &store,
        &[
            "UPDATE evidence SET deleted_at = 5 WHERE id = 2",
            "UPDATE digest SET state = 'posted' WHERE id = 1",
            "UPDATE digest_post SET posting_started = 1, attempts = 1",
            "UPDATE engineer SET introduction = 'never', decided_at = 2",
        ],
    )
    .await;
    store.close().await;
    let restored = restore(&place.url(), &backup, now()).await.unwrap();
    assert_eq!(restored.reconciled, Some(Reconciled { deleted: 1, edited: 0, unshared: 0 }));
    let store = place.open().await;
    let found = "SELECT concat_ws(' ', d.state, p.posting_started, (SELECT introduction FROM engineer)) FROM digest d
                 LEFT JOIN digest_post p ON p.digest_id = d.id ORDER BY d.id";
    assert_eq!(lines(&store, found).await, ["posted 1 never", "open never"]);
}

#[tokio::test]
async fn a_replaced_database_of_an_earlier_schema_stays_as_it_is() {
    let (place, backup) = earlier_schema().await;
    let mut db = SqliteConnectOptions::new().filename(place.database()).connect().await.unwrap();
    sqlx::query("DELETE FROM evidence_share").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    let restored = restore(&place.url(), &backup, now()).await.unwrap();
    assert_eq!(restored.reconciled, Some(Reconciled { deleted: 0, edited: 0, unshared: 1 }));
    assert_eq!(check(&restored.replaced.unwrap()).await.unwrap().schema, 17);
    let names: Vec<_> = fs::read_dir(place.0.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("partial")), "{names:?}");
    place.open().await.close().await;
}

#[tokio::test]
async fn a_backup_of_an_earlier_schema_keeps_it_where_there_is_nothing_to_reconcile_it_with() {
    let (place, backup) = earlier_schema().await;
    fs::remove_file(place.database()).unwrap();
    let restored = restore(&place.url(), &backup, now()).await.unwrap();
    assert_eq!((restored.reconciled, restored.contents.schema), (None, 17));
    let store = place.open().await;
    let found = "SELECT concat_ws(' ', d.state, p.posting_started, p.attempts, v.state, v.is_stale) FROM digest d
                 LEFT JOIN digest_post p ON p.digest_id = d.id
                 JOIN delivery v ON v.subject_id = COALESCE(p.id, d.id) ORDER BY d.id";
    assert_eq!(lines(&store, found).await, ["posting 1 1 doubtful 0", "dropped sent 1"]);
}
