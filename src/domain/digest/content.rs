//! The content of a digest: by author, in the order of the framework's themes.

use std::collections::BTreeMap;

use super::fit::fitted_alone;
use super::question::question;
use super::{AuthorSection, Line, Page, Written};
use crate::domain::cadence::Week;
use crate::domain::evidence::{BehaviourRef, Entry};
use crate::domain::ids::{EntryId, MemberId};
use crate::domain::link::Link;
use crate::domain::lookup::Library;
use crate::secret::PrivateText;

/// Longer words are cut with `…` in a digest; App Home shows all of them.
pub const LONGEST_WORDS: usize = 1_500;
/// The same limit for escaped words: a Slack section holds 3,000 characters.
const LONGEST_WORDS_ESCAPED: usize = 2_400;
/// The limit for a message kept with an entry.
const LONGEST_QUOTE: usize = 500;
const LONGEST_QUOTE_ESCAPED: usize = 800;
/// A link that is longer once escaped appears in App Home only.
const LONGEST_LINK_ESCAPED: usize = 1_000;
/// The limit for a framework wording.
const LONGEST_WORDING: usize = 300;
const LONGEST_WORDING_ESCAPED: usize = 400;

/// The page that these entries form; `None` is an entry that its author withdrew. Long texts are cut here, so that the
/// preview, the size estimate and the post agree.
#[must_use]
pub fn page(
    team: &str,
    week: Week,
    goes_on: bool,
    entries: Vec<(EntryId, MemberId, Option<Entry>)>,
    library: &Library,
) -> Page {
    let mut by_author: BTreeMap<MemberId, Vec<Line>> = BTreeMap::new();
    for (entry, author, found) in entries {
        let written = found.map(|found| written(found, library));
        by_author.entry(author).or_default().push(fitted_alone(Line { entry, written }));
    }
    let of_author = |(author, mut lines): (MemberId, Vec<Line>)| {
        lines.sort_by_cached_key(|line| place(line, library));
        let question = lines.iter().find_map(|line| question(line.written.as_ref()?, library));
        AuthorSection { author, lines, question }
    };
    Page { team: team.to_owned(), week, goes_on, authors: by_author.into_iter().map(of_author).collect() }
}

/// Sorts by the theme of the first behaviour, then by day. Withdrawn entries reveal nothing and come last.
fn place(line: &Line, library: &Library) -> impl Ord + use<> {
    let written = line.written.as_ref();
    let theme = written.and_then(|written| written.behaviours.first()).map(|shown| theme(shown, library));
    (written.is_none(), theme.is_none(), theme, written.map(|written| written.happened_on), line.entry)
}

/// The positions of track and theme; a track or theme that is no longer served comes last.
fn theme(shown: &BehaviourRef, library: &Library) -> (usize, usize) {
    let served =
        library.track_indexes().enumerate().find(|(_, track_index)| track_index.framework.track == shown.track);
    served.map_or((usize::MAX, usize::MAX), |(track, track_index)| {
        let theme = track_index.framework.themes.iter().position(|theme| theme.id == shown.theme);
        (track, theme.unwrap_or(usize::MAX))
    })
}

fn written(entry: Entry, library: &Library) -> Written {
    let mut behaviours = entry.behaviours;
    behaviours.sort_by_cached_key(|shown| theme(shown, library));
    for shown in &mut behaviours {
        shown.wording = clipped(&shown.wording, LONGEST_WORDING, LONGEST_WORDING_ESCAPED);
    }
    let words = clip(&entry.words, LONGEST_WORDS, LONGEST_WORDS_ESCAPED);
    let quote = entry.quote.as_ref().map(|quote| clip(quote, LONGEST_QUOTE, LONGEST_QUOTE_ESCAPED));
    let link = entry.link.clone().filter(|link| escaped(Link::as_str(link)) <= LONGEST_LINK_ESCAPED);
    let is_shortened = words != entry.words || quote != entry.quote || link != entry.link;
    Written { words, quote, link, happened_on: entry.happened_on, behaviours, is_shortened }
}

/// The text, cut if it exceeds these limits.
pub(super) fn clip(text: &PrivateText, most: usize, most_escaped: usize) -> PrivateText {
    PrivateText::new(clipped(text.reveal(), most, most_escaped))
}

/// The text, cut if its length or its escaped length exceeds the limit.
fn clipped(text: &str, most: usize, most_escaped: usize) -> String {
    if text.len() <= most && escaped(text) <= most_escaped {
        return text.to_owned();
    }
    let mut taken = 0;
    let end = text.char_indices().enumerate().find_map(|(count, (at, letter))| {
        taken += escaped(letter.encode_utf8(&mut [0; 4]));
        (count >= most || taken > most_escaped).then_some(at)
    });
    end.map_or_else(|| text.to_owned(), |end| format!("{}…", text.get(..end).unwrap_or_default().trim_end()))
}

/// A text's length after escaping and quoting its lines, in UTF-16 units as Slack counts.
pub(super) fn escaped(text: &str) -> usize {
    text.bytes().map(cost).sum()
}

/// Counts a character by its first byte.
fn cost(byte: u8) -> usize {
    match byte {
        b'&' => "&amp;".len(),
        b'<' | b'>' => "&lt;".len(),
        b'\n' => "\n> ".len(),
        0x80..=0xBF => 0,
        // A four-byte character takes two UTF-16 units.
        0xF0.. => 2,
        _ => 1,
    }
}
