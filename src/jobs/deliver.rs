//! Sends what is owed: claimed first, drawn from what is true now, posted, settled. Never posted blind.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::delivery::{
    Delivery, Kind, Place, Step, Task, Verdict, after_edit, after_post, after_unread, wait_for,
};
use crate::domain::ids::{Actor, ChannelId, PromptId};
use crate::domain::lookup::Library;
use crate::services::Services;
use crate::services::deliveries::Deliveries;
use crate::services::introductions::Introductions;
use crate::services::members::{self, Zone};
use crate::services::prompts::Prompts;
use crate::services::wanted::Wanted;
use crate::slack::{SlackError, WebApi};
use crate::store::Store;
use crate::store::delivery::Open;
use crate::surface::Message;
use crate::views;

/// The one sender of a workspace. Clones are the same one.
#[derive(Clone)]
pub struct Sender {
    parts: Arc<Parts>,
}

struct Parts {
    deliveries: Arc<Deliveries>,
    introductions: Arc<Introductions>,
    prompts: Arc<Prompts>,
    library: Arc<Library>,
    store: Arc<Store>,
    slack: Arc<WebApi>,
    clock: Clock,
    stopping: CancellationToken,
    /// One at a time; holds what the next message has to wait for.
    tempo: Mutex<Tempo>,
}

/// How fast it may go.
struct Tempo {
    /// Between two messages.
    apart: Duration,
    next: Instant,
    /// Until when Slack wants no more posts, looks and edits.
    held: [DateTime<Utc>; 3],
}

/// Between two looks there is at least this much time.
const LEAST_REST: Duration = Duration::from_secs(1);

const POST: usize = 0;
const FIND: usize = 1;
const EDIT: usize = 2;

impl Tempo {
    fn open(&self, now: DateTime<Utc>) -> Open {
        let [post, find, edit] = self.held.map(|until| until <= now);
        Open { post, find, edit }
    }

    fn hold(&mut self, method: usize, until: DateTime<Utc>) {
        if let Some(held) = self.held.get_mut(method) {
            *held = until.max(*held);
        }
    }

    fn posts_held(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.held.get(POST).copied().filter(|until| *until > now)
    }

    async fn turn(&mut self) {
        tokio::time::sleep_until(self.next).await;
        self.next = Instant::now() + self.apart;
    }
}

impl Sender {
    /// A sender that lets this much time pass between two messages.
    #[must_use]
    pub fn new(services: &Services, library: Arc<Library>, slack: Arc<WebApi>, clock: Clock, apart: Duration) -> Self {
        let Services { store, deliveries, introductions, prompts, .. } = services.clone();
        let tempo = Tempo { apart, next: Instant::now(), held: [DateTime::<Utc>::MIN_UTC; 3] };
        let stopping = CancellationToken::new();
        let parts = Parts {
            deliveries,
            introductions,
            prompts,
            library,
            store,
            slack,
            clock,
            stopping,
            tempo: Mutex::new(tempo),
        };
        Self { parts: Arc::new(parts) }
    }

    /// Sends all that is due, one after the other. What fails is logged, and due again in its time.
    pub async fn send_due(&self) {
        let mut tempo = self.parts.tempo.lock().await;
        while !self.parts.stopping.is_cancelled() {
            match self.parts.next(&mut tempo).await {
                Ok(true) => {}
                Ok(false) => return,
                // Whatever was claimed has a lease that ends.
                Err(error) => return tracing::error!(error = format!("{error:#}"), "cannot send what is due"),
            }
        }
    }

    /// Returns when something new was promised.
    pub async fn nudged(&self) {
        self.parts.deliveries.nudged().await;
    }

