//! Reads typed words: order, case and filler words don't matter, and a typo of one edit is corrected and reported.

use std::fmt;

use crate::domain::framework::{Framework, LevelNumber};
use crate::domain::ids::ThemeId;
use crate::domain::lookup::library::{Library, TrackIndex};
use crate::domain::lookup::mentions::{MAX_QUOTED_WORD, Mentions, best_reading, is_filler};
use crate::domain::lookup::typo::is_typo;
use crate::domain::lookup::words::{Word, quotable, words};
use crate::domain::lookup::{Ask, Topic};
use crate::domain::normalization::compatible;
use crate::domain::subcommand::Subcommand;

/// What the bot understood, and what the user should know about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub ask: Ask,
    /// Remarks to show beside the answer.
    pub notes: Vec<ReadingNote>,
}

/// A remark about how the words were understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadingNote {
    /// A typo was corrected to this name.
    Showing(String),
    /// These words were not understood and are ignored.
    LeftOut(Vec<String>),
    /// A sub-level was named, but the framework's text has whole levels only.
    SubLevel(LevelNumber),
    /// Several themes were named; this one is shown.
    OneTheme(String),
    /// A level was to be compared with itself; it's shown with the other one, if the framework has another.
    SameLevel { level: LevelNumber, shown_with: Option<LevelNumber> },
    /// The user submitted the picker without choosing anything.
    NothingChosen,
}

impl fmt::Display for ReadingNote {
    /// The note as a sentence for the user.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Showing(name) => write!(f, "Showing {name}."),
            Self::LeftOut(words) => {
                let more = if words.len() > MAX_QUOTED_WORDS { " …" } else { "" };
                let quoted: Vec<String> = words.iter().take(MAX_QUOTED_WORDS).map(|word| format!("“{word}”")).collect();
                write!(f, "Ignored {}{more}.", quoted.join(", "))
            }
            Self::SubLevel(level) => {
                write!(
                    f,
                    "You and your manager agree on a sub-level; the framework describes level {level} as a whole."
                )
            }
            Self::OneTheme(name) => write!(f, "One theme at a time: showing {name}."),
            Self::SameLevel { level, shown_with: Some(other) } => {
                write!(f, "You named level {level} twice. Comparing it with level {other} instead.")
            }
            Self::SameLevel { level, shown_with: None } => write!(f, "You named level {level} twice."),
            Self::NothingChosen => f.write_str("You haven’t chosen anything yet."),
        }
    }
}

/// The first few words are enough to recognise the rest.
const MAX_QUOTED_WORDS: usize = 3;
/// Longer texts are quoted by their beginning.
const MAX_QUOTED_TEXT: usize = 60;
/// At most this many corrections are reported; with more typos, the answer itself shows what was understood.
const MAX_CORRECTIONS: usize = 5;
/// Longer searches are cut; this is also what fits into a button.
const MAX_SEARCH_TEXT: usize = 120;
/// Shorter verbs are one letter away from too many ordinary words, as "find" is from "kind".
const MIN_MISTYPED_VERB: usize = 5;
/// Words of the command table that are fillers elsewhere.
const HELP_WORDS: &[&str] = &["level", "theme", "about"];

/// Understands what a user typed, as far as possible.
#[must_use]
pub fn read(text: &str, library: &Library) -> Reading {
    let text = compatible(text);
    let text = text.as_str();
    let words = words(text);
    let typed = take_verb(&words, library);
    let (framework, topic, notes) = match typed.verb {
        Some(Subcommand::Search) => {
            let (track, ends) = named_track(&typed.rest, &words, typed.ends, library);
            (&track.framework, search_for(text.get(ends..).unwrap_or_default()), Vec::new())
        }
        verb => {
            let (track_index, mentions) = best_reading(&typed.rest, library);
            let topic = topic(verb, &track_index.framework, &mentions, &typed.rest, text);
            let same_level =
                mentions.repeated.filter(|_| is_comparison(verb, &typed.rest) && mentions.levels.len() == 1);
            let same_level = same_level.map(|level| same_level_note(level, &topic));
            let notes = same_level.into_iter().chain(notes(&topic, &track_index.framework, mentions)).collect();
            (&track_index.framework, topic, notes)
        }
    };
    let corrected = typed.corrected.map(|verb| ReadingNote::Showing(verb.to_owned()));
    Reading { ask: Ask { track: framework.track.clone(), topic }, notes: corrected.into_iter().chain(notes).collect() }
}

