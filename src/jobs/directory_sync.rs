//! Once a day, reads Slack's directory for changes to known users that events missed.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::domain::delivery::wait_for;
use crate::domain::ids::MemberId;
use crate::domain::installation::Installation;
use crate::domain::member::Profile;
use crate::jobs::burst::Burst;
use crate::services::Services;
use crate::services::deliveries::Deliveries;
use crate::services::installation::Installations;
use crate::services::members;
use crate::slack::{Pager, SlackError, WebApi};
use crate::store::Store;

/// From the end of one sync to the start of the next.
const SYNC_INTERVAL: TimeDelta = TimeDelta::days(1);
/// From a start to the first sync, so that frequent restarts don't ask Slack each time.
const AFTER_START: TimeDelta = TimeDelta::minutes(1);
/// Wait before a failed sync starts over.
const AFTER_FAILURE: TimeDelta = TimeDelta::minutes(15);
/// How many pages are read in one burst.
const PAGES_PER_BURST: u32 = 5;
/// How many users are looked up in place of one page, after the last page.
const LOOK_UPS: usize = 5;
/// Then one page per interval. Slack allows 20 a minute, and other parts of the bot need some of them.
const PAGE_EVERY: Duration = Duration::from_secs(5);

pub struct DirectorySync {
    store: Arc<Store>,
    installations: Arc<Installations>,
    deliveries: Arc<Deliveries>,
    slack: Arc<WebApi>,
    clock: Clock,
    state: Mutex<SyncState>,
}

struct SyncState {
    /// By the bot's clock: the start of a sync, or the end of a wait that Slack asked for.
    due_at: DateTime<Utc>,
    /// The sync under way.
    sweep: Option<Sweep>,
    pages: Burst,
    /// A failure is logged once, until a sync succeeds.
    has_failed: bool,
}

struct Sweep {
    installation: Arc<Installation>,
    /// Users the bot knew at the start and hasn't seen listed so far.
    missing: HashSet<MemberId>,
    has_members: bool,
    /// No page is left; users still missing are looked up.
    is_read: bool,
    began_at: DateTime<Utc>,
    directory: Pager,
}

impl DirectorySync {
    /// A sync whose first pass is soon.
    pub fn new(services: &Services, slack: Arc<WebApi>, clock: Clock) -> Arc<Self> {
        let Services { store, installations, deliveries, .. } = services.clone();
        let due_at = clock.now() + AFTER_START;
        let state = Mutex::new(SyncState {
            due_at,
            sweep: None,
            pages: Burst::new(PAGES_PER_BURST, PAGE_EVERY),
            has_failed: false,
        });
        Arc::new(Self { store, installations, deliveries, slack, clock, state })
    }

    /// Reads the pages that may be read now. A failure is logged once; the sync restarts at its next
    /// scheduled time.
    pub async fn sync_due(&self) {
        let mut state = self.state.lock().await;
        // Until Slack confirms it, the token may be another workspace's, so no one is looked up.
        if self.installations.confirmed().is_none() {
            return;
        }
        while self.is_due(&state) && state.pages.take() {
            if let Err(error) = self.sync_page(&mut state).await {
                self.record_error(&mut state, &error);
            }
        }
    }

    /// How long to wait until there may be a page to read.
    pub async fn rest(&self, most: Duration) -> Duration {
        let mut state = self.state.lock().await;
        if self.is_due(&state) { state.pages.wait().min(most) } else { most }
    }

    /// A clock that steps back must not delay a sync by more than [`SYNC_INTERVAL`].
    fn is_due(&self, state: &SyncState) -> bool {
        let now = self.clock.now();
        now >= state.due_at || state.due_at - now > SYNC_INTERVAL
    }

    /// Reads one page, or looks a few users up.
    async fn sync_page(&self, state: &mut SyncState) -> anyhow::Result<()> {
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

    /// Someone who isn't listed has left, or belongs to another workspace of the organisation.
    async fn look_up(&self, sweep: &mut Sweep) -> anyhow::Result<()> {
        let some: Vec<_> = sweep.missing.iter().take(LOOK_UPS).cloned().collect();
        for member in some {
            let asked_at = self.clock.now();
            let told = match self.slack.profile_of(&member).await {
                Ok(profile) if !profile.is_foreign(&sweep.installation) => (profile, asked_at),
                Ok(_) => (Profile::gone(), sweep.began_at),
                Err(error) if error.is_unknown_user() => (Profile::gone(), sweep.began_at),
                Err(error) => return Err(error.into()),
            };
            self.note(&sweep.installation, &[(member.clone(), told.0)], told.1).await?;
            sweep.missing.remove(&member);
        }
        Ok(())
    }

    async fn begin(&self) -> anyhow::Result<Sweep> {
        let installation = self.installations.confirmed().context("Slack hasn't said yet which workspace this is")?;
        let began_at = self.clock.now();
        let known = members::known(&self.store, &installation.workspace).await;
        let missing = known.context("can't read the known members")?;
        // An organisation has no directory of its own; each of its workspaces has one.
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
        if noted.context("can't store what Slack says about members")? {
            self.deliveries.nudge();
        }
        Ok(())
    }

    fn record_error(&self, state: &mut SyncState, error: &anyhow::Error) {
        if let Some(SlackError::RateLimited { retry_after, .. }) = error.downcast_ref() {
            tracing::info!(error = format!("{error:#}"), "reading Slack's directory is paused, as Slack asked");
            // The sync goes on from where it is.
            state.due_at = self.clock.now() + wait_for(*retry_after);
            return;
        }
        if !std::mem::replace(&mut state.has_failed, true) {
            tracing::warn!(error = format!("{error:#}"), "can't read Slack's directory; retrying every 15 minutes");
        }
        (state.sweep, state.due_at) = (None, self.clock.now() + AFTER_FAILURE);
    }
}
