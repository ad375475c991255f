//! How presses and time change a prompt: in tables, and in any order.

use chrono::NaiveTime;
use proptest::prelude::*;

use super::*;
use crate::domain::cadence::PromptTime;
use crate::domain::ids::MemberId;
use crate::domain::prompt::{Away, Frequency};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn now() -> DateTime<Utc> {
    at("2026-06-04T14:30:00Z")
}

fn later() -> DateTime<Utc> {
    now() + TimeDelta::days(1)
}

fn behaviour(name: &str) -> BehaviourId {
    BehaviourId::new(name)
}

fn prompt(state: PromptState, answers: &[&str]) -> Prompt {
    let answer = |(entry, name): (i64, &&str)| PromptAnswer { behaviour: behaviour(name), entry: EntryId(entry) };
    Prompt { state, answers: (1..).zip(answers).map(answer).collect() }
}

#[test]
fn every_press_on_every_state() {
    use PromptState::{Answered, Asked, Expired, Nothing, Replaced, Skipped};
    let (snoozed, paused) = (PromptState::Snoozed { until: later() }, PromptState::Paused { until: later() });
    let did = Press::Did(behaviour("x"));
    let undo = Press::Undo(behaviour("x"));
    let (snooze, pause) = (Press::Snooze { until: later() }, Press::Pause { until: later() });
    let save = |then| Ok(PromptStep::Save { behaviour: behaviour("x"), then });
    let becomes = |state| Ok(PromptStep::Become(state));
    let delete = |then| Ok(PromptStep::Delete { entry: EntryId(1), then });
    let (nil, over) = (|| Ok(PromptStep::Same), || Err(PressRefusal::Over));
    for (state, answers, of_did, of_undo, of_nothing, of_snooze, of_pause) in [
        (Asked, &[][..], save(Answered), nil(), becomes(Nothing), becomes(snoozed), becomes(paused)),
        (Nothing, &[], save(Answered), nil(), nil(), becomes(snoozed), becomes(paused)),
        (snoozed, &[], save(Answered), nil(), becomes(Nothing), nil(), becomes(paused)),
        (paused, &[], save(Answered), nil(), becomes(Nothing), becomes(snoozed), nil()),
        (Answered, &["x"], nil(), delete(Asked), nil(), over(), nil()),
        (Answered, &["x", "y"], nil(), delete(Answered), nil(), over(), nil()),
        (Answered, &["y"], save(Answered), nil(), nil(), over(), nil()),
        (Expired, &[], save(Expired), nil(), nil(), over(), nil()),
        (Expired, &["x"], nil(), delete(Expired), nil(), over(), nil()),
        (Replaced, &[], save(Replaced), nil(), nil(), over(), nil()),
        (Replaced, &["x", "y"], nil(), delete(Replaced), nil(), over(), nil()),
    ] {
        let prompt = prompt(state, answers);
        let pressed = |press| act(&prompt, press, now());
        assert_eq!(pressed(&did), of_did, "did on {prompt:?}");
        assert_eq!(pressed(&undo), of_undo, "undo on {prompt:?}");
        assert_eq!(pressed(&Press::Nothing), of_nothing, "nothing on {prompt:?}");
        assert_eq!(pressed(&snooze), of_snooze, "snooze on {prompt:?}");
        assert_eq!(pressed(&pause), of_pause, "pause on {prompt:?}");
    }
    for press in [did, undo, Press::Nothing, snooze, pause] {
        assert_eq!(act(&prompt(Skipped, &[]), &press, now()), Err(PressRefusal::NeverAsked));
    }
    for press in [Press::Snooze { until: now() }, Press::Pause { until: now() }] {
        assert_eq!(act(&prompt(Asked, &[]), &press, now()), Err(PressRefusal::Past));
    }
}

#[test]
fn time_ends_only_what_waits() {
    use PromptState::{Answered, Asked, Expired, Nothing, Replaced, Skipped};
    let (snoozed, paused) = (PromptState::Snoozed { until: later() }, PromptState::Paused { until: later() });
    for (state, woken, newer, over) in [
        (Asked, Asked, Replaced, Expired),
        (snoozed, Asked, Replaced, Expired),
        (Answered, Answered, Answered, Answered),
        (Nothing, Nothing, Nothing, Nothing),
        (paused, paused, paused, paused),
        (Expired, Expired, Expired, Expired),
        (Replaced, Replaced, Replaced, Replaced),
        (Skipped, Skipped, Skipped, Skipped),
    ] {
        assert_eq!(
            [Transition::SnoozeEnded, Transition::NewerAsked, Transition::WaitedTooLong]
                .map(|transition| advance(state, transition)),
            [woken, newer, over]
        );
    }
}

