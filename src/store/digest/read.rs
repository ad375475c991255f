//! Digests as they are read back, and which of them something is to be done about.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::domain::cadence::Week;
use crate::domain::digest::{Digest, DigestId, PostId, State};
use crate::domain::ids::{ChannelId, EntryId, MemberId, WorkspaceId};
use crate::domain::roster::TeamId;
use crate::store::digest::wrong;
use crate::store::{StoreError, instant};

/// A digest, with what its team is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The digest.
    pub digest: Digest,
    /// The team's name now; of a team that is gone, its name then.
    pub team: String,
}

/// An entry in a digest. The entry itself may be gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered {
    /// Which entry.
    pub entry: EntryId,
    /// Whose.
    pub author: MemberId,
    /// Its author holds it back.
    pub is_held: bool,
    /// Since when its author can look at it.
    pub previewed_at: Option<DateTime<Utc>>,
    /// In which message it is, once that is laid out.
    pub post: Option<PostId>,
}

const STATES: [(State, &str); 6] = [
    (State::Open, "open"),
    (State::Posting, "posting"),
    (State::Withheld, "withheld"),
    (State::Doubtful, "doubtful"),
    (State::Posted, "posted"),
    (State::Dropped, "dropped"),
];

pub(super) fn name_of(state: State) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or("", |(_, name)| name)
}

fn state_of(row: &SqliteRow) -> Result<State, StoreError> {
    let name: String = row.try_get("state")?;
    let found = STATES.iter().find(|(_, known)| *known == name);
    found.map(|(state, _)| *state).ok_or(StoreError::OutOfRange("state of a digest"))
}

/// The digest of this id.
///
/// # Errors
/// When the database fails or holds what this version did not write.
pub async fn find_digest(db: &mut SqliteConnection, id: DigestId) -> Result<Option<Stored>, StoreError> {
    let row = sqlx::query(
        "SELECT d.workspace, d.team_id, COALESCE(t.name, d.team) AS team, d.week, d.channel, d.due_at, d.state, d.wrong
         FROM digest d LEFT JOIN team t ON t.id = d.team_id WHERE d.id = $1",
    )
    .bind(id.0)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let audience: Vec<String> =
        sqlx::query_scalar("SELECT member FROM digest_audience WHERE digest_id = $1").bind(id.0).fetch_all(db).await?;
    let week: String = row.try_get("week")?;
    let digest = Digest {
        id,
        workspace: WorkspaceId::new(row.try_get::<String, _>("workspace")?),
        team: TeamId(row.try_get("team_id")?),
        week: week.parse::<Week>().map_err(|_| StoreError::OutOfRange("week"))?,
        channel: ChannelId::new(row.try_get::<String, _>("channel")?),
        due_at: instant(row.try_get("due_at")?)?,
        state: state_of(&row)?,
        audience: audience.into_iter().map(MemberId::new).collect::<BTreeSet<_>>(),
        wrong: wrong::read(&row.try_get::<String, _>("wrong")?)?,
    };
    Ok(Some(Stored { digest, team: row.try_get("team")? }))
}

/// Which digest a post belongs to.
///
/// # Errors
/// When the database fails.
pub async fn find_of_post(db: &mut SqliteConnection, post: PostId) -> Result<Option<DigestId>, StoreError> {
    let id: Option<i64> =
        sqlx::query_scalar("SELECT digest_id FROM digest_post WHERE id = $1").bind(post.0).fetch_optional(db).await?;
    Ok(id.map(DigestId))
}

/// A team's digest of a week.
///
/// # Errors
/// When the database fails.
pub async fn find_of_week(db: &mut SqliteConnection, team: TeamId, week: Week) -> Result<Option<DigestId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar("SELECT id FROM digest WHERE team_id = $1 AND week = $2")
        .bind(team.0)
        .bind(week.to_string())
        .fetch_optional(db)
        .await?;
    Ok(id.map(DigestId))
}

/// The first digest of a team that came to no end yet.
///
/// # Errors
/// When the database fails.
pub async fn find_unfinished(db: &mut SqliteConnection, team: TeamId) -> Result<Option<DigestId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "SELECT id FROM digest WHERE team_id = $1 AND state NOT IN ('posted', 'dropped') ORDER BY due_at, id LIMIT 1",
    )
    .bind(team.0)
    .fetch_optional(db)
    .await?;
    Ok(id.map(DigestId))
}

/// In which digest an entry is, if it is in one.
///
/// # Errors
/// When the database fails.
pub async fn find_of_entry(
    db: &mut SqliteConnection,
    entry: EntryId,
) -> Result<Option<(DigestId, Gathered)>, StoreError> {
    let row = sqlx::query(
        "SELECT digest_id, evidence_id, author, is_held, previewed_at, post_id FROM digest_entry WHERE evidence_id = $1",
    )
    .bind(entry.0)
    .fetch_optional(db)
    .await?;
    let found = |row: &SqliteRow| Ok((DigestId(row.try_get("digest_id")?), gathered(row)?));
    row.as_ref().map(found).transpose()
}

/// Everything in a digest, held back or not.
///
/// # Errors
/// When the database fails.
pub async fn list_gathered(db: &mut SqliteConnection, digest: DigestId) -> Result<Vec<Gathered>, StoreError> {
    let rows = sqlx::query(
        "SELECT evidence_id, author, is_held, previewed_at, post_id FROM digest_entry WHERE digest_id = $1 ORDER BY evidence_id",
    )
    .bind(digest.0)
    .fetch_all(db)
    .await?;
    rows.iter().map(gathered).collect()
}

fn gathered(row: &SqliteRow) -> Result<Gathered, StoreError> {
    Ok(Gathered {
        entry: EntryId(row.try_get("evidence_id")?),
        author: MemberId::new(row.try_get::<String, _>("author")?),
        is_held: row.try_get("is_held")?,
        previewed_at: row.try_get::<Option<i64>, _>("previewed_at")?.map(instant).transpose()?,
        post: row.try_get::<Option<i64>, _>("post_id")?.map(PostId),
    })
}

/// The open digests whose time has come and that are not laid out, each with when it was due, the longest due first.
///
/// # Errors
/// When the database fails.
pub async fn list_due(
    db: &mut SqliteConnection,
    now: DateTime<Utc>,
) -> Result<Vec<(DigestId, DateTime<Utc>)>, StoreError> {
    let due: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT d.id, d.due_at FROM digest d WHERE d.state NOT IN ('posted', 'dropped') AND d.due_at <= $1 AND d.state = 'open'
           AND NOT EXISTS (SELECT 1 FROM digest_post p WHERE p.digest_id = d.id) ORDER BY d.due_at, d.id",
    )
    .bind(now.timestamp_millis())
    .fetch_all(db)
    .await?;
    due.into_iter().map(|(id, due_at)| Ok((DigestId(id), instant(due_at)?))).collect()
}

/// The digests that came to no end and will not: they were due by then, or their team is gone or has another channel.
///
/// # Errors
/// When the database fails.
pub async fn list_over(db: &mut SqliteConnection, due_by: DateTime<Utc>) -> Result<Vec<DigestId>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "SELECT d.id FROM digest d LEFT JOIN team t ON t.id = d.team_id
         WHERE d.state NOT IN ('posted', 'dropped')
           AND (d.due_at <= $1 OR t.digest_channel IS NULL OR t.digest_channel <> d.channel) ORDER BY d.due_at, d.id",
    )
    .bind(due_by.timestamp_millis())
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(DigestId).collect())
}
