//! What people withdrew since a backup was made stays withdrawn when it is restored, as far as the replaced database
//! still shows it: entries are erased, edited, unshared or held back, people are erased or want no messages, and
//! tenures of managers have ended. Digests stay as they are in their channels, which no restore reaches.

use std::path::Path;

use chrono::DateTime;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};

use crate::domain::ids::{Actor, EntryId, MemberId, WorkspaceId};
use crate::store::StoreError;
use crate::store::evidence::{delete_erased, replace_text};
use crate::store::personal::delete_rows;
use crate::store::request::take_over_known;
use crate::store::sql::{Connection, query, query_as, query_scalar};
use crate::store::sqlite::connect::distrusting;

/// The first schemas in which these exist.
const WITH_DELIVERIES: i64 = 5;
const WITH_DIGESTS: i64 = 10;
const WITH_ATTEMPTS: i64 = 12;
const WITH_PLAIN_NAMES: i64 = 18;

/// What was withdrawn since the backup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    pub deleted: u64,
    pub edited: u64,
    /// Permissions of one manager to see one entry.
    pub unshared: u64,
}

/// Opens a copy that is about to become the database.
pub(super) async fn open(copy: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(copy).foreign_keys(true).pragma("secure_delete", "ON");
    distrusting(options).disable_statement_logging().connect().await
}

/// What waits in the copy may have been sent since it was made, so it is looked for before it is sent.
pub(super) async fn doubt_deliveries(db: &mut SqliteConnection, schema: i64) -> Result<(), sqlx::Error> {
    if schema >= WITH_DELIVERIES {
        // Looked for from when it was promised: it can have been sent at any time since.
        let doubt = "UPDATE delivery SET state = 'doubtful', reason = 'restored',
                        first_tried_at = COALESCE(first_tried_at, created_at) WHERE state IN ('ready', 'sending')";
        sqlx::query(doubt).execute(db).await?;
    }
    Ok(())
}

/// If no one can tell what happened to digests since, none is posted automatically. A manager is asked whether one that
/// was about to be posted is in the channel; one that wasn't laid out yet is dropped, because authors may
/// have held entries back.
pub(super) async fn doubt_digests(db: &mut SqliteConnection, schema: i64) -> Result<(), sqlx::Error> {
    if schema < WITH_DIGESTS {
        return Ok(());
    }
    let [begun, previews] = if schema < WITH_ATTEMPTS {
        [
            "UPDATE digest_post SET is_begun = 1
             WHERE id IN (SELECT subject FROM delivery WHERE kind = 'digest' AND state = 'doubtful')",
            PREVIEWS_UNTIL_PLAIN_NAMES,
        ]
    } else if schema < WITH_PLAIN_NAMES {
        [
            "UPDATE digest_post SET is_begun = 1, attempts = attempts + 1
             WHERE is_begun = 0 AND id IN (SELECT subject FROM delivery WHERE kind = 'digest' AND state = 'doubtful')",
            PREVIEWS_UNTIL_PLAIN_NAMES,
        ]
    } else {
        [
            "UPDATE digest_post SET posting_started = 1, attempts = attempts + 1 WHERE posting_started = 0
                AND id IN (SELECT subject_id FROM delivery WHERE kind = 'digest' AND state = 'doubtful')",
            "UPDATE delivery SET is_stale = 1 WHERE kind = 'preview' AND state = 'sent' AND subject_id IN
                (SELECT id FROM digest WHERE state IN ('open', 'withheld') AND id NOT IN (SELECT digest_id FROM digest_post))",
        ]
    };
    let drop = "UPDATE digest SET state = 'dropped'
                WHERE state IN ('open', 'withheld') AND id NOT IN (SELECT digest_id FROM digest_post)";
    for statement in [begun, previews, drop] {
        sqlx::query(statement).execute(&mut *db).await?;
    }
    Ok(())
}

/// Authors read in the preview that nothing is posted.
const PREVIEWS_UNTIL_PLAIN_NAMES: &str =
    "UPDATE delivery SET is_stale = 1 WHERE kind = 'preview' AND state = 'sent' AND subject IN
        (SELECT id FROM digest WHERE state IN ('open', 'withheld') AND id NOT IN (SELECT digest_id FROM digest_post))";

