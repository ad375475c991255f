//! Entries as they are found and listed.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::domain::evidence::{Draft, Entry, Share, Shown};
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{BehaviourId, EntryId, MemberId, ThemeId, TrackId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::roster::Tenure;
use crate::secret::PrivateText;
use crate::store::{StoreError, instant};

/// The three queries that entries are made of, with which entries are meant.
macro_rules! entry_queries {
    ($which:literal) => {
        (
            concat!(
                "SELECT e.id, e.workspace, e.author, e.happened_on, e.deleted_at, e.shared_at, t.words, t.link, t.quote
                 FROM evidence e JOIN evidence_text t ON t.id = e.text_id WHERE ",
                $which
            ),
            concat!(
                "SELECT e.id, v.track, v.version, f.behaviour, f.theme, f.level, f.text
                 FROM evidence e JOIN evidence_behaviour b ON b.evidence_id = e.id
                 JOIN framework_behaviour f ON f.version_id = b.version_id AND f.behaviour = b.behaviour
                 JOIN framework_version v ON v.id = b.version_id WHERE ",
                $which,
                " ORDER BY e.id, b.position"
            ),
            concat!(
                "SELECT e.id, s.manager, s.tenure FROM evidence e JOIN evidence_share s ON s.evidence_id = e.id WHERE ",
                $which
            ),
        )
    };
}

pub(super) use entry_queries;

/// The queries for entries, for what they show, and for whom they are shared with.
pub(super) type Queries = (&'static str, &'static str, &'static str);

const OF_AUTHOR: Queries = entry_queries!("e.workspace = $1 AND e.author = $2");
const NEWEST_OF_AUTHOR: Queries = entry_queries!(
    "e.id IN (
        SELECT id FROM (
            SELECT id FROM evidence WHERE workspace = $1 AND author = $2 AND deleted_at IS NULL
            ORDER BY happened_on DESC, id DESC LIMIT $3
        ) AS newest
        UNION ALL SELECT id FROM evidence WHERE workspace = $1 AND author = $2 AND deleted_at IS NOT NULL
    )"
);
const BY_ID: Queries = entry_queries!("e.workspace = $1 AND e.id = $2");

/// All entries of one author, deleted ones that are not erased yet included.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_entries(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    author: &MemberId,
) -> Result<Vec<Entry>, StoreError> {
    let (entries, shown, shares) = OF_AUTHOR;
    let of_author = |query| sqlx::query(query).bind(workspace.as_str().to_owned()).bind(author.as_str().to_owned());
    let entries = of_author(entries).fetch_all(&mut *db).await?;
    let shown = of_author(shown).fetch_all(&mut *db).await?;
    let shares = of_author(shares).fetch_all(db).await?;
    assembled(&entries, &shown, &shares)
}

/// The newest entries of one author, and with them the deleted ones that are not erased yet.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_newest_entries(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    author: &MemberId,
    most: usize,
) -> Result<Vec<Entry>, StoreError> {
    let (entries, shown, shares) = NEWEST_OF_AUTHOR;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let of_author =
        |query| sqlx::query(query).bind(workspace.as_str().to_owned()).bind(author.as_str().to_owned()).bind(most);
    let entries = of_author(entries).fetch_all(&mut *db).await?;
    let shown = of_author(shown).fetch_all(&mut *db).await?;
    let shares = of_author(shares).fetch_all(db).await?;
    assembled(&entries, &shown, &shares)
}

/// The entry of that id, deleted or not, if it is in this workspace.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn find_entry(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    id: EntryId,
) -> Result<Option<Entry>, StoreError> {
    let (entry, shown, shares) = BY_ID;
    let by_id = |query| sqlx::query(query).bind(workspace.as_str().to_owned()).bind(id.0);
    let entry = by_id(entry).fetch_all(&mut *db).await?;
    let shown = by_id(shown).fetch_all(&mut *db).await?;
    let shares = by_id(shares).fetch_all(db).await?;
    Ok(assembled(&entry, &shown, &shares)?.pop())
}

/// The entry that was written in this form, if it was submitted before.
///
/// # Errors
/// When the database fails.
pub async fn find_written_in(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    author: &MemberId,
    form: &str,
) -> Result<Option<EntryId>, StoreError> {
    let id = sqlx::query_scalar("SELECT id FROM evidence WHERE workspace = $1 AND author = $2 AND form = $3")
        .bind(workspace.as_str())
        .bind(author.as_str())
        .bind(form)
        .fetch_optional(db)
        .await?;
    Ok(id.map(EntryId))
}

