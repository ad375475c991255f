//! The rows of people's words: added at the end, overwritten in place, never moved.

use chrono::{DateTime, Utc};

use crate::domain::evidence::EvidenceDraft;
use crate::domain::ids::{Actor, EntryId};
use crate::domain::link::Link;
use crate::secret::PrivateText;
use crate::store::StoreError;
use crate::store::sql::{Connection, query, query_as, query_scalar};

/// Words, link, quote.
pub(in crate::store) type StoredText<'t> = (&'t str, Option<&'t str>, Option<&'t str>);

fn parts(draft: &EvidenceDraft) -> StoredText<'_> {
    (draft.words.reveal(), draft.link.as_ref().map(Link::as_str), draft.quote.as_ref().map(PrivateText::reveal))
}

pub(super) async fn insert_text(db: &mut Connection, draft: &EvidenceDraft) -> Result<i64, StoreError> {
    insert(db, parts(draft)).await
}

async fn insert(db: &mut Connection, (words, link, quote): StoredText<'_>) -> Result<i64, StoreError> {
    Ok(query_scalar("INSERT INTO evidence_text (words, link, quote) VALUES ($1, $2, $3) RETURNING id")
        .bind(words)
        .bind(link)
        .bind(quote)
        .fetch_one(db)
        .await?)
}

/// Replaces an entry's text; the old one is overwritten.
pub async fn update_text(db: &mut Connection, id: EntryId, draft: &EvidenceDraft) -> Result<(), StoreError> {
    replace_text(db, id, parts(draft)).await
}

/// Like `update_text`, with the text as it is stored.
pub(in crate::store) async fn replace_text(
    db: &mut Connection,
    id: EntryId,
    text: StoredText<'_>,
) -> Result<(), StoreError> {
    let old: i64 = query_scalar("SELECT text_id FROM evidence WHERE id = $1").bind(id.0).fetch_one(&mut *db).await?;
    let new = insert(db, text).await?;
    let (words, link, quote) = text;
    let bytes = words.len() + link.map_or(0, str::len) + quote.map_or(0, str::len);
    query("UPDATE evidence SET text_id = $2, bytes = $3 WHERE id = $1")
        .bind(id.0)
        .bind(new)
        .bind(i64::try_from(bytes).unwrap_or(i64::MAX))
        .run(&mut *db)
        .await?;
    overwrite(db, old).await
}

/// Whether anything deleted at `before` or earlier is still there.
pub async fn find_erasable(db: &mut Connection, before: DateTime<Utc>) -> Result<bool, StoreError> {
    let found: Option<i64> =
        query_scalar("SELECT id FROM evidence WHERE deleted_at IS NOT NULL AND deleted_at <= $1 LIMIT 1")
            .bind(before.timestamp_millis())
            .fetch_optional(db)
            .await?;
    Ok(found.is_some())
}

/// Erases what was deleted at `before` or earlier; returns how many entries.
pub async fn delete_erased(db: &mut Connection, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let text_ids: Vec<i64> =
        query_scalar("DELETE FROM evidence WHERE deleted_at IS NOT NULL AND deleted_at <= $1 RETURNING text_id")
            .bind(before.timestamp_millis())
            .fetch_all(&mut *db)
            .await?;
    for text_id in &text_ids {
        overwrite(db, *text_id).await?;
    }
    Ok(text_ids.len())
}

/// Erases everything that an author wrote.
pub async fn delete_of(db: &mut Connection, author: &Actor) -> Result<(), StoreError> {
    let text_ids: Vec<i64> =
        query_scalar("DELETE FROM evidence WHERE workspace = $1 AND author = $2 RETURNING text_id")
            .bind_actor(author)
            .fetch_all(&mut *db)
            .await?;
    for text_id in text_ids {
        overwrite(db, text_id).await?;
    }
    Ok(())
}

/// Overwrites a text with blanks of the same length, which SQLite writes over it; anything else would be written beside
/// it. The row stays: deleting it would let SQLite move other people's texts and leave copies that nothing overwrites.
/// So the file grows with each new text, as fast as the hourly limits allow.
async fn overwrite(db: &mut Connection, text_id: i64) -> Result<(), StoreError> {
    let (words, link, quote): (String, Option<String>, Option<String>) =
        query_as("SELECT words, link, quote FROM evidence_text WHERE id = $1")
            .bind(text_id)
            .fetch_one(&mut *db)
            .await?;
    let blank = |text: String| " ".repeat(text.len());
    query("UPDATE evidence_text SET words = $2, link = $3, quote = $4 WHERE id = $1")
        .bind(text_id)
        .bind(blank(words))
        .bind(link.map(blank))
        .bind(quote.map(blank))
        .run(db)
        .await
}
