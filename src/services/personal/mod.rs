//! What somebody may ask of what is kept about them: all of it, and to have all of it erased.

mod erase;
mod gather;

use std::fs::File;
use std::io::{self, BufWriter};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::domain::dates::DateLanguage;
use crate::domain::ids::Actor;
use crate::domain::privacy::{CopyWriter, ExportMethod};
use crate::services::evidence::Evidence;
use crate::services::heavy_reads::{HeavyReads, Turn};
use crate::store::personal::{self, Erasure};
use crate::store::{Store, StoreError, engineer, member, unnamed_file_beside};

/// How long a copy waits for those of others: whoever asked for it sees that it is being made.
const COPY_WAITS: Duration = Duration::from_mins(2);

/// Everybody's own data.
#[derive(Debug)]
pub struct Personal {
    store: Arc<Store>,
    evidence: Arc<Evidence>,
    copies: HeavyReads,
    /// Somebody's DM is to be emptied.
    asked: Notify,
}

/// A copy of all that is kept about somebody: files without a name, which are gone when they are closed, whatever happens.
#[derive(Debug)]
pub struct Copy {
    /// For the person.
    pub to_read: File,
    pub for_machines: File,
    /// The next copy is made when this one is handed over: there is room on the disk for few.
    _turn: Turn,
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Another copy of theirs is being made, or too many of others.
    #[error("another copy is being made")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It cannot be written beside the database.
    #[error("the copy cannot be written beside the database: {0}")]
    File(#[from] io::Error),
}

/// When administrators exported somebody's data, with what a view needs to show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exports {
    /// Each time, the newest first.
    pub made: Vec<(DateTime<Utc>, ExportMethod)>,
    /// The person's zone, as far as it is known.
    pub zone: Option<String>,
    /// In which language they read dates.
    pub language: DateLanguage,
}

impl Personal {
    /// Everybody's own data in this database.
    #[must_use]
    pub fn new(store: Arc<Store>, evidence: Arc<Evidence>) -> Self {
        Self { store, evidence, copies: HeavyReads::new(1, COPY_WAITS), asked: Notify::new() }
    }

    /// A copy of all that is kept about somebody, for nobody but them.
    pub async fn copy(&self, who: &Actor, now: DateTime<Utc>) -> Result<Copy, CopyError> {
        let acquire = self.copies.only_turn(who).await.ok_or(CopyError::Busy)?;
        // Its parts are of one moment; nobody who writes waits for that.
        let mut reading = self.store.snapshot().await?;
        let file = || Ok::<_, io::Error>(BufWriter::new(unnamed_file_beside(self.store.file())?));
        let mut copy = CopyWriter::begin(file()?, file()?, &who.member, now)?;
        gather::write(&mut reading, who, &mut copy).await?;
        reading.rollback().await.map_err(StoreError::from)?;
        let (to_read, for_machines) = copy.finish()?;
        let file = |written: BufWriter<File>| written.into_inner().map_err(io::IntoInnerError::into_error);
        Ok(Copy { to_read: file(to_read)?, for_machines: file(for_machines)?, _turn: acquire })
    }

    /// A copy of all that is kept about somebody, for an administrator who hands it to them; it is written down first that they
    /// did.
    ///
    /// # Errors
    /// See [`CopyError`]; then nothing may be handed over.
    pub async fn copy_by_letter(&self, of: &Actor, way: ExportMethod, now: DateTime<Utc>) -> Result<Copy, CopyError> {
        let mut writing = self.store.write().await?;
        personal::insert_export(&mut writing, of, way, now).await?;
        writing.commit().await?;
        self.copy(of, now).await
    }

    /// When administrators exported somebody's data, for that person alone.
    pub async fn exports(&self, of: &Actor) -> Result<Exports, StoreError> {
        let mut reading = self.store.read().await?;
        let known = member::find_whereabouts(&mut reading, &of.workspace, &of.member).await?;
        Ok(Exports {
            made: personal::list_exports(&mut reading, of).await?,
            zone: known.whereabouts.zone().map(str::to_owned),
            language: engineer::find_date_language(&mut reading, of).await?,
        })
    }

    /// Whether anything is known about somebody.
    pub async fn is_known(&self, who: &Actor) -> Result<bool, StoreError> {
        personal::is_known(&mut *self.store.read().await?, who).await
    }

    /// Erases all that is somebody's: in the database and in its log. What stands in digests says no more than that something was
    /// withdrawn; what the bot wrote in their DM is deleted by whoever asks for the open [`Personal::erasures`].
    ///
    /// # Errors
    /// If the database fails, nothing is erased.
    pub async fn erase(&self, who: &Actor, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        erase::erase(&mut writing, who, now).await?;
        writing.commit().await?;
        self.evidence.erased(who);
        self.asked.notify_one();
        // It is erased. What of it stands in the database's log goes with the next look of whoever folds it.
        if let Err(error) = self.evidence.erase(now).await {
            tracing::warn!(%error, "the database's log is folded later");
        }
        Ok(())
    }

    /// Returns when somebody had everything erased.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }

    /// Whose DM is still to be emptied. What is remembered of them is forgotten too, should another process have erased it.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, StoreError> {
        let open = personal::list_erasures(&mut *self.store.read().await?).await?;
        for erasure in &open {
            self.evidence.erased(&erasure.who);
        }
        Ok(open)
    }

    /// Somebody's DM is empty.
    pub async fn emptied(&self, erasure: &Erasure) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        personal::delete_erasure(&mut writing, erasure).await?;
        writing.commit().await
    }
}
