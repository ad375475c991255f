//! Which of an author's entries match a theme and words.

use rust_stemmers::{Algorithm, Stemmer};

use crate::domain::evidence::Entry;
use crate::domain::ids::ThemeId;
use crate::domain::link::Link;
use crate::secret::PrivateText;

pub(super) struct EntryFilter<'l> {
    theme: Option<&'l ThemeId>,
    stemmer: Stemmer,
    words: Vec<FilterWord>,
}

struct FilterWord {
    word: String,
    stem: String,
}

impl std::fmt::Debug for EntryFilter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EntryFilter")
    }
}

impl<'l> EntryFilter<'l> {
    pub(super) fn new(theme: Option<&'l ThemeId>, words: Option<&PrivateText>) -> Self {
        let stemmer = Stemmer::create(Algorithm::English);
        let words = words.map_or("", PrivateText::reveal);
        let words = words_of(words).map(str::to_lowercase);
        let words = words.map(|word| FilterWord { stem: stemmer.stem(&word).into_owned(), word }).collect();
        Self { theme, stemmer, words }
    }

    pub(super) fn takes(&self, entry: &Entry) -> bool {
        let of_theme = self.theme.is_none_or(|theme| entry.behaviours.iter().any(|shown| shown.theme == *theme));
        of_theme && (self.words.is_empty() || self.says_all(entry))
    }

    /// Whether every word occurs in the entry, as a prefix or in another form.
    fn says_all(&self, entry: &Entry) -> bool {
        let texts = [Some(entry.words.reveal()), entry.quote.as_ref().map(PrivateText::reveal)];
        let link = entry.link.as_ref().map(Link::as_str);
        let wordings = entry.behaviours.iter().map(|shown| shown.wording.as_str());
        let mut missing: Vec<&FilterWord> = self.words.iter().collect();
        for word in texts.into_iter().flatten().chain(link).chain(wordings).flat_map(words_of) {
            missing.retain(|wanted| !self.is_form_of(word, wanted));
            if missing.is_empty() {
                return true;
            }
        }
        false
    }

    fn is_form_of(&self, word: &str, FilterWord { word: wanted, stem }: &FilterWord) -> bool {
        // All forms of a word begin with the same letter, so this check settles most words cheaply.
        let begins = word.chars().next().and_then(|first| first.to_lowercase().next());
        if begins != wanted.chars().next() {
            return false;
        }
        let word = word.to_lowercase();
        word.starts_with(wanted.as_str()) || self.stemmer.stem(&word) == *stem
    }
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
