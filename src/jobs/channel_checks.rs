//! Checks the channels of posted digests again: at once when Slack reports a change, and at intervals in case it
//! doesn't. A digest is hidden while someone its authors weren't told about can read it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::domain::delivery::{Verdict, wait_for};
use crate::domain::digest::{ChannelCheck, ChannelLookup, ChannelProblem, Digest, exposing, next_check_at};
use crate::domain::ids::MemberId;
use crate::jobs::burst::Burst;
use crate::services::Services;
use crate::services::deliveries::Deliveries;
use crate::services::digests::{ChannelKey, Digests};
use crate::services::events::Events;
use crate::slack::{SlackError, WebApi};
use crate::store::StoreError;

/// How often the list of channels is read.
const LIST_EVERY: TimeDelta = TimeDelta::minutes(5);
/// Wait before another check of a channel that couldn't be read, or whose authors are just being told about someone.
const CHECK_AGAIN: TimeDelta = TimeDelta::minutes(1);
/// How many due channels are checked in one burst.
const MAX_BURST: u32 = 20;
/// Then one channel per interval: each takes a few calls, and Slack wants at most 50 of a kind a minute.
const CHANNEL_EVERY: Duration = Duration::from_secs(3);

pub struct ChannelChecker {
    digests: Arc<Digests>,
    events: Arc<Events>,
    deliveries: Arc<Deliveries>,
    slack: Arc<WebApi>,
    clock: Clock,
    state: Mutex<CheckState>,
}

struct CheckState {
    channels: Vec<(ChannelKey, DateTime<Utc>)>,
    listed_at: Option<DateTime<Utc>>,
    checked_at: HashMap<ChannelKey, DateTime<Utc>>,
    /// When to check a channel before its time, and who joined it.
    again: HashMap<ChannelKey, (DateTime<Utc>, BTreeSet<MemberId>)>,
    budget: Burst,
}

#[derive(Default)]
struct Outcome {
    is_changed: bool,
    /// A person has joined since the last check.
    has_newcomer: bool,
    /// When to check again before its time, and who joined.
    again: Option<(DateTime<Utc>, BTreeSet<MemberId>)>,
}

impl ChannelChecker {
    pub fn new(services: &Services, slack: Arc<WebApi>, clock: Clock) -> Arc<Self> {
        let Services { digests, events, deliveries, .. } = services.clone();
        let state = Mutex::new(CheckState {
            channels: Vec::new(),
            listed_at: None,
            checked_at: HashMap::new(),
            again: HashMap::new(),
            budget: Burst::new(MAX_BURST, CHANNEL_EVERY),
        });
        Arc::new(Self { digests, events, deliveries, slack, clock, state })
    }

    /// Returns when Slack reports a change to a channel.
    pub async fn channels_changed(&self) {
        self.digests.channels_changed().await;
    }

    /// Checks every channel that is due, as far as the budget allows. A failure is logged, and that channel is
    /// checked again later.
    pub async fn check_due(&self) {
        let mut state = self.state.lock().await;
        let now = self.clock.now();
        if let Err(error) = self.check_all(&mut state, now).await {
            tracing::error!(%error, "can't check the digest channels");
        }
    }

    async fn check_all(&self, state: &mut CheckState, now: DateTime<Utc>) -> Result<(), StoreError> {
        // Changes that Slack reported go first and use no budget.
        for (channel, joined) in self.digests.take_channel_changes() {
            self.check(state, channel, joined, now).await?;
        }
        if state.listed_at.is_none_or(|listed_at| (now - listed_at).abs() >= LIST_EVERY) {
            state.channels = self.digests.channels().await?;
            state.listed_at = Some(now);
            let is_listed: BTreeSet<&ChannelKey> = state.channels.iter().map(|(channel, _)| channel).collect();
            state.checked_at.retain(|channel, _| is_listed.contains(channel));
        }
        let mut due: Vec<ChannelKey> =
            state.again.iter().filter(|(_, (at, _))| *at <= now).map(|(key, _)| key.clone()).collect();
        let is_due = |(channel, posted_at): &&(ChannelKey, DateTime<Utc>)| {
            !state.again.contains_key(channel)
                && next_check_at(*posted_at, state.checked_at.get(channel).copied(), now) <= now
        };
        due.extend(state.channels.iter().filter(is_due).map(|(channel, _)| channel.clone()));
        for channel in due {
            if !state.budget.take() {
                break;
            }
            // Events can be lost while the bot is down, so a missing event from that time proves nothing.
            let was_seen = state.checked_at.contains_key(&channel);
            if self.check(state, channel, BTreeSet::new(), now).await? && was_seen {
                tracing::info!("a person joined a digest's channel, and no event said so");
                self.events.missed("member_joined_channel").await?;
            }
        }
        Ok(())
    }

