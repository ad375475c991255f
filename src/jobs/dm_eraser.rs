//! Empties the DMs of users who erased their data: deletes the bot's messages one by one.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::domain::delivery::{LEASE, Verdict, wait_for};
use crate::domain::ids::ChannelId;
use crate::domain::installation::Installation;
use crate::services::Services;
use crate::services::frameworks::CurrentLibrary;
use crate::services::installation::Installations;
use crate::services::personal::Personal;
use crate::slack::{SlackError, WebApi};
use crate::store::StoreError;
use crate::store::personal::Erasure;
use crate::views;

/// After this, what was being sent during the erasure has arrived.
const IN_FLIGHT: TimeDelta = LEASE;
/// Wait before another look at a DM that may not be empty.
const RECHECK_INTERVAL: TimeDelta = TimeDelta::seconds(30);

pub struct DmEraser {
    personal: Arc<Personal>,
    installations: Arc<Installations>,
    current_library: Arc<CurrentLibrary>,
    slack: Arc<WebApi>,
    clock: Clock,
    state: Mutex<EraserState>,
}

#[derive(Default)]
struct EraserState {
    /// By the bot's clock: when to go on after a pause for Slack or a fault.
    held_until: Option<DateTime<Utc>>,
    /// Erasures after which Home already says that everything is erased.
    told: HashSet<(crate::domain::ids::Actor, DateTime<Utc>)>,
}

#[derive(Debug, thiserror::Error)]
enum NotNow {
    #[error(transparent)]
    Slack(#[from] SlackError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DmEraser {
    pub fn new(
        services: &Services,
        current_library: Arc<CurrentLibrary>,
        slack: Arc<WebApi>,
        clock: Clock,
    ) -> Arc<Self> {
        let Services { personal, installations, .. } = services.clone();
        Arc::new(Self { personal, installations, current_library, slack, clock, state: Mutex::default() })
    }

    /// Empties the DMs that are due. Failures are logged and retried in their time.
    pub async fn erase_due(&self) {
        let mut state = self.state.lock().await;
        let now = self.clock.now();
        // Until Slack confirms it, the token may be another workspace's, so nothing is deleted.
        let Some(installation) = self.installations.confirmed() else { return };
        // A clock that steps back must not lengthen the wait.
        if state.held_until.is_some_and(|until| now < until && until - now < TimeDelta::hours(1)) {
            return;
        }
        state.held_until =
            self.clean(&installation, &mut state, now).await.unwrap_or_else(|error| Some(now + held(&error)));
    }

    /// Returns when a user erased their data.
    pub async fn asked(&self) {
        self.personal.asked().await;
    }

    /// How long to wait until there may be something to do, if no user erases anything.
    pub async fn rest(&self, most: Duration) -> Duration {
        let held_until = self.state.lock().await.held_until;
        let wait = held_until.map(|until| (until - self.clock.now()).to_std().unwrap_or_default());
        wait.map_or(most, |wait| wait.clamp(Duration::from_secs(1), most))
    }

    /// Goes through all open erasures; returns when to look again at those that aren't done.
    async fn clean(
        &self,
        installation: &Installation,
        state: &mut EraserState,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, NotNow> {
        let mut again_at = None;
        for erasure in self.personal.erasures().await? {
            self.tell(state, &erasure).await?;
            match self.empty(installation, &erasure).await {
                Ok(()) => {}
                // Slack has no such DM for the bot, or no longer.
                Err(error) if error.is_for_good() => tracing::info!(%error, "can't empty a DM"),
                Err(error) => return Err(error.into()),
            }
            if now >= erasure.erased_at + IN_FLIGHT {
                self.personal.emptied(&erasure).await?;
                state.told.retain(|(who, _)| *who != erasure.who);
            } else {
                again_at = Some(now + RECHECK_INTERVAL);
            }
        }
        Ok(again_at)
    }

    /// Slack shows the last App Home it was given, which must not go on showing erased data.
    async fn tell(&self, state: &mut EraserState, erasure: &Erasure) -> Result<(), NotNow> {
        let told = (erasure.who.clone(), erasure.erased_at);
        if state.told.contains(&told) {
            return Ok(());
        }
        let home = views::my_data::erased_home(self.current_library.load().commands());
        match self.slack.publish_home(&erasure.who.member, home).await {
            Err(error) if error.is_for_good() => tracing::info!(%error, "can't empty an App Home"),
            outcome => outcome?,
        }
        state.told.insert(told);
        Ok(())
    }

    async fn empty(&self, installation: &Installation, erasure: &Erasure) -> Result<(), SlackError> {
        let dm: ChannelId = match &erasure.channel {
            Some(dm) => dm.clone(),
            None => self.slack.open_dm(&erasure.who.member).await?,
        };
        let bot_user = installation.bot_user.as_ref();
        for own in self.slack.own_messages(&dm, bot_user, erasure.erased_at + IN_FLIGHT).await? {
            for file in &own.files {
                skipped(self.slack.delete_file(file).await)?;
            }
            skipped(self.slack.delete_message(&own.place).await)?;
        }
        Ok(())
    }
}

/// A message that Slack won't delete must not keep the others from going.
fn skipped(outcome: Result<(), SlackError>) -> Result<(), SlackError> {
    match outcome {
        Err(error) if error.is_for_good() => {
            tracing::info!(%error, "can't delete a message in a DM");
            Ok(())
        }
        outcome => outcome,
    }
}

/// How long to pause after this.
fn held(error: &NotNow) -> TimeDelta {
    match error {
        NotNow::Slack(error) => {
            tracing::info!(%error, "emptying a DM continues later");
            if let Verdict::Wait(asked) = error.verdict() { wait_for(asked) } else { RECHECK_INTERVAL }
        }
        NotNow::Store(error) => {
            tracing::error!(%error, "can't empty a DM");
            RECHECK_INTERVAL
        }
    }
}
