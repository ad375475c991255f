//! The chosen behaviours: in tables, and over many weeks for any level.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::domain::framework::{Behaviour, Cell, Level, Theme};
use crate::domain::ids::{ThemeId, TrackId};

const LEVEL: LevelNumber = LevelNumber(1);

/// A framework of two levels: level 1 with cells of these sizes and behaviours `a0 a1 … b0 …`, level 2 with one
/// behaviour per cell.
fn framework(sizes: &[usize]) -> Framework {
    let letters: Vec<char> = ('a'..='z').take(sizes.len()).collect();
    let behaviour =
        |id: String| Behaviour { id: BehaviourId::new(id), text: String::new(), examples: vec![], keywords: vec![] };
    let theme = |letter: &char| ThemeId::new(letter.to_string());
    let themes = letters.iter().map(|letter| Theme {
        id: theme(letter),
        name: letter.to_string(),
        aliases: vec![],
        emoji: String::new(),
        meaning: String::new(),
    });
    let first = letters.iter().zip(sizes).map(|(letter, size)| Cell {
        theme: theme(letter),
        behaviours: (0..*size).map(|place| behaviour(format!("{letter}{place}"))).collect(),
    });
    let second = letters
        .iter()
        .map(|letter| Cell { theme: theme(letter), behaviours: vec![behaviour(format!("{letter}-above"))] });
    Framework {
        track: TrackId::new("backend"),
        name: "Backend".into(),
        version: "1.0.0".into(),
        aliases: vec![],
        themes: themes.collect(),
        levels: vec![
            Level { number: LEVEL, cells: first.collect() },
            Level { number: LevelNumber(2), cells: second.collect() },
        ],
        introduction: vec![],
    }
}

fn week(number: u32) -> Week {
    Week::of(NaiveDate::from_ymd_opt(2026, 1, 5).unwrap()).after(number)
}

fn ids(names: &str) -> Vec<BehaviourId> {
    names.split_whitespace().map(BehaviourId::new).collect()
}

/// A history with one prompt per week from week 0 on, e.g. `a0 b0 c0, a1 b1 c1`.
fn history(weeks: &str) -> Vec<OfferedBehaviour> {
    (0..)
        .zip(weeks.split(','))
        .flat_map(|(number, names)| {
            ids(names).into_iter().map(move |behaviour| OfferedBehaviour { behaviour, week: week(number) })
        })
        .collect()
}

#[test]
fn focus_first_then_what_was_not_asked_for_longest() {
    for (sizes, focus, asked, expected, why) in [
        (&[3, 3, 3][..], "", "", "a0 b0 c0", "one of each theme"),
        (&[3, 3, 3], "", "a0 b0 c0", "a1 b1 c1", "then the next"),
        (&[2, 1, 1], "", "a0 b0 c0", "a1 a0 b0", "never asked first, and the rest again"),
        (&[3, 1, 1], "", "a0 b0 c0, a1 b0 c0", "a2 a0 b0", "asked longest ago"),
        (&[5, 0, 2], "", "", "a0 c0 a1", "an empty cell"),
        (&[5, 1, 1], "", "a0 b0 c0, a1 a2 x", "a3 a4 b0", "not three of one theme"),
        (&[5, 1, 0], "", "a0 b0 a1", "a2 a3 a4", "unless the other was in the last prompt"),
        (&[5], "", "", "a0 a1 a2", "unless there is no other"),
        (&[3, 3, 3], "c2", "", "c2 a0 b0", "focus"),
        (&[3, 3, 3], "c2", "c2 a0 b0", "c2 c0 a1", "focus every week"),
        (&[3, 3, 3], "c-above", "", "c-above a0 b0", "focus of another level"),
        (&[3, 3, 3], "gone c2", "gone a0 b0", "c2 c0 a1", "behaviours that the framework no longer has"),
        (&[3, 3, 3], "a0 a1 a2", "", "a0 a1 a2", "three of focus"),
        (&[3, 3, 3], "a0 a1 a2", "a0 a1 a2", "a0 a1 b0", "not the same three again"),
        (&[3, 3, 3], "a0 a1 a2", "a0 a1 a2, a0 a1 b0", "a2 a0 a1", "the one that had to wait comes first"),
        (&[3, 3, 3], "a0 a1 a2 b0", "a0 b0 a1", "a2 a0 b0", "more focus than fits"),
        (&[3], "", "a0 a1 a2", "a0 a1 a2", "the same three if there are no others"),
        (&[1, 1], "", "a0 b0", "a0 b0", "fewer"),
        (&[0, 0], "", "", "", "none"),
    ] {
        let chosen = choose(&framework(sizes), LEVEL, &ids(focus), &history(asked), week(9));
        assert_eq!(chosen, ids(expected), "{why}");
    }
    assert_eq!(choose(&framework(&[3]), LevelNumber(9), &[], &[], week(0)), []);
}

