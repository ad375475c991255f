//! Once a day, what Slack says of everybody the bot has to do with, read from Slack's directory: for what events missed.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::domain::delivery::wait_for;
use crate::domain::ids::MemberId;
use crate::domain::installation::Installation;
use crate::domain::member::Profile;
use crate::services::Services;
use crate::services::deliveries::Deliveries;
use crate::services::installation::Installations;
use crate::services::members;
use crate::slack::{Pager, SlackError, WebApi};
use crate::store::Store;

/// From the end of one sweep to the next.
const SYNC_INTERVAL: TimeDelta = TimeDelta::days(1);
/// From the start to the first: whoever starts again and again does not ask Slack each time.
const AFTER_START: TimeDelta = TimeDelta::minutes(1);
/// A sweep that failed begins anew after this long.
const AFTER_FAILURE: TimeDelta = TimeDelta::minutes(15);
/// So many pages are read at once.
const PAGES_PER_BURST: u32 = 5;
/// After the pages so many people in the place of one.
const LOOK_UPS: usize = 5;
/// Then one each so often. Slack takes 20 in any minute, and others want some of them.
const PAGE_EVERY: Duration = Duration::from_secs(5);

/// Reads the directory page by page. Clones are the same one.
#[derive(Clone)]
pub struct DirectorySync {
    shared: Arc<Shared>,
}

struct Shared {
    store: Arc<Store>,
    installations: Arc<Installations>,
    deliveries: Arc<Deliveries>,
    slack: Arc<WebApi>,
    clock: Clock,
    state: Mutex<State>,
}

struct State {
    /// By the clock: the beginning of a sweep, or the end of a wait that Slack asked for.
    due_at: DateTime<Utc>,
    /// The sweep under way.
    sweep: Option<Sweep>,
    pages: Pages,
    /// Why is said once, until one succeeds.
    has_failed: bool,
}

/// One way through the directory.
struct Sweep {
    installation: Arc<Installation>,
    /// Whom the bot had to do with at its beginning, and who was not listed so far.
    missing: HashSet<MemberId>,
    has_members: bool,
    /// No page is left: whoever is still missing is looked up.
    is_read: bool,
    began_at: DateTime<Utc>,
    directory: Pager,
}

/// How many pages may be read now.
struct Pages {
    left: u32,
    counted_at: Instant,
}

impl Pages {
    fn full() -> Self {
        Self { left: PAGES_PER_BURST, counted_at: Instant::now() }
    }

    /// How long the next page has to wait.
    fn wait(&mut self) -> Duration {
        let every = PAGE_EVERY.as_millis();
        let earned = u32::try_from(self.counted_at.elapsed().as_millis() / every)
            .unwrap_or(PAGES_PER_BURST)
            .min(PAGES_PER_BURST);
        if earned > 0 {
            (self.left, self.counted_at) =
                ((self.left + earned).min(PAGES_PER_BURST), self.counted_at + PAGE_EVERY * earned);
        }
        if self.left > 0 { Duration::ZERO } else { PAGE_EVERY.saturating_sub(self.counted_at.elapsed()) }
    }

    fn take(&mut self) {
        self.left = self.left.saturating_sub(1);
    }
}

impl DirectorySync {
    /// A sweeper whose first sweep is soon.
    #[must_use]
    pub fn new(services: &Services, slack: Arc<WebApi>, clock: Clock) -> Self {
        let Services { store, installations, deliveries, .. } = services.clone();
        let due_at = clock.now() + AFTER_START;
        let state = Mutex::new(State { due_at, sweep: None, pages: Pages::full(), has_failed: false });
        Self { shared: Arc::new(Shared { store, installations, deliveries, slack, clock, state }) }
    }

    /// Reads the pages that may be read now. What fails is logged once, and begins anew in its time.
    pub async fn sync_due(&self) {
        let mut state = self.shared.state.lock().await;
        // With a token that can be another workspace's nobody is looked at.
        if self.shared.installations.confirmed().is_none() {
            return;
        }
        while self.shared.is_due(&state) && state.pages.wait().is_zero() {
            state.pages.take();
            if let Err(error) = self.shared.sync_page(&mut state).await {
                self.shared.record_error(&mut state, &error);
            }
        }
    }