#[test]
fn only_a_prompt_that_ended_without_an_answer_was_ignored() {
    for (state, answers, expected) in [
        (PromptState::Asked, &[][..], PromptOutcome::Neither),
        (PromptState::Snoozed { until: later() }, &[], PromptOutcome::Neither),
        (PromptState::Paused { until: later() }, &[], PromptOutcome::Neither),
        (PromptState::Skipped, &[], PromptOutcome::Neither),
        (PromptState::Answered, &["x"], PromptOutcome::Answered),
        (PromptState::Nothing, &[], PromptOutcome::Answered),
        (PromptState::Expired, &[], PromptOutcome::Ignored),
        (PromptState::Replaced, &[], PromptOutcome::Ignored),
        (PromptState::Expired, &["x"], PromptOutcome::Answered),
        (PromptState::Replaced, &["x"], PromptOutcome::Answered),
    ] {
        assert_eq!(state.outcome(!answers.is_empty()), expected, "{state:?} {answers:?}");
    }
}

#[test]
fn a_snoozed_prompt_comes_again_at_work() {
    let mut schedule = PromptSchedule {
        member: MemberId::new("U1"),
        zone: "Europe/Lisbon".into(),
        team_zone: "UTC".into(),
        prompt_time: PromptTime::new(chrono::Weekday::Thu, NaiveTime::from_hms_opt(15, 30, 0).unwrap()).unwrap(),
        since: None,
        frequency: Frequency::EveryWeek,
        paused_until: None,
        stopped: false,
        away: Away::No,
        deactivated: false,
    };
    let jitter = cadence::jitter(&schedule.member);
    for (pressed, choice, expected) in [
        ("2026-06-04T14:40:00Z", Snooze::Tomorrow, "2026-06-05T14:30:00Z"),
        ("2026-06-05T20:00:00Z", Snooze::Tomorrow, "2026-06-08T14:30:00Z"),
        ("2026-06-04T14:40:00Z", Snooze::NextMonday, "2026-06-08T08:00:00Z"),
        ("2026-06-08T08:00:00Z", Snooze::NextMonday, "2026-06-15T08:00:00Z"),
    ] {
        assert_eq!(snoozed_until(&schedule, choice, at(pressed)), at(expected) + jitter, "{pressed}");
    }
    schedule.zone = "Mars/Olympus_Mons".into();
    assert_eq!(snoozed_until(&schedule, Snooze::Tomorrow, now()), at("2026-06-05T15:30:00Z") + jitter);
}

/// A service that carries out the steps.
fn apply(prompt: &mut Prompt, press: &Press, entries: &mut i64) {
    match act(prompt, press, now()) {
        Ok(PromptStep::Same) | Err(_) => {}
        Ok(PromptStep::Become(state)) => prompt.state = state,
        Ok(PromptStep::Save { behaviour, then }) => {
            *entries += 1;
            prompt.answers.push(PromptAnswer { behaviour, entry: EntryId(*entries) });
            prompt.state = then;
        }
        Ok(PromptStep::Delete { entry, then }) => {
            prompt.answers.retain(|answer| answer.entry != entry);
            prompt.state = then;
        }
    }
}

proptest! {
    #[test]
    fn pressing_twice_is_pressing_once_and_only_undo_takes_away(steps in prop::collection::vec((0..5_u8, 0..3_u8), 0..30)) {
        let mut prompt = prompt(PromptState::Asked, &[]);
        let mut entries = 0;
        for (what, which) in steps {
            let name = behaviour(["x", "y", "z"][usize::from(which)]);
            let press = match (what, which) {
                (0, _) => Press::Did(name),
                (1, _) => Press::Undo(name),
                (2, _) => Press::Nothing,
                (3, 0) => Press::Pause { until: later() },
                (3, _) => Press::Snooze { until: later() },
                (_, which) => {
                    let transition = [Transition::SnoozeEnded, Transition::NewerAsked, Transition::WaitedTooLong][usize::from(which)];
                    prompt.state = advance(prompt.state, transition);
                    continue;
                }
            };
            let before = prompt.answers.len();
            apply(&mut prompt, &press, &mut entries);
            prop_assert!(prompt.answers.len() >= before || matches!(press, Press::Undo(_)));
            if let Press::Did(name) = &press {
                prop_assert!(prompt.answers.iter().any(|answer| answer.behaviour == *name), "a press was lost");
            }
            let once = prompt.clone();
            apply(&mut prompt, &press, &mut entries);
            prop_assert_eq!(&prompt, &once);
            prop_assert!(prompt.state != PromptState::Answered || !prompt.answers.is_empty());
            prop_assert!(!prompt.is_open() || prompt.answers.is_empty());
        }
    }
}
