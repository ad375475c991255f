//! The Slack request behind a change. The first transaction that changes something for a request records it, so that it
//! changes nothing when Slack, or someone who captured it, sends it again, even after a restart.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::WorkspaceId;
use crate::store::sql::{Connection, query, query_scalar};
use crate::store::{StoreError, inbox};

/// A request is accepted for five minutes before and after the time that Slack signed it with, by our clock. This long
/// after that time, by Slack's own clock, no request is accepted or needs to be known, whatever our clock says.
const KEPT: TimeDelta = TimeDelta::minutes(10);

tokio::task_local! {
    /// The request that the current task writes for.
    static CURRENT: Arc<Request>;
}

/// A request from Slack.
#[derive(Debug)]
pub struct Request {
    id: Id,
    now: DateTime<Utc>,
    is_noted: AtomicBool,
    is_replayed: AtomicBool,
}

#[derive(Debug)]
enum Id {
    /// A button press or a form: its fingerprint, and when Slack signed it.
    Interaction([u8; 32], Option<DateTime<Utc>>),
    Event(WorkspaceId, String),
}

impl Request {
    /// A button press or a form. Over Socket Mode, nothing is signed.
    #[must_use]
    pub fn interaction(fingerprint: [u8; 32], signed_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        Self::new(Id::Interaction(fingerprint, signed_at), now)
    }

    #[must_use]
    pub fn event(workspace: WorkspaceId, event: String, now: DateTime<Utc>) -> Self {
        Self::new(Id::Event(workspace, event), now)
    }

    fn new(id: Id, now: DateTime<Utc>) -> Self {
        Self { id, now, is_noted: AtomicBool::new(false), is_replayed: AtomicBool::new(false) }
    }

    /// Does `work` for the request: what this task writes meanwhile is written for it. Returns `None` if the same
    /// request changed something before.
    pub async fn scope<T>(self, work: impl Future<Output = T>) -> Option<T> {
        let request = Arc::new(self);
        let done = CURRENT.scope(request.clone(), work).await;
        (!request.is_replayed.load(Ordering::SeqCst)).then_some(done)
    }

    /// The request that the current task writes for.
    pub(super) fn current() -> Option<Arc<Self>> {
        CURRENT.try_with(Arc::clone).ok()
    }

    /// Whether it changed something before, or is too old to be told from one that did.
    pub async fn is_known(&self, db: &mut Connection) -> Result<bool, StoreError> {
        match &self.id {
            Id::Interaction(fingerprint, signed_at) => {
                let known: i64 = query_scalar(
                    "SELECT EXISTS (SELECT 1 FROM inbox_interaction WHERE fingerprint = $1)
                         OR COALESCE($2 < (SELECT MAX(sent_at) FROM inbox_interaction) - $3, 1 = 0)",
                )
                .bind(fingerprint.as_slice())
                .bind(signed_at.map(|at| at.timestamp_millis()))
                .bind(KEPT.num_milliseconds())
                .fetch_one(db)
                .await?;
                Ok(known == 1)
            }
            Id::Event(workspace, event) => inbox::is_known(db, workspace, event).await,
        }
    }

    /// Records it with what is written for it, unless that was done already.
    ///
    /// # Errors
    /// [`StoreError::Replayed`] if it changed something before; then nothing may be written for it.
    pub(super) async fn note(&self, db: &mut Connection) -> Result<(), StoreError> {
        if self.is_noted.load(Ordering::SeqCst) {
            return Ok(());
        }
        if self.is_known(db).await? {
            self.is_replayed.store(true, Ordering::SeqCst);
            return Err(StoreError::Replayed);
        }
        match &self.id {
            Id::Interaction(fingerprint, signed_at) => {
                let signed_at = signed_at.map(|at| at.timestamp_millis());
                query("INSERT INTO inbox_interaction (fingerprint, sent_at, noted_at) VALUES ($1, $2, $3)")
                    .bind(fingerprint.as_slice())
                    .bind(signed_at)
                    .bind(self.now.timestamp_millis())
                    .run(&mut *db)
                    .await?;
                forget_old(db, self.now).await
            }
            Id::Event(workspace, event) => inbox::insert_event(db, workspace, event, self.now).await.map(drop),
        }
    }

    /// Notes that the record is committed.
    pub(super) fn noted(&self) {
        self.is_noted.store(true, Ordering::SeqCst);
    }
}

