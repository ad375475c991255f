//! Posts and edits digests: checks the channel before each message, and leaves a doubtful post to a manager.

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

/// The shortest wait before another look at a channel that couldn't be read.
const CHANNEL_RETRY: TimeDelta = TimeDelta::minutes(1);
/// Wait before another look at a message hidden because of its channel: someone has to act first.
const HIDDEN_RECHECK: TimeDelta = TimeDelta::hours(6);

impl Shared {
    /// Posts one message of a digest, if its channel passes the check right now.
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

    /// It's unknown whether Slack has it, so the bot doesn't post it again on its own.
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

    /// Everyone in the channel now can read an edit. If the authors weren't told about one of them, the message shows
    /// none of their words until that is fixed.
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
        // Withdrawn words go, no matter who is there.
        if page.is_withdrawn() {
            return self.redraw(delivery, place, &shown, limiter).await;
        }
        let hidden = views::digest::hidden(&page, digest.team);
        // It's shown again once a check finds its channel in order.
        if digest.is_hidden {
            return self.redraw(delivery, place, &hidden, limiter).await;
        }
        limiter.acquire().await;
        let wrong = match self.wrong(&digest, &(&allowed | &digest.audience), digest.apps.as_ref()).await {
            Ok(wrong) => wrong,
            Err(error) => {
                let at = self.unseen(delivery, &error, Method::Edit, limiter).await?;
                // Withdrawn words don't wait for that either.
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

    /// The problems of the digest's channel right now.
    async fn wrong(
        &self,
        digest: &Digest,
        allowed: &BTreeSet<MemberId>,
        apps: Option<&BTreeSet<MemberId>>,
    ) -> Result<Vec<ChannelProblem>, SlackError> {
        Ok(self.slack.look_up_channel(&digest.channel, allowed).await?.to_mend(allowed, &digest.audience, apps))
    }

    /// When to look again at a channel that couldn't be read. Slack's pauses hold, and no one is told.
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
