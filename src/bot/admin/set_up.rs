//! An admin sets up a team. The form is saved before its submission is acknowledged.

use std::collections::BTreeSet;

use tokio::time::Instant;

use crate::bot::members::WHILE_A_FORM_WAITS;
use crate::bot::{Ack, Bot, report};
use crate::controls::settings::time_of;
use crate::controls::team::{NO_DIGEST, edits, field_block, field_name};
use crate::domain::ids::{ChannelId, MemberId, TrackId};
use crate::domain::roster::{FilledTeam, Standing, TeamField, TeamId};
use crate::services::digests::ChannelChange;
use crate::services::teams::{self, TeamError};
use crate::slack::inbound::{BlockAction, State, Submitted};
use crate::slack::outbound::SubmitAnswer;
use crate::views::{admin as views, digest_settings as settings};

impl Bot {
    /// *Set up a team* or *Edit*.
    pub(in crate::bot) async fn set_up(&self, team: Option<TeamId>, pressed: &BlockAction) -> anyhow::Result<()> {
        if !self.is_admin(&pressed.by).await? {
            return Ok(());
        }
        let teams = teams::list(&self.store, &pressed.by.workspace).await?;
        let seated = teams.iter().find(|seated| Some(seated.team.id) == team);
        if team.is_some() && seated.is_none() {
            // The team is gone: Home shows the remaining ones.
            return self.clone().refresh_home(pressed.by.clone()).await;
        }
        Ok(self.open_modal(&pressed.trigger, views::form(seated, &self.library())).await?)
    }

    /// Saves the team, or says below the fields what to change.
    pub(in crate::bot) async fn submit_team(&self, submitted: Submitted) -> Ack {
        let Submitted { by, metadata, state, .. } = submitted;
        let Ok(edits) = edits(metadata.reveal()) else { return Ack::Received };
        let error = |field, says| (field_block(field, edits), says);
        let not_saved = |why: &str| Ack::Submit(SubmitAnswer::errors([error(TeamField::Name, why.to_owned())].into()));
        let deadline = Instant::now() + WHILE_A_FORM_WAITS;
        match self.is_admin_by(deadline, &by).await {
            Ok(true) => {}
            Ok(false) => return Ack::Received,
            Err(unknown) => {
                report("team", &unknown);
                return not_saved(views::NOT_SURE);
            }
        }
        let (mut filled, asked_at) = (self.filled_team(&state), self.clock.now());
        let told = self.look_up(deadline, &by.workspace, &filled).await;
        filled.absent = told
            .iter()
            .map(|(listed, _)| listed.clone())
            .filter(|listed| listed.standing != Standing::Active)
            .collect();
        let zone_of = |member: &MemberId| told.iter().find(|(listed, _)| listed.member == *member)?.1.zone.clone();
        let now = self.clock.now();
        Ack::Submit(match teams::save(&self.store, &by.workspace, edits, &filled, &zone_of, now).await {
            Ok(draft) => {
                self.note_chosen(told, asked_at).await;
                self.afterwards("home", Self::refresh_home, by);
                SubmitAnswer::show(views::saved(&draft))
            }
            Err(TeamError::Faults(faults)) => {
                let errors = faults.iter().map(|fault| error(fault.field(), fault.to_string()));
                SubmitAnswer::errors(errors.collect())
            }
            Err(TeamError::Store(failed)) => {
                report("team", &anyhow::Error::new(failed).context("cannot save a team"));
                return not_saved(views::NOT_SAVED);
            }
        })
    }

    /// *Digest settings*: for admins, and for the team's managers.
    pub(in crate::bot) async fn digest_settings(&self, team: TeamId, pressed: &BlockAction) -> anyhow::Result<()> {
        let by = &pressed.by;
        // The team's managers may open it too, so go on if admin status is unknown.
        let is_admin = self.is_admin(by).await.inspect_err(|error| report("digest", error)).unwrap_or(false);
        let teams =
            if is_admin { teams::list(&self.store, &by.workspace).await? } else { self.digests.teams_of(by).await? };
        let seated = teams.iter().find(|seated| seated.team.id == team);
        let modal = seated.map_or_else(settings::not_theirs, |seated| settings::form(&seated.team));
        self.show_modal(modal, pressed).await
    }

