//! Framework files in, [`Framework`]s out; or every fault of theirs with its file, its line and how to mend it. Roster
//! files: [`roster`]. The Slack app's manifest: [`manifest`].

mod about;
mod build;
mod finding;
mod lint;
pub mod manifest;
pub mod roster;
mod shape;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};

pub use finding::{Finding, Findings};

use crate::domain::framework::{Framework, Paragraph};

/// The file that holds the introduction to all tracks of a directory.
pub const INTRODUCTION: &str = "about.md";

/// Reads every track of a directory, in the order of their file names.
///
/// # Errors
/// Everything that is wrong with any of the files; then none of them is to be used.
pub fn read_directory(directory: &Path) -> Result<Vec<Framework>, Findings> {
    let mut findings = Findings::default();
    let introduction = read_introduction(directory, &mut findings);
    let files = track_files(directory, &mut findings);
    let tracks: Vec<Framework> =
        files.iter().filter_map(|file| read_track(file, &introduction, &mut findings)).collect();
    findings.into_result(tracks)
}

/// The name that was probably meant by one that nobody knows.
fn meant<'n>(typed: &str, known: &[&'n str]) -> Option<&'n str> {
    let (distance, name) = known.iter().map(|name| (strsim::osa_distance(name, typed), *name)).min()?;
    (distance <= 2).then_some(name)
}

fn track_files(directory: &Path, findings: &mut Findings) -> Vec<PathBuf> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) => {
            let what = format!("the directory cannot be read ({error})");
            findings.add(directory, None, what, "name the directory that holds your track files");
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml"))
        .collect();
    files.sort();
    if files.is_empty() {
        findings.add(
            directory,
            None,
            "there is no track file",
            "add one, such as backend.yaml; README.md there shows how",
        );
    }
    files
}

fn read_introduction(directory: &Path, findings: &mut Findings) -> Vec<Paragraph> {
    let path = directory.join(INTRODUCTION);
    if directory.is_dir() && !path.exists() {
        findings.add(
            &path,
            None,
            "the introduction is missing",
            "add the file: what your company says about its framework",
        );
        return Vec::new();
    }
    let markdown = read_text(&path, findings).unwrap_or_default();
    about::check(&path, &markdown, findings);
    about::paragraphs(&markdown)
}

fn read_track(path: &Path, introduction: &[Paragraph], findings: &mut Findings) -> Option<Framework> {
    let text = read_text(path, findings)?;
    let before = findings.count();
    let draft = shape::read(path, &text, findings)?;
    lint::check(path, &draft, findings);
    (findings.count() == before).then(|| build::framework(draft, introduction.to_vec()))
}

fn read_text(path: &Path, findings: &mut Findings) -> Option<String> {
    if !path.exists() {
        return None;
    }
    match fs::read(path).map(String::from_utf8) {
        // A byte order mark is no part of the text, though some editors write one.
        Ok(Ok(text)) => Some(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)),
        Ok(Err(error)) => {
            let good = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(error.as_bytes().get(..good).unwrap_or_default());
            let line = before.matches('\n').count() + 1;
            findings.add(path, Some(line), "this line is not UTF-8", "save the file with the encoding UTF-8");
            None
        }
        Err(error) => {
            findings.add(path, None, format!("the file cannot be read ({error})"), "let Bearings read it");
            None
        }
    }
}
