//! The behaviour that comes next: the most similarly worded one on the next level of its theme.

use crate::domain::framework::{Behaviour, LevelNumber};
use crate::domain::ids::{BehaviourId, ThemeId};
use crate::domain::lookup::library::TrackIndex;

impl TrackIndex {
    /// The behaviour that comes after a served one; `None` if it isn't served or nothing comes after it.
    #[must_use]
    pub fn ahead(&self, behaviour: &BehaviourId) -> Option<&Behaviour> {
        let mut served = self.framework.behaviours().enumerate();
        let (position, (level, theme, behaviour)) = served.find(|(_, (_, _, served))| served.id == *behaviour)?;
        let ahead = self.ahead.0.get(position)?.get_or_init(|| {
            let found = self.nearest_above(level.number, &theme.id, &behaviour.text)?;
            self.framework.behaviours().position(|(_, _, served)| served.id == found.id)
        });
        self.framework.behaviours().nth((*ahead)?).map(|(_, _, behaviour)| behaviour)
    }

    /// The behaviour most similar to these words, on the theme's next level that has any.
    #[must_use]
    pub fn nearest_above(&self, level: LevelNumber, theme: &ThemeId, words: &str) -> Option<&Behaviour> {
        let above = self.framework.levels.iter().filter(|above| above.number > level);
        let cell = above.map(|above| above.behaviours(theme)).find(|cell| !cell.is_empty())?;
        let fits = |behaviour: &&Behaviour| !names_a_level(&behaviour.text);
        let near = self.suggest(words, None).into_iter().map(|(_, _, behaviour)| behaviour);
        near.filter(|found| cell.iter().any(|behaviour| behaviour.id == found.id))
            .find(fits)
            .or_else(|| cell.iter().find(fits))
    }
}

/// Whether a wording says "level". Questions drawn from a behaviour must not name one.
fn names_a_level(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric())
        .any(|word| matches!(word.to_lowercase().as_str(), "level" | "levels"))
}
