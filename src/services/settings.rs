//! An engineer's own settings, read and saved.

use chrono::{DateTime, NaiveTime, Utc};

use crate::domain::cadence::Zone;
use crate::domain::delivery::Kind;
use crate::domain::ids::Actor;
use crate::domain::introduction::Introduction;
use crate::domain::person::Person;
use crate::domain::prompt::{PromptState, next_question};
use crate::domain::settings::{Settings, SettingsView};
use crate::services::evidence::Evidence;
use crate::store::person::{find_person, update_preferences};
use crate::store::{Connection, Store, StoreError, delivery, prompt};

/// An engineer's settings as they are now, or as they would begin.
pub async fn find(store: &Store, who: &Actor, now: DateTime<Utc>) -> Result<SettingsView, StoreError> {
    let mut reading = store.read().await?;
    let person = find_person(&mut reading, who).await?;
    shown(&mut reading, &person, now).await
}

/// Saves an engineer's settings, which are theirs alone to change.
pub async fn save(
    store: &Store,
    evidence: &Evidence,
    who: &Actor,
    wanted: &Settings,
    now: DateTime<Utc>,
) -> Result<SettingsView, StoreError> {
    let mut writing = store.write().await?;
    let mut person = find_person(&mut writing, who).await?;
    change(&mut person, wanted, now);
    update_preferences(&mut writing, &person).await?;
    if let Some(preferences) = &person.preferences {
        delivery::update_stale(&mut writing, who, Kind::Introduction, preferences.introduction_count, now).await?;
    }
    // That message names a day, by the engineer's clock and in their language.
    if let Some((id, PromptState::Snoozed { .. } | PromptState::Paused { .. })) =
        prompt::find_newest(&mut writing, who).await?
    {
        delivery::update_stale(&mut writing, who, Kind::Prompt, id.0, now).await?;
    }
    let shown = shown(&mut writing, &person, now).await?;
    writing.commit().await?;
    evidence.changed(who);
    Ok(shown)
}

fn change(person: &mut Person, wanted: &Settings, now: DateTime<Utc>) {
    let team_prompt_time = person.team_prompt_time();
    if person.preferences.is_none() {
        // Someone who sets this up without an introduction needs none.
        person.introduce();
    }
    let Some(preferences) = &mut person.preferences else { return };
    match (wanted.asked, preferences.introduction) {
        // Unchanged.
        (true, Introduction::Started) | (false, Introduction::Never) => {}
        (true, _) => preferences.decide(Introduction::Started, now),
        (false, _) => preferences.decide(Introduction::Later, now),
    }
    if preferences.frequency != wanted.frequency {
        preferences.choose_frequency(wanted.frequency, now);
    }
    // An engineer who picks the team's time keeps following the team.
    preferences.prompt_time = (team_prompt_time != wanted.prompt_time).then_some(wanted.prompt_time);
    if let Some(zone) = &wanted.zone {
        preferences.zone = Some(zone.clone());
    }
    preferences.share_with(&person.assignment, wanted.shares);
    preferences.language = wanted.language;
    let zone = person.schedule().map(|schedule| Zone::of(&schedule.zone, &schedule.team_zone));
    let paused_until = wanted.paused_until.zip(zone).map(|(day, zone)| zone.instant(day, NaiveTime::MIN));
    if let Some(preferences) = &mut person.preferences {
        preferences.paused_until = paused_until;
    }
}

async fn shown(db: &mut Connection, person: &Person, now: DateTime<Utc>) -> Result<SettingsView, StoreError> {
    let managers = person.assignment.manager_ids();
    let whereabouts = person.whereabouts();
    let zone = whereabouts.zone().map(str::to_owned);
    let clock = whereabouts.clock().to_owned();
    let Some(schedule) = person.schedule() else {
        return Ok(SettingsView { settings: Settings { zone, ..Settings::default() }, next: None, clock, managers });
    };
    let slots = prompt::list_slots_of(db, &person.who).await?;
    let local = |instant| whereabouts.rules().local(instant).date();
    let settings = Settings {
        asked: !schedule.stopped,
        prompt_time: schedule.prompt_time,
        frequency: schedule.frequency,
        paused_until: schedule.paused_until.filter(|until| *until > now).map(local),
        shares: person.shares(),
        zone,
        language: person.language(),
    };
    Ok(SettingsView { settings, next: next_question(&schedule, &slots, now), clock, managers })
}
