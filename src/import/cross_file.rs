//! Checks across track files: no two may share a track, or the words that people type for it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::domain::lookup::as_typed;
use crate::import::finding::Findings;
use crate::import::shape::TrackDraft;

/// Where a name is first used.
struct FirstUse<'d> {
    file: &'d Path,
    track: &'d str,
    line: usize,
}

/// Finds names used in more than one file, compared as lookups do: without regard to case, spaces, signs and width.
pub(super) fn check(drafts: &[(PathBuf, TrackDraft)], findings: &mut Findings) {
    let mut tracks: HashMap<String, &Path> = HashMap::new();
    let mut names: HashMap<String, FirstUse<'_>> = HashMap::new();
    for (file, draft) in drafts {
        let TrackDraft { track, name, aliases, .. } = draft;
        let id = track.value.to_lowercase();
        if let Some(first) = tracks.get(&id) {
            let what = format!("the track “{}” is also in {}", track.value, file_name(first));
            findings.add(file, Some(track.line), what, "keep one of the two files");
            continue;
        }
        tracks.insert(id, file);
        for name in [track, name].into_iter().chain(aliases) {
            let place = FirstUse { file, track: &track.value, line: name.line };
            match names.get(&as_typed(&name.value)) {
                Some(FirstUse { file: other, track, line }) if *other != place.file => {
                    let what =
                        format!("“{}” also means the track {track} ({}, line {line})", name.value, file_name(other));
                    findings.add(file, Some(name.line), what, "keep it for one of the two tracks");
                }
                Some(_) => {}
                None => {
                    names.insert(as_typed(&name.value), place);
                }
            }
        }
    }
    names.remove("");
    note_hidden_themes(drafts, &names, findings);
}

/// A theme can't be looked up by a word that also names a track: the word means the track.
fn note_hidden_themes(
    drafts: &[(PathBuf, TrackDraft)],
    tracks: &HashMap<String, FirstUse<'_>>,
    findings: &mut Findings,
) {
    for (file, draft) in drafts {
        for theme in &draft.themes {
            for name in std::iter::once(&theme.name).chain(&theme.aliases) {
                if let Some(place) = tracks.get(&as_typed(&name.value)) {
                    let what = format!("“{}” also means the track {}", name.value, place.track);
                    let fix = "people who type it get the track: give the theme another word too";
                    findings.note(file, Some(name.line), what, fix);
                }
            }
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
