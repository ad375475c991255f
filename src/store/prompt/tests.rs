//! Slots are taken once, and prompts come back as they were stored.

use super::*;
use crate::domain::ids::{MemberId, WorkspaceId};
use crate::domain::introduction::Introduction;
use crate::domain::prompt::{PromptOutcome, Slot};
use crate::store::framework;
use crate::store::person::{find_person, update_preferences};
use crate::store::test_database::Engine;
use chrono::TimeDelta;
use rstest::rstest;
use std::path::Path;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000 + seconds, 0).unwrap()
}

fn ana() -> Actor {
    Actor { workspace: WorkspaceId::new("T1"), member: MemberId::new("UANA") }
}

fn asked(week: &str) -> NewSlot {
    NewSlot {
        week: week.parse().unwrap(),
        skipped: None,
        send_until: Some(at(1_000)),
        frequency: Frequency::EveryWeek,
        offers_less: false,
    }
}

async fn with_framework(db: &mut Connection) -> (TrackId, Vec<BehaviourId>) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("framework");
    let backend = crate::import::read_directory(&directory).unwrap().remove(0);
    framework::insert_version(db, &backend, at(0)).await.unwrap();
    let behaviours = backend.behaviours().take(3).map(|(_, _, behaviour)| behaviour.id.clone()).collect();
    (backend.track, behaviours)
}

#[rstest]
#[tokio::test]
async fn a_week_is_taken_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let id = insert_slot(&mut db, &ana(), &asked("2026-W23"), at(0)).await.unwrap().unwrap();
    assert_eq!(insert_slot(&mut db, &ana(), &asked("2026-W23"), at(5)).await.unwrap(), None);
    let skipped = NewSlot { skipped: Some(SkipReason::Missed), send_until: None, ..asked("2026-W24") };
    insert_slot(&mut db, &ana(), &skipped, at(10)).await.unwrap().unwrap();
    let Actor { workspace, member } = ana();
    let known = list_slots(&mut db, &workspace, &[&member], "2026-W23".parse().unwrap()).await.unwrap();
    let known = &known[&member];
    let slots: Vec<Slot> = known.iter().map(|known| known.slot).collect();
    let slot = |week: &str, asked_at| Slot { week: week.parse().unwrap(), asked_at, snoozed_until: None };
    assert_eq!(slots, [slot("2026-W23", Some(at(0))), slot("2026-W24", None)]);
    assert_eq!((known[0].id, known[1].state), (id, PromptState::Skipped));
    assert!(list_slots(&mut db, &workspace, &[&member], "2026-W25".parse().unwrap()).await.unwrap().is_empty());
    assert_eq!(list_newest(&mut db).await.unwrap(), [], "who has not pressed Start is not asked");
    let mut person = find_person(&mut db, &ana()).await.unwrap();
    person.introduce().decide(Introduction::Started, at(0));
    update_preferences(&mut db, &person).await.unwrap();
    assert_eq!(list_newest(&mut db).await.unwrap(), known[1..]);
}

#[rstest]
#[tokio::test]
async fn a_prompt_comes_back_with_what_it_offers_in_every_state(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let (track, behaviours) = with_framework(&mut db).await;
    let id = insert_slot(&mut db, &ana(), &asked("2026-W23"), at(0)).await.unwrap().unwrap();
    let offered = Offered { prompt: id, track, behaviours: behaviours.clone() };
    insert_offered(&mut db, &[offered]).await.unwrap();
    let until = at(500);
    for state in [
        PromptState::Asked,
        PromptState::Answered,
        PromptState::Nothing,
        PromptState::Snoozed { until },
        PromptState::Paused { until },
        PromptState::Expired,
        PromptState::Replaced,
        PromptState::Skipped,
    ] {
        update_state(&mut db, id, state).await.unwrap();
        let found = find_prompt(&mut db, &ana().workspace, id).await.unwrap().unwrap();
        assert_eq!((found.prompt.state, &found.engineer), (state, &ana()));
        let offered: Vec<_> = found.offered.into_iter().map(|shown| shown.behaviour).collect();
        assert_eq!(offered, behaviours);
    }
    assert_eq!(find_prompt(&mut db, &WorkspaceId::new("T2"), id).await.unwrap(), None);
    let week = "2026-W23".parse().unwrap();
    let Actor { workspace, member } = ana();
    let all = list_asked(&mut db, &workspace, &[&member]).await.unwrap();
    assert!(all[&member].iter().all(|asked| asked.week == week) && all[&member].len() == 3);
}

#[rstest]
#[tokio::test]
async fn what_waits_too_long_is_found(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let id = insert_slot(&mut db, &ana(), &asked("2026-W23"), at(0)).await.unwrap().unwrap();
    assert_eq!(list_open_since(&mut db, at(0) - TimeDelta::seconds(1)).await.unwrap(), []);
    assert_eq!(list_open_since(&mut db, at(0)).await.unwrap(), [(ana(), id, PromptState::Asked)]);
    update_asked_again(&mut db, id, at(2_000), at(60)).await.unwrap();
    assert_eq!(list_open_since(&mut db, at(59)).await.unwrap(), []);
    update_state(&mut db, id, PromptState::Nothing).await.unwrap();
    assert_eq!(list_open_since(&mut db, at(60)).await.unwrap(), []);
    let Actor { workspace, member } = ana();
    let past = list_past(&mut db, &workspace, &[&member]).await.unwrap();
    assert_eq!(past[&member][0].outcome, PromptOutcome::Answered);
}

#[rstest]
#[tokio::test]
async fn only_whoever_pressed_start_can_be_asked(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    use crate::domain::prompt::Away;

    let Some(test) = engine.database().await else { return };
    let mut db = test.begin().await;
    let mut person = find_person(&mut db, &ana()).await.unwrap();
    person.introduce();
    update_preferences(&mut db, &person).await.unwrap();
    assert_eq!(list_candidates(&mut db).await.unwrap(), []);
    person.introduce().decide(Introduction::Started, at(7));
    update_preferences(&mut db, &person).await.unwrap();
    let [candidate] = &list_candidates(&mut db).await.unwrap()[..] else { panic!("one") };
    assert_eq!(
        (candidate.schedule.since, candidate.schedule.away, candidate.schedule.deactivated),
        (Some(at(7)), Away::No, false)
    );
    let preferences = person.preferences.as_mut().unwrap();
    (preferences.paused_until, preferences.frequency) = (Some(at(900)), Frequency::Monthly);
    update_preferences(&mut db, &person).await.unwrap();
    let [candidate] = &list_candidates(&mut db).await.unwrap()[..] else { panic!("one") };
    let schedule = &candidate.schedule;
    assert_eq!(
        (schedule.paused_until, schedule.frequency, schedule.since),
        (Some(at(900)), Frequency::Monthly, Some(at(7)))
    );
    assert_eq!(find_person(&mut db, &ana()).await.unwrap().schedule().as_ref(), Some(schedule));
    person.preferences.as_mut().unwrap().decide(Introduction::Later, at(950));
    update_preferences(&mut db, &person).await.unwrap();
    assert_eq!(list_candidates(&mut db).await.unwrap(), []);
    assert!(find_person(&mut db, &ana()).await.unwrap().schedule().is_some_and(|schedule| schedule.stopped));
}