    /// How long it can be before there is something to do again, if nothing new is promised.
    pub async fn rest(&self, most: Duration) -> Duration {
        let tempo = self.parts.tempo.lock().await;
        let next_at = self.parts.deliveries.next_at().await.ok().flatten();
        let now = self.parts.clock.now();
        let free_at = tempo.held.iter().copied().filter(|until| *until > now).min();
        let wait = next_at.map(|next_at| next_at.max(free_at.unwrap_or(next_at)) - now);
        // A clock that stands still is not asked without a pause.
        wait.map_or(most, |wait| wait.to_std().unwrap_or_default().clamp(LEAST_REST, most))
    }

    /// Begins no further message; what is under way comes to its end.
    pub async fn stop(&self) {
        self.parts.stopping.cancel();
        drop(self.parts.tempo.lock().await);
    }
}

impl Parts {
    /// Works on one delivery; `false` if none is due.
    async fn next(&self, tempo: &mut Tempo) -> anyhow::Result<bool> {
        let now = self.clock.now();
        let claimed = self.deliveries.claim(tempo.open(now), now).await.context("cannot claim a delivery")?;
        let Some(delivery) = claimed else { return Ok(false) };
        let to = Actor { workspace: delivery.workspace.clone(), member: delivery.recipient.clone() };
        match &delivery.task {
            Task::Edit(place) => self.edit(&delivery, &to, place, tempo).await?,
            Task::Post => self.post(&delivery, &to, tempo).await?,
            Task::Find => match self.deliveries.dm(&to).await? {
                Some(dm) => self.find(&delivery, &to, &dm, tempo).await?,
                // Nothing is posted before the DM is known and kept.
                None => self.post(&delivery, &to, tempo).await?,
            },
        }
        Ok(true)
    }

    /// What the message shows now, if anybody wants it.
    async fn drawn(&self, delivery: &Delivery, to: &Actor) -> anyhow::Result<Wanted<Message>> {
        if delivery.kind == Kind::Introduction {
            self.know_zone(to).await?;
        }
        let (id, now) = (delivery.subject, self.clock.now());
        let introduction = |shown| views::introduction::message(&shown);
        let prompt = |shows| views::prompt::message(&shows, &self.library);
        // A message that stands there is brought up to date at any hour.
        let stands = matches!(delivery.task, Task::Edit(_));
        Ok(match (delivery.kind, stands) {
            (Kind::Introduction, true) => Wanted::from(self.introductions.shown(to, id).await?).map(introduction),
            (Kind::Introduction, false) => self.introductions.wanted(to, id, now).await?.map(introduction),
            (Kind::Prompt, true) => Wanted::from(self.prompts.shown(to, PromptId(id)).await?).map(prompt),
            (Kind::Prompt, false) => self.prompts.wanted(to, PromptId(id), now).await?.map(prompt),
        })
    }

    /// An introduction keeps to the person's hours and shows their zone; a message without it is better than none.
    async fn know_zone(&self, to: &Actor) -> anyhow::Result<()> {
        if let Zone::Unknown = members::zone(&self.store, to, self.clock.now()).await? {
            match self.slack.profile_of(&to.member).await {
                Ok(profile) => {
                    // What is due again by it is seen on this same round.
                    members::note(&self.store, to, &profile, self.clock.now()).await?;
                }
                Err(error) => tracing::info!(%error, "goes without the time zone"),
            }
        }
        Ok(())
    }

    async fn post(&self, delivery: &Delivery, to: &Actor, tempo: &mut Tempo) -> anyhow::Result<()> {
        let message = match self.drawn(delivery, to).await? {
            Wanted::Now(message) => message,
            Wanted::Later(at) => return Ok(self.deliveries.put_off(delivery.id, at).await?),
            Wanted::No(reason) => return self.settle(delivery, &Step::Dropped { reason }).await,
        };
        tempo.turn().await;
        if let Some(earlier) = &delivery.replaces {
            // Deleted already, or by the person: all the same.
            if let Err(error) = self.slack.delete_message(earlier).await {
                tracing::info!(%error, "an earlier message stays");
            }
        }
        let step = match self.dm(to).await? {
            Ok(dm) => match self.slack.post_message(&dm, &message, &delivery.key).await {
                Ok(place) => Step::Sent(place),
                Err(error) => {
                    after_post(self.heard(delivery, &error, POST, tempo), delivery.attempts, self.clock.now())
                }
            },
            // No DM, so nothing was posted, whatever it was.
            Err(error) => {
                let verdict = match self.heard(delivery, &error, POST, tempo) {
                    Verdict::Unclear(reason) => Verdict::Retry(reason.to_owned()),
                    verdict => verdict,
                };
                after_post(verdict, delivery.attempts, self.clock.now())
            }
        };
        self.settle(delivery, &step).await
    }