/// The track to search, named before "search" or right after it, and the position where the search text begins.
fn named_track<'l>(before: &[Word], words: &[Word], verb_ends: usize, library: &'l Library) -> (&'l TrackIndex, usize) {
    let behind: Vec<Word> = words.iter().filter(|word| word.end > verb_ends).cloned().collect();
    for track_index in library.track_indexes() {
        if let Some(length) = track_index.track_phrase(&behind).filter(|length| *length < behind.len()) {
            let ends = behind.get(length - 1).map_or(verb_ends, |word| word.end);
            return (track_index, ends);
        }
    }
    let named = library.track_indexes().find(|track_index| {
        (0..before.len()).any(|at| track_index.track_phrase(before.get(at..).unwrap_or_default()).is_some())
    });
    (named.unwrap_or_else(|| library.default_track_index()), verb_ends)
}

fn search_for(words: &str) -> Topic {
    let words = quotable(words, MAX_SEARCH_TEXT);
    if words.is_empty() { Topic::Help(Some("search".into())) } else { Topic::Search(words) }
}

/// The verb among the words, if any.
struct Typed {
    verb: Option<Subcommand>,
    /// The correct spelling, if the verb was mistyped.
    corrected: Option<&'static str>,
    /// Where in the text it ends.
    ends: usize,
    /// The other words; for a search, only the words before the verb.
    rest: Vec<Word>,
}

/// The verbs for comparing and gaps may be anywhere among the words; other verbs come first, after fillers and a
/// track's name. A mistyped verb has to come first, be long enough to be unmistakable, and name nothing else.
fn take_verb(words: &[Word], library: &Library) -> Typed {
    let verb_at = |at: usize| {
        let name = words.get(at).map(|word| word.text.as_str())?;
        Subcommand::question_words().find(|(verb, _)| *verb == name).map(|(_, verb)| verb)
    };
    let lead = leading_words(words, library);
    let anywhere = || (0..words.len()).find(|at| verb_at(*at).is_some_and(Subcommand::is_read_anywhere));
    let exact = verb_at(lead).map(|_| lead).or_else(anywhere);
    let mistyped = || {
        let first = words.get(lead)?;
        let names_something = library.track_indexes().any(|track_index| track_index.names_something(&first.text));
        let meant = Subcommand::question_words()
            .find(|(name, _)| name.len() >= MIN_MISTYPED_VERB && is_typo(&first.text, name));
        meant.filter(|_| !names_something)
    };
    let (at, verb, corrected) = match exact.and_then(|at| Some((at, verb_at(at)?))) {
        Some((at, verb)) => (at, verb, None),
        None => match mistyped() {
            Some((name, verb)) => (lead, verb, Some(name)),
            None => return Typed { verb: None, corrected: None, ends: 0, rest: words.to_vec() },
        },
    };
    let before = words.iter().take(at);
    let after = words.iter().skip(at + 1).filter(|_| verb != Subcommand::Search);
    let ends = words.get(at).map_or(0, |word| word.end);
    Typed { verb: Some(verb), corrected, ends, rest: before.chain(after).cloned().collect() }
}

/// The number of words before a possible verb: fillers, and the name of a track.
fn leading_words(words: &[Word], library: &Library) -> usize {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let behind = words.get(at..).unwrap_or_default();
        if let Some(length) = library.track_indexes().find_map(|track_index| track_index.track_phrase(behind)) {
            at += length;
        } else if is_filler(&word.text) && word.text != "about" {
            at += 1;
        } else {
            break;
        }
    }
    at
}

