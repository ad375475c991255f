//! Entries as they are found and listed.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Row, Sqlite, SqliteConnection};

use crate::domain::evidence::{Draft, Entry, Share, Shown};
use crate::domain::framework::LevelNumber;
use crate::domain::ids::{BehaviourId, EntryId, MemberId, ThemeId, TrackId, WorkspaceId};
use crate::domain::link::Link;
use crate::domain::roster::Tenure;
use crate::secret::PrivateText;
use crate::store::lists::column;
use crate::store::{StoreError, instant};

/// The lists that entries are made of, as columns: those whose `id` and `workspace` are in `wanted`, what they show, and
/// with whom they are shared.
macro_rules! entry_lists {
    () => {
        "(SELECT json_group_array(json_array(
                e.id, e.workspace, e.author, e.happened_on, e.deleted_at, t.words, t.link, t.quote))
            FROM wanted w CROSS JOIN evidence e ON e.id = w.id AND e.workspace = w.workspace
            CROSS JOIN evidence_text t ON t.id = e.text_id) AS entries,
         (SELECT json_group_array(json_array(
                b.evidence_id, b.position, v.track, v.version, f.behaviour, f.theme, f.level, f.text))
            FROM wanted w CROSS JOIN evidence_behaviour b ON b.evidence_id = w.id
            CROSS JOIN framework_version v ON v.id = b.version_id
            CROSS JOIN framework_behaviour f ON f.version_id = b.version_id AND f.behaviour = b.behaviour) AS behaviours,
         (SELECT json_group_array(json_array(s.evidence_id, s.manager, s.tenure))
            FROM wanted w CROSS JOIN evidence_share s ON s.evidence_id = w.id) AS shares"
    };
}

/// The query for entries, with which are meant.
macro_rules! entries {
    ($which:literal) => {
        concat!(
            "WITH wanted AS MATERIALIZED (SELECT e.id, e.workspace FROM evidence e WHERE ",
            $which,
            ") SELECT ",
            entry_lists!()
        )
    };
}

pub(super) use entries;
pub(in crate::store) use entry_lists;

const OF_AUTHOR: &str = entries!("e.workspace = $1 AND e.author = $2");
const NEWEST_OF_AUTHOR: &str = entries!(
    "e.id IN (
        SELECT id FROM (
            SELECT id FROM evidence WHERE workspace = $1 AND author = $2 AND deleted_at IS NULL
            ORDER BY happened_on DESC, id DESC LIMIT $3
        ) AS newest
        UNION ALL SELECT id FROM evidence WHERE workspace = $1 AND author = $2 AND deleted_at IS NOT NULL
    )"
);
const BY_ID: &str = entries!("e.workspace = $1 AND e.id = $2");

/// All entries of one author, deleted ones that are not erased yet included.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn list_entries(
    db: &mut SqliteConnection,
    workspace: &WorkspaceId,
    author: &MemberId,
) -> Result<Vec<Entry>, StoreError> {
    read(db, sqlx::query(OF_AUTHOR).bind(workspace.as_str()).bind(author.as_str())).await
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
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    read(db, sqlx::query(NEWEST_OF_AUTHOR).bind(workspace.as_str()).bind(author.as_str()).bind(most)).await
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
    Ok(read(db, sqlx::query(BY_ID).bind(workspace.as_str()).bind(id.0)).await?.pop())
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
            Ok(((track, behaviour), day(&row.try_get::<String, _>("newest")?)?))
        })
        .collect()
}

/// An entry, in the order of its list.
#[derive(Deserialize)]
struct Stored {
    id: i64,
    workspace: WorkspaceId,
    author: MemberId,
    happened_on: String,
    deleted_at: Option<i64>,
    words: String,
    link: Option<String>,
    quote: Option<String>,
}

/// What an entry shows, in the order of its list.
#[derive(Deserialize)]
struct StoredBehaviour {
    entry: i64,
    position: i64,
    track: TrackId,
    version: String,
    behaviour: BehaviourId,
    theme: ThemeId,
    level: u8,
    wording: String,
}

/// With whom an entry is shared.
type StoredShare = (i64, MemberId, i64);

/// What a query for entries finds.
pub(super) async fn read(
    db: &mut SqliteConnection,
    entries: Query<'_, Sqlite, SqliteArguments>,
) -> Result<Vec<Entry>, StoreError> {
    assembled(&entries.fetch_one(db).await?)
}

/// The entries that [`entry_lists`] found, by their ids.
pub(in crate::store) fn assembled(row: &SqliteRow) -> Result<Vec<Entry>, StoreError> {
    let mut entries: Vec<Entry> =
        column::<Stored>(row, "entries")?.into_iter().map(Stored::entry).collect::<Result<_, _>>()?;
    entries.sort_unstable_by_key(|entry| entry.id);
    let mut behaviours: Vec<StoredBehaviour> = column(row, "behaviours")?;
    behaviours.sort_unstable_by_key(|shown| (shown.entry, shown.position));
    for shown in behaviours {
        if let Some(entry) = of(&mut entries, shown.entry) {
            entry.behaviours.push(shown.shown());
        }
    }
    for (entry, manager, tenure) in column::<StoredShare>(row, "shares")? {
        if let Some(entry) = of(&mut entries, entry) {
            entry.shares.push(Share::from((manager, tenure)));
        }
    }
    Ok(entries)
}

fn of(entries: &mut [Entry], id: i64) -> Option<&mut Entry> {
    let at = entries.binary_search_by_key(&EntryId(id), |entry| entry.id).ok()?;
    entries.get_mut(at)
}

impl Stored {
    fn entry(self) -> Result<Entry, StoreError> {
        Ok(Entry {
            id: EntryId(self.id),
            workspace: self.workspace,
            author: self.author,
            words: PrivateText::new(self.words),
            link: self.link.as_deref().and_then(Link::parse),
            quote: self.quote.map(PrivateText::new),
            happened_on: day(&self.happened_on)?,
            behaviours: Vec::new(),
            shares: Vec::new(),
            deleted_at: self.deleted_at.map(instant).transpose()?,
        })
    }
}

impl StoredBehaviour {
    fn shown(self) -> Shown {
        let Self { track, version, behaviour, theme, level, wording, .. } = self;
        Shown { track, behaviour, theme, level: LevelNumber(level), wording, version }
    }
}

impl From<(MemberId, i64)> for Share {
    fn from((manager, tenure): (MemberId, i64)) -> Self {
        Self { manager, tenure: Tenure(tenure) }
    }
}

fn day(text: &str) -> Result<NaiveDate, StoreError> {
    text.parse().map_err(|_| StoreError::OutOfRange("day"))
}