    /// How long it can be before there is a page to read again.
    pub async fn rest(&self, most: Duration) -> Duration {
        let mut state = self.shared.state.lock().await;
        if self.shared.is_due(&state) { state.pages.wait().min(most) } else { most }
    }
}

impl Shared {
    /// A clock that steps back is no reason to wait longer than from one sweep to the next.
    fn is_due(&self, state: &State) -> bool {
        let now = self.clock.now();
        now >= state.due_at || state.due_at - now > SYNC_INTERVAL
    }

    /// Reads one page, or looks some people up.
    async fn sync_page(&self, state: &mut State) -> anyhow::Result<()> {
        let sweep = match &mut state.sweep {
            Some(sweep) => sweep,
            None => state.sweep.insert(self.begin().await?),
        };
        if !sweep.is_read {
            self.read_page(sweep).await?;
        }
        if sweep.is_read {
            self.look_up(sweep).await?;
            if sweep.missing.is_empty() {
                (state.sweep, state.has_failed, state.due_at) = (None, false, self.clock.now() + SYNC_INTERVAL);
            }
        }
        Ok(())
    }

    async fn read_page(&self, sweep: &mut Sweep) -> anyhow::Result<()> {
        let asked_at = self.clock.now();
        let members = self.slack.profiles(&mut sweep.directory).await?;
        self.note(&sweep.installation, &members, asked_at).await?;
        for (member, _) in &members {
            sweep.missing.remove(member);
        }
        sweep.has_members |= !members.is_empty();
        if sweep.directory.is_done() {
            anyhow::ensure!(sweep.has_members, "Slack's directory is empty");
            sweep.is_read = true;
        }
        Ok(())
    }

    /// Whoever is not listed has left, or belongs to another workspace of the organisation.
    async fn look_up(&self, sweep: &mut Sweep) -> anyhow::Result<()> {
        let some: Vec<_> = sweep.missing.iter().take(LOOK_UPS).cloned().collect();
        for member in some {
            let asked_at = self.clock.now();
            let told = match self.slack.profile_of(&member).await {
                Ok(profile) if !profile.is_foreign(&sweep.installation) => (profile, asked_at),
                Ok(_) => (Profile::gone(), sweep.began_at),
                Err(error) if error.is_of_nobody() => (Profile::gone(), sweep.began_at),
                Err(error) => return Err(error.into()),
            };
            self.note(&sweep.installation, &[(member.clone(), told.0)], told.1).await?;
            sweep.missing.remove(&member);
        }
        Ok(())
    }

    async fn begin(&self) -> anyhow::Result<Sweep> {
        let installation = self.installations.confirmed().context("Slack has not said yet which workspace this is")?;
        let began_at = self.clock.now();
        let known = members::known(&self.store, &installation.workspace).await;
        let missing = known.context("cannot read who is known")?;
        // An organisation has no directory of its own: its workspaces have one each.
        let is_read = installation.is_org_wide;
        Ok(Sweep { installation, missing, has_members: false, is_read, began_at, directory: WebApi::directory_pages() })
    }

    async fn note(
        &self,
        installation: &Installation,
        told: &[(MemberId, Profile)],
        asked_at: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        let noted = members::note_known(&self.store, installation, told, asked_at).await;
        if noted.context("cannot note down what Slack says")? {
            self.deliveries.nudge();
        }
        Ok(())
    }

    fn record_error(&self, state: &mut State, error: &anyhow::Error) {
        if let Some(SlackError::RateLimited { retry_after, .. }) = error.downcast_ref() {
            tracing::info!(error = format!("{error:#}"), "the sweep of the directory waits as Slack asks");
            // It goes on where it is.
            state.due_at = self.clock.now() + wait_for(*retry_after);
            return;
        }
        if !std::mem::replace(&mut state.has_failed, true) {
            tracing::warn!(
                error = format!("{error:#}"),
                "cannot sweep the directory, tried again every quarter of an hour"
            );
        }
        (state.sweep, state.due_at) = (None, self.clock.now() + AFTER_FAILURE);
    }
}
