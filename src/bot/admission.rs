//! Decides once who acts: what a payload says becomes an [`Actor`], or an answer that says why not. Nothing about a
//! person is stored before that.

use std::time::Duration;

use tokio::time::timeout;

use crate::bot::{Ack, Bot, report};
use crate::domain::ids::Actor;
use crate::domain::installation::{Installation, Membership, PayloadActor};
use crate::slack::inbound::{BlockAction, Inbound, MessageShortcut, Origin, Shortcut};
use crate::slack::outbound::{Answer, Audience, SubmitAnswer};
use crate::slack::{ResponseUrl, TriggerId, ViewId};
use crate::surface::Options;
use crate::views::admission::{self as views, NotAdmitted};

/// How long to ask Slack if a payload doesn't settle who acts. Slack waits three seconds for our answer.
const USER_LOOKUP: Duration = Duration::from_millis(1_200);

/// Where to tell someone that they aren't let in.
enum RefusalTarget {
    /// Through a response URL, only for them.
    Message(ResponseUrl),
    Modal(ViewId),
    /// In a new modal.
    Trigger(TriggerId),
    /// Nowhere: a form is open, and showing anything would replace what the user typed. Submitting it tells them.
    Form,
}

impl RefusalTarget {
    fn of(pressed: &BlockAction<PayloadActor>) -> Self {
        match &pressed.origin {
            Origin::Message { response_url, .. } => Self::Message(response_url.clone()),
            Origin::Modal { .. } if !pressed.state.is_empty() => Self::Form,
            Origin::Modal { view, .. } => Self::Modal(view.clone()),
            Origin::Home => Self::Trigger(pressed.trigger.clone()),
        }
    }
}

impl Bot {
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
            let why = self.mismatch().map_or(NotAdmitted::Starting, |_| NotAdmitted::Foreign);
            return Err(self.turn_away(inbound, why));
        };
        // Slack isn't asked about a person who did nothing themselves.
        let may_ask = !matches!(inbound, Inbound::MemberChanged(_));
        match self.membership(&installation, &by, may_ask).await {
            Ok(Membership::Ours) => Ok(inbound.map_by(|by| installation.admit(&by))),
            Ok(Membership::Foreign | Membership::Unclear) => {
                tracing::info!("received something from somebody whom this bot is not for");
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
                    self.installations.add_sister(team).await?;
                }
                membership
            }
            settled => settled,
        };
        if let (Membership::Ours, Some(sister)) = (membership, installation.new_sister(by)) {
            self.installations.add_sister(sister).await?;
        }
        Ok(membership)
    }

    /// The answer for someone who isn't let in: a polite one if a person waits for it.
    fn turn_away(&self, inbound: Inbound<PayloadActor>, why: NotAdmitted) -> Ack {
        match inbound {
            Inbound::SlashCommand(_) => Ack::Message(views::message(why)),
            Inbound::Submitted(submitted) => Ack::Submit(match submitted.first_field {
                Some(field) if why.will_pass() => {
                    SubmitAnswer::errors([(field, views::in_form(why).to_owned())].into())
                }
                _ => SubmitAnswer::show(views::modal(why)),
            }),
            Inbound::BlockSuggestion(_) => Ack::Options(Options { option_groups: Vec::new() }),
            Inbound::BlockAction(pressed) => {
                let to = RefusalTarget::of(&pressed);
                self.afterwards("press", |bot, (to, why)| bot.tell_not_admitted(to, why), (to, why));
                Ack::Received
            }
            Inbound::Shortcut(Shortcut { trigger, .. }) | Inbound::MessageShortcut(MessageShortcut { trigger, .. }) => {
                self.afterwards(
                    "shortcut",
                    |bot, (to, why)| bot.tell_not_admitted(to, why),
                    (RefusalTarget::Trigger(trigger), why),
                );
                Ack::Received
            }
            Inbound::HomeOpened(_) | Inbound::DirectMessage(_) | Inbound::MemberChanged(_) if why.will_pass() => {
                Ack::Later
            }
            _ => Ack::Received,
        }
    }

    /// In a workspace where our token isn't valid, only an answer to its own response URL gets through.
    async fn tell_not_admitted(self, to: RefusalTarget, why: NotAdmitted) -> anyhow::Result<()> {
        let told = match to {
            RefusalTarget::Message(response_url) => {
                self.slack.respond(&response_url, &Answer::new(&views::message(why), Audience::Them)).await
            }
            RefusalTarget::Modal(view) => self.slack.update_modal(&view, views::modal(why)).await,
            RefusalTarget::Trigger(trigger) => self.slack.open_modal(&trigger, views::modal(why)).await,
            RefusalTarget::Form => Ok(()),
        };
        if let Err(error) = told {
            tracing::info!(%error, "cannot tell somebody that this bot is not for them now");
        }
        Ok(())
    }
}
