//! The content of a digest: by author, in the order of the framework's themes.

use std::collections::BTreeMap;

use super::clip::{clip, clipped, escaped};
use super::fit::fitted_alone;
use super::question::question;
use super::{AuthorSection, DigestMessage, Item, ItemText};
use crate::domain::cadence::Week;
use crate::domain::evidence::{BehaviourRef, Entry};
use crate::domain::ids::{EntryId, MemberId};
use crate::domain::link::Link;
use crate::domain::lookup::Library;

/// Longer words are cut with `…` in a digest; App Home shows all of them.
pub const LONGEST_WORDS: usize = 1_500;
/// The same limit for escaped words: a Slack section holds 3,000 characters.
const LONGEST_WORDS_ESCAPED: usize = 2_400;
/// The limit for a message kept with an entry.
const LONGEST_QUOTE: usize = 500;
const LONGEST_QUOTE_ESCAPED: usize = 800;
/// A link that is longer once escaped appears in App Home only.
const LONGEST_LINK_ESCAPED: usize = 1_000;
const LONGEST_WORDING: usize = 300;
const LONGEST_WORDING_ESCAPED: usize = 400;

/// The page that these entries form; `None` is an entry that its author withdrew. Long texts are cut here, so that the
/// preview, the size estimate and the post agree.
#[must_use]
pub fn page(
    team: &str,
    week: Week,
    entries: Vec<(EntryId, MemberId, Option<Entry>)>,
    library: &Library,
) -> DigestMessage {
    let mut by_author: BTreeMap<MemberId, Vec<Item>> = BTreeMap::new();
    for (entry, author, found) in entries {
        let text = found.map(|found| item_text(found, library));
        by_author.entry(author).or_default().push(fitted_alone(Item { entry, text }));
    }
    let of_author = |(author, mut items): (MemberId, Vec<Item>)| {
        items.sort_by_cached_key(|item| place(item, library));
        let question = items.iter().find_map(|item| question(item.text.as_ref()?, library));
        AuthorSection { author, items, question }
    };
    DigestMessage {
        team: team.to_owned(),
        week,
        goes_on: false,
        authors: by_author.into_iter().map(of_author).collect(),
    }
}

/// Sorts by the theme of the first behaviour, then by day. Withdrawn entries reveal nothing and come last.
fn place(item: &Item, library: &Library) -> impl Ord + use<> {
    let text = item.text.as_ref();
    let theme = text.and_then(|text| text.behaviours.first()).map(|shown| theme(shown, library));
    (text.is_none(), theme.is_none(), theme, text.map(|text| text.happened_on), item.entry)
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

fn item_text(entry: Entry, library: &Library) -> ItemText {
    let mut behaviours = entry.behaviours;
    behaviours.sort_by_cached_key(|shown| theme(shown, library));
    for shown in &mut behaviours {
        shown.wording = clipped(&shown.wording, LONGEST_WORDING, LONGEST_WORDING_ESCAPED);
    }
    let words = clip(&entry.words, LONGEST_WORDS, LONGEST_WORDS_ESCAPED);
    let quote = entry.quote.as_ref().map(|quote| clip(quote, LONGEST_QUOTE, LONGEST_QUOTE_ESCAPED));
    let link = entry.link.clone().filter(|link| escaped(Link::as_str(link)) <= LONGEST_LINK_ESCAPED);
    let is_shortened = words != entry.words || quote != entry.quote || link != entry.link;
    ItemText { words, quote, link, happened_on: entry.happened_on, behaviours, is_shortened }
}
