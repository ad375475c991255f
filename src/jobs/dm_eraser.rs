//! Empties the DMs of those who had everything erased: what the bot wrote there is deleted, message by message.

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
use crate::services::frameworks::Served;
use crate::services::installation::Installations;
use crate::services::personal::Personal;
use crate::slack::{SlackError, WebApi};
use crate::store::StoreError;
use crate::store::personal::Erasure;
use crate::views;

/// What was being sent when everything was erased stands there by then.
const IN_FLIGHT: TimeDelta = LEASE;
/// A DM that is not known to be empty is looked at again after this long.
const RECHECK_INTERVAL: TimeDelta = TimeDelta::seconds(30);

/// Empties DMs. Clones are the same one.
#[derive(Clone)]
pub struct DmEraser {
    shared: Arc<Shared>,
}

struct Shared {
    personal: Arc<Personal>,
    installations: Arc<Installations>,
    served: Arc<Served>,
    slack: Arc<WebApi>,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// By the clock: when to go on, if Slack or a fault wants a pause.
    held_until: Option<DateTime<Utc>>,
    /// Whose Home says that everything is erased.
    told: HashSet<(crate::domain::ids::Actor, DateTime<Utc>)>,
}

/// Why a DM is not emptied now.
enum NotNow {
    Slack(SlackError),
    Store(StoreError),
}

impl From<SlackError> for NotNow {
    fn from(error: SlackError) -> Self {
        Self::Slack(error)
    }
}

impl From<StoreError> for NotNow {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl DmEraser {
    /// A cleaner of this bot.
    #[must_use]
    pub fn new(services: &Services, served: Arc<Served>, slack: Arc<WebApi>, clock: Clock) -> Self {
        let Services { personal, installations, .. } = services.clone();
        let shared = Shared { personal, installations, served, slack, clock, state: Mutex::default() };
        Self { shared: Arc::new(shared) }
    }

    /// Empties what is to be emptied now. What fails is logged, and goes on in its time.
    pub async fn erase_due(&self) {
        let mut state = self.shared.state.lock().await;
        let now = self.shared.clock.now();
        // With a token that can be another workspace's nothing is deleted.
        let Some(installation) = self.shared.installations.confirmed() else { return };
        // A clock that steps back is no reason to wait longer.
        if state.held_until.is_some_and(|until| now < until && until - now < TimeDelta::hours(1)) {
            return;
        }
        state.held_until =
            self.shared.clean(&installation, &mut state, now).await.unwrap_or_else(|error| Some(now + held(&error)));
    }

    /// Returns when somebody had everything erased.
    pub async fn asked(&self) {
        self.shared.personal.asked().await;
    }

    /// How long it can be before there is something to do again, if nobody asks.
    pub async fn rest(&self, most: Duration) -> Duration {
        let held_until = self.shared.state.lock().await.held_until;
        let wait = held_until.map(|until| (until - self.shared.clock.now()).to_std().unwrap_or_default());
        wait.map_or(most, |wait| wait.clamp(Duration::from_secs(1), most))
    }
}

impl Shared {
    /// Goes through all of them; says when to look again at those that are not done.
    async fn clean(
        &self,
        installation: &Installation,
        state: &mut State,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, NotNow> {
        let mut again_at = None;
        for erasure in self.personal.erasures().await? {
            self.tell(state, &erasure).await?;
            match self.empty(installation, &erasure).await {
                Ok(()) => {}
                // There is no such DM for us, or not any more.
                Err(error) if error.is_for_good() => tracing::info!(%error, "a DM cannot be emptied"),
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

    /// App Home is drawn by Slack until it is drawn anew: it shall not go on showing what is erased.
    async fn tell(&self, state: &mut State, erasure: &Erasure) -> Result<(), NotNow> {
        let told = (erasure.who.clone(), erasure.erased_at);
        if state.told.contains(&told) {
            return Ok(());
        }
        match self
            .slack
            .publish_home(&erasure.who.member, views::my_data::erased_home(self.served.library().commands()))
            .await
        {
            Err(error) if error.is_for_good() => tracing::info!(%error, "a Home cannot be emptied"),
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

/// One message that Slack does not let go of keeps no other from going.
fn skipped(outcome: Result<(), SlackError>) -> Result<(), SlackError> {
    match outcome {
        Err(error) if error.is_for_good() => {
            tracing::info!(%error, "a message in a DM stays");
            Ok(())
        }
        outcome => outcome,
    }
}

/// For how long nothing more is tried.
fn held(error: &NotNow) -> TimeDelta {
    match error {
        NotNow::Slack(error) => {
            tracing::info!(%error, "emptying a DM goes on later");
            if let Verdict::Wait(asked) = error.verdict() { wait_for(asked) } else { RECHECK_INTERVAL }
        }
        NotNow::Store(error) => {
            tracing::error!(%error, "cannot empty a DM");
            RECHECK_INTERVAL
        }
    }
}