/// An entry that says the same of the same day and was written since, as happens when a form is open twice.
///
/// # Errors
/// When the database fails.
pub async fn find_recent_twin(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    author: &MemberId,
    draft: &Draft,
    since: DateTime<Utc>,
) -> Result<Option<EntryId>, StoreError> {
    let id = sqlx::query_scalar(
        "SELECT e.id FROM evidence e JOIN evidence_text t ON t.id = e.text_id
         WHERE e.workspace = $1 AND e.author = $2 AND e.happened_on = $3 AND e.created_at >= $4
           AND e.deleted_at IS NULL AND t.words = $5 AND COALESCE(t.link, '') = $6
         ORDER BY e.id LIMIT 1",
    )
    .bind(workspace.as_str())
    .bind(author.as_str())
    .bind(draft.happened_on.to_string())
    .bind(since.timestamp_millis())
    .bind(draft.words.reveal())
    .bind(draft.link.as_ref().map_or("", Link::as_str))
    .fetch_optional(db)
    .await?;
    Ok(id.map(EntryId))
}

/// The behaviours of one track that an author has evidence for, each with the newest day.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_marks(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    author: &MemberId,
) -> Result<HashMap<(TrackId, BehaviourId), NaiveDate>, StoreError> {
    let rows = sqlx::query(
        "SELECT v.track, b.behaviour, MAX(e.happened_on) AS newest
         FROM evidence e JOIN evidence_behaviour b ON b.evidence_id = e.id
         JOIN framework_version v ON v.id = b.version_id
         WHERE e.workspace = $1 AND e.author = $2 AND e.deleted_at IS NULL GROUP BY v.track, b.behaviour",
    )
    .bind(workspace.as_str())
    .bind(author.as_str())
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let track = TrackId::new(row.try_get::<String, _>("track")?);
            let behaviour = BehaviourId::new(row.try_get::<String, _>("behaviour")?);
            Ok(((track, behaviour), day(row, "newest")?))
        })
        .collect()
}

pub(super) fn assembled(
    entries: &[SqliteRow],
    shown: &[SqliteRow],
    shares: &[SqliteRow],
) -> Result<Vec<Entry>, StoreError> {
    let mut shown = by_entry(shown, shown_behaviour)?;
    let mut shares = by_entry(shares, |row| {
        let manager = MemberId::new(row.try_get::<String, _>("manager")?);
        Ok(Share { manager, tenure: Tenure(row.try_get("tenure")?) })
    })?;
    entries
        .iter()
        .map(|row| {
            let id: i64 = row.try_get("id")?;
            let link: Option<String> = row.try_get("link")?;
            let deleted_at: Option<i64> = row.try_get("deleted_at")?;
            Ok(Entry {
                id: EntryId(id),
                workspace: WorkspaceId::new(row.try_get::<String, _>("workspace")?),
                author: MemberId::new(row.try_get::<String, _>("author")?),
                words: PrivateText::new(row.try_get::<String, _>("words")?),
                link: link.as_deref().and_then(Link::parse),
                quote: row.try_get::<Option<String>, _>("quote")?.map(PrivateText::new),
                happened_on: day(row, "happened_on")?,
                behaviours: shown.remove(&id).unwrap_or_default(),
                shares: shares.remove(&id).unwrap_or_default(),
                deleted_at: deleted_at.map(instant).transpose()?,
            })
        })
        .collect()
}

fn by_entry<T>(
    rows: &[SqliteRow],
    read: impl Fn(&SqliteRow) -> Result<T, StoreError>,
) -> Result<HashMap<i64, Vec<T>>, StoreError> {
    let mut by_entry: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows {
        by_entry.entry(row.try_get("id")?).or_default().push(read(row)?);
    }
    Ok(by_entry)
}

fn shown_behaviour(row: &SqliteRow) -> Result<Shown, StoreError> {
    let level: i64 = row.try_get("level")?;
    Ok(Shown {
        track: TrackId::new(row.try_get::<String, _>("track")?),
        behaviour: BehaviourId::new(row.try_get::<String, _>("behaviour")?),
        theme: ThemeId::new(row.try_get::<String, _>("theme")?),
        level: LevelNumber(u8::try_from(level).map_err(|_| StoreError::OutOfRange("level"))?),
        wording: row.try_get("text")?,
        version: row.try_get("version")?,
    })
}

fn day(row: &SqliteRow, column: &'static str) -> Result<NaiveDate, StoreError> {
    row.try_get::<String, _>(column)?.parse().map_err(|_| StoreError::OutOfRange("day"))
}