fn topic(verb: Option<Subcommand>, framework: &Framework, mentions: &Mentions, rest: &[Word], text: &str) -> Topic {
    let theme: Option<ThemeId> =
        mentions.themes.first().and_then(|position| framework.themes.get(*position)).map(|theme| theme.id.clone());
    let lowest = mentions.levels.iter().min().copied();
    let highest = mentions.levels.iter().max().copied();
    if let Some(asked) = mentions.no_such_levels.first() {
        return Topic::NoSuchLevel { asked: asked.clone(), theme };
    }
    match (verb, lowest, highest, theme) {
        (Some(Subcommand::Gaps), level, _, theme) => Topic::Gaps { level, theme },
        (Some(Subcommand::About), None, _, None) => Topic::About,
        (Some(Subcommand::Help), None, _, None) => Topic::Help(help_on(rest)),
        (Some(Subcommand::Compare), None, ..) => Topic::Help(Some("compare".into())),
        (Some(Subcommand::Compare), Some(low), Some(high), theme) if low == high => compare_one(framework, low, theme),
        (_, Some(low), Some(high), theme) if low != high => Topic::Compare { low, high, theme },
        (_, Some(level), _, Some(theme)) => Topic::Cell(level, theme),
        (_, Some(level), _, None) => Topic::Level(level),
        (_, None, _, Some(theme)) => Topic::Theme(theme),
        (_, None, _, None) if mentions.unknown.is_empty() => Topic::Picker,
        (_, None, _, None) => Topic::Unknown(quotable(text, MAX_QUOTED_TEXT)),
    }
}

/// Whether two levels are to be compared, with the verb or without it.
fn is_comparison(verb: Option<Subcommand>, words: &[Word]) -> bool {
    verb == Some(Subcommand::Compare) || words.iter().any(|word| matches!(word.text.as_str(), "vs" | "versus"))
}

fn same_level_note(level: LevelNumber, topic: &Topic) -> ReadingNote {
    let shown_with = match *topic {
        Topic::Compare { low, high, .. } => Some(if low == level { high } else { low }),
        _ => None,
    };
    ReadingNote::SameLevel { level, shown_with }
}

/// The word to explain, by its name in the command table.
fn help_on(rest: &[Word]) -> Option<String> {
    let word = rest.iter().find(|word| !is_filler(&word.text) || HELP_WORDS.contains(&word.text.as_str()))?;
    let name = Subcommand::of(&word.text).map_or(word.text.as_str(), |subcommand| subcommand.name());
    Some(quotable(name, MAX_QUOTED_WORD))
}

/// Comparing a single level means with the next one up; the last level is compared with the one below.
fn compare_one(framework: &Framework, level: LevelNumber, theme: Option<ThemeId>) -> Topic {
    let neighbour = |by| level.step(by).filter(|number| framework.level(*number).is_some());
    match (neighbour(1), neighbour(-1), theme) {
        (Some(high), _, theme) => Topic::Compare { low: level, high, theme },
        (None, Some(low), theme) => Topic::Compare { low, high: level, theme },
        (None, None, Some(theme)) => Topic::Cell(level, theme),
        (None, None, None) => Topic::Level(level),
    }
}

fn notes(topic: &Topic, framework: &Framework, mentions: Mentions) -> Vec<ReadingNote> {
    let mut notes: Vec<ReadingNote> = Vec::new();
    for shown in mentions.corrected.iter().cloned().map(ReadingNote::Showing) {
        if !notes.contains(&shown) && notes.len() < MAX_CORRECTIONS {
            notes.push(shown);
        }
    }
    if let Some(level) = mentions.sub_level_of {
        notes.push(ReadingNote::SubLevel(level));
    }
    if let [shown, _, ..] = mentions.themes.as_slice()
        && let Some(theme) = framework.themes.get(*shown)
    {
        notes.push(ReadingNote::OneTheme(theme.name.clone()));
    }
    let says_itself = matches!(topic, Topic::Unknown(_) | Topic::Help(_)) || mentions.nothing_understood();
    if !says_itself && !mentions.unknown.is_empty() {
        notes.push(ReadingNote::LeftOut(mentions.unknown));
    }
    notes
}

#[cfg(test)]
mod tests;
