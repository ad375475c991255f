//! Digests: created for a team's week, and what goes into them. Nothing that people wrote is stored here.

mod contents;
mod gather;
mod post;
mod read;
mod visibility;

pub use contents::{Part, find_snapshot};
pub use gather::{
    Author, Newly, NewlyShared, Scheduled, Since, list_authors, list_newly_shared, list_newly_sharing, list_scheduled,
};
pub use post::{
    find_post_of, insert_posts, update_begun, update_post_of, update_post_ready, update_posts_ended, update_posts_ready,
};
pub use read::{Due, find_digest, find_of_entry, find_of_post, find_unfinished, list_due, list_of_weeks, list_over};
pub use visibility::{
    list_channels, list_channels_read_by, list_standing, update_apps, update_posted_at, update_visibility,
};

use chrono::{DateTime, Utc};

use crate::domain::cadence::Week;
use crate::domain::digest::{ChannelProblem, DigestId, DigestState};
use crate::domain::ids::{ChannelId, EntryId, MemberId, WorkspaceId};
use crate::domain::roster::{TeamId, TeamName};
use crate::store::lists::written;
use crate::store::sql::{Connection, query, query_scalar};
use crate::store::{StoreError, opaque_id};

/// A digest to create.
#[derive(Clone, Debug)]
pub struct NewDigest<'n> {
    pub workspace: &'n WorkspaceId,
    pub team: TeamId,
    /// The team's current name.
    pub name: &'n TeamName,
    pub week: Week,
    pub channel: &'n ChannelId,
    /// When it is posted.
    pub due_at: DateTime<Utc>,
}

/// Creates a digest; `None` if the team has one for that week.
pub async fn insert_digest(db: &mut Connection, new: &NewDigest<'_>) -> Result<Option<DigestId>, StoreError> {
    let id: Option<i64> = query_scalar(
        "INSERT INTO digest (id, workspace, team_id, team, week, channel, due_at, state)
         VALUES ($7, $1, $2, $3, $4, $5, $6, 'open') ON CONFLICT (team_id, week) DO NOTHING RETURNING id",
    )
    .bind(new.workspace.as_str())
    .bind(new.team.0)
    .bind(new.name.as_str())
    .bind(new.week.to_string())
    .bind(new.channel.as_str())
    .bind(new.due_at.timestamp_millis())
    .bind(opaque_id())
    .fetch_optional(db)
    .await?;
    Ok(id.map(DigestId))
}

/// Records who can read digests, as their authors are told. Fails if a member is already recorded.
pub async fn insert_audience(db: &mut Connection, audience: &[(DigestId, &MemberId)]) -> Result<(), StoreError> {
    let audience: Vec<_> = audience.iter().map(|(digest, member)| (digest.0, member)).collect();
    query("INSERT INTO digest_audience (digest_id, member) SELECT CAST(value ->> 0 AS BIGINT), value ->> 1 FROM json_each($1)")
        .bind(written("audience", audience)?)
        .run(db)
        .await
}

/// Adds entries to digests, each with its author. An entry that is in any digest stays where it is.
pub async fn insert_entries(db: &mut Connection, entries: &[(EntryId, DigestId, &MemberId)]) -> Result<(), StoreError> {
    let entries: Vec<_> = entries.iter().map(|(entry, digest, author)| (entry.0, digest.0, author)).collect();
    query(
        "INSERT INTO digest_entry (evidence_id, digest_id, author)
         SELECT CAST(value ->> 0 AS BIGINT), CAST(value ->> 1 AS BIGINT), value ->> 2 FROM json_each($1) WHERE true ON CONFLICT (evidence_id) DO NOTHING",
    )
    .bind(written("entries", entries)?)
    .run(db)
    .await
}

/// Removes entries from their digest, so that they can go into a later one.
pub async fn delete_entries(db: &mut Connection, entries: &[EntryId]) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    query("DELETE FROM digest_entry WHERE evidence_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))")
        .bind(written("entries", entries.iter().map(|entry| entry.0).collect::<Vec<_>>())?)
        .run(db)
        .await
}

/// Removes the entries that are neither held back nor in a message that was begun. They can then go into a later
/// digest of the team.
pub async fn delete_unposted(db: &mut Connection, digest: DigestId) -> Result<(), StoreError> {
    query(
        "DELETE FROM digest_entry WHERE digest_id = $1 AND is_held = 0
           AND (post_id IS NULL OR post_id IN (SELECT id FROM digest_post WHERE digest_id = $1 AND posting_started = 0))",
    )
    .bind(digest.0)
    .run(db)
    .await
}

pub async fn update_state(db: &mut Connection, digest: DigestId, state: DigestState) -> Result<(), StoreError> {
    query("UPDATE digest SET state = $2 WHERE id = $1").bind(digest.0).bind(<&str>::from(state)).run(db).await
}

pub async fn update_channel_problems(
    db: &mut Connection,
    digest: DigestId,
    problems: &[ChannelProblem],
) -> Result<(), StoreError> {
    query("UPDATE digest SET channel_problems = $2 WHERE id = $1")
        .bind(digest.0)
        .bind(written("problems of a channel", problems)?)
        .run(db)
        .await
}

/// Holds an entry back, or puts it back.
pub async fn update_held(db: &mut Connection, entry: EntryId, is_held: bool) -> Result<(), StoreError> {
    query("UPDATE digest_entry SET is_held = $2 WHERE evidence_id = $1").bind(entry.0).bind(is_held).run(db).await
}

/// Records when an author was sent the preview of their entries in a digest; earlier times stay.
pub async fn update_previewed(
    db: &mut Connection,
    digest: DigestId,
    author: &MemberId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    query("UPDATE digest_entry SET previewed_at = $3 WHERE digest_id = $1 AND author = $2 AND previewed_at IS NULL")
        .bind(digest.0)
        .bind(author.as_str())
        .bind(now.timestamp_millis())
        .run(db)
        .await
}
