//! Decides once who acts: what a payload says becomes an [`Actor`], or an answer that says why not. Nothing about a
//! person is stored before that.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use crate::bot::Ack;
use crate::bot::background::{Background, report};
use crate::bot::reply_target::ReplyTarget;
use crate::domain::ids::Actor;
use crate::domain::installation::{Installation, Membership, PayloadActor};
use crate::services::installation::Installations;
use crate::slack::inbound::{GlobalShortcut, Inbound, MessageShortcut};
use crate::slack::outbound::{Audience, MessageAnswer, SubmitAnswer};
use crate::slack::{SlackError, WebApi};
use crate::surface::Options;
use crate::views::admission::{self as views, NotAdmitted};

/// How long to ask Slack if a payload doesn't settle who acts. Slack waits three seconds for our answer.
const USER_LOOKUP: Duration = Duration::from_millis(1_200);

/// Decides who is let in. Clones share it.
#[derive(Clone)]
pub(super) struct Admission {
    pub(super) installations: Arc<Installations>,
    pub(super) slack: Arc<WebApi>,
    pub(super) background: Background,
}

impl Admission {
    /// Lets in people who belong to the installation; everyone else gets the answer in `Err`.
    pub(super) async fn admit(&self, inbound: Inbound<PayloadActor>) -> Result<Inbound<Actor>, Ack> {
        // This event has no actor: a person who joined a channel may be a stranger.
        let inbound = match inbound {
            Inbound::ChannelChanged(changed) => return Ok(Inbound::ChannelChanged(changed)),
            inbound => inbound,
        };
        let by = match (&inbound, inbound.by()) {
            (Inbound::UrlVerification { challenge }, _) => return Err(Ack::Challenge(challenge.clone())),
            (_, Some(by)) => by.clone(),
            (_, None) => {
                if let Inbound::Unknown { kind } = &inbound {
                    tracing::info!(kind, "received something that needs no answer");
                }
                return Err(Ack::Received);
            }
        };
        let Some(installation) = self.installations.current() else {
            let why = self.installations.mismatch().map_or(NotAdmitted::Starting, |_| NotAdmitted::Foreign);
            return Err(self.turn_away(inbound, why));
        };
        // Slack isn't asked about a person who did nothing themselves.
        let may_ask = !matches!(inbound, Inbound::MemberChanged(_));
        match self.membership(&installation, &by, may_ask).await {
            Ok(Membership::Ours) => Ok(inbound.map_by(|by| installation.admit(&by))),
            Ok(Membership::Foreign | Membership::Unclear) => {
                tracing::info!("turned away a person from another workspace or organisation");
                Err(self.turn_away(inbound, NotAdmitted::Foreign))
            }
            Err(error) => {
                report("admission", &error);
                Err(self.turn_away(inbound, NotAdmitted::Unsure))
            }
        }
    }

    /// Whether the actor belongs here: by the payload, or if that doesn't settle it, by what Slack says about them.
    async fn membership(
        &self,
        installation: &Installation,
        by: &PayloadActor,
        may_ask: bool,
    ) -> anyhow::Result<Membership> {
        let membership = match installation.membership_of_actor(by) {
            Membership::Unclear if may_ask => {
                let profile = timeout(USER_LOOKUP, self.slack.profile_of(&by.member)).await??;
                let membership = installation.membership(&profile.affiliation);
                if let (Membership::Ours, Some(team)) = (membership, &profile.affiliation.team)
                    && !team.is_enterprise()
                    && *team != installation.team
                {
                    self.installations.add_sibling_workspace(team).await?;
                }
                membership
            }
            settled => settled,
        };
        if let (Membership::Ours, Some(sibling)) = (membership, installation.new_sibling_workspace(by)) {
            self.installations.add_sibling_workspace(sibling).await?;
        }
        Ok(membership)
    }

    /// The answer for someone who isn't let in: a polite one if a person waits for it.
    fn turn_away(&self, inbound: Inbound<PayloadActor>, why: NotAdmitted) -> Ack {
        match inbound {
            Inbound::SlashCommand(_) => Ack::Message(views::message(why)),
            Inbound::ViewSubmission(submitted) => Ack::Submit(match submitted.first_field {
                Some(field) if why.will_pass() => {
                    SubmitAnswer::errors([(field, views::in_form(why).to_owned())].into())
                }
                _ => SubmitAnswer::show(views::modal(why)),
            }),
            Inbound::BlockSuggestion(_) => Ack::Options(Options { option_groups: Vec::new() }),
            Inbound::BlockAction(pressed) => {
                // Submitting an open form tells its user.
                let target = ReplyTarget::of(&pressed, !pressed.state.is_empty());
                self.tell_not_admitted("press", target, why)
            }
            Inbound::GlobalShortcut(GlobalShortcut { trigger, .. })
            | Inbound::MessageShortcut(MessageShortcut { trigger, .. }) => {
                self.tell_not_admitted("shortcut", ReplyTarget::Trigger(trigger), why)
            }
            Inbound::HomeOpened(_) | Inbound::DirectMessage(_) | Inbound::MemberChanged(_) if why.will_pass() => {
                Ack::Later
            }
            _ => Ack::Received,
        }
    }

    /// Tells it after the acknowledgement. In a workspace where our token isn't valid, only an answer to its own
    /// response URL gets through.
    fn tell_not_admitted(&self, what: &'static str, target: ReplyTarget, why: NotAdmitted) -> Ack {
        let slack = self.slack.clone();
        self.background.run(what, async move {
            if let Err(error) = tell(&slack, target, why).await {
                tracing::info!(%error, "can't tell a person why they were turned away");
            }
            Ok(())
        });
        Ack::Received
    }
}

async fn tell(slack: &WebApi, target: ReplyTarget, why: NotAdmitted) -> Result<(), SlackError> {
    match target {
        ReplyTarget::Message(response_url) => {
            slack.respond(&response_url, &MessageAnswer::new(&views::message(why), Audience::Them)).await
        }
        ReplyTarget::Modal(view) => slack.update_modal(&view, views::modal(why)).await,
        ReplyTarget::Trigger(trigger) => slack.open_modal(&trigger, views::modal(why)).await,
        ReplyTarget::Form | ReplyTarget::Dm => Ok(()),
    }
}