/// Does in the copy what people did in the replaced database since; both have this version's schema by now, and
/// the replaced one had `schema` before. `None` if the two aren't the same database: then equal ids mean different
/// entries of different people.
pub(super) async fn take_back(
    copied: &Path,
    (replaced, schema): (&Path, i64),
) -> Result<Option<Reconciled>, StoreError> {
    let Some(replaced) = replaced.to_str() else { return Ok(None) };
    let mut db = Connection::SqliteUnpooled(Box::new(open(copied).await?));
    query("ATTACH $1 AS replaced").bind(replaced).run(&mut db).await?;
    if is_another(&mut db).await? {
        return Ok(None);
    }
    query("BEGIN").run(&mut db).await?;
    let deleted = delete(&mut db).await?;
    let edited = edit(&mut db).await?;
    let unshared = unshare(&mut db).await?;
    if schema >= WITH_DIGESTS {
        keep_digests(&mut db).await?;
    }
    leave_alone(&mut db).await?;
    erase(&mut db).await?;
    forget(&mut db).await?;
    take_over_known(&mut db).await?;
    query("COMMIT").run(&mut db).await?;
    db.close().await?;
    Ok(Some(Reconciled { deleted, edited, unshared }))
}

/// Whether the two aren't one database: they were made separately, or diverged since, so that one id means two entries.
/// When the first tables were made, and how long that took, is copied with every copy and the same nowhere else.
async fn is_another(db: &mut Connection) -> Result<bool, StoreError> {
    let same: Option<i64> = query_scalar(
        "SELECT 1 FROM _sqlx_migrations m JOIN replaced._sqlx_migrations r
            ON (r.version, r.installed_on, r.execution_time) = (m.version, m.installed_on, m.execution_time)
         WHERE m.version = 1",
    )
    .fetch_optional(&mut *db)
    .await?;
    let differing: Option<i64> = query_scalar(
        "SELECT e.id FROM evidence e JOIN replaced.evidence r ON r.id = e.id
         WHERE (r.workspace, r.author, r.view_id, r.created_at) <> (e.workspace, e.author, e.view_id, e.created_at) LIMIT 1",
    )
    .fetch_optional(db)
    .await?;
    Ok(same.is_none() || differing.is_some())
}

/// Entry ids are never reused, so an id that is missing there was erased. What is deleted there but can still be
/// brought back is deleted here too.
async fn delete(db: &mut Connection) -> Result<u64, StoreError> {
    let erased = query(
        "UPDATE evidence SET deleted_at = 0 WHERE id NOT IN (SELECT id FROM replaced.evidence)
            AND id <= COALESCE((SELECT seq FROM replaced.sqlite_sequence WHERE name = 'evidence'), 0)",
    )
    .run_counted(&mut *db)
    .await?;
    let deleted = query(
        "UPDATE evidence SET deleted_at = r.deleted_at FROM replaced.evidence r
         WHERE r.id = evidence.id AND r.deleted_at IS NOT NULL AND r.deleted_at IS NOT evidence.deleted_at",
    )
    .run_counted(&mut *db)
    .await?;
    delete_erased(db, DateTime::UNIX_EPOCH).await?;
    Ok(erased + deleted)
}

/// Words that were replaced are words that their author no longer wants there.
async fn edit(db: &mut Connection) -> Result<u64, StoreError> {
    let edited: Vec<(i64, String, Option<String>, Option<String>)> = query_as(
        "SELECT e.id, t.words, t.link, t.quote FROM evidence e JOIN replaced.evidence r ON r.id = e.id
         JOIN replaced.evidence_text t ON t.id = r.text_id WHERE r.text_id <> e.text_id",
    )
    .fetch_all(&mut *db)
    .await?;
    let mut count = 0;
    for (id, words, link, quote) in edited {
        replace_text(db, EntryId(id), (&words, link.as_deref(), quote.as_deref())).await?;
        count += 1;
    }
    Ok(count)
}

/// Removes permissions that were withdrawn, and managers who no longer are.
async fn unshare(db: &mut Connection) -> Result<u64, StoreError> {
    let unshared = query(
        "DELETE FROM evidence_share WHERE evidence_id IN (SELECT id FROM replaced.evidence) AND NOT EXISTS
            (SELECT 1 FROM replaced.evidence_share s WHERE s.evidence_id = evidence_share.evidence_id
                AND s.manager = evidence_share.manager AND s.tenure = evidence_share.tenure)",
    )
    .run_counted(&mut *db)
    .await?;
    let forget = "UPDATE evidence SET shared_at = NULL WHERE shared_at IS NOT NULL
                    AND id NOT IN (SELECT evidence_id FROM evidence_share)";
    query(forget).run(&mut *db).await?;
    let ended = "DELETE FROM roster_manager WHERE tenure NOT IN (SELECT tenure FROM replaced.roster_manager)
                    AND tenure <= COALESCE((SELECT seq FROM replaced.sqlite_sequence WHERE name = 'roster_manager'), 0)";
    query(ended).run(db).await?;
    Ok(unshared)
}

