//! Digests: begun for a team's week, and what goes into them. Nothing that anybody wrote is kept here.

#![expect(clippy::disallowed_methods, reason = "store/ is the home of SQL")]

mod gather;
mod post;
mod read;
mod wrong;

pub use gather::{Author, Scheduled, list_authors, list_newly_sharing, list_rosters, list_scheduled};
pub use post::{
    Post, find_post_of, insert_post, list_posts, update_begun, update_post_of, update_post_ready, update_posts_ended,
    update_posts_ready,
};
pub use read::{
    Gathered, Stored, find_digest, find_of_entry, find_of_post, find_of_week, find_unfinished, list_due, list_gathered,
    list_over,
};

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, SqliteConnection};

use crate::domain::cadence::Week;
use crate::domain::digest::{DigestId, State, Wrong};
use crate::domain::ids::{ChannelId, EntryId, MemberId, WorkspaceId};
use crate::domain::roster::{TeamId, TeamName};
use crate::store::{StoreError, of_many};

/// Rows in one statement; each has three values, and SQLite takes 32,766.
const AT_ONCE: usize = 500;

/// A digest that begins.
#[derive(Clone, Debug)]
pub struct NewDigest<'n> {
    /// Where.
    pub workspace: &'n WorkspaceId,
    /// Whose.
    pub team: TeamId,
    /// What the team is called now.
    pub name: &'n TeamName,
    /// For which week.
    pub week: Week,
    /// Into which channel.
    pub channel: &'n ChannelId,
    /// When it is posted.
    pub due_at: DateTime<Utc>,
    /// Who can read it, as its authors are told.
    pub audience: &'n BTreeSet<MemberId>,
}

/// Begins a digest; nothing if the team has one for that week.
///
/// # Errors
/// When the database fails.
pub async fn insert_digest(db: &mut SqliteConnection, new: &NewDigest<'_>) -> Result<Option<DigestId>, StoreError> {
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO digest (workspace, team_id, team, week, channel, due_at, state)
         VALUES ($1, $2, $3, $4, $5, $6, 'open') ON CONFLICT (team_id, week) DO NOTHING RETURNING id",
    )
    .bind(new.workspace.as_str())
    .bind(new.team.0)
    .bind(new.name.as_str())
    .bind(new.week.to_string())
    .bind(new.channel.as_str())
    .bind(new.due_at.timestamp_millis())
    .fetch_optional(&mut *db)
    .await?;
    let Some(id) = id else { return Ok(None) };
    if !new.audience.is_empty() {
        let mut query = QueryBuilder::new("INSERT INTO digest_audience (digest_id, member) ");
        query.push_values(new.audience, |mut row, member| {
            row.push_bind(id).push_bind(member.as_str());
        });
        of_many(&mut query).execute(db).await?;
    }
    Ok(Some(DigestId(id)))
}

/// Puts entries into a digest. One that is in any digest stays where it is.
///
/// # Errors
/// When the database fails.
pub async fn insert_entries(
    db: &mut SqliteConnection,
    digest: DigestId,
    entries: &[(EntryId, &MemberId)],
) -> Result<(), StoreError> {
    for some in entries.chunks(AT_ONCE) {
        let mut query = QueryBuilder::new("INSERT INTO digest_entry (evidence_id, digest_id, author) ");
        query.push_values(some, |mut row, (entry, author)| {
            row.push_bind(entry.0).push_bind(digest.0).push_bind(author.as_str());
        });
        query.push(" ON CONFLICT (evidence_id) DO NOTHING");
        of_many(&mut query).execute(&mut *db).await?;
    }
    Ok(())
}

/// Takes entries out of their digest, so that they can go into a later one.
///
/// # Errors
/// When the database fails.
pub async fn delete_entries(db: &mut SqliteConnection, entries: &[EntryId]) -> Result<(), StoreError> {
    for entry in entries {
        sqlx::query("DELETE FROM digest_entry WHERE evidence_id = $1").bind(entry.0).execute(&mut *db).await?;
    }
    Ok(())
}

/// Says how it stands with a digest.
///
/// # Errors
/// When the database fails.
pub async fn update_state(db: &mut SqliteConnection, digest: DigestId, state: State) -> Result<(), StoreError> {
    sqlx::query("UPDATE digest SET state = $2 WHERE id = $1")
        .bind(digest.0)
        .bind(read::name_of(state))
        .execute(db)
        .await?;
    Ok(())
}

/// Says what is wrong with a digest's channel.
///
/// # Errors
/// When the database fails.
pub async fn update_wrong(db: &mut SqliteConnection, digest: DigestId, wrong: &[Wrong]) -> Result<(), StoreError> {
    sqlx::query("UPDATE digest SET wrong = $2 WHERE id = $1")
        .bind(digest.0)
        .bind(wrong::written(wrong))
        .execute(db)
        .await?;
    Ok(())
}

/// Holds an entry back, or puts it back.
///
/// # Errors
/// When the database fails.
pub async fn update_held(db: &mut SqliteConnection, entry: EntryId, is_held: bool) -> Result<(), StoreError> {
    sqlx::query("UPDATE digest_entry SET is_held = $2 WHERE evidence_id = $1")
        .bind(entry.0)
        .bind(is_held)
        .execute(db)
        .await?;
    Ok(())
}

/// Notes down since when an author can look at what goes into a digest.
///
/// # Errors
/// When the database fails.
pub async fn update_previewed(
    db: &mut SqliteConnection,
    digest: DigestId,
    author: &MemberId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE digest_entry SET previewed_at = $3 WHERE digest_id = $1 AND author = $2 AND previewed_at IS NULL",
    )
    .bind(digest.0)
    .bind(author.as_str())
    .bind(now.timestamp_millis())
    .execute(db)
    .await?;
    Ok(())
}
