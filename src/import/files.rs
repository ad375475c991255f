//! Which files of a directory are track files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::import::finding::Findings;

/// The track files in the order of their names. Names that begin with a dot are not read: editors, macOS and Kubernetes
/// keep things of their own beside the files that people write.
pub(super) fn track_files(directory: &Path, findings: &mut Findings) -> Vec<PathBuf> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) => {
            let what = format!("the directory cannot be read ({error})");
            findings.add(directory, None, what, "name the directory that holds your track files");
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_track_file(path)).collect();
    files.sort();
    if files.is_empty() {
        let fix = "add one, such as backend.yaml; README.md there shows how";
        findings.add(directory, None, "there is no track file", fix);
    }
    files
}

fn is_track_file(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let is_yaml = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml"));
    // A link whose file is gone is one to read, so that it is said.
    is_yaml && !name.starts_with('.') && !path.is_dir()
}