/// What was posted since is in its channel, and what was held back is held back: digests and their deliveries are taken
/// over from the replaced database.
async fn keep_digests(db: &mut Connection) -> Result<(), StoreError> {
    for statement in [
        "DELETE FROM delivery WHERE kind IN ('preview', 'digest', 'digest_trouble')",
        "DELETE FROM digest_entry",
        "DELETE FROM digest",
        "INSERT INTO digest SELECT * FROM replaced.digest",
        "INSERT INTO digest_audience SELECT * FROM replaced.digest_audience",
        "INSERT INTO digest_post SELECT * FROM replaced.digest_post",
        "INSERT INTO digest_entry SELECT * FROM replaced.digest_entry",
        "INSERT INTO delivery SELECT * FROM replaced.delivery WHERE kind IN ('preview', 'digest', 'digest_trouble')",
        // Ids are never reused, even when their rows are gone.
        "UPDATE sqlite_sequence SET seq = MAX(seq, (SELECT r.seq FROM replaced.sqlite_sequence r WHERE r.name = sqlite_sequence.name))
         WHERE name IN (SELECT name FROM replaced.sqlite_sequence)",
    ] {
        query(statement).run(&mut *db).await?;
    }
    Ok(())
}

/// Anyone who since asked for no messages, no questions, a pause, or less sharing still gets that.
async fn leave_alone(db: &mut Connection) -> Result<(), StoreError> {
    for statement in [
        "UPDATE engineer SET introduction = r.introduction, decided_at = r.decided_at FROM replaced.engineer r
         WHERE (r.workspace, r.engineer) = (engineer.workspace, engineer.engineer) AND r.introduction IN ('never', 'later')",
        "INSERT OR IGNORE INTO engineer (workspace, engineer, introduction, introduction_count, decided_at)
         SELECT workspace, engineer, introduction, introduction_count, decided_at FROM replaced.engineer
         WHERE introduction IN ('never', 'later')",
        "UPDATE engineer SET shares_up_to = MIN(engineer.shares_up_to, r.shares_up_to),
            paused_until = NULLIF(MAX(COALESCE(engineer.paused_until, 0), COALESCE(r.paused_until, 0)), 0)
         FROM replaced.engineer r WHERE (r.workspace, r.engineer) = (engineer.workspace, engineer.engineer)",
    ] {
        query(statement).run(&mut *db).await?;
    }
    Ok(())
}

/// Anyone who had everything erased since is erased here too, and DMs that were being emptied are emptied completely.
/// Only erasing leaves a person who wants no messages without ever deciding so.
async fn erase(db: &mut Connection) -> Result<(), StoreError> {
    let erased: Vec<(String, String)> = query_as(
        "SELECT workspace, engineer FROM replaced.engineer WHERE introduction = 'never' AND decided_at IS NULL",
    )
    .fetch_all(&mut *db)
    .await?;
    for (workspace, member) in erased {
        delete_rows(db, &Actor { workspace: WorkspaceId::new(workspace), member: MemberId::new(member) }).await?;
    }
    let open = "INSERT OR REPLACE INTO erasure (workspace, member, channel, erased_at)
                    SELECT workspace, member, channel, erased_at FROM replaced.erasure";
    query(open).run(db).await
}

/// What is gone there goes here too: it had expired, or was erased, even for people who started over after that.
async fn forget(db: &mut Connection) -> Result<(), StoreError> {
    for statement in [
        "DELETE FROM prompt WHERE id NOT IN (SELECT id FROM replaced.prompt)
            AND id <= COALESCE((SELECT seq FROM replaced.sqlite_sequence WHERE name = 'prompt'), 0)",
        "DELETE FROM delivery WHERE kind = 'prompt' AND subject_id NOT IN (SELECT id FROM replaced.prompt)
            AND subject_id <= COALESCE((SELECT seq FROM replaced.sqlite_sequence WHERE name = 'prompt'), 0)",
        "DELETE FROM evidence_access_log WHERE id NOT IN (SELECT id FROM replaced.evidence_access_log)
            AND id <= COALESCE((SELECT seq FROM replaced.sqlite_sequence WHERE name = 'evidence_access_log'), 0)",
        "DELETE FROM administrator_export WHERE id NOT IN (SELECT id FROM replaced.administrator_export)
            AND id <= COALESCE((SELECT seq FROM replaced.sqlite_sequence WHERE name = 'administrator_export'), 0)",
    ] {
        query(statement).run(&mut *db).await?;
    }
    Ok(())
}
