//! An engineer's own settings, read and saved.

use chrono::{DateTime, NaiveTime, Utc};

use crate::domain::delivery::Kind;
use crate::domain::ids::Actor;
use crate::domain::introduction::Introduction;
use crate::domain::prompt::{State, upcoming};
use crate::domain::roster::Tenure;
use crate::domain::settings::{Settings, SettingsView};
use crate::services::evidence::Evidence;
use crate::store::prompt::{self, Started};
use crate::store::{Connection, Store, StoreError, delivery, engineer, member, roster};

/// An engineer's settings as they are now, or as they would begin.
pub async fn find(store: &Store, who: &Actor, now: DateTime<Utc>) -> Result<SettingsView, StoreError> {
    shown(&mut *store.read().await?, who, now).await
}

/// Saves an engineer's settings, which are theirs alone to change.
///
/// # Errors
/// If the database fails, nothing has changed.
pub async fn save(
    store: &Store,
    evidence: &Evidence,
    who: &Actor,
    wanted: &Settings,
    now: DateTime<Utc>,
) -> Result<SettingsView, StoreError> {
    let mut writing = store.write().await?;
    let before = engineer::find_engineer(&mut writing, who).await?;
    if before.is_none() {
        // Someone who sets this up without an introduction needs none.
        engineer::update_asked(&mut writing, who).await?;
    }
    let introduction = before.map_or(Introduction::Asked, |before| before.introduction);
    match (wanted.asked, introduction) {
        // Unchanged.
        (true, Introduction::Started) | (false, Introduction::Never) => {}
        (true, _) => engineer::update_introduction(&mut writing, who, Introduction::Started, now).await?,
        (false, _) => engineer::update_introduction(&mut writing, who, Introduction::Later, now).await?,
    }
    if let Some(seated) = prompt::find_schedule(&mut writing, who).await? {
        if seated.schedule.frequency != wanted.frequency {
            engineer::update_pace(&mut writing, who, wanted.frequency).await?;
            // Weeks that the slower frequency left out aren't asked about later.
            engineer::update_since(&mut writing, who, now).await?;
        }
        // An engineer who picks the team's time keeps following the team.
        let own = (seated.team_prompt_time != wanted.prompt_time).then_some(wanted.prompt_time);
        engineer::update_rhythm(&mut writing, who, own).await?;
    }
    if let Some(zone) = &wanted.zone {
        engineer::update_own_zone(&mut writing, who, zone).await?;
    }
    let roster = roster::find_roster(&mut writing, &who.workspace, &who.member).await?;
    let up_to = if wanted.shares { roster.newest() } else { Tenure(0) };
    engineer::update_shares(&mut writing, who, up_to).await?;
    let zone = prompt::find_schedule(&mut writing, who).await?.map(|seated| seated.zone());
    let until = wanted.paused_until.zip(zone).map(|(day, zone)| zone.instant(day, NaiveTime::MIN));
    engineer::update_paused(&mut writing, who, until).await?;
    engineer::update_date_language(&mut writing, who, wanted.language).await?;
    if let Some(found) = engineer::find_engineer(&mut writing, who).await? {
        delivery::update_stale(&mut writing, who, Kind::Introduction, found.times, now).await?;
    }
    // That message names a day, by the engineer's clock and in their language.
    if let Some((id, State::Snoozed { .. } | State::Paused { .. })) = prompt::find_newest(&mut writing, who).await? {
        delivery::update_stale(&mut writing, who, Kind::Prompt, id.0, now).await?;
    }
    let shown = shown(&mut writing, who, now).await?;
    writing.commit().await?;
    evidence.changed(who);
    Ok(shown)
}

async fn shown(db: &mut Connection, who: &Actor, now: DateTime<Utc>) -> Result<SettingsView, StoreError> {
    let roster = roster::find_roster(db, &who.workspace, &who.member).await?;
    let managers = roster.manager_ids();
    let whereabouts = member::find_whereabouts(db, &who.workspace, &who.member).await?.whereabouts;
    let zone = whereabouts.zone().map(str::to_owned);
    let clock = whereabouts.clock().to_owned();
    let Some(Started { schedule, .. }) = prompt::find_schedule(db, who).await? else {
        return Ok(SettingsView { settings: Settings::new(zone), next: None, clock, managers });
    };
    let found = engineer::find_engineer(db, who).await?;
    let slots = prompt::list_slots_of(db, who).await?;
    let local = |instant| whereabouts.rules().local(instant).date();
    let settings = Settings {
        asked: !schedule.stopped,
        prompt_time: schedule.prompt_time,
        frequency: schedule.frequency,
        paused_until: schedule.paused_until.filter(|until| *until > now).map(local),
        shares: found.as_ref().is_some_and(|found| found.shares_with(&roster)),
        zone,
        language: found.map(|found| found.language).unwrap_or_default(),
    };
    let next = upcoming(&schedule, &slots, now).map(|(_, due_at)| due_at.max(schedule.paused_until.unwrap_or(due_at)));
    Ok(SettingsView { settings, next: next.filter(|next| *next > now), clock, managers })
}
