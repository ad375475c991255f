//! Personal data: a person can get a copy of everything stored about them, and have it erased.

mod erase;
mod gather;

use std::fs::File;
use std::io::{self, BufWriter};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::domain::ids::Actor;
use crate::domain::privacy::{CopyWriter, ExportMethod, Exports};
use crate::services::evidence::Evidence;
use crate::services::heavy_reads::{HeavyReads, Turn};
use crate::store::personal::{self, Erasure};
use crate::store::{Store, StoreError, person};

/// How long a copy waits for those of others: the user sees that it's being made.
const COPY_WAITS: Duration = Duration::from_mins(2);

/// Everyone's own data.
#[derive(Debug)]
pub struct Personal {
    store: Arc<Store>,
    evidence: Arc<Evidence>,
    copies: HeavyReads,
    /// A DM is to be emptied.
    asked: Notify,
}

/// A copy of everything stored about a person: unnamed files, which are gone when they are closed, whatever happens.
#[derive(Debug)]
pub struct Copy {
    pub to_read: File,
    pub for_machines: File,
    /// The next copy is made when this one is handed over: the disk has room for few.
    _turn: Turn,
}

#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Another copy for this person is being made, or too many for others.
    #[error("another copy is being made")]
    Busy,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the copy can't be written beside the database: {0}")]
    File(#[from] io::Error),
}

impl Personal {
    /// Everyone's own data in this database.
    #[must_use]
    pub fn new(store: Arc<Store>, evidence: Arc<Evidence>) -> Self {
        Self { store, evidence, copies: HeavyReads::new(1, COPY_WAITS), asked: Notify::new() }
    }

    /// A copy of everything stored about a person, for that person alone.
    pub async fn copy(&self, who: &Actor, now: DateTime<Utc>) -> Result<Copy, CopyError> {
        let turn = self.copies.only_turn(who).await.ok_or(CopyError::Busy)?;
        // A snapshot, so that all its parts are of one moment; no writer waits for it.
        let mut reading = self.store.snapshot().await?;
        let file = || Ok::<_, io::Error>(BufWriter::new(self.store.unnamed_file()?));
        let mut copy = CopyWriter::begin(file()?, file()?, &who.member, now)?;
        gather::write(&mut reading, who, &mut copy).await?;
        drop(reading);
        let (to_read, for_machines) = copy.finish()?;
        let file = |written: BufWriter<File>| written.into_inner().map_err(io::IntoInnerError::into_error);
        Ok(Copy { to_read: file(to_read)?, for_machines: file(for_machines)?, _turn: turn })
    }

    /// A copy of everything stored about a person, for an administrator who hands it to them. The export is recorded
    /// before anything is read.
    ///
    /// # Errors
    /// See [`CopyError`]; then nothing may be handed over.
    pub async fn copy_by_letter(&self, of: &Actor, way: ExportMethod, now: DateTime<Utc>) -> Result<Copy, CopyError> {
        let mut writing = self.store.write().await?;
        personal::insert_export(&mut writing, of, way, now).await?;
        writing.commit().await?;
        self.copy(of, now).await
    }

    /// When administrators exported a person's data, for that person alone.
    pub async fn exports(&self, of: &Actor) -> Result<Exports, StoreError> {
        let mut reading = self.store.read().await?;
        let person = person::find_person(&mut reading, of).await?;
        Ok(Exports {
            made: personal::list_exports(&mut reading, of).await?,
            zone: person.whereabouts().zone().map(str::to_owned),
            language: person.language(),
        })
    }

    /// Whether anything is stored about a person.
    pub async fn is_known(&self, who: &Actor) -> Result<bool, StoreError> {
        personal::is_known(&mut self.store.read().await?, who).await
    }

    /// Erases all of a person's data, in the database and in its log. Digests then say no more than that something was
    /// withdrawn. `DmEraser` deletes the bot's messages in their DM, for each of [`Personal::erasures`].
    pub async fn erase(&self, who: &Actor, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        erase::erase(&mut writing, who, now).await?;
        writing.commit().await?;
        self.evidence.erased(who);
        self.asked.notify_one();
        // The data is erased. What of it is left in the database's log goes when that is next folded.
        if let Err(error) = self.evidence.erase(now).await {
            tracing::warn!(%error, "the write-ahead log will be checkpointed later");
        }
        Ok(())
    }

    /// Returns when a person had their data erased.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }

    /// Whose DM is still to be emptied. Drops what is cached about them too, in case another process erased their data.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, StoreError> {
        let open = personal::list_erasures(&mut self.store.read().await?).await?;
        for erasure in &open {
            self.evidence.erased(&erasure.who);
        }
        Ok(open)
    }

    /// Records that a DM is empty.
    pub async fn emptied(&self, erasure: &Erasure) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        personal::delete_erasure(&mut writing, erasure).await?;
        writing.commit().await
    }
}
