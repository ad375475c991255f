//! What is known about a member, or what Slack says when it's asked.

use std::time::Duration;

use anyhow::Context;
use tokio::time::{Instant, timeout_at};

use crate::bot::{Ack, Bot, report};
use crate::domain::ids::Actor;
use crate::domain::installation::Membership;
use crate::domain::member::{AdminStanding, Profile};
use crate::services::digests::ChannelChange;
use crate::services::members;
use crate::slack::inbound::{ChannelChanged, MemberChanged};

/// How long a form waits for all questions to Slack. It's answered within a second, and still has to be saved.
pub(super) const WHILE_A_FORM_WAITS: Duration = Duration::from_millis(700);

impl Bot {
    /// Like `is_admin`, but fails at `deadline`, for a form that waits.
    pub(super) async fn is_admin_by(&self, deadline: Instant, who: &Actor) -> anyhow::Result<bool> {
        timeout_at(deadline, self.is_admin(who)).await.context("Slack does not say in time who is an admin")?
    }

    /// Whether a user may do what only admins may: a full member who is an admin by Slack's flags or by the settings.
    /// Slack is asked about members whose profile is unknown or old; if it doesn't answer, this fails.
    pub(super) async fn is_admin(&self, who: &Actor) -> anyhow::Result<bool> {
        let is_named = self.admins.contains(&who.member);
        let standing = match members::admin_standing(&self.store, who, is_named, self.clock.now()).await? {
            AdminStanding::Unknown => match self.ask_profile(who).await? {
                Some(profile) => profile.admin_standing(is_named),
                None => AdminStanding::NotAdmin,
            },
            known => known,
        };
        Ok(standing == AdminStanding::Admin)
    }

    /// A member's profile changed. Handling it twice does no harm, and strangers are ignored.
    pub(super) async fn on_member_changed(&self, changed: MemberChanged) -> Ack {
        let MemberChanged { who, profile, .. } = changed;
        if profile.is_guest
            && let Err(error) = self.digests.became_guest(&who).await
        {
            report("member", &anyhow::Error::new(error).context("cannot read whose digests a guest can read"));
            return Ack::Later;
        }
        let Actor { member, .. } = who;
        let Some(installation) = self.installations.current() else { return Ack::Later };
        match members::note_known(&self.store, &installation, &[(member, profile)], self.clock.now()).await {
            Ok(is_due) => {
                if is_due {
                    self.deliveries.nudge();
                }
                Ack::Received
            }
            Err(error) => {
                report("member", &anyhow::Error::new(error).context("cannot note down what changed"));
                Ack::Later
            }
        }
    }

    /// Someone joined or left a channel, or it was shared: the digests in it are checked now. This has no actor: the
    /// person who joined may be a stranger.
    pub(super) fn on_channel_changed(&self, changed: ChannelChanged) -> Ack {
        let ChannelChanged { channel, joined, left } = changed;
        let change = match (joined, left) {
            (Some(member), _) => ChannelChange::Joined(member),
            (None, Some(member)) => ChannelChange::Left(member),
            (None, None) => ChannelChange::Other,
        };
        let Some(installation) = self.installations.current() else { return Ack::Later };
        self.digests.channel_changed(&installation.workspace, &channel, change);
        Ack::Received
    }

    /// Asks Slack about a member and stores the answer, unless it says that they belong elsewhere.
    pub(super) async fn ask_profile(&self, who: &Actor) -> anyhow::Result<Option<Profile>> {
        let installation = self.installations.current().context("nobody knows yet which workspace this is")?;
        // What changes while Slack answers is newer than the answer.
        let asked_at = self.clock.now();
        let profile = self.slack.profile_of(&who.member).await?;
        if installation.membership(&profile.affiliation) != Membership::Ours {
            return Ok(None);
        }
        if members::note(&self.store, who, &profile, asked_at).await? {
            self.deliveries.nudge();
        }
        Ok(Some(profile))
    }
}
