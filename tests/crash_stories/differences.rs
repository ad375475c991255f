//! How the stored entries differ from what people were told.

use std::collections::{HashMap, HashSet};

/// An author's words. The first word is unique to the entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Note {
    pub author: String,
    pub words: String,
}

impl Note {
    pub fn key(&self) -> &str {
        self.words.split(' ').next().unwrap()
    }
}

/// How the stored entries differ from what people were told.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct EntryDifferences {
    /// Acknowledged, but not stored in these words.
    pub missing: Vec<Note>,
    /// Stored more than once, in any words.
    pub doubled: Vec<String>,
    /// Stored, but never acknowledged: half an entry, or the words before a change.
    pub unknown: Vec<Note>,
}

pub fn differences(acknowledged: &[Note], stored: &[Note]) -> EntryDifferences {
    let there: HashSet<&Note> = stored.iter().collect();
    let told: HashSet<&Note> = acknowledged.iter().collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for note in stored {
        *times.entry(note.key()).or_default() += 1;
    }
    EntryDifferences {
        missing: acknowledged.iter().filter(|note| !there.contains(note)).cloned().collect(),
        doubled: times.iter().filter(|(_, times)| **times > 1).map(|(key, _)| (*key).to_owned()).collect(),
        unknown: stored.iter().filter(|note| !told.contains(note)).cloned().collect(),
    }
}

#[test]
fn what_is_missing_doubled_or_unknown_is_seen() {
    let note = |author: &str, words: &str| Note { author: author.into(), words: words.into() };
    let told = [note("ana", "a-1 one"), note("ben", "b-1 two")];
    assert_eq!(differences(&told, &told), EntryDifferences::default());
    let lost = differences(&told, &told[..1]);
    assert_eq!(lost, EntryDifferences { missing: vec![told[1].clone()], ..EntryDifferences::default() });
    let twice = differences(&told, &[told[0].clone(), told[1].clone(), told[0].clone()]);
    assert_eq!(twice, EntryDifferences { doubled: vec!["a-1".into()], ..EntryDifferences::default() });
    // The words before a change, stored beside those after it.
    let before = note("ana", "a-1");
    let stale = differences(&told, &[told[0].clone(), told[1].clone(), before.clone()]);
    assert_eq!(
        stale,
        EntryDifferences { doubled: vec!["a-1".into()], unknown: vec![before], ..EntryDifferences::default() }
    );
    // A text without its entry, and one under another author, are lost to the author.
    for author in ["no author", "ana"] {
        let theirs = note(author, "b-1 two");
        let astray = differences(&told, &[told[0].clone(), theirs.clone()]);
        assert_eq!(
            astray,
            EntryDifferences { missing: vec![told[1].clone()], unknown: vec![theirs], ..EntryDifferences::default() }
        );
    }
}