    async fn check(
        &self,
        state: &mut CheckState,
        channel: ChannelKey,
        mut joined: BTreeSet<MemberId>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        if let Some((_, earlier)) = state.again.remove(&channel) {
            joined.extend(earlier);
        }
        let Outcome { is_changed, has_newcomer, again } = self.check_channel(&channel, joined, now).await?;
        if is_changed {
            self.deliveries.nudge();
        }
        if let Some(again) = again {
            state.again.insert(channel.clone(), again);
        }
        state.checked_at.insert(channel, now);
        Ok(has_newcomer)
    }

    async fn check_channel(
        &self,
        channel: &ChannelKey,
        joined: BTreeSet<MemberId>,
        now: DateTime<Utc>,
    ) -> Result<Outcome, StoreError> {
        let posted = self.digests.posted_in(channel).await?;
        if posted.is_empty() {
            return Ok(Outcome::default());
        }
        let mut expected = BTreeSet::new();
        for ChannelCheck { digest, allowed } in &posted {
            expected.extend(allowed.iter().chain(&digest.audience).chain(digest.apps.iter().flatten()).cloned());
        }
        let looked = match self.slack.look_up_channel(&channel.1, &expected, &joined).await {
            Ok(looked) => looked,
            Err(error) => return self.hide_from_joined(&posted, joined, &error, now).await,
        };
        let mut outcome = Outcome::default();
        for check in posted {
            let (digest, problems) = self.problems(&looked, check).await?;
            if problems.iter().any(|problem| matches!(problem, ChannelProblem::NotDisclosed(_))) {
                outcome.again = Some((now + CHECK_AGAIN, BTreeSet::new()));
            }
            if self.set_visibility(&digest, &problems, now).await? {
                outcome.is_changed = true;
                let joined =
                    |problem: &ChannelProblem| matches!(problem, ChannelProblem::Outsider(_) | ChannelProblem::App(_));
                outcome.has_newcomer |= !digest.is_hidden && problems.iter().any(joined);
            }
        }
        Ok(outcome)
    }

    /// What exposes a digest to the wrong people. A newcomer to the allow-list isn't one of them once all its authors
    /// know about them.
    async fn problems(
        &self,
        lookup: &ChannelLookup,
        mut check: ChannelCheck,
    ) -> Result<(Digest, Vec<ChannelProblem>), StoreError> {
        let mut problems = exposing(check.problems_of_posted(lookup));
        let newcomers = problems.iter().filter_map(|problem| match problem {
            ChannelProblem::NotDisclosed(member) => Some(member.clone()),
            _ => None,
        });
        let newcomers: Vec<MemberId> = newcomers.collect();
        if check.digest.is_hidden && !newcomers.is_empty() {
            check.digest.audience.extend(self.digests.name_newcomers(check.digest.id, &newcomers).await?);
            problems = exposing(check.problems_of_posted(lookup));
        }
        Ok((check.digest, problems))
    }

    /// The channel can't be checked. A known joiner hides a digest if its authors weren't told about them.
    async fn hide_from_joined(
        &self,
        posted: &[ChannelCheck],
        joined: BTreeSet<MemberId>,
        error: &SlackError,
        now: DateTime<Utc>,
    ) -> Result<Outcome, StoreError> {
        tracing::info!(%error, "can't check a digest channel now");
        let wait = if let Verdict::Wait(asked) = error.verdict() { wait_for(asked) } else { CHECK_AGAIN };
        let mut outcome = Outcome::default();
        for ChannelCheck { digest, allowed } in posted {
            let is_told = |member: &&MemberId| {
                digest.audience.contains(*member) || digest.apps.as_ref().is_some_and(|apps| apps.contains(*member))
            };
            let strangers = joined.iter().filter(|member| !is_told(member));
            let problems: Vec<ChannelProblem> = strangers
                .map(|member| {
                    if allowed.contains(member) {
                        ChannelProblem::NotDisclosed(member.clone())
                    } else {
                        ChannelProblem::Outsider(member.clone())
                    }
                })
                .collect();
            if !problems.is_empty() && !digest.is_hidden {
                outcome.is_changed |= self.set_visibility(digest, &problems, now).await?;
            }
        }
        outcome.again = Some((now + wait, joined));
        Ok(outcome)
    }

    async fn set_visibility(
        &self,
        digest: &Digest,
        problems: &[ChannelProblem],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let is_changed = self.digests.set_visibility(digest.id, problems, now).await?;
        if is_changed {
            let (digest, reasons) = (digest.id.0, problems.len());
            tracing::info!(digest, reasons, "the readers of a digest's channel have changed");
        }
        Ok(is_changed)
    }
}
