//! Finds the track files of a directory.

use std::fs;
use std::path::{Path, PathBuf};

use crate::import::finding::Findings;

/// What Windows appends to the name of a file saved as text, and hides.
const HIDDEN_ENDING: &str = ".txt";

/// The track files, ordered by name. Names that begin with a dot are skipped: editors, macOS and Kubernetes keep files
/// of their own beside the ones people write.
pub(super) fn track_files(directory: &Path, findings: &mut Findings) -> Vec<PathBuf> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) => {
            let what = format!("the directory can't be read ({error})");
            findings.add(directory, None, what, "name the directory that holds your track files");
            return Vec::new();
        }
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let files: Vec<PathBuf> = paths.iter().filter(|path| is_track_file(path)).cloned().collect();
    let mut misnamed = paths.iter().filter_map(|path| Some((path, meant_name(path)?)));
    if !files.is_empty() {
        for (path, name) in misnamed {
            let what = "this file is ignored, because its name doesn't end in .yaml";
            findings.note(path, None, what, format!("if it is a track, rename it to {name}"));
        }
    } else if let Some((path, name)) = misnamed.next() {
        let what = "this isn't a track file, because its name doesn't end in .yaml";
        findings.add(path, None, what, format!("rename it to {name}"));
    } else {
        let fix = "add one, such as backend.yaml; the README.md beside it shows how";
        findings.add(directory, None, "there is no track file", fix);
    }
    files
}

/// The name of a file that differs from this name only in case or by a hidden ending.
pub(super) fn find_similar(directory: &Path, name: &str) -> Option<String> {
    let names = fs::read_dir(directory).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let is_like = |other: &String| {
        let other = other.to_lowercase();
        other == name || other.strip_suffix(HIDDEN_ENDING) == Some(name)
    };
    names.filter(is_like).min()
}

fn is_track_file(path: &Path) -> bool {
    // A dangling link counts, so that reading it reports the fault.
    is_track_file_name(path) && !path.is_dir()
}

fn is_track_file_name(path: &Path) -> bool {
    has_extension(path, &["yaml", "yml"])
        && path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'))
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|is| extensions.iter().any(|extension| is.eq_ignore_ascii_case(extension)))
}

/// The name that a file probably had before a hidden ending was appended.
fn meant_name(path: &Path) -> Option<String> {
    let meant = path.file_stem().filter(|_| has_extension(path, &["txt"]) && path.is_file())?;
    is_track_file_name(Path::new(meant)).then(|| meant.to_string_lossy().into_owned())
}
