//! What is known of a member, or what Slack says of them when it is asked.

use std::time::Duration;

use anyhow::Context;
use tokio::time::{Instant, timeout_at};

use crate::bot::{Ack, Bot, report};
use crate::domain::ids::Actor;
use crate::domain::member::Profile;
use crate::services::members;
use crate::slack::inbound::MemberChanged;

/// A form is answered within a second, and it is still to be saved: so long it waits for all that Slack is asked meanwhile.
pub(super) const WHILE_A_FORM_WAITS: Duration = Duration::from_millis(700);

impl Bot {
    /// As `is_admin`, for a form that waits until then.
    pub(super) async fn is_admin_by(&self, deadline: Instant, who: &Actor) -> anyhow::Result<bool> {
        timeout_at(deadline, self.is_admin(who)).await.context("Slack does not say in time who is an admin")?
    }

    /// Whether somebody is an admin: named in the settings, or by Slack's flags. Slack is asked once for whom it never
    /// told us of.
    pub(super) async fn is_admin(&self, who: &Actor) -> anyhow::Result<bool> {
        if self.admins.contains(&who.member) {
            return Ok(true);
        }
        match members::is_admin(&self.store, who).await? {
            Some(is_admin) => Ok(is_admin),
            None => Ok(self.ask_profile(who).await?.is_admin),
        }
    }

    /// Something about a member has changed. Twice is the same as once, and strangers are none of our business.
    pub(super) async fn on_member_changed(&self, changed: MemberChanged) -> Ack {
        let MemberChanged { who: Actor { workspace, member }, profile } = changed;
        match members::note_known(&self.store, &workspace, &[(member, profile)], self.clock.now()).await {
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

    /// Asks Slack and notes down what it says.
    pub(super) async fn ask_profile(&self, who: &Actor) -> anyhow::Result<Profile> {
        let profile = self.slack.profile_of(&who.member).await?;
        if members::note(&self.store, who, &profile, self.clock.now()).await? {
            self.deliveries.nudge();
        }
        Ok(profile)
    }
}
