//! The messages that the bot has promised, each kept until it's sent or parked.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::domain::delivery::{
    Delivery, DeliveryId, DeliveryState, DeliverySummary, Health, Kind, Method, ReopenReason, SETTLE,
};
use crate::domain::ids::{Actor, ChannelId, WorkspaceId};
use crate::store::delivery::{self, Open, Promise};
use crate::store::{Store, StoreError, Writing};

#[derive(Debug)]
pub struct Deliveries {
    store: Arc<Store>,
    /// Wakes the sender for what was just promised.
    promised: Notify,
}

impl Deliveries {
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store, promised: Notify::new() }
    }

    /// Wakes the sender, because something new is due.
    pub fn nudge(&self) {
        self.promised.notify_one();
    }

    /// Returns when something new is due.
    pub async fn nudged(&self) {
        self.promised.notified().await;
    }

    /// Claims the first due delivery. The claim is committed before Slack is called.
    pub async fn claim(&self, open: Open, now: DateTime<Utc>) -> Result<Option<Delivery>, StoreError> {
        let mut writing = self.store.write().await?;
        let claimed = delivery::claim_delivery(&mut writing, open, now).await?;
        writing.commit().await?;
        Ok(claimed)
    }

    /// Releases all claims, before the sender starts and after it has ended: there's one instance, so no one works on
    /// them then. What was being sent is looked for once it must show in the channel's history.
    pub async fn abandon(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        delivery::update_abandoned(&mut writing, now + SETTLE, now).await?;
        writing.commit().await
    }

    /// The pauses that Slack asked for and that aren't over.
    pub async fn holds(&self, now: DateTime<Utc>) -> Result<Vec<(Method, DateTime<Utc>)>, StoreError> {
        delivery::list_holds(&mut self.store.read().await?, now).await
    }

    /// Stores that Slack wants no more of a method until then.
    pub async fn pause(&self, workspace: &WorkspaceId, method: Method, until: DateTime<Utc>) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        delivery::update_hold(&mut writing, workspace, method, until).await?;
        writing.commit().await
    }

    /// When there is something to do next.
    pub async fn next_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        delivery::find_next_at(&mut self.store.read().await?).await
    }

    /// Postpones a delivery whose time hasn't come; it doesn't count as tried.
    pub async fn put_off(&self, id: DeliveryId, at: DateTime<Utc>) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        delivery::update_put_off(&mut writing, id, at).await?;
        writing.commit().await
    }

    /// All deliveries in these states, the newest last.
    pub async fn list(&self, states: &[DeliveryState]) -> Result<Vec<DeliverySummary>, StoreError> {
        delivery::list_deliveries(&mut self.store.read().await?, states).await
    }

    pub async fn find(&self, id: DeliveryId) -> Result<Option<DeliverySummary>, StoreError> {
        delivery::find_delivery(&mut self.store.read().await?, id).await
    }

    /// A user can be reached: what Slack refused because they couldn't be is due now.
    pub async fn reached(&self, who: &Actor, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        let reopened = delivery::update_reopened(&mut writing, who, ReopenReason::Reachable, now).await?;
        writing.commit().await?;
        if reopened > 0 {
            self.nudge();
        }
        Ok(())
    }

    /// Deletes deliveries that were settled before then.
    pub async fn forget(&self, before: DateTime<Utc>) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        delivery::delete_settled(&mut writing, before).await?;
        writing.commit().await
    }

    pub async fn health(&self, workspace: &WorkspaceId, now: DateTime<Utc>) -> Result<Health, StoreError> {
        delivery::find_health(&mut self.store.read().await?, workspace, now).await
    }

    /// How many deliveries are in each state, and how long the oldest due one has waited.
    pub async fn count(&self, now: DateTime<Utc>) -> Result<([(DeliveryState, usize); 6], TimeDelta), StoreError> {
        let mut reading = self.store.read().await?;
        let counted = delivery::count_by_state(&mut reading).await?;
        let due_at = delivery::find_oldest_due(&mut reading, now).await?;
        Ok((counted, due_at.map_or(TimeDelta::zero(), |due_at| now - due_at)))
    }

    /// The DM with a member, if it is known.
    pub async fn dm(&self, member: &Actor) -> Result<Option<ChannelId>, StoreError> {
        delivery::find_dm(&mut self.store.read().await?, member).await
    }

    pub async fn keep_dm(&self, member: &Actor, channel: &ChannelId) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        delivery::update_dm(&mut writing, member, channel).await?;
        writing.commit().await
    }
}

/// Promises a sent message once more, within the caller's transaction.
pub(in crate::services) async fn promise_again(
    writing: &mut Writing,
    to: &Actor,
    what: (Kind, i64),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    delivery::update_again(writing, to, what, &Uuid::new_v4().simple().to_string(), now).await
}

/// Promises a message within the caller's transaction; returns whether it was new.
pub(in crate::services) async fn promise(
    writing: &mut Writing,
    to: &Actor,
    (kind, subject): (Kind, i64),
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let key = Uuid::new_v4().simple().to_string();
    delivery::insert_delivery(writing, Promise { to, kind, subject, key: &key, due_at }, now).await
}

/// Promises one message to each of these, each about its own row, within the caller's transaction. Returns the number
/// of new ones.
pub(in crate::services) async fn promise_all(
    writing: &mut Writing,
    kind: Kind,
    to: &[(Actor, i64)],
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let keys: Vec<String> = to.iter().map(|_| Uuid::new_v4().simple().to_string()).collect();
    let promises =
        to.iter().zip(&keys).map(|((to, subject), key)| Promise { to, kind, subject: *subject, key, due_at: now });
    let new = delivery::insert_deliveries(writing, &promises.collect::<Vec<_>>(), now).await?;
    Ok(usize::try_from(new).unwrap_or(usize::MAX))
}