#[test]
fn a_week_keeps_its_three() {
    let framework = framework(&[3, 3, 3]);
    let before = history("a0 b0 c0");
    let chosen = choose(&framework, LEVEL, &[], &before, week(1));
    let mut with_it = before;
    with_it.extend(chosen.iter().map(|behaviour| OfferedBehaviour { behaviour: behaviour.clone(), week: week(1) }));
    assert_eq!(choose(&framework, LEVEL, &[], &with_it, week(1)), chosen);
    assert_ne!(choose(&framework, LEVEL, &[], &with_it, week(2)), chosen);
    with_it.reverse();
    assert_eq!(choose(&framework, LEVEL, &[], &with_it, week(1)), chosen);
}

proptest! {
    #[test]
    fn every_behaviour_has_its_turn_and_no_three_come_twice_running(
        sizes in prop::collection::vec(0..7_usize, 1..6),
        focus in prop::collection::vec((0..5_usize, 0..7_usize), 0..5),
    ) {
        let framework = framework(&sizes);
        let focus: Vec<BehaviourId> = focus
            .into_iter()
            .map(|(theme, place)| BehaviourId::new(format!("{}{place}", ["a", "b", "c", "d", "e"][theme])))
            .collect();
        let all: Vec<BehaviourId> = framework
            .behaviours()
            .filter(|(level, _, _)| level.number == LEVEL)
            .map(|(_, _, behaviour)| behaviour.id.clone())
            .collect();
        let mut asked: Vec<OfferedBehaviour> = Vec::new();
        let mut last: Vec<BehaviourId> = Vec::new();
        for number in 0..40 {
            let chosen = choose(&framework, LEVEL, &focus, &asked, week(number));
            prop_assert_eq!(chosen.len(), all.len().min(3));
            let mut sorted = chosen.clone();
            sorted.sort();
            sorted.dedup();
            prop_assert_eq!(sorted.len(), chosen.len());
            prop_assert!(sorted != last || all.len() <= 3, "the same three twice running");
            prop_assert!(sorted.iter().all(|id| all.contains(id)));
            let known: Vec<&BehaviourId> = focus.iter().filter(|id| all.contains(id)).collect();
            if known.len() < 3 {
                prop_assert!(known.iter().all(|id| chosen.contains(id)), "the focus is always there");
            }
            asked.extend(chosen.into_iter().map(|behaviour| OfferedBehaviour { behaviour, week: week(number) }));
            last = sorted;
            let turn = u32::try_from(all.len().div_ceil(2)).unwrap();
            if known.is_empty() && number > turn {
                let recent: Vec<&BehaviourId> =
                    asked.iter().filter(|asked| asked.week > week(number - turn - 1)).map(|asked| &asked.behaviour).collect();
                prop_assert!(all.iter().all(|id| recent.contains(&id)), "one waits longer than {turn} weeks");
            }
        }
    }
}
