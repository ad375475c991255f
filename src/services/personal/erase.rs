//! Erases all of a person's data, in one transaction.

use chrono::{DateTime, Utc};

use crate::domain::ids::Actor;
use crate::services::digests;
use crate::store::{StoreError, Writing, delivery, evidence, personal};

pub(super) async fn erase(writing: &mut Writing, who: &Actor, now: DateTime<Utc>) -> Result<(), StoreError> {
    let in_digests = personal::list_in_digests(writing, who).await?;
    evidence::delete_of(writing, who).await?;
    // What is posted, or may be, is withdrawn like anything that its author deletes.
    for entry in in_digests {
        digests::entry_changed(writing, entry, now).await?;
    }
    let dm = delivery::find_dm(writing, who).await?;
    personal::delete_rows(writing, who).await?;
    personal::insert_erasure(writing, who, dm.as_ref(), now).await
}
