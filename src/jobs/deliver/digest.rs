//! Posts a digest and edits it: the channel is looked at before each message, and what is in doubt is a manager's to decide.

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::{Delivery, Edited, MessageRef, Method, Step, Verdict, after_edit, after_post};
use crate::domain::digest::{ChannelProblem, Digest, PostId, exposing};
use crate::domain::ids::MemberId;
use crate::jobs::deliver::Shared;
use crate::jobs::deliver::rate_limiter::RateLimiter;
use crate::services::send_decision::SendDecision;
use crate::slack::SlackError;
use crate::views;

/// A channel that could not be looked at is looked at again after this long at least.
const CHANNEL_RETRY: TimeDelta = TimeDelta::minutes(1);
/// A message that shows nothing because of who is in its channel is looked after this seldom: somebody has to act first.
const HIDDEN_RECHECK: TimeDelta = TimeDelta::hours(6);

impl Shared {
    /// Posts one message of a digest, if its channel will do at this moment.
    pub(super) async fn post_digest(&self, delivery: &Delivery, limiter: &mut RateLimiter) -> anyhow::Result<()> {
        let post = PostId(delivery.subject);
        limiter.acquire().await;
        let Some((digest, allowed)) = self.digests.of_post(post).await? else {
            return self.settle(delivery, &Step::Dropped { reason: "gone" }).await;
        };
        let apps = digest.apps.clone().unwrap_or_default();
        let wrong = match self.wrong(&digest, &allowed, Some(&apps)).await {
            Ok(wrong) => wrong,
            Err(error) => {
                let at = self.unseen(delivery, &error, Method::Post, limiter).await?;
                return Ok(self.deliveries.put_off(delivery.id, at).await?);
            }
        };
        if !wrong.is_empty() {
            tracing::info!(digest = digest.id.0, reasons = wrong.len(), "its channel will not do");
            let at = self.digests.withhold(post, &wrong, self.clock.now()).await?;
            return Ok(self.deliveries.put_off(delivery.id, at).await?);
        }
        let library = self.served.library();
        let begun = self.digests.begin(post, &library, self.clock.now()).await.context("cannot begin a digest")?;
        let (page, thread) = match begun {
            SendDecision::Send(begun) => begun,
            SendDecision::Defer(at) => return Ok(self.deliveries.put_off(delivery.id, at).await?),
            SendDecision::Drop(reason) => return self.settle(delivery, &Step::Dropped { reason }).await,
        };
        let message = views::digest::message(&page, digest.team, &library);
        let thread = thread.as_ref().map(|place| place.ts.as_str());
        let step = match self.slack.post_under(thread, &digest.channel, &message, &delivery.key).await {
            Ok(place) => Step::Sent(place),
            Err(error) => match self.record_error(delivery, &error, Method::Post, limiter).await? {
                Verdict::Unclear(reason) => return self.doubt_digest(delivery, reason).await,
                verdict => after_post(verdict, delivery.attempts, self.clock.now()),
            },
        };
        self.settle(delivery, &step).await
    }

    /// Nobody knows whether Slack has it. It is not posted again by itself.
    pub(super) async fn doubt_digest(&self, delivery: &Delivery, reason: &str) -> anyhow::Result<()> {
        let at = self.digests.doubt(PostId(delivery.subject), self.clock.now()).await?;
        self.settle(delivery, &Step::Unconfirmed { at, reason: reason.to_owned() }).await
    }

    /// Brings a message of a digest up to date.
    pub(super) async fn edit_digest(
        &self,
        delivery: &Delivery,
        place: &MessageRef,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<()> {
        let edited = self.edited_digest(delivery, place, limiter).await?;
        Ok(self.deliveries.edited(delivery, &edited, self.clock.now()).await?)
    }

    /// An edit reads anew to whoever is in the channel by now. If somebody is there of whom the authors were not told, the message
    /// shows none of their words until that is mended.
    async fn edited_digest(
        &self,
        delivery: &Delivery,
        place: &MessageRef,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<Edited> {
        let post = PostId(delivery.subject);
        let Some((digest, allowed)) = self.digests.of_post(post).await? else { return Ok(Edited::Done) };
        let library = self.served.library();
        let Some(page) = self.digests.shown(post, &library).await? else { return Ok(Edited::Done) };
        let shown = views::digest::message(&page, digest.team, &library);
        // What is taken back goes, whoever is there.
        if page.is_withdrawn() {
            return self.redraw(delivery, place, &shown, limiter).await;
        }
        let hidden = views::digest::hidden(&page, digest.team);
        // It comes back when its channel was looked at and is well.
        if digest.is_hidden {
            return self.redraw(delivery, place, &hidden, limiter).await;
        }
        limiter.acquire().await;
        let wrong = match self.wrong(&digest, &(&allowed | &digest.audience), digest.apps.as_ref()).await {
            Ok(wrong) => wrong,
            Err(error) => {
                let at = self.unseen(delivery, &error, Method::Edit, limiter).await?;
                // What is taken back does not wait for that either.
                let redrawn = if page.has_withdrawn() {
                    self.redraw(delivery, place, &hidden, limiter).await?
                } else {
                    Edited::Done
                };
                return Ok(if redrawn == Edited::Done { Edited::Again { at } } else { redrawn });
            }
        };
        if wrong.is_empty() {
            return self.redraw(delivery, place, &shown, limiter).await;
        }
        tracing::info!(
            digest = digest.id.0,
            reasons = wrong.len(),
            "its channel will not do any more: it shows nothing"
        );
        let exposed = exposing(wrong);
        self.digests.set_visibility(digest.id, &exposed, self.clock.now()).await?;
        Ok(match self.redraw(delivery, place, &hidden, limiter).await? {
            Edited::Done if exposed.is_empty() => Edited::Again { at: self.clock.now() + HIDDEN_RECHECK },
            edited => edited,
        })
    }

    /// What is wrong with the digest's channel at this moment.
    async fn wrong(
        &self,
        digest: &Digest,
        allowed: &BTreeSet<MemberId>,
        apps: Option<&BTreeSet<MemberId>>,
    ) -> Result<Vec<ChannelProblem>, SlackError> {
        Ok(self.slack.look_up_channel(&digest.channel, allowed).await?.to_mend(allowed, &digest.audience, apps))
    }

    /// When to look again at a channel that could not be seen. What Slack asks for holds, and nobody is told.
    async fn unseen(
        &self,
        delivery: &Delivery,
        error: &SlackError,
        method: Method,
        limiter: &mut RateLimiter,
    ) -> anyhow::Result<DateTime<Utc>> {
        let verdict = self.record_error(delivery, error, method, limiter).await?;
        let now = self.clock.now();
        Ok(match after_edit(verdict, delivery.attempts, now) {
            Edited::Again { at } => at.max(now + CHANNEL_RETRY),
            Edited::Refused { .. } if method == Method::Edit => now + HIDDEN_RECHECK,
            Edited::Done | Edited::Refused { .. } => now + CHANNEL_RETRY,
        })
    }
}
