//! Who acts is settled here, once: what a payload says becomes an [`Actor`], or an answer that says why not. Nothing of a person is
//! stored before.

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

/// Slack waits three seconds for an answer, and so long where a payload does not settle who acts.
const USER_LOOKUP: Duration = Duration::from_millis(1_200);

/// Where somebody who is not let in can be told so.
enum AnswerTo {
    /// Through a response URL, for them alone.
    Message(ResponseUrl),
    /// In the modal.
    Modal(ViewId),
    /// In a modal of its own.
    Trigger(TriggerId),
    /// In a form that is being filled in: whatever is shown there would take the place of what is typed, and submitting says so.
    Form,
}

impl AnswerTo {
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
    /// Lets in whoever belongs to the installation; all others get this answer.
    pub(super) async fn admit(&self, inbound: Inbound<PayloadActor>) -> Result<Inbound<Actor>, Ack> {
        // Nobody acts in it: whoever joined a channel may well be a stranger.
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
        // Of whoever did nothing themselves, nothing is asked.
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

    /// Whether somebody belongs here: by the payload, or where that does not settle it, by what Slack says of them.
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

    /// What whoever is not let in gets: a polite answer where a person waits for one.
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
                let to = AnswerTo::of(&pressed);
                self.afterwards("press", |bot, (to, why)| bot.tell_not_admitted(to, why), (to, why));
                Ack::Received
            }
            Inbound::Shortcut(Shortcut { trigger, .. }) | Inbound::MessageShortcut(MessageShortcut { trigger, .. }) => {
                self.afterwards(
                    "shortcut",
                    |bot, (to, why)| bot.tell_not_admitted(to, why),
                    (AnswerTo::Trigger(trigger), why),
                );
                Ack::Received
            }
            Inbound::HomeOpened(_) | Inbound::DirectMessage(_) | Inbound::MemberChanged(_) if why.will_pass() => {
                Ack::Later
            }
            _ => Ack::Received,
        }
    }

    /// A workspace where our token is no good cannot be told more than where its own address for answers leads.
    async fn tell_not_admitted(self, to: AnswerTo, why: NotAdmitted) -> anyhow::Result<()> {
        let told = match to {
            AnswerTo::Message(response_url) => {
                self.slack.respond(&response_url, &Answer::new(&views::message(why), Audience::Them)).await
            }
            AnswerTo::Modal(view) => self.slack.update_modal(&view, views::modal(why)).await,
            AnswerTo::Trigger(trigger) => self.slack.open_modal(&trigger, views::modal(why)).await,
            AnswerTo::Form => Ok(()),
        };
        if let Err(error) = told {
            tracing::info!(%error, "cannot tell somebody that this bot is not for them now");
        }
        Ok(())
    }
}
