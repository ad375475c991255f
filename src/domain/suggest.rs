//! Suggests the behaviours that a person's everyday words show: the search ranking, with a bias towards their level.
//!
//! `framework/SUGGESTIONS.md` explains it to framework authors.

use crate::domain::framework::{Framework, LevelNumber};
use crate::domain::search::{Guess, Index, SearchHit, best_first};

/// The bonus for a behaviour at the author's level. It only reorders behaviours that fit about equally well.
const NEAR: f32 = 0.15;

/// The behaviours that the words show, best match first, with a bias towards those around a level.
#[must_use]
pub fn suggest(index: &Index, framework: &Framework, words: &str, around: Option<LevelNumber>) -> Vec<SearchHit> {
    let mut scores = index.scores(words, Guess::Finished);
    if let Some(around) = around {
        for (score, (level, _, _)) in scores.iter_mut().zip(framework.behaviours()) {
            *score *= nearness(level.number, around);
        }
    }
    best_first(scores)
}

/// Highest at a level and the next one, which people grow into; the bonus halves with each level further away.
fn nearness(level: LevelNumber, around: LevelNumber) -> f32 {
    let below = around.0.saturating_sub(level.0);
    let above = level.0.saturating_sub(around.0.saturating_add(1));
    1.0 + NEAR * 0.5_f32.powi(i32::from(below + above))
}