    async fn find(&self, delivery: &Delivery, to: &Actor, dm: &ChannelId, tempo: &mut Tempo) -> anyhow::Result<()> {
        let found = self.slack.find_message(dm, &delivery.key, delivery.first_tried_at).await;
        match found {
            Ok(Some(place)) => self.settle(delivery, &Step::Sent(place)).await,
            Ok(None) => match tempo.posts_held(self.clock.now()) {
                // It does not stand there, and may not be posted yet: looked for once more then.
                Some(at) => self.settle(delivery, &Step::Doubtful { at, reason: "ratelimited".into() }).await,
                None => self.post(delivery, to, tempo).await,
            },
            Err(error) => {
                let step = after_unread(self.heard(delivery, &error, FIND, tempo), delivery.attempts, self.clock.now());
                self.settle(delivery, &step).await
            }
        }
    }

    async fn edit(&self, delivery: &Delivery, to: &Actor, place: &Place, tempo: &mut Tempo) -> anyhow::Result<()> {
        let Wanted::Now(message) = self.drawn(delivery, to).await? else {
            return Ok(self.deliveries.edited(delivery.id, None).await?);
        };
        tempo.turn().await;
        let again_at = match self.slack.update_message(place, &message).await {
            Ok(()) => None,
            Err(error) => {
                match after_edit(self.heard(delivery, &error, EDIT, tempo), delivery.attempts, self.clock.now()) {
                    Step::Again { at, .. } | Step::Doubtful { at, .. } => Some(at),
                    // The message is not there any more.
                    Step::Sent(_) | Step::Dead { .. } | Step::Dropped { .. } => None,
                }
            }
        };
        Ok(self.deliveries.edited(delivery.id, again_at).await?)
    }

    /// The DM with a person; Slack is asked for it once.
    async fn dm(&self, to: &Actor) -> anyhow::Result<Result<ChannelId, SlackError>> {
        if let Some(known) = self.deliveries.dm(to).await? {
            return Ok(Ok(known));
        }
        match self.slack.open_dm(&to.member).await {
            Ok(dm) => {
                self.deliveries.keep_dm(to, &dm).await?;
                Ok(Ok(dm))
            }
            Err(error) => Ok(Err(error)),
        }
    }

    /// What Slack's answer means, written down where it means more than this delivery.
    fn heard(&self, delivery: &Delivery, error: &SlackError, method: usize, tempo: &mut Tempo) -> Verdict {
        let (verdict, id) = (error.verdict(), delivery.id.0);
        match &verdict {
            Verdict::Wait(asked) => {
                tracing::info!(%error, "waits as Slack asks");
                tempo.hold(method, self.clock.now() + wait_for(*asked));
            }
            Verdict::Silenced(_) => tracing::error!(%error, "Slack does not take messages from this app"),
            Verdict::Refused(_) => tracing::warn!(delivery = id, %error, "not delivered"),
            Verdict::Retry(_) | Verdict::Unclear(_) => tracing::info!(delivery = id, %error, "tried again later"),
        }
        verdict
    }

    async fn settle(&self, delivery: &Delivery, step: &Step) -> anyhow::Result<()> {
        let settled = self.deliveries.settle(delivery, step, self.clock.now()).await;
        settled.context("cannot write down what came of a delivery")
    }
}
