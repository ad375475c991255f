//! Questions worth asking in a 1:1: drawn from a behaviour and what comes after it. No level is named.

use super::Written;
use crate::domain::evidence::{Entry, Shown};
use crate::domain::framework::{Behaviour, Framework, LevelNumber};
use crate::domain::ids::ThemeId;
use crate::domain::lookup::{Library, Shelf};

/// Where nothing comes after it in the framework.
const AT_THE_END: &str = "What did it take, and who could learn from it?";

/// The question that a line gives rise to; none if it shows no behaviour.
pub(super) fn question(written: &Written, library: &Library) -> Option<String> {
    written.behaviours.first().map(|shown| of_behaviour(shown, library))
}

/// A question for each thing that the entries show, each once, in their order.
#[must_use]
pub fn talking_points(entries: &[Entry], library: &Library) -> Vec<String> {
    let mut points: Vec<String> = Vec::new();
    for shown in entries.iter().filter_map(|entry| entry.behaviours.first()) {
        let point = of_behaviour(shown, library);
        if !points.contains(&point) {
            points.push(point);
        }
    }
    points
}

fn of_behaviour(shown: &Shown, library: &Library) -> String {
    let next = library.shelf(&shown.track).and_then(|shelf| next(shelf, shown));
    next.map_or_else(
        || AT_THE_END.to_owned(),
        |next| format!("What would a first step towards “{}” look like?", next.text),
    )
}

/// The behaviour nearest in words on the next level of the same theme.
fn next<'l>(shelf: &'l Shelf, shown: &Shown) -> Option<&'l Behaviour> {
    // A framework can have moved it since.
    let now = shelf.framework.behaviours().find(|(_, _, behaviour)| behaviour.id == shown.behaviour);
    let (level, theme) = now.map_or((shown.level, &shown.theme), |(level, theme, _)| (level.number, &theme.id));
    let cell = cell_above(&shelf.framework, level, theme)?;
    let fits = |behaviour: &&Behaviour| !names_a_level(&behaviour.text);
    let near = shelf.suggest(&shown.wording, None).into_iter().map(|(_, _, behaviour)| behaviour);
    near.filter(|found| cell.iter().any(|behaviour| behaviour.id == found.id))
        .find(fits)
        .or_else(|| cell.iter().find(fits))
}

fn cell_above<'l>(framework: &'l Framework, level: LevelNumber, theme: &ThemeId) -> Option<&'l [Behaviour]> {
    let above = framework.levels.iter().filter(|above| above.number > level);
    above.map(|above| above.behaviours(theme)).find(|cell| !cell.is_empty())
}

/// Whether a wording says `level`: a question never does.
fn names_a_level(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric())
        .any(|word| matches!(word.to_lowercase().as_str(), "level" | "levels"))
}
