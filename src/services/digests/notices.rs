//! Who is told when something happens to a digest.

use chrono::{DateTime, Utc};

use crate::domain::delivery::Kind;
use crate::domain::digest::{DigestId, DigestSnapshot, DigestState, StoredDigest};
use crate::domain::ids::MemberId;
use crate::services::deliveries::{promise, promise_again};
use crate::store::{Connection, StoreError, Writing, delivery};

/// Tells the team's managers, each in one message that is kept up to date from then on.
pub(in crate::services) async fn notify_managers(
    writing: &mut Writing,
    stored: &StoredDigest,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    update_managers(writing, stored.digest.id, now).await?;
    for manager in &stored.managers {
        promise(writing, &stored.actor(manager), (Kind::DigestProblem, stored.digest.id.0), now, now).await?;
    }
    Ok(())
}

/// Brings up to date what managers were told before.
pub(in crate::services) async fn update_managers(
    db: &mut Connection,
    id: DigestId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    delivery::update_stale_about(db, (Kind::DigestProblem, id.0), now).await
}

/// Brings the authors' previews up to date.
pub(in crate::services) async fn update_authors(
    db: &mut Connection,
    id: DigestId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    delivery::update_stale_about(db, (Kind::Preview, id.0), now).await
}

/// An edit notifies no one, so the message is posted once more in place of the old one.
pub(super) async fn notify_again(
    writing: &mut Writing,
    snapshot: &DigestSnapshot,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let stored = &snapshot.stored;
    let (id, to) = (stored.digest.id.0, |member: &MemberId| stored.actor(member));
    for manager in &stored.managers {
        promise_again(writing, &to(manager), (Kind::DigestProblem, id), now).await?;
        promise(writing, &to(manager), (Kind::DigestProblem, id), now, now).await?;
    }
    // Until all of it is posted, the author's message already says so.
    if stored.digest.state == DigestState::Posted {
        for author in snapshot.posted_authors() {
            promise_again(writing, &to(author), (Kind::Preview, id), now).await?;
        }
    }
    Ok(())
}
