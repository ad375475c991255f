//! Reads what is known about a member, and asks Slack if that's missing or old.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use tokio::time::{Instant, timeout, timeout_at};

use crate::bot::background::Background;
use crate::clock::Clock;
use crate::domain::cadence;
use crate::domain::ids::{Actor, MemberId};
use crate::domain::installation::Membership;
use crate::domain::member::{AdminStanding, Profile};
use crate::services::deliveries::Deliveries;
use crate::services::installation::Installations;
use crate::services::members::{self, Zone};
use crate::slack::WebApi;
use crate::store::{Store, StoreError};

/// How long a form waits for all questions to Slack. It's answered within a second, and still has to be saved.
pub(super) const FORM_WAITS: Duration = Duration::from_millis(700);

/// Answers questions about members. Clones share it.
#[derive(Clone)]
pub(super) struct Members {
    pub(super) store: Arc<Store>,
    pub(super) installations: Arc<Installations>,
    pub(super) deliveries: Arc<Deliveries>,
    pub(super) slack: Arc<WebApi>,
    pub(super) background: Background,
    pub(super) clock: Clock,
    /// Named in the settings.
    pub(super) admins: Arc<BTreeSet<MemberId>>,
}

impl Members {
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

    pub(super) async fn today_of(&self, who: &Actor) -> NaiveDate {
        cadence::today(&self.zone_of(who).await, self.clock.now())
    }

    /// The user's zone: the stored one, or else what Slack says now. An old one is refreshed in the background, so the
    /// user doesn't wait for it.
    pub(super) async fn zone_of(&self, who: &Actor) -> String {
        match members::zone(&self.store, who, self.clock.now()).await.unwrap_or(Zone::Unknown) {
            Zone::Fresh(zone) => zone,
            Zone::Old(zone) => {
                let (members, who) = (self.clone(), who.clone());
                self.background.run("zone", async move { members.ask_profile(&who).await.map(drop) });
                zone
            }
            // Without an answer, the date in UTC is at most one day off, and the user sees it.
            Zone::Unsaid => "UTC".into(),
            Zone::Unknown => {
                let asked = timeout(FORM_WAITS, self.ask_profile(who)).await;
                let profile = asked.ok().and_then(Result::ok).flatten();
                profile.and_then(|profile| profile.zone).unwrap_or_else(|| "UTC".into())
            }
        }
    }

    /// Asks Slack about a member and stores the answer, unless it says that they belong elsewhere.
    async fn ask_profile(&self, who: &Actor) -> anyhow::Result<Option<Profile>> {
        let installation = self.installations.current().context("Slack has not said yet which workspace this is")?;
        // What changes while Slack answers is newer than the answer.
        let asked_at = self.clock.now();
        let profile = self.slack.profile_of(&who.member).await?;
        if installation.membership(&profile.affiliation) != Membership::Ours {
            return Ok(None);
        }
        self.nudge_if(members::note(&self.store, who, &profile, asked_at).await?);
        Ok(Some(profile))
    }

    /// Stores what Slack said, when it was asked at this time, about people the bot deals with.
    pub(super) async fn note_known(
        &self,
        told: &[(MemberId, Profile)],
        asked_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Some(installation) = self.installations.current() else { return Ok(()) };
        self.nudge_if(members::note_known(&self.store, &installation, told, asked_at).await?);
        Ok(())
    }

    /// Starts a delivery round if a member who came back is owed something.
    fn nudge_if(&self, is_due: bool) {
        if is_due {
            self.deliveries.nudge();
        }
    }
}
