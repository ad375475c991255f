//! Questions for a 1:1, drawn from a behaviour and the one after it. They name no level.

use super::ItemText;
use crate::domain::evidence::BehaviourRef;
use crate::domain::framework::Behaviour;
use crate::domain::lookup::{Library, TrackIndex};

/// The question if the framework has no next behaviour.
const AT_THE_END: &str = "What did it take, and who could learn from it?";

/// The question for an entry; none if it shows no behaviour.
pub(super) fn question(text: &ItemText, library: &Library) -> Option<String> {
    text.behaviours.first().map(|shown| of_behaviour(shown, library))
}

/// Questions about these behaviours, without duplicates, in the same order.
pub(super) fn talking_points<'s>(behaviours: impl Iterator<Item = &'s BehaviourRef>, library: &Library) -> Vec<String> {
    let mut points: Vec<String> = Vec::new();
    for shown in behaviours {
        let point = of_behaviour(shown, library);
        if !points.contains(&point) {
            points.push(point);
        }
    }
    points
}

fn of_behaviour(shown: &BehaviourRef, library: &Library) -> String {
    let next = library.track_index(&shown.track).and_then(|track_index| next(track_index, shown));
    next.map_or_else(
        || AT_THE_END.to_owned(),
        |next| format!("What would a first step towards “{}” look like?", next.text),
    )
}

/// The behaviour that comes next. For one that's no longer served, the level and theme it had decide.
fn next<'l>(track_index: &'l TrackIndex, shown: &BehaviourRef) -> Option<&'l Behaviour> {
    let is_served = track_index.framework.behaviours().any(|(_, _, behaviour)| behaviour.id == shown.behaviour);
    if is_served {
        track_index.ahead(&shown.behaviour)
    } else {
        track_index.nearest_above(shown.level, &shown.theme, &shown.wording)
    }
}
