//! Splits text into stemmed words for search, and marks the words that carry meaning.
//!
//! In scripts without spaces between words, every two neighbouring characters form a word: "設計" and "書い" both find
//! "設計を書いた". Single characters are indexed too, for one-character searches.

use std::collections::{HashMap, HashSet};

use rust_stemmers::{Algorithm, Stemmer};

use crate::domain::normalization::{is_of_word, searchable};

/// Words that occur in any text, whatever its subject. They still mean something next to another word, as in "on call".
const STOP_WORDS: &str = "\
    a able about actually after afternoon again against ago all almost along already also always am an and another \
    any anyone anything are around as at away back basically be because been before being best better bit both but \
    by came can come comes could couldn couple day days did didn do does doesn doing don done down during each \
    earlier eight else ended enough even evening ever every everyone everything far few finally first five for four \
    friday from gave get gets getting give given gives giving goes going gone good got had half hand handed has have \
    having he her here him his hit hour hours how i if in into is isn it its just keep keeps kept knew know known \
    knows last later leave left let like ll long look looked looking looks lot lots made make makes making many \
    maybe me mean means minutes monday month months more morning most much my myself near need needed never new next \
    nine no not nothing now of off often on once one only onto or other others our out over own per please pretty \
    probably put puts quite re ready really recently s said same say says see seven she should show showed shows \
    simply since six so some someone something soon spent started still such t take taken takes taking ten than \
    thanks that the their them then there these they thing things think thinks third this those though thought three \
    through thursday time times to today together tomorrow too took tuesday turn turned turns twenty two under until \
    up us use used uses using ve very via want wanted wants was wasn way we wednesday week weeks well went were what \
    when where whether which while who whole whose will with within without would wouldn year years yesterday yet \
    you your";

/// Verbs with the forms that a stemmer can't reduce to them.
const IRREGULAR: &str = "\
    begin began begun, break broke broken, bring brought, build built, catch caught, choose chose chosen, deal \
    dealt, dig dug, draw drew drawn, drive drove driven, fall fell fallen, fight fought, find found, forget forgot \
    forgotten, give gave given, grow grew grown, hear heard, hide hid hidden, hold held, keep kept, know knew known, \
    lead led, learn learnt, lose lost, make made, meet met, mean meant, rewrite rewrote rewritten, rise rose risen, \
    run ran, sell sold, send sent, shake shook, show shown, speak spoke spoken, speed sped, stand stood, steal stole \
    stolen, take took taken, teach taught, tell told, think thought, throw threw thrown, understand understood, wake \
    woke woken, win won, write wrote written";

/// Splits text into words and stems them.
pub(super) struct Tokenizer {
    stemmer: Stemmer,
    too_common: HashSet<&'static str>,
    /// Irregular form to base verb.
    verbs: HashMap<&'static str, &'static str>,
}

pub(super) struct Word {
    pub(super) written: String,
    /// What it shares with its other forms.
    pub(super) stem: String,
    is_stop: bool,
    /// Cut from a script without spaces, so it already contains its neighbours.
    is_gram: bool,
}

impl Word {
    /// Whether the word carries meaning on its own.
    pub(super) fn is_telling(&self) -> bool {
        !self.is_stop && self.written.len() > 1
    }

    fn gram(written: &[char]) -> Self {
        let written: String = written.iter().collect();
        Self { stem: written.clone(), written, is_stop: false, is_gram: true }
    }
}

impl Tokenizer {
    pub(super) fn new() -> Self {
        let mut verbs = HashMap::new();
        for mut forms in IRREGULAR.split(", ").map(str::split_whitespace) {
            if let Some(verb) = forms.next() {
                verbs.extend(forms.map(|form| (form, verb)));
            }
        }
        let too_common = STOP_WORDS.split_whitespace().collect();
        Self { stemmer: Stemmer::create(Algorithm::English), too_common, verbs }
    }

    pub(super) fn read(&self, text: &str) -> Vec<Word> {
        let text = searchable(text).replace('’', "'");
        let words = text.split(|c: char| !is_of_word(c) && c != '\'');
        // What follows an apostrophe only inflects the word: "team's", "didn't".
        let words = words.filter_map(|word| word.trim_matches('\'').split('\'').next()).filter(|word| !word.is_empty());
        words.flat_map(|word| self.words_in(word)).collect()
    }

    /// Each character of a script without spaces, as a word of its own.
    pub(super) fn single_characters(text: &str) -> Vec<Word> {
        searchable(text).chars().filter(|c| has_no_spaces(*c)).map(|c| Word::gram(&[c])).collect()
    }

