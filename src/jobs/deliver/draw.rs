//! What a delivery shows, drawn from the data at the time it's sent.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::delivery::{Delivery, Kind, Task, Verdict, wait_for};
use crate::domain::digest::{DigestId, State};
use crate::domain::ids::{Actor, PromptId};
use crate::jobs::deliver::Shared;
use crate::services::send_decision::SendDecision;
use crate::surface::Message;
use crate::views;

/// Wait before another look at a channel that couldn't be read.
const CHANNEL_RETRY: TimeDelta = TimeDelta::minutes(1);

impl Shared {
    /// The message as it is now, if it's still wanted.
    pub(super) async fn drawn(&self, delivery: &Delivery, to: &Actor) -> anyhow::Result<SendDecision<Message>> {
        let (id, now) = (delivery.subject, self.clock.now());
        let introduction = |shown| views::introduction::message(&shown, &self.served.library());
        let preview = |preview| views::digest_preview::message(&preview);
        let trouble = |trouble| views::digest_trouble::message(&trouble);
        let prompt = |shows| views::prompt::message(&shows, &self.served.library());
        // A message that was already sent is updated at any hour.
        let stands = matches!(delivery.task, Task::Edit(_));
        Ok(match (delivery.kind, stands) {
            (Kind::Introduction, true) => SendDecision::from(self.introductions.shown(to, id).await?).map(introduction),
            (Kind::Introduction, false) => self.introductions.decide_sending(to, id, now).await?.map(introduction),
            (Kind::Prompt, true) => SendDecision::from(self.prompts.shown(to, PromptId(id)).await?).map(prompt),
            (Kind::Prompt, false) => self.prompts.decide_sending(to, PromptId(id), now).await?.map(prompt),
            (Kind::Preview, true) => {
                SendDecision::from(self.digests.preview(to, DigestId(id), &self.served.library()).await?).map(preview)
            }
            (Kind::Preview, false) => {
                if let Some(at) = self.know_apps(DigestId(id)).await? {
                    return Ok(SendDecision::Defer(at));
                }
                self.digests.decide_preview(to, DigestId(id), &self.served.library(), now).await?.map(preview)
            }
            // See `post_digest`: it checks the channel first, each time.
            (Kind::Digest, _) => SendDecision::Drop("a digest has a way of its own"),
            (Kind::DigestTrouble, _) => SendDecision::from(self.digests.trouble(to, DigestId(id)).await?).map(trouble),
        })
    }

    /// Finds out which other apps read the channel, before the first author is told about them. Returns when to look
    /// again if Slack doesn't say now.
    async fn know_apps(&self, id: DigestId) -> anyhow::Result<Option<DateTime<Utc>>> {
        let found = self.digests.find(id).await?;
        let Some(digest) = found.filter(|digest| digest.apps.is_none() && digest.state == State::Open) else {
            return Ok(None);
        };
        match self.slack.look_up_channel(&digest.channel, &digest.audience).await {
            Ok(looked) => {
                if let Some(apps) = looked.other_apps() {
                    self.digests.note_apps(id, &apps).await?;
                }
                Ok(None)
            }
            Err(error) => Ok(match error.verdict() {
                Verdict::Wait(asked) => Some(self.clock.now() + wait_for(asked)),
                Verdict::Retry(_) | Verdict::Unclear(_) => Some(self.clock.now() + CHANNEL_RETRY),
                // The managers, who can fix it, hear of it before the post.
                Verdict::Refused(_) | Verdict::AuthRejected(_) => None,
            }),
        }
    }
}