    /// Saves a team's digest, or says below the fields what to change.
    pub(in crate::bot) async fn submit_digest(&self, submitted: Submitted) -> Ack {
        let Submitted { by, metadata, state, .. } = submitted;
        let Ok(Some(team)) = edits(metadata.reveal()) else { return Ack::Received };
        let error = |field, says| (field_block(field, Some(team)), says);
        let mut filled = filled_digest(&state);
        let deadline = Instant::now() + WHILE_A_FORM_WAITS;
        let told = self.look_up(deadline, &by.workspace, &filled).await;
        filled.absent = told.into_iter().map(|(listed, _)| listed).collect();
        let not_allowed = filled.not_allowed();
        let digest = if not_allowed.is_empty() { filled.digest() } else { Err(not_allowed) };
        let digest = match digest {
            Ok(digest) => digest,
            Err(faults) => {
                let errors = faults.iter().map(|fault| error(fault.field(), fault.to_string()));
                return Ack::Submit(SubmitAnswer::errors(errors.collect()));
            }
        };
        // The team's managers may save it too, so go on if admin status is unknown.
        let is_admin = self.is_admin_by(deadline, &by).await;
        let is_admin = is_admin.inspect_err(|error| report("digest", error)).unwrap_or(false);
        let now = self.clock.now();
        let saved = teams::save_digest(&self.store, &by, is_admin, team, digest.as_ref(), &filled.insiders, now).await;
        Ack::Submit(match saved {
            Ok(true) => {
                // A digest may have been hidden because of someone who is on the list now.
                if let Some((_, channel)) = &digest {
                    self.digests.channel_changed(&by.workspace, channel, ChannelChange::Other);
                }
                self.afterwards("home", Self::refresh_home, by);
                SubmitAnswer::show(settings::saved(digest.is_some()))
            }
            Ok(false) => SubmitAnswer::show(settings::not_theirs()),
            Err(failed) => {
                report("digest", &anyhow::Error::new(failed).context("cannot save a digest"));
                SubmitAnswer::errors([error(TeamField::DigestWeekday, settings::NOT_SAVED.to_owned())].into())
            }
        })
    }

    fn filled_team(&self, state: &State) -> FilledTeam {
        let one = |field| state.one(field_name(field));
        let members = |field| members_of(state, field).0;
        // The form has this field only if there's a choice.
        let only = (self.library().track_indexes().count() == 1)
            .then(|| self.library().default_track_index().framework.track.clone());
        let track = one(TeamField::Track).map(TrackId::new).filter(|track| self.library().track_index(track).is_some());
        FilledTeam {
            name: one(TeamField::Name).unwrap_or_default().to_owned(),
            managers: members(TeamField::Managers),
            engineers: members(TeamField::Engineers),
            track: track.or(only),
            weekday: one(TeamField::Weekday).and_then(|day| day.parse().ok()),
            time: one(TeamField::Time).and_then(time_of),
            strange: FIELDS_OF_PEOPLE.into_iter().filter(|field| members_of(state, *field).1).collect(),
            ..filled_digest(state)
        }
    }
}

/// The fields in which people are chosen.
const FIELDS_OF_PEOPLE: [TeamField; 3] = [TeamField::Managers, TeamField::Engineers, TeamField::Insiders];

/// The members chosen in a field, and whether anything else is chosen too.
fn members_of(state: &State, field: TeamField) -> (BTreeSet<MemberId>, bool) {
    let chosen = || state.many(field_name(field)).map(MemberId::parse);
    (chosen().flatten().collect(), chosen().any(|member| member.is_none()))
}

/// What is filled in about a digest. Without a day there's no digest, whatever else is chosen.
fn filled_digest(state: &State) -> FilledTeam {
    let one = |field| state.one(field_name(field));
    let day = one(TeamField::DigestWeekday);
    if day == Some(NO_DIGEST) {
        return FilledTeam::default();
    }
    FilledTeam {
        digest_weekday: day.and_then(|day| day.parse().ok()),
        digest_time: one(TeamField::DigestTime).and_then(time_of),
        digest_channel: one(TeamField::DigestChannel).map(ChannelId::new),
        insiders: members_of(state, TeamField::Insiders).0,
        strange: FIELDS_OF_PEOPLE.into_iter().filter(|field| members_of(state, *field).1).collect(),
        ..FilledTeam::default()
    }
}
