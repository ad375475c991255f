//! Numbered people and random words, the same for filling and for measuring.

use std::path::{Path, PathBuf};

use bearings::domain::ids::{BehaviourId, MemberId, TrackId, WorkspaceId};
use bearings::domain::lookup::Library;
use bearings::import::read_directory;

/// What people write besides the framework's own words.
const EVERYDAY: &str = "a about after again all and another around at back because before bug but call chat customer \
    daily deploy did docs done during each error every fix flaky for found friday from gave got had helped her him in \
    incident into it last late led less long made me meeting merged more morning my new next night of on one order our \
    out over paged pair payment plan release review rolled said saw service ship slow sprint stuck sure team test than \
    that the them then they thing this through ticket time to today told took tuesday two until up us user very was we \
    week went what when which while with worked wrote yesterday";

/// How many people share a manager.
const REPORTS: usize = 8;

/// Random numbers that are the same for the same seed (`SplitMix64`).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to `count - 1`.
    pub fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let drawn = (mixed ^ (mixed >> 31)) % u64::try_from(count).expect("a number of things");
        usize::try_from(drawn).expect("less than the number of things")
    }

    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub fn of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        things.get(self.below(things.len())).expect("something to choose from")
    }

    /// Every number below `count` once, in random order.
    pub fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            all.swap(last, self.below(last + 1));
        }
        all
    }
}

/// The words that people write, and the behaviours that they can show.
pub struct Words {
    everyday: Vec<String>,
    of_framework: Vec<String>,
    behaviours: Vec<(TrackId, BehaviourId)>,
}

impl Words {
    pub fn of(library: &Library) -> Self {
        let framework = &library.default_track_index().framework;
        let texts = framework.behaviours().map(|(_, _, behaviour)| behaviour.text.as_str());
        let words = texts.flat_map(|text| text.split(|c: char| !c.is_alphabetic()));
        let behaviours = framework.behaviours().map(|(_, _, shown)| (framework.track.clone(), shown.id.clone()));
        Self {
            everyday: EVERYDAY.split_whitespace().map(str::to_owned).collect(),
            of_framework: words.filter(|word| (2..=12).contains(&word.len())).map(str::to_lowercase).collect(),
            behaviours: behaviours.collect(),
        }
    }

    /// A random word; half of them are the framework's.
    pub fn word(&self, chance: &mut Chance) -> &str {
        let among = if chance.one_in(2) { &self.of_framework } else { &self.everyday };
        chance.of::<String>(among)
    }

    pub fn many(&self, count: usize, chance: &mut Chance) -> String {
        (0..count).map(|_| self.word(chance)).collect::<Vec<_>>().join(" ")
    }

    /// From 40 to 400 characters.
    pub fn text(&self, chance: &mut Chance) -> String {
        let most = chance.between(53, 400);
        let mut text = self.word(chance).to_owned();
        loop {
            let word = self.word(chance);
            if text.len() + 1 + word.len() > most {
                return text;
            }
            text.push(' ');
            text.push_str(word);
        }
    }

    /// What someone types to find a behaviour: one to three words of the framework, half of them cut short.
    pub fn typed(&self, chance: &mut Chance) -> String {
        let mut typed = Vec::new();
        for _ in 0..chance.between(1, 3) {
            let word = chance.of(&self.of_framework);
            let length = if chance.one_in(2) { chance.between(2, word.len()) } else { word.len() };
            typed.push(word.chars().take(length).collect::<String>());
        }
        typed.join(" ")
    }

    /// One to three behaviours, each once.
    pub fn behaviours(&self, chance: &mut Chance) -> Vec<(TrackId, BehaviourId)> {
        let mut chosen = Vec::new();
        for _ in 0..chance.between(1, 3) {
            let behaviour = chance.of(&self.behaviours);
            if !chosen.contains(behaviour) {
                chosen.push(behaviour.clone());
            }
        }
        chosen
    }
}

pub fn workspace() -> WorkspaceId {
    WorkspaceId::new("T0001")
}

pub fn member(number: usize) -> MemberId {
    MemberId::new(format!("U{number:010}"))
}

/// The person's manager; everyone has one, even the first.
pub fn manager(number: usize) -> MemberId {
    member(if number == 0 { 1 } else { number / REPORTS })
}

pub fn framework_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("framework")
}

pub fn library() -> Library {
    Library::new(read_directory(&framework_dir()).expect("good framework files")).expect("a framework")
}