    /// One word, or several where scripts meet or the script has no spaces.
    fn words_in(&self, run: &str) -> Vec<Word> {
        if !run.contains(has_no_spaces) {
            return vec![self.word(run)];
        }
        let characters: Vec<char> = run.chars().collect();
        let parts = characters.chunk_by(|one, other| has_no_spaces(*one) == has_no_spaces(*other));
        parts
            .flat_map(|part| match part {
                [first, ..] if !has_no_spaces(*first) => vec![self.word(&part.iter().collect::<String>())],
                [_] => vec![Word::gram(part)],
                part => part.windows(2).map(Word::gram).collect(),
            })
            .collect()
    }

    fn word(&self, written: &str) -> Word {
        let bare = without_article(written);
        let verb = self.verbs.get(bare).copied().unwrap_or(bare);
        let british = verb.replace("iz", "is").replace("yz", "ys");
        Word {
            stem: self.stemmer.stem(&british).into_owned(),
            is_stop: self.too_common.contains(written),
            written: written.to_owned(),
            is_gram: false,
        }
    }
}

/// Arabic prefixes written without a space: the article, alone or after a preposition or "and".
const ARTICLES: [&str; 6] = ["وال", "بال", "كال", "فال", "ال", "لل"];

fn without_article(word: &str) -> &str {
    let rest = ARTICLES.iter().find_map(|article| word.strip_prefix(article));
    rest.filter(|rest| rest.chars().count() > 2).unwrap_or(word)
}

/// Whether this script writes words without spaces, or with endings that no stemmer here knows: Thai, Lao, Burmese,
/// Khmer, Japanese, Chinese, Korean.
fn has_no_spaces(c: char) -> bool {
    matches!(
        c,
        '\u{0E00}'..='\u{0EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3005}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7AF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// Each pair of neighbouring words written as one, even with stop words in between. Two stop words form a pair only in
/// a phrase that someone chose ("took over"), not where they happen to meet ("of the").
pub(super) fn pairs(words: &[Word], of_stop_words: bool) -> Vec<String> {
    let mut pairs = Vec::new();
    let mut telling: Option<(usize, &Word)> = None;
    for (at, word) in words.iter().enumerate() {
        if word.is_gram {
            telling = None;
            continue;
        }
        if let Some(before) = at.checked_sub(1).and_then(|at| words.get(at))
            && !before.is_gram
            && (of_stop_words || !(before.is_stop && word.is_stop))
        {
            pairs.push(format!("{}{}", before.stem, word.stem));
        }
        if word.is_stop {
            continue;
        }
        if let Some((before, telling)) = telling
            && before + 1 < at
        {
            pairs.push(format!("{}{}", telling.stem, word.stem));
        }
        telling = Some((at, word));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        Tokenizer::new().read(text).into_iter().filter(Word::is_telling).map(|word| word.stem).collect()
    }

    #[test]
    fn forms_of_a_word_are_one_word() {
        for (one, other) in [
            ("wrote", "writing"),
            ("led", "leads"),
            ("organized", "organised"),
            ("the team’s", "team"),
            ("didn't review", "reviewing"),
        ] {
            assert_eq!(stems(one), stems(other), "{one}");
        }
    }

    #[test]
    fn accents_width_and_case_make_no_difference() {
        for (one, other) in [("Résumé", "resume"), ("ＡＰＩ", "api"), ("größe", "GRÖSSE"), ("naïve", "naive")]
        {
            assert_eq!(stems(one), stems(other), "{one}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_read_by_two_characters() {
        for (text, expected) in [
            ("設計書", vec!["設計", "計書"]),
            ("Kubernetesの運用", vec!["kubernet", "の運", "運用"]),
            ("木", vec!["木"]),
            ("코드 리뷰를", vec!["코드", "리뷰", "뷰를"]),
        ] {
            assert_eq!(stems(text), expected, "{text}");
        }
        let words = Tokenizer::new();
        assert_eq!(pairs(&words.read("設計書 review"), true), Vec::<String>::new());
    }

    #[test]
    fn neighbours_are_read_as_one_word_too() {
        let words = Tokenizer::new();
        let of = |text: &str| pairs(&words.read(text), false);
        assert_eq!(of("post-mortem"), ["postmortem"]);
        assert_eq!(of("on call"), ["oncall"]);
        assert_eq!(of("review of the code"), ["reviewof", "thecode", "reviewcode"]);
        assert_eq!(of("of the"), Vec::<String>::new());
        assert_eq!(pairs(&words.read("took over"), true), ["takeover"]);
    }
}