/// Deletes requests that are too old to be accepted. The age of a signed request counts against what Slack signed
/// since, so that no error of our clock opens a gap; an unsigned one can't come from anyone but Slack.
async fn forget_old(db: &mut Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    query(
        "DELETE FROM inbox_interaction WHERE sent_at < (SELECT MAX(sent_at) FROM inbox_interaction) - $1
            OR (sent_at IS NULL AND noted_at < $2 - $1)",
    )
    .bind(KEPT.num_milliseconds())
    .bind(now.timestamp_millis())
    .run(db)
    .await
}

/// Copies the requests that the replaced database knows into a restored backup, so that replayed ones change nothing.
pub(super) async fn take_over_known(db: &mut Connection) -> Result<(), StoreError> {
    for statement in [
        "INSERT INTO inbox_event SELECT * FROM replaced.inbox_event WHERE true ON CONFLICT DO NOTHING",
        "INSERT INTO inbox_interaction SELECT * FROM replaced.inbox_interaction WHERE true ON CONFLICT DO NOTHING",
    ] {
        query(statement).run(&mut *db).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, open};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000 + seconds, 0).unwrap()
    }

    async fn store(directory: &tempfile::TempDir) -> Store {
        open(&format!("sqlite://{}", directory.path().join("bearings.db").display())).await.unwrap()
    }

    fn press(number: u8, signed_at: Option<i64>, now: i64) -> Request {
        Request::interaction([number; 32], signed_at.map(at), at(now))
    }

    /// Changes something for the request.
    async fn change(store: &Store, request: Request) -> Result<(), StoreError> {
        request.scope(async { store.write().await?.commit().await }).await.unwrap_or(Err(StoreError::Replayed))
    }

    async fn count(store: &Store) -> i64 {
        let count = "SELECT COUNT(*) FROM inbox_interaction";
        query_scalar(count).fetch_one(&mut store.read().await.unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn what_changed_something_changes_nothing_again_and_what_changed_nothing_may() {
        let directory = tempfile::tempdir().unwrap();
        let bot = store(&directory).await;
        let pressed = || press(1, Some(0), 0);
        pressed().scope(async { drop(bot.write().await.unwrap()) }).await.unwrap();
        assert!(!pressed().is_known(&mut bot.read().await.unwrap()).await.unwrap(), "nothing was changed for it");
        let both = async {
            bot.write().await?.commit().await?;
            bot.write().await?.commit().await
        };
        pressed().scope(both).await.unwrap().unwrap();
        assert!(matches!(change(&bot, pressed()).await, Err(StoreError::Replayed)));
        // Another process, some time later.
        bot.close().await;
        let bot = store(&directory).await;
        assert!(pressed().is_known(&mut bot.read().await.unwrap()).await.unwrap());
        assert!(matches!(change(&bot, pressed()).await, Err(StoreError::Replayed)));
        change(&bot, press(2, Some(1), 1)).await.unwrap();
        bot.write().await.unwrap().commit().await.unwrap();
    }

    #[tokio::test]
    async fn an_event_is_noted_down_with_what_it_changes() {
        let directory = tempfile::tempdir().unwrap();
        let bot = store(&directory).await;
        let event = || Request::event(WorkspaceId::new("T1"), "Ev1".into(), at(0));
        change(&bot, event()).await.unwrap();
        assert!(event().is_known(&mut bot.read().await.unwrap()).await.unwrap());
        assert!(matches!(change(&bot, event()).await, Err(StoreError::Replayed)));
    }

    #[tokio::test]
    async fn what_is_forgotten_is_not_taken_any_more_whatever_our_clock_says() {
        let directory = tempfile::tempdir().unwrap();
        let bot = store(&directory).await;
        change(&bot, press(1, Some(0), 0)).await.unwrap();
        // Our clock jumps a year ahead, and back again.
        change(&bot, press(2, Some(590), 31_536_000)).await.unwrap();
        assert!(matches!(change(&bot, press(1, Some(0), 0)).await, Err(StoreError::Replayed)));
        change(&bot, press(3, Some(601), 601)).await.unwrap();
        assert_eq!(count(&bot).await, 2, "the first is too old");
        for now in [0, 601, -31_536_000] {
            assert!(matches!(change(&bot, press(1, Some(0), now)).await, Err(StoreError::Replayed)), "{now}");
        }
        // A slow request that arrives for the first time.
        change(&bot, press(4, Some(1), 601)).await.unwrap();
    }

    #[tokio::test]
    async fn what_comes_over_socket_mode_is_known_for_some_time() {
        let directory = tempfile::tempdir().unwrap();
        let bot = store(&directory).await;
        change(&bot, press(1, None, 0)).await.unwrap();
        assert!(matches!(change(&bot, press(1, None, 600)).await, Err(StoreError::Replayed)));
        change(&bot, press(2, None, 601)).await.unwrap();
        assert_eq!(count(&bot).await, 1);
    }
}
